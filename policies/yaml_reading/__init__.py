"""Read YAML with the position of each value, overlays included, and word its faults."""
