"""What a courier is: it delivers on one platform, or says in its own words why it did not."""

from dataclasses import dataclass
from typing import Protocol

from core.cards import Card
from core.cases.record.ledger import StoredMessage
from core.directory.model import Channel
from core.vocabulary import FailureReason


@dataclass(frozen=True, slots=True)
class Told:
    """The platform took the message; ``message`` is where it stands (JSON), for redrawing."""

    message: str


class DeliveryFailed(Exception):  # noqa: N818 - what happened, as the domain says it
    """Base of everything a courier can raise; ``code`` is a platform code, never content."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotNow(DeliveryFailed):
    """Surely not delivered; try again after ``after`` seconds (None: our own back-off)."""

    def __init__(self, code: str, after: float | None = None) -> None:
        super().__init__(code)
        self.after = after


class NotKnown(DeliveryFailed):
    """It may or may not have been delivered."""


class NotThere(DeliveryFailed):
    """This person cannot be reached on this channel: next channel, then next contact."""

    def __init__(self, code: str, why: FailureReason) -> None:
        super().__init__(code)
        self.why = why


class LaneDown(DeliveryFailed):
    """The whole lane is shut (token revoked, ...): stop it and raise the alarm."""


class OurFault(DeliveryFailed):
    """The platform says the message itself is wrong: park it and raise the alarm."""


class Courier(Protocol):
    """Delivers on one platform, or raises a DeliveryFailed. Never retries by itself."""

    async def deliver(self, channel: Channel, card: Card, *, repeat: bool) -> Told:
        """Send a direct message within ten seconds; ``repeat`` marks a possible second copy."""
        ...

    async def redraw(self, message: str, card: Card) -> None:
        """Replace a told message in place."""
        ...


class ChannelOutcomeListener(Protocol):
    """Is told what a platform lets be known of a channel beside messages, or a failed message."""

    async def missed(self, channel: Channel, why: FailureReason) -> None:
        """A person is not reached there any more, and why. Raises LedgerUnavailable."""
        ...

    async def reached(self, channel: Channel) -> None:
        """A message was taken there. Raises LedgerUnavailable."""
        ...


def place_of(owed: StoredMessage) -> str:
    """Where a message stands, for an operator: its key holds people's ids, which are names."""
    return f"{owed.case}:{owed.id}"
