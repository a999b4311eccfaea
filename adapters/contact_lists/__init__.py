"""Contact lists as partnerships keep them: from rows of cells to people, posts and what is wrong."""
