"""The workbench: Concord with local stand-ins for Slack and Teams, and a page to act as anyone."""
