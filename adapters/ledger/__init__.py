"""The append-only record, kept in SQLite or PostgreSQL."""
