"""Verify a request from Teams and translate its activity."""
