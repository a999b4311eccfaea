"""Answer a person's press, command or form in Slack."""
