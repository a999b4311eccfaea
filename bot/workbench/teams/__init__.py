"""A stand-in for the Bot Connector and its tokens."""
