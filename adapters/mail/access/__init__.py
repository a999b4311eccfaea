"""Who may open the pages behind a link: signed links, one-time codes, sessions."""
