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
    """Id of the special circumstances with which it is opened in haste; None where there are
    none."""
    entry_stage: str = ""
    """A higher stage to begin at, where the policy leaves that to the person; "" begins at the
    first."""
    entry_reason: str = ""
    area: str = ""
    """Home area of whom it is about; "" where it is not known."""
    kind: str = ""
    """Kind of dispute, where the policy tells several apart."""
    route: str = ""
    """A way beside the ladder that is asked for from the start; "" begins on the ladder."""

    @property
    def in_haste(self) -> bool:
        """Whether nothing may be required of it but what sets off the haste (reading G9)."""
        return self.immediate or self.override is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalateNow(Command):
    """Record the stage as unresolved and move up without waiting for its time."""

    stage: str
    reason: str
    protective: datetime | None = None
    """By when the next stage must be settled, where that is sooner than its limit (reading G2)."""


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
class SayNotSatisfied(Command):
    """The raiser is not satisfied with the outcome: escalate."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse(Command):
    """A stage's time has run out."""

    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeRoute(Command):
    """Take a way beside the ladder: a matter of its own begins, and the case says which."""

    route: str
    reason: str
    reference: str
    """The new matter's reference."""
    answers: dict[str, str]
    """The route's own fields, by field id."""
    protective: datetime | None = None
    matter: str = ""
    """Case id of the matter that was opened; "" until it has been."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEdition(Command):
    """Let the case go on under the edition in force."""

    edition: str
    """Digest of the edition whose changes were read; it must be the one in force."""
    reason: str
