"""Rules for what is owed, recorded and chased."""
