"""Open a contact list of any file type, within limits, as rows of text."""
