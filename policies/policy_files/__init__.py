"""Reads a policy file into the core's policy, and reports every fault with its place."""
