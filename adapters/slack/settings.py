"""Settings of the Slack adapter."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

SLACK_API = "https://slack.com/api/"
ANSWER_SECONDS: Final = 2.8
"""Slack waits three; some pass on the way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """Settings of one Slack app; secrets never show in its repr.

    Raises ValueError without a signing secret: anybody could then send requests as Slack.
    """

    signing_secrets: tuple[str, ...] = field(repr=False)
    """The signing secret; during its rotation, the new and the old one."""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    bot_tokens: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    """Bot tokens by team id, for workspaces enrolled without the installation pages."""
    app_token: str = field(default="", repr=False)
    """For Socket Mode only."""
    allowed_teams: frozenset[str] = frozenset()
    """Team ids of the partnership's workspaces; requests from all others are refused."""
    api_base: str = SLACK_API
    public_url: str = ""
    """Base URL of Concord, without a trailing slash; Slack redirects installers there."""
    within: float = 10.0
    """Seconds one call, and one delivery, may take."""
    answer_within: float = ANSWER_SECONDS
    """Seconds until an answer must be on its way."""

    def __post_init__(self) -> None:
        if not self.signing_secrets or not all(self.signing_secrets):
            raise ValueError("Slack needs a signing secret")
        if not self.api_base.endswith("/"):
            object.__setattr__(self, "api_base", f"{self.api_base}/")
