"""What Teams' answer says of an account; what it does not say is not known."""

from typing import Any

import pytest

from adapters.teams.sending.account_status import status_of
from core.accounts.status import AccountStatus
from core.directory.model import Principal
from core.vocabulary import Platform

WHO = Principal(Platform.TEAMS, "tenant", "aad-1")


@pytest.mark.parametrize(
    ("more", "standing"),
    [
        ({}, AccountStatus.ACTIVE),
        ({"userRole": "guest"}, AccountStatus.GUEST),
        ({"userRole": "anonymous"}, AccountStatus.STRANGER),
        ({"userRole": "bot"}, AccountStatus.BOT),
        ({"tenantId": "elsewhere"}, AccountStatus.STRANGER),
        ({"userRole": None}, AccountStatus.UNKNOWN),
        ({"aadObjectId": "aad-2"}, AccountStatus.UNKNOWN),
    ],
)
def test_each_kind_of_account(more: dict[str, Any], standing: AccountStatus) -> None:
    """Nobody is active by what is missing."""
    good = {"aadObjectId": WHO.user, "tenantId": WHO.tenant, "userRole": "user"}
    assert status_of({**good, **more}, WHO) is standing
    assert status_of({}, WHO) is AccountStatus.UNKNOWN
