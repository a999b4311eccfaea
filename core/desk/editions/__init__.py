"""The coordinators' desk for editions of a policy."""
