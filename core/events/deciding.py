"""Decisions about a case's way: past the ladder, by which day, by which exit, and in a meeting."""

from dataclasses import dataclass, field
from datetime import date, datetime

from core.events.base import PRIVATE, Happening
from core.vocabulary import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class BypassDecided(Happening):
    """Somebody decided, yes or no, whether the ladder's order is left because the risk is great."""

    stage: str
    bypass: bool
    to: str
    """Stage id; "" where the answer is no."""
    told: tuple[str, ...]
    """The managers of the deciding side: informed, not asked."""
    gaps: tuple[str, ...]
    reason: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateProposed(Happening):
    """One side named a date by which the stage is to be settled, for the other to agree."""

    stage: str
    side: Side
    date: datetime
    reason: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateAgreed(Happening):
    """Both sides named the same date; it never lies beyond the limit that stood."""

    stage: str
    side: Side
    """The side that said yes last."""
    due: datetime
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DispositionTaken(Happening):
    """It was decided how the stage goes on, or ends."""

    stage: str
    disposition: str
    """Id of the option chosen."""
    to: str
    """Stage it goes to; "" where it stays."""
    told: tuple[str, ...]
    gaps: tuple[str, ...]
    reason: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingHeld(Happening):
    """A panel or meeting took place, and what it decided."""

    stage: str
    meeting: str
    form: str
    """Id of its kind, "" where it has one only."""
    held_on: date
    late: bool
    """Recorded on a later day than it was held."""
    chair_agency: str
    agencies: tuple[str, ...]
    """Who was present, by agency."""
    absent: tuple[str, ...]
    """Agencies concerned that were not there: named, and no gate."""
    told: tuple[str, ...]
    gaps: tuple[str, ...]
    chair: str = field(metadata=PRIVATE)
    decision: str = field(metadata=PRIVATE)
    decided_by: str = field(metadata=PRIVATE)
    """In free words; never assumed to be the chair (reading WAN-A9)."""
    product: str = field(metadata=PRIVATE)
