"""What the Slack adapter must be told before it can start."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SLACK_API = "https://slack.com/api/"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """Settings of one Slack app; secrets never show in its repr.

    Raises ValueError where there is no signing secret: without one anybody could speak as Slack.
    """

    signing_secrets: tuple[str, ...] = field(repr=False)
    """The secret, or during its rotation the new and the old one."""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    bot_tokens: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    """Tokens by team id, for workspaces enrolled without the installation pages."""
    app_token: str = field(default="", repr=False)
    """For Socket Mode only."""
    allowed_teams: frozenset[str] = frozenset()
    """Team ids of the workspaces that belong to the partnership; no other is ever answered."""
    api_base: str = SLACK_API
    public_url: str = ""
    """Where people reach Concord, without a trailing slash; Slack redirects installers there."""
    within: float = 10.0
    """Seconds one call, and one delivery, may take."""

    def __post_init__(self) -> None:
        if not self.signing_secrets or not all(self.signing_secrets):
            raise ValueError("Slack needs a signing secret")
        if not self.api_base.endswith("/"):
            object.__setattr__(self, "api_base", f"{self.api_base}/")
