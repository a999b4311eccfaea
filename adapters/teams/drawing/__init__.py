"""Cards and forms as Adaptive Card JSON."""
