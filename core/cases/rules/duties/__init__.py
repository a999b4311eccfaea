"""Rules for duties: what is owed, recorded and reminded of."""
