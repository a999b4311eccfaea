"""Ask Teams for the status of an account: active, a guest's, another tenant's, or closed."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import structlog

from adapters.teams.sending.courier import TeamsCourier
from core.accounts.status import AccountStatus
from core.directory.model import Channel, Principal
from core.notifications.couriers import ChannelUnreachable, DeliveryFailed

_NO_MEMBER: Final = ("MemberNotFoundInConversation", "UserNotFound", "NotFoundInTenant")
"""Errors for a missing member of a known conversation. Other 403s and 404s concern the app."""

_SHARE: Final = 0.6
"""Share of the time for an answer: somebody may be waiting."""

_log = structlog.stdlib.get_logger(__name__)


class TeamsAccountStatuses:
    """Implement the port ``Standings`` by the person's membership in their personal chat."""

    def __init__(self, courier: TeamsCourier, *, within: float) -> None:
        self._courier = courier
        self._within = within * _SHARE

    async def standing(self, principal: Principal) -> AccountStatus:
        """Return an account's status; UNKNOWN if Teams fails or does not answer in time."""
        channel = Channel(platform=principal.platform, tenant=principal.tenant, user=principal.user)
        try:
            async with asyncio.timeout(self._within):
                return status_of(await self._courier.member(channel), principal)
        except ChannelUnreachable as failed:
            gone = failed.code.partition(":")[2] in _NO_MEMBER
            return AccountStatus.DEACTIVATED if gone else AccountStatus.UNKNOWN
        except DeliveryFailed as failed:
            _log.warning("teams_standing", code=failed.code)
            return AccountStatus.UNKNOWN
        except Exception as error:  # noqa: BLE001 - whatever fails here says nothing of the account
            _log.warning("teams_standing", code=type(error).__name__)
            return AccountStatus.UNKNOWN


def status_of(member: Mapping[str, Any], principal: Principal) -> AccountStatus:
    """Read the status from a member of a personal chat; UNKNOWN if it is another account's."""
    if member.get("aadObjectId") != principal.user:
        return AccountStatus.UNKNOWN
    if member.get("tenantId") not in {None, principal.tenant}:
        return AccountStatus.STRANGER
    role = member.get("userRole")
    if role == "guest":
        return AccountStatus.GUEST
    if role in {"anonymous", "skill", "bot"}:
        return AccountStatus.BOT if role != "anonymous" else AccountStatus.STRANGER
    return AccountStatus.ACTIVE if role == "user" else AccountStatus.UNKNOWN
