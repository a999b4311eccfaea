"""Fold the events of a case into its present state."""
