"""Events of duties and of immediate risk."""

from dataclasses import dataclass, field
from datetime import date, datetime

from core.cases.duty import Duty
from core.cases.events.event import PRIVATE, CaseEvent
from core.vocabulary import AskingStep, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class DutiesOwed(CaseEvent):
    """These are owed from now on, or their time is known (or sooner) now."""

    stage: str
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDone(CaseEvent):
    """Somebody recorded a duty as done."""

    scope: str
    stage: str
    task: str
    side: Side | None
    held_on: date | None
    late: bool
    """Recorded on a later day than it was done: not contemporaneous."""
    talked: bool = False
    """Fulfilled by the discussion recorded with it, whose account is shared anyway."""
    told: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    """Role ids that reach nobody."""
    answers: dict[str, str] = field(default_factory=dict[str, str], metadata=PRIVATE)
    """What the policy asks to be recorded, by field id."""
    note: str = field(default="", metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSkipped(CaseEvent):
    """Somebody recorded that a duty was not done, and why."""

    scope: str
    stage: str
    task: str
    side: Side | None
    reason: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DutiesUnmet(CaseEvent):
    """The stage was left, and what it demands had not been recorded."""

    stage: str
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImmediateRiskFlagged(CaseEvent):
    """Somebody says a person is in immediate danger."""

    stage: str
    told: tuple[str, ...]
    gaps: tuple[str, ...]
    due: datetime
    account: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPassedOn(CaseEvent):
    """Nobody had seen the alert, so it went further."""

    rung: AskingStep
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskAcknowledged(CaseEvent):
    """One of those told has seen the alert and acts on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImmediateRiskWithdrawn(CaseEvent):
    """The flag was taken back, with a reason."""

    reason: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideInvoked(CaseEvent):
    """Special circumstances: the ladder is over-ridden."""

    event: str
    """Id in the policy's list."""
    told: tuple[str, ...]
    gaps: tuple[str, ...]
    due: datetime
    """By when those named must know."""
    account: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleInformed(CaseEvent):
    """A conditional notification applied: these people are told and kept informed."""

    notification: str
    people: tuple[str, ...]
    gaps: tuple[str, ...]
