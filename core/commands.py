"""What can be asked of a case: every command. Imperative, frozen; ``decide`` answers each."""

from dataclasses import dataclass, field
from datetime import date, datetime

from core.vocabulary import ChildStatus, Miss, Platform, Purpose, Side, SubjectType


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What all commands share: who asks (a person's id, or "" for Concord itself)."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase(Command):
    """Raise a concern with another agency."""

    reference: str
    subject_type: SubjectType
    statuses: tuple[ChildStatus, ...]
    trigger: str
    category: str
    receiving_agency: str
    receiving_team: str
    counterpart: str
    arose_on: date
    protective: datetime | None
    protective_reason: str
    subject: str
    answers: dict[str, str]
    immediate: bool = False
    entry_stage: str = ""
    """A higher stage to begin at, where the policy leaves that to the person; "" begins at the
    first."""
    entry_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept(Command):
    """Take the stage on for one's side."""

    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline(Command):
    """Say "not me"."""

    stage: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandToDeputy(Command):
    """Pass the request to a deputy of one's post."""

    stage: str
    deputy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameOtherSide(Command):
    """Say which agency a case is with that was opened in haste without naming one."""

    receiving_agency: str
    receiving_team: str
    counterpart: str


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
class EscalateNow(Command):
    """Record the stage as unresolved and move up without waiting for its time."""

    stage: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmHandUp(Command):
    """Say that the hand-up to the next stage is done."""

    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BringForward(Command):
    """Set a protective date for the stage."""

    stage: str
    protective: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagImmediateRisk(Command):
    """Say that somebody is in immediate danger. Never refused for want of anything."""

    account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeRisk(Command):
    """Say that the alert was seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawImmediateRisk(Command):
    """Take the flag back, with a reason."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvokeOverride(Command):
    """Report special circumstances from the policy's list."""

    event: str
    account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerQuestion(Command):
    """Answer a decision the policy demands."""

    stage: str
    question: str
    answer: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote(Command):
    """Write something down."""

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
class CorrectEntry(Command):
    """Correct an earlier entry by a new one."""

    corrects: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TickCopied(Command):
    """Say that a copy is on one's own agency's file."""

    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseCase(Command):
    """Close an agreed case."""

    learning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SayNotSatisfied(Command):
    """The raiser is not satisfied with the outcome: escalate."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remind(Command):
    """A reminder falls due."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse(Command):
    """A stage's time has run out."""

    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTold(Command):
    """A platform took a message."""

    person: str
    purpose: Purpose
    platform: Platform
    repeat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMissed(Command):
    """A person could not be told."""

    person: str
    purpose: Purpose
    why: Miss
    stage: str = field(default="")


AnyCommand = (
    OpenCase
    | Accept
    | Decline
    | HandToDeputy
    | NameOtherSide
    | RecordDiscussion
    | ProposeOutcome
    | ConfirmOutcome
    | RejectOutcome
    | EscalateNow
    | ConfirmHandUp
    | BringForward
    | FlagImmediateRisk
    | AcknowledgeRisk
    | WithdrawImmediateRisk
    | InvokeOverride
    | AnswerQuestion
    | AddNote
    | SupplyDetails
    | AskForSupport
    | CorrectEntry
    | TickCopied
    | CloseCase
    | SayNotSatisfied
    | Remind
    | Lapse
    | RecordTold
    | RecordMissed
)
