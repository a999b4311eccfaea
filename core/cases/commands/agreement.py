"""Commands to discuss, note, decide, agree and close."""

from dataclasses import dataclass, field
from datetime import date, datetime

from core.cases.commands.command import Command
from core.vocabulary import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDiscussion(Command):
    """Record a discussion."""

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
    """Propose an outcome; the proposing side confirms it for its part."""

    stage: str
    outcome: str
    outstanding: str
    still_at_risk: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmOutcome(Command):
    """Confirm the outcome for the other side."""

    stage: str
    still_at_risk: bool
    proposal: int = 0
    """Sequence of the proposal that was read; 0 means the current one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectOutcome(Command):
    """Reject the outcome for the other side."""

    stage: str
    reason: str
    proposal: int = 0
    """Sequence of the proposal that was read; 0 means the current one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TickCopied(Command):
    """Confirm that a copy is on one's own agency's file."""

    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseCase(Command):
    """Close an agreed case."""

    learning: str = ""
    answers: dict[str, str] = field(default_factory=dict[str, str])
    """Further answers the policy asks for at closing, by field id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideBypass(Command):
    """Decide whether to leave the ladder's order; never stale, whatever stage it was asked at."""

    bypass: bool
    to: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameDate(Command):
    """Name the date (UTC) by which one's side would settle the stage."""

    stage: str
    date: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeDate(Command):
    """Agree to the date that the other side named."""

    stage: str
    proposal: int = 0
    """Sequence of the date proposal that was read; 0 means the current one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispose(Command):
    """Choose how the stage goes on."""

    stage: str
    disposition: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMeeting(Command):
    """Record a panel or meeting of the stage."""

    stage: str
    form: str
    held_on: date
    agencies: tuple[str, ...]
    chair_agency: str
    chair: str
    decision: str
    decided_by: str
    product: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote(Command):
    """Add a note."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyDetails(Command):
    """Fill in what the policy wants to travel with a hand-up, by field id."""

    answers: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForSupport(Command):
    """Ask one's own line for support."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportGap(Command):
    """Report a gap in policy or procedure."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectEntry(Command):
    """Correct an earlier entry by a new one."""

    corrects: int
    text: str
