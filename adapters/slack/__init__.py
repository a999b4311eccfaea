"""Slack: payloads into commands, cards into Block Kit."""
