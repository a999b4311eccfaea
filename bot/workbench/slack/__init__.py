"""A stand-in for Slack's Web API, modals and Socket Mode."""
