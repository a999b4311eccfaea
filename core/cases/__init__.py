"""The case: its commands, events, rules and record."""
