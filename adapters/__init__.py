"""Connections to the outside: platforms, the ledger, mail and the clock."""
