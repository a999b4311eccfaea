"""Reads a contact list file into the core's directory, and reports every fault with its place."""
