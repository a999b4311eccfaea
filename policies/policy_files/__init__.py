"""Read a policy file as the core's policy, with every fault at its place."""
