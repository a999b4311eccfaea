"""Contact lists of partnerships: from rows of cells to people, posts and findings."""
