"""Outgoing e-mail: draw messages and hand them to the mail server."""
