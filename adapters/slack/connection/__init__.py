"""Calls to Slack's Web API: installations, tokens, HTTP and its errors."""
