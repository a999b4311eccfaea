"""Whose account is it: linking, enrolment, reconfirmation and closed accounts."""
