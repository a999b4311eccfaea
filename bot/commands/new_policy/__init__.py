"""``policy new``: ask about a document and write its policy file."""
