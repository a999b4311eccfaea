"""Messages as e-mails, handed to the mail server."""
