"""What one cell of a contact list says: addresses, names and telephone numbers."""
