"""Where Concord meets the world: platforms, the ledger, mail and the clock."""
