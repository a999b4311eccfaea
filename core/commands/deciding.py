"""Deciding a case's way: past the ladder, by which day, by which exit, and in a meeting."""

from dataclasses import dataclass
from datetime import date, datetime

from core.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideBypass(Command):
    """Answer whether the ladder's order is left; never stale, whatever stage it was asked at."""

    bypass: bool
    to: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameDate(Command):
    """Name the date by which one's side would settle the stage (UTC)."""

    stage: str
    date: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeDate(Command):
    """Say yes to the date that the other side named."""

    stage: str
    proposal: int = 0
    """Sequence of the proposal that was read; 0 takes whichever stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispose(Command):
    """Choose how the stage goes on."""

    stage: str
    disposition: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMeeting(Command):
    """Write down a panel or meeting of the stage."""

    stage: str
    form: str
    held_on: date
    agencies: tuple[str, ...]
    chair_agency: str
    chair: str
    decision: str
    decided_by: str
    product: str = ""
