"""The status of an account on its platform, and the port to ask for it."""

from enum import StrEnum
from typing import Protocol

from core.directory.model import Principal


class AccountStatus(StrEnum):
    """The status of an account in its workspace or tenant, as the platform reports it now."""

    ACTIVE = "active"
    GUEST = "guest"
    BOT = "bot"
    DEACTIVATED = "deactivated"
    STRANGER = "stranger"
    """Of another workspace or tenant, or not known to the platform."""
    UNKNOWN = "unknown"
    """No answer, not in time, or an inconclusive one: never a reason to act."""


CLOSED_STATUSES = frozenset({AccountStatus.DEACTIVATED, AccountStatus.STRANGER})
"""Statuses of accounts that nobody of the organisation uses any more."""


class AccountStatuses(Protocol):
    """Asks a platform about accounts."""

    async def standing(self, principal: Principal) -> AccountStatus:
        """Return the status of an account; UNKNOWN after two seconds without an answer. Never
        raises.
        """
        ...
