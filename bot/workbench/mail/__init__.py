"""A stand-in for the mail server."""
