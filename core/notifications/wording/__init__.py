"""Sentences of messages, e-mails and the pages behind them."""
