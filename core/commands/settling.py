"""Talking, deciding, agreeing and ending."""

from dataclasses import dataclass, field
from datetime import date

from core.commands.base import Command
from core.vocabulary import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDiscussion(Command):
    """Write down a discussion."""

    stage: str
    between_agencies: bool
    method: str
    held_on: date
    people: str
    account: str
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerQuestion(Command):
    """Answer a decision the policy demands."""

    stage: str
    question: str
    answer: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeOutcome(Command):
    """Write down an outcome; the proposing side confirms it for its part."""

    stage: str
    outcome: str
    outstanding: str
    still_at_risk: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmOutcome(Command):
    """Say yes for the other side."""

    stage: str
    still_at_risk: bool
    proposal: int = 0
    """Sequence of the proposal that was read; 0 takes whichever stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectOutcome(Command):
    """Say no for the other side."""

    stage: str
    reason: str
    proposal: int = 0
    """Sequence of the proposal that was read; 0 takes whichever stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TickCopied(Command):
    """Say that a copy is on one's own agency's file."""

    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseCase(Command):
    """Close an agreed case."""

    learning: str = ""
    answers: dict[str, str] = field(default_factory=dict[str, str])
    """What else the policy asks at closing, by field id."""
