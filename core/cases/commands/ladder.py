"""Commands to open a case, move it, link it or change its edition."""

from dataclasses import dataclass
from datetime import date, datetime

from core.cases.commands.command import Command
from core.vocabulary import ChildStatus, SubjectType


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
    override: str | None = None
    """Id of the special circumstances it is opened for; None if there are none."""
    entry_stage: str = ""
    """A higher stage to begin at, where the policy leaves that to the person; "" is the first."""
    entry_reason: str = ""
    area: str = ""
    """Home area of the subject; "" if unknown."""
    kind: str = ""
    """Kind of dispute, where the policy distinguishes several."""
    route: str = ""
    """Route of a linked case asked for from the start; "" begins on the ladder."""

    @property
    def urgent_opening(self) -> bool:
        """Whether it is urgent, so that nothing but the reason for urgency is required (reading
        G9).
        """
        return self.immediate or self.override is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalateNow(Command):
    """Record the stage as unresolved and move up before its time."""

    stage: str
    reason: str
    protective: datetime | None = None
    """By when the next stage must be settled, if sooner than its limit (reading G2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmHandUp(Command):
    """Confirm that the hand-up to the next stage is done."""

    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BringForward(Command):
    """Set a protective date for the stage."""

    stage: str
    protective: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SayNotSatisfied(Command):
    """Say that the raiser is not satisfied with the outcome, so that the case goes up."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse(Command):
    """Record that a stage's time has run out."""

    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeRoute(Command):
    """Take a route off the ladder: open a linked case and record it on this case."""

    route: str
    reason: str
    reference: str
    """The linked case's reference."""
    answers: dict[str, str]
    """The route's own fields, by field id."""
    protective: datetime | None = None
    matter: str = ""
    """Id of the linked case that was opened; "" before it has been."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEdition(Command):
    """Move the case to the edition in force."""

    edition: str
    """Digest of the edition whose changes were read; it must be the one in force."""
    reason: str
