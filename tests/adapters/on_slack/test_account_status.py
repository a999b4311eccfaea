"""What Slack's answer says of an account; what it does not say is not known."""

from typing import Any

import pytest

from adapters.slack.account_status import status_of
from adapters.slack.receiving import read
from core.accounts.status import AccountStatus
from core.directory.model import Principal
from core.vocabulary import Platform

WHO = Principal(Platform.SLACK, "T0HOU", "U0HOU00001")
GOOD: dict[str, Any] = {"id": WHO.user, "team_id": WHO.tenant, "deleted": False}


@pytest.mark.parametrize(
    ("more", "standing"),
    [
        ({}, AccountStatus.ACTIVE),
        ({"deleted": True}, AccountStatus.DEACTIVATED),
        ({"deleted": True, "is_restricted": True}, AccountStatus.DEACTIVATED),
        ({"is_restricted": True}, AccountStatus.GUEST),
        ({"is_restricted": True, "is_ultra_restricted": True}, AccountStatus.GUEST),
        ({"is_bot": True}, AccountStatus.BOT),
        ({"is_stranger": True}, AccountStatus.STRANGER),
        ({"team_id": "T0OTHER"}, AccountStatus.STRANGER),
        ({"id": "U0OTHER"}, AccountStatus.UNKNOWN),
        ({"deleted": None}, AccountStatus.UNKNOWN),
    ],
)
def test_each_kind_of_account(more: dict[str, Any], standing: AccountStatus) -> None:
    """Closed comes before everything, and nobody is active by what is missing."""
    assert status_of({**GOOD, **more}, WHO) is standing
    assert status_of({}, WHO) is AccountStatus.UNKNOWN


@pytest.mark.parametrize(
    ("user", "who"),
    [
        ({"id": WHO.user, "team_id": WHO.tenant, "deleted": True}, WHO),
        ({"id": WHO.user, "deleted": True}, WHO),
        ({"id": WHO.user, "team_id": WHO.tenant, "deleted": False}, None),
        ({"id": WHO.user, "team_id": "T0OTHER", "deleted": True}, None),
        ({"deleted": True}, None),
        ("U0HOU00001", None),
    ],
)
def test_only_a_closed_account_of_this_workspace_is_a_leaver(
    user: object, who: Principal | None
) -> None:
    """A new picture or name is not, nor is somebody of a workspace that only visits."""
    event = {"type": "user_change", "user": user}
    payload = {"type": "event_callback", "team_id": WHO.tenant, "event": event}
    assert read.closed_account(payload) == who
