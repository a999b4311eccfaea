"""E-mail: messages that point to a page, the pages where people act, bounces and replies."""
