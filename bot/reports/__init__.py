"""Pages and pictures for printing: the board, the timeline, the ladder, the clauses."""
