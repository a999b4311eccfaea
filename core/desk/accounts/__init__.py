"""The desk for linking an account to a person on the contact list."""
