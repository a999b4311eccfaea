"""The courier interface: delivers messages on one platform, or raises why it could not."""

from dataclasses import dataclass
from typing import Final, Protocol

from core.cards import Card
from core.directory.model import Channel
from core.outbox import Stored, StoredMessage
from core.vocabulary import FailureReason

LETTER_CASE: Final = "0" * 32
"""Stands for the case in the place of a letter, which has none."""


@dataclass(frozen=True, slots=True)
class Told:
    """The platform took the message; ``message`` is its place there (JSON), for redrawing."""

    message: str


class DeliveryFailed(Exception):  # noqa: N818 - what happened, as the domain says it
    """Base of all courier errors; ``code`` is a platform code, never content."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class RetryLater(DeliveryFailed):
    """Certainly not delivered; try again after ``after`` seconds (None: Concord's own back-off)."""

    def __init__(self, code: str, after: float | None = None) -> None:
        super().__init__(code)
        self.after = after


class DeliveryUnknown(DeliveryFailed):
    """The answer was lost: the message may or may not have been delivered."""


class ChannelUnreachable(DeliveryFailed):
    """The person cannot be reached on this channel: try the next channel, then the next contact."""

    def __init__(self, code: str, why: FailureReason) -> None:
        super().__init__(code)
        self.why = why


class QueueDown(DeliveryFailed):
    """The whole queue is down (for example a revoked token): stop it and raise the alarm."""


class MessageRejected(DeliveryFailed):
    """The platform says that the message itself is wrong: park it and raise the alarm."""


class Courier(Protocol):
    """Delivers on one platform, or raises a DeliveryFailed. Never retries by itself."""

    async def deliver(self, channel: Channel, card: Card, *, repeat: bool) -> Told:
        """Send a direct message within ten seconds; ``repeat`` marks a possible second copy."""
        ...

    async def redraw(self, message: str, card: Card) -> None:
        """Replace a told message in place."""
        ...


class ChannelOutcomeListener(Protocol):
    """Receives what a platform reports about a channel."""

    async def missed(self, channel: Channel, why: FailureReason) -> None:
        """Note that a person is no longer reached there, and why. Raises LedgerUnavailable."""
        ...

    async def reached(self, channel: Channel) -> None:
        """Note that a message was taken there. Raises LedgerUnavailable."""
        ...


def place_of(stored: Stored) -> str:
    """Name an outbox message to an operator, and in e-mails, which may bounce: ``case:id``, for a
    letter zeros before its id. Not its key, which holds people's ids (names).
    """
    return f"{stored.case if isinstance(stored, StoredMessage) else LETTER_CASE}:{stored.id}"
