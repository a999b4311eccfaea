"""A mail server that stands in for the real one."""
