"""Settings from a file and the environment, checked all at once."""
