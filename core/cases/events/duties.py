"""Events of duties and of immediate risk."""

from dataclasses import dataclass, field
from datetime import date, datetime

from core.cases.duty import Duty
from core.cases.events.event import PRIVATE, Happening
from core.vocabulary import Rung, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class DutiesOwed(Happening):
    """These are owed from now on, or their time is known (or sooner) now."""

    stage: str
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDone(Happening):
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
class TaskSkipped(Happening):
    """Somebody recorded that a duty was not done, and why."""

    scope: str
    stage: str
    task: str
    side: Side | None
    reason: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DutiesUnmet(Happening):
    """The stage was left, and what it demands had not been recorded."""

    stage: str
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImmediateRiskFlagged(Happening):
    """Somebody says a person is in immediate danger."""

    stage: str
    told: tuple[str, ...]
    gaps: tuple[str, ...]
    due: datetime
    account: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPassedOn(Happening):
    """Nobody had seen the alert, so it went further."""

    rung: Rung
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskAcknowledged(Happening):
    """One of those told has seen the alert and acts on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImmediateRiskWithdrawn(Happening):
    """The flag was taken back, with a reason."""

    reason: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideInvoked(Happening):
    """Special circumstances: the ladder is over-ridden."""

    event: str
    """Id in the policy's list."""
    told: tuple[str, ...]
    gaps: tuple[str, ...]
    due: datetime
    """By when those named must know."""
    account: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleInformed(Happening):
    """A conditional notification applied: these people are told and kept informed."""

    notification: str
    people: tuple[str, ...]
    gaps: tuple[str, ...]
