"""Asks Teams how an account stands: a guest's, another tenant's, or nobody's any more."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import structlog

from adapters.teams.sending.courier import TeamsCourier
from core.accounts.status import Standing
from core.directory.model import Channel, Principal
from core.notifications.couriers import DeliveryFailed, NotThere

SECONDS: Final = 1.5
"""Somebody may wait for the answer."""
_NO_MEMBER: Final = ("MemberNotFoundInConversation", "UserNotFound", "NotFoundInTenant")
"""Teams knows the conversation and not the person. Any other 403 or 404 tells of the app only."""

_log = structlog.stdlib.get_logger(__name__)


class TeamsStandings:
    """Implements the port ``Standings`` with the connector's one member of a personal chat."""

    def __init__(self, courier: TeamsCourier, *, seconds: float = SECONDS) -> None:
        self._courier = courier
        self._seconds = seconds

    async def standing(self, principal: Principal) -> Standing:
        """How an account stands; what Teams does not answer in time, or at all, is not known."""
        channel = Channel(platform=principal.platform, tenant=principal.tenant, user=principal.user)
        try:
            async with asyncio.timeout(self._seconds):
                return standing_of(await self._courier.member(channel), principal)
        except NotThere as failed:
            gone = failed.code.partition(":")[2] in _NO_MEMBER
            return Standing.DEACTIVATED if gone else Standing.UNKNOWN
        except DeliveryFailed as failed:
            _log.warning("teams_standing", code=failed.code)
            return Standing.UNKNOWN
        except Exception as error:  # noqa: BLE001 - whatever fails here says nothing of the account
            _log.warning("teams_standing", code=type(error).__name__)
            return Standing.UNKNOWN


def standing_of(member: Mapping[str, Any], principal: Principal) -> Standing:
    """Read a member of a personal chat; one that is not this account's says nothing."""
    if member.get("aadObjectId") != principal.user:
        return Standing.UNKNOWN
    if member.get("tenantId") not in {None, principal.tenant}:
        return Standing.STRANGER
    role = member.get("userRole")
    if role == "guest":
        return Standing.GUEST
    if role in {"anonymous", "skill", "bot"}:
        return Standing.BOT if role != "anonymous" else Standing.STRANGER
    return Standing.ACTIVE if role == "user" else Standing.UNKNOWN
