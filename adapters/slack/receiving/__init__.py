"""Verify a request from Slack and translate its payload."""
