"""The SQL of each of the tables."""
