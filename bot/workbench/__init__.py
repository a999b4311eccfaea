"""The workbench: Concord among local stand-ins for Slack and Teams, with a page to act as anyone."""
