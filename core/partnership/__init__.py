"""What runs here for a partnership: the editions in force and its contact list."""
