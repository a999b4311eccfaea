"""E-mail: messages that point to a page, and the pages where people who have only e-mail act."""
