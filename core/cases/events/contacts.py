"""Events of who was asked for a side and what they answered, and of who was told."""

from dataclasses import dataclass, field

from core.cases.events.event import PRIVATE, CaseEvent
from core.vocabulary import AskedReason, AskingStep, FailureReason, Platform, Purpose, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted(CaseEvent):
    """A contact accepted the stage for their side and is now its owner."""

    stage: str
    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined(CaseEvent):
    """A contact said "not me"."""

    stage: str
    side: Side
    reason: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedToDeputy(CaseEvent):
    """A contact passed the request to a deputy, who is now asked."""

    stage: str
    side: Side
    deputy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactAsked(CaseEvent):
    """A further person was asked, with the coded reason."""

    stage: str
    side: Side
    person: str
    why: AskedReason


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLeft(CaseEvent):
    """A contact or owner of a side is no longer on the contact list."""

    stage: str
    side: Side
    person: str
    owner: bool
    """They had accepted: that side has no owner until somebody else accepts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherSideNamed(CaseEvent):
    """The receiving agency of a case opened without one was named, and its contacts asked."""

    receiving_agency: str
    receiving_team: str
    counterpart: str
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded(CaseEvent):
    """A reminder fell due for these people."""

    key: str
    """Which reminder of which duty; unique within a case."""
    people: tuple[str, ...]
    rung: AskingStep | None = None
    """The asking step within a stage that it is; None for any other reminder."""
    skipped: tuple[AskingStep, ...] = ()
    """The earlier steps that reached nobody and so took no time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A channel that did not take a message, and why."""

    platform: Platform
    why: FailureReason


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactTold(CaseEvent):
    """The platform took a message for this person: sent, not yet confirmed by them."""

    person: str
    purpose: Purpose
    platform: Platform
    repeat: bool = False
    """An earlier attempt's answer was lost: this may be a second copy."""
    tried: tuple[Attempt, ...] = ()
    """Channels that refused it first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactMissed(CaseEvent):
    """This person could not be told."""

    person: str
    purpose: Purpose
    why: FailureReason
    stage: str
    platform: Platform | None = None
    """The platform that answered ``why``; None where none was asked."""
    tried: tuple[Attempt, ...] = ()
    """Every other channel that refused it."""
