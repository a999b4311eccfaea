"""E-mail: messages that link to a page, the pages where people act, bounces and replies."""
