"""A policy as data: its model, ladder, calendar, rules, and differences of editions."""
