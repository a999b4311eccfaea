"""Events of who was asked for a side and what they answered, and of who was told."""

from dataclasses import dataclass, field

from core.cases.events.event import PRIVATE, CaseEvent
from core.vocabulary import AskedReason, AskingStep, FailureReason, Platform, Purpose, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted(CaseEvent):
    """A contact took the stage on for their side: they are its owner now."""

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
    """A contact passed the request to a deputy, who is asked now."""

    stage: str
    side: Side
    deputy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactAsked(CaseEvent):
    """Somebody further was asked, with the coded reason for it."""

    stage: str
    side: Side
    person: str
    why: AskedReason


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLeft(CaseEvent):
    """Somebody who stood for a side is not on the contact list any more."""

    stage: str
    side: Side
    person: str
    owner: bool
    """They had accepted: the stage has no owner on that side until somebody else accepts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherSideNamed(CaseEvent):
    """The receiving agency of a case opened without one is known now, and its contacts asked."""

    receiving_agency: str
    receiving_team: str
    counterpart: str
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded(CaseEvent):
    """A reminder fell due and is owed to these people."""

    key: str
    """Which reminder of which duty; unique within a case."""
    people: tuple[str, ...]
    rung: AskingStep | None = None
    """Which step of the ladder within a stage it is; None where it is none."""
    skipped: tuple[AskingStep, ...] = ()
    """The steps before it that had nobody, and so took no time."""


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
    """Whose answer ``why`` is; None where no platform was asked."""
    tried: tuple[Attempt, ...] = ()
    """Every other channel that refused it."""
