"""The partnerships' escalation policies as data, and what reads them."""
