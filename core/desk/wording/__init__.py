"""Sentences of screens that belong to no single subject."""
