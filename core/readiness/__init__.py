"""Readiness: whether messages would reach people now; findings, nightly run, monthly check."""
