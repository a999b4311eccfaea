"""Deliver messages to Teams, or raise why not."""
