"""The functional core: the rules of escalation over an append-only record, without any I/O."""
