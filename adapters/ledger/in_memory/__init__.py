"""The ledger and the key-value store in memory, held to the same tests as the databases."""
