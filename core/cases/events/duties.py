"""Events of duties and of immediate risk."""

from dataclasses import dataclass, field
from datetime import date, datetime

from core.cases.duty import Duty
from core.cases.events.event import PRIVATE, CaseEvent
from core.vocabulary import AskingStep, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class DutiesOwed(CaseEvent):
    """Duties were added, or their time became known or sooner."""

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
    """Role ids without a holder."""
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
    """The stage was left with demanded duties not recorded."""

    stage: str
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImmediateRiskFlagged(CaseEvent):
    """Somebody flagged that a person is in immediate danger."""

    stage: str
    told: tuple[str, ...]
    gaps: tuple[str, ...]
    due: datetime
    account: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPassedOn(CaseEvent):
    """Nobody had acknowledged the alert, so it was passed on."""

    rung: AskingStep
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskAcknowledged(CaseEvent):
    """A person told of the alert acknowledged it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImmediateRiskWithdrawn(CaseEvent):
    """The flag was withdrawn, with a reason."""

    reason: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideInvoked(CaseEvent):
    """Special circumstances were reported: the ladder is overridden."""

    event: str
    """Id in the policy's list."""
    told: tuple[str, ...]
    gaps: tuple[str, ...]
    due: datetime
    """By when the people named must know."""
    account: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleInformed(CaseEvent):
    """A conditional notification applied: these people are told and kept informed."""

    notification: str
    people: tuple[str, ...]
    gaps: tuple[str, ...]
