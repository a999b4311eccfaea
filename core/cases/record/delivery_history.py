"""Whether messages have reached people before: derived from what the record says happened."""

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
    """What one event says of one person: told there, missed, or (neither) answered."""

    person: str
    at: datetime
    told: Platform | None = None
    missed: FailureReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryHistory:
    """How it went with one person on one platform. Times are aware UTC; None: never."""

    last_told: datetime | None = None
    """The platform took a message: sent, not confirmed by the person."""
    last_missed: datetime | None = None
    why: FailureReason | None = None
    """Of the last miss."""
    last_answered: datetime | None = None
    """They accepted, declined, handed on or acknowledged: proof that it arrived."""

    def after(self, one: DeliverySign) -> "DeliveryHistory":
        """What is known once this has happened too."""
        if one.told is not None:
            return replace(self, last_told=one.at)
        if one.missed is not None:
            return replace(self, last_missed=one.at, why=one.missed)
        return replace(self, last_answered=one.at)

    @property
    def failing(self) -> bool:
        """The last that is known of it is a failure."""
        if self.last_missed is None:
            return False
        good = max((at for at in (self.last_told, self.last_answered) if at), default=None)
        return good is None or good < self.last_missed


def sign(event: Event) -> DeliverySign | None:
    """What an event says of whether somebody is reached; None where nothing."""
    match event:
        case ContactTold():
            return DeliverySign(person=event.person, at=event.at, told=event.platform)
        case ContactMissed():
            return DeliverySign(person=event.person, at=event.at, missed=event.why)
        case Accepted() | Declined() | HandedToDeputy() | RiskAcknowledged():
            return DeliverySign(person=event.by, at=event.at)
        case _:
            return None
