"""The desk for the contact list."""
