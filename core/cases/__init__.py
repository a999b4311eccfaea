"""The case: what can be asked of it, what has happened, the rules and the record."""
