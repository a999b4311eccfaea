"""Sentences about cases: labels, questions, refusals and the chronology."""
