"""Rules for whom a case asks, tells and alerts, and who is asked next."""
