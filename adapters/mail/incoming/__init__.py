"""Incoming e-mail: replies, absence notes and returned messages."""
