"""The desk for the policy in force and for its editions."""
