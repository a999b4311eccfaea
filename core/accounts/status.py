"""What a platform says of an account, and what it is told of one: the two ports of identity."""

from enum import StrEnum
from typing import Protocol

from core.directory.model import Principal


class AccountStatus(StrEnum):
    """How an account stands in its workspace or tenant, as the platform says now."""

    ACTIVE = "active"
    GUEST = "guest"
    BOT = "bot"
    DEACTIVATED = "deactivated"
    STRANGER = "stranger"
    """Of another workspace or tenant, or of none that the platform would name."""
    UNKNOWN = "unknown"
    """Not answered, not in time, or in a way that settles nothing: never a reason to act."""


GONE = frozenset({AccountStatus.DEACTIVATED, AccountStatus.STRANGER})
"""Nobody of the organisation acts from such an account any more."""


class AccountStatuses(Protocol):
    """Asks a platform about accounts."""

    async def standing(self, principal: Principal) -> AccountStatus:
        """How an account stands; UNKNOWN within two seconds where nobody answers. Never raises."""
        ...
