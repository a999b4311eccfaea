"""Sentences about an import and the faults of its file."""
