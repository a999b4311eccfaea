"""Whom a stage asks: resolver, coverage, conflicts and gaps."""
