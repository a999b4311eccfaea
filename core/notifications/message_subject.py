"""What messages are about: how the one delivery learns what to send, and what follows from it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, TypeVar

from core.cards import Card
from core.cases.events import Attempt
from core.directory.model import Channel
from core.outbox import AttemptResult, MessageState, Stored
from core.vocabulary import FailureReason, Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A message whose turn has come."""

    person: str
    channels: tuple[Channel, ...]
    """To be tried in turn."""
    card: Card
    """As things stand now; its buttons have no tokens yet."""
    urgent: bool = False
    """Whether the next channel is tried at once where one asks to wait."""
    sequence: int = 0
    """Of_contra the case that the card shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSent:
    """Why nothing is sent now."""

    state: MessageState
    code: str
    why: FailureReason | None = None
    """Why its person is not reached, which a human is told; None: nobody need know."""
    wait: timedelta | None = None
    """When to look again; None: never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """Why a message does not reach its person, for the human who is told."""

    why: FailureReason
    platform: Platform | None = None
    tried: tuple[Attempt, ...] = ()
    """Attempts on the other channels."""


Of_contra = TypeVar("Of_contra", bound=Stored, contravariant=True)


class MessageSubject(Protocol[Of_contra]):
    """What messages are about: what is sent, and what becomes of it. Raises LedgerUnavailable."""

    async def prepare(self, stored: Of_contra) -> Prepared | NotSent:
        """Return what to send now, or why nothing is."""
        ...

    async def told(
        self, stored: Of_contra, result: AttemptResult, channel: Channel, tried: tuple[Attempt, ...]
    ) -> None:
        """Write that it was taken on a channel, and what that means, in one transaction."""
        ...

    async def missed(self, stored: Of_contra, result: AttemptResult, failed: Undelivered) -> None:
        """Write that its person is not reached, and owe a human that news, in one transaction."""
        ...

    async def reports(self, stored: Of_contra) -> int:
        """Return how often a human was told, since it was owed, that it does not arrive."""
        ...

    def reported_after(self, stored: Of_contra) -> tuple[timedelta, ...]:
        """Return the ages, undelivered, at which a human is told; attempts go on."""
        ...
