"""Messages to people: their cards, relevance, delivery, and what comes back undelivered."""
