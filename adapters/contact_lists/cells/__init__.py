"""Read single cells of a contact list: addresses, names and telephone numbers."""
