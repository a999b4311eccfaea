"""Sentences about the contact list and its people."""
