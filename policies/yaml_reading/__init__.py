"""Reads YAML with the position of each value, merges overlays, and words the faults."""
