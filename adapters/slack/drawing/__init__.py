"""Cards and forms as Slack's Block Kit JSON."""
