"""Read a contact list file as the core's directory, with every fault at its place."""
