"""Whether messages were delivered to people before, derived from the events of the record."""

from dataclasses import dataclass, replace
from datetime import datetime

from core.cases.events import (
    Accepted,
    ContactMissed,
    ContactTold,
    Declined,
    Event,
    HandedToDeputy,
    RiskAcknowledged,
)
from core.vocabulary import FailureReason, Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverySign:
    """What one event says of one person: told on a platform, missed, or (neither) answered."""

    person: str
    at: datetime
    told: Platform | None = None
    missed: FailureReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryHistory:
    """Deliveries to one person on one platform. Times are aware UTC; None: never."""

    last_told: datetime | None = None
    """When the platform last took a message: sent, not confirmed by the person."""
    last_missed: datetime | None = None
    why: FailureReason | None = None
    """The reason of the last miss."""
    last_answered: datetime | None = None
    """When they last accepted, declined, handed on or acknowledged: proof that it arrived."""

    def after(self, one: DeliverySign) -> "DeliveryHistory":
        """Return the history with one more sign."""
        if one.told is not None:
            return replace(self, last_told=one.at)
        if one.missed is not None:
            return replace(self, last_missed=one.at, why=one.missed)
        return replace(self, last_answered=one.at)

    @property
    def failing(self) -> bool:
        """Whether the latest sign is a miss."""
        if self.last_missed is None:
            return False
        good = max((at for at in (self.last_told, self.last_answered) if at), default=None)
        return good is None or good < self.last_missed


def sign(event: Event) -> DeliverySign | None:
    """Return what an event says of the delivery to a person, or None."""
    match event:
        case ContactTold():
            return DeliverySign(person=event.person, at=event.at, told=event.platform)
        case ContactMissed():
            return DeliverySign(person=event.person, at=event.at, missed=event.why)
        case Accepted() | Declined() | HandedToDeputy() | RiskAcknowledged():
            return DeliverySign(person=event.by, at=event.at)
        case _:
            return None
