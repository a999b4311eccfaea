"""Events of duties: owed, recorded, skipped with a reason, and left unrecorded."""

from dataclasses import dataclass, field
from datetime import date

from core.duty import Duty
from core.events.base import PRIVATE, Happening
from core.vocabulary import Side


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
