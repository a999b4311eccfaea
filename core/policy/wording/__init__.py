"""Sentences about a policy: rules, deadlines, clauses."""
