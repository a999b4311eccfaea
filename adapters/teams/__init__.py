"""Microsoft Teams: activities into commands, cards into Adaptive Cards."""
