"""The web pages behind the links in e-mails."""
