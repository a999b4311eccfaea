"""The desk that answers who would be asked now."""
