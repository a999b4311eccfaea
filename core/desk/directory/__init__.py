"""The coordinators' desk for the contact list."""
