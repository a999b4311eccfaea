"""Rules for agreed dates, meetings, notes and outcomes."""
