"""Accounts of people: linking, enrolment, reconfirmation and closed accounts."""
