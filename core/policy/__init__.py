"""A policy as data: its model, ladder, calendar, rule list and differences of editions."""
