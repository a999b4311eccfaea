"""Ask Slack for the status of an account: active, closed, a guest's, an app's, or a stranger's."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import structlog
from slack_sdk.errors import SlackApiError

from adapters.slack.connection.tokens import Tokens
from core.accounts.status import AccountStatus
from core.directory.model import Principal

_SHARE: Final = 15 / 28
"""Share of the time for an answer: somebody may be waiting, and a modal is still to be opened."""

_log = structlog.stdlib.get_logger(__name__)


class SlackAccountStatuses:
    """Implement the port ``Standings`` with ``users.info`` (scope ``users:read``)."""

    def __init__(self, tokens: Tokens, *, within: float) -> None:
        self._tokens = tokens
        self._within = within * _SHARE

    async def standing(self, principal: Principal) -> AccountStatus:
        """Return an account's status; UNKNOWN if Slack fails or does not answer in time."""
        try:
            async with asyncio.timeout(self._within):
                client = await self._tokens.client(principal.tenant)
                answer = await client.users_info(user=principal.user)
        except SlackApiError as error:
            code = error.response.get("error") if error.response else ""
            if code in {"user_not_found", "user_not_visible"}:
                return AccountStatus.STRANGER
            _log.warning("slack_standing", code=str(code))
            return AccountStatus.UNKNOWN
        except Exception as error:  # noqa: BLE001 - whatever fails here says nothing of the account
            _log.warning("slack_standing", code=type(error).__name__)
            return AccountStatus.UNKNOWN
        user = answer.get("user")
        return status_of(user if isinstance(user, Mapping) else {}, principal)


def status_of(user: Mapping[str, Any], principal: Principal) -> AccountStatus:
    """Read the status from a user object; UNKNOWN if it is another account's."""
    if user.get("id") != principal.user:
        return AccountStatus.UNKNOWN
    if user.get("deleted") is True:
        return AccountStatus.DEACTIVATED
    if user.get("is_bot") is True or user.get("is_app_user") is True:
        return AccountStatus.BOT
    if user.get("is_stranger") is True or user.get("team_id", principal.tenant) != principal.tenant:
        return AccountStatus.STRANGER
    if user.get("is_restricted") is True or user.get("is_ultra_restricted") is True:
        return AccountStatus.GUEST
    return AccountStatus.ACTIVE if user.get("deleted") is False else AccountStatus.UNKNOWN
