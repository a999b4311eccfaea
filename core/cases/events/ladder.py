"""Events of how a case opens and moves, is linked, or changes its edition."""

from dataclasses import dataclass, field
from datetime import date, datetime

from core.cases.events.event import PRIVATE, CaseEvent
from core.vocabulary import ChildStatus, Side, SubjectType


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(CaseEvent):
    """Somebody raised a concern."""

    reference: str
    partnership: str
    edition: str
    """Digest of the policy edition the case is pinned to."""
    subject_type: SubjectType
    statuses: tuple[ChildStatus, ...]
    trigger: str
    category: str
    raising_agency: str
    raising_team: str
    receiving_agency: str
    receiving_team: str
    counterpart: str
    """Person id, or "" where only the team is known."""
    arose_on: date
    subject: str = field(metadata=PRIVATE)
    answers: dict[str, str] = field(metadata=PRIVATE)
    """The policy's own fields, by field id."""
    entry_reason: str = field(default="", metadata=PRIVATE)
    """Why the case began above the first stage."""
    area: str = ""
    """Id of the subject's home area; "" if unknown."""
    dispute: str = ""
    """Id of the kind of dispute; "" where the policy does not distinguish kinds."""
    route: str = ""
    """Id of the route by which this is a linked case; "" on the ladder."""
    parent: str = ""
    """Id of the case it grew from; "" if none."""
    parent_reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandUpOwed:
    """One side still has to hand the case up in person to the stage that opened."""

    side: Side
    by: str
    due: datetime
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StageEntered(CaseEvent):
    """A stage began; both sides' contacts were asked and its deadline recorded."""

    stage: str
    why: str
    """``opened``, ``lapsed``, ``escalated``, ``bypassed``, ``disposed``, ``beside`` or
    ``reopened``.
    """
    since: datetime
    due: datetime
    explanation: str
    labelled_default: bool
    asked_raising: tuple[str, ...]
    asked_receiving: tuple[str, ...]
    informed: tuple[str, ...]
    gaps: tuple[str, ...]
    """Role ids without a holder."""
    hand_ups: tuple[HandUpOwed, ...] = ()
    protective: datetime | None = None
    """The protective date brought along from the stage below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageLapsed(CaseEvent):
    """The stage's time ran out without a recorded outcome."""

    stage: str
    due: datetime
    marked_late: bool
    """Concord recorded it more than a minute after the time, for instance after an outage."""
    silent: str = ""
    """Id of the task whose missing record ended the stage early; "" where none did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalatedNow(CaseEvent):
    """Somebody recorded the stage as unresolved and moved the case up before its time."""

    stage: str
    reason: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandUpDone(CaseEvent):
    """One side confirmed that it has handed the case up."""

    stage: str
    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineBroughtForward(CaseEvent):
    """A protective date was set; it can only shorten the stage."""

    stage: str
    protective: datetime
    due: datetime
    explanation: str
    beyond_limit: bool
    """The date asked for is beyond the policy's limit: the limit is kept."""
    reason: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReopened(CaseEvent):
    """The raiser is not satisfied: the next stage opens."""

    reason: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteTaken(CaseEvent):
    """A linked case was opened; this case goes on."""

    stage: str
    route: str
    """Id of the policy's route."""
    matter: str
    """Id of the linked case."""
    reference: str
    reason: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionChanged(CaseEvent):
    """A coordinator moved the case from one edition of the policy to another."""

    earlier: str
    """Digest of the edition the case leaves."""
    edition: str
    """Digest of the edition it is decided under from now on."""
    named: str
    """What the document calls that edition."""
    stage: str
    due: datetime
    """When the current stage is now due: as before, or sooner."""
    explanation: str
    labelled_default: bool
    dropped: tuple[str, ...]
    """Keys of open duties that the edition does not have."""
    reason: str = field(metadata=PRIVATE)
