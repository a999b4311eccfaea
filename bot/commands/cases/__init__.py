"""Commands about cases and what was reported in them."""
