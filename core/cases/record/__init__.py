"""The append-only record: entries, seals, references and the port of the ledger."""
