"""Commands about policy files and editions."""
