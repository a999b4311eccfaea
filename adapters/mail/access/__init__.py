"""Access to the pages behind e-mail links: signed links, one-time codes, sessions."""
