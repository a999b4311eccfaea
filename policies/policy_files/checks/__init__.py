"""Checks what a policy file says, beyond its form."""
