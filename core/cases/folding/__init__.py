"""Fold the events of a case to how it stands."""
