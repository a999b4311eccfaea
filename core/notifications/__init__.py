"""Messages to people: cards, whether they are still true, delivery, what comes back."""
