"""What has happened: every event a case is folded from. Past tense, frozen, never changed.

Each event says when Concord recorded it (``at``, aware UTC) and who did it (``by``: a person's id,
or ``""`` for Concord itself). Fields marked ``PRIVATE`` hold narrative or identity: the ledger
encrypts them and seals only a commitment to them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from core.vocabulary import ChildStatus, Miss, Platform, Purpose, Side, SubjectType

PRIVATE: Final[Mapping[str, bool]] = MappingProxyType({"private": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What all events share."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(Happening):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class StageEntered(Happening):
    """A stage began; both sides' contacts are named and its deadline is written down."""

    stage: str
    why: str
    """``opened``, ``lapsed``, ``escalated``, ``bypassed`` or ``reopened``."""
    since: datetime
    due: datetime
    explanation: str
    labelled_default: bool
    asked_raising: tuple[str, ...]
    asked_receiving: tuple[str, ...]
    informed: tuple[str, ...]
    gaps: tuple[str, ...]
    """Role ids that reach nobody."""
    hand_up_by: str = ""
    hand_up_due: datetime | None = None
    hand_up_explanation: str = ""
    protective: datetime | None = None
    """The protective date that came along from the stage below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted(Happening):
    """A contact took the stage on for their side: they are its owner now."""

    stage: str
    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined(Happening):
    """A contact said "not me"."""

    stage: str
    side: Side
    reason: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedToDeputy(Happening):
    """A contact passed the request to a deputy, who is asked now."""

    stage: str
    side: Side
    deputy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactAsked(Happening):
    """Somebody further was asked, with the coded reason for it."""

    stage: str
    side: Side
    person: str
    why: str
    """``declined``, ``deputy``, ``not_accepted`` or ``unreached``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherSideNamed(Happening):
    """The receiving agency of a case opened without one is known now, and its contacts asked."""

    receiving_agency: str
    receiving_team: str
    counterpart: str
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionRecorded(Happening):
    """A discussion took place, within one agency or between the two."""

    stage: str
    between_agencies: bool
    method: str
    held_on: date
    late: bool
    """Recorded after the day it was held: not contemporaneous."""
    tasks: tuple[str, ...]
    """Ids of the stage's tasks this fulfils."""
    people: str = field(metadata=PRIVATE)
    account: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeProposed(Happening):
    """One side wrote down an outcome and confirms it for its part."""

    stage: str
    side: Side
    outcome: str = field(metadata=PRIVATE)
    outstanding: str = field(metadata=PRIVATE)
    """Outstanding actions with owner and date, one a line; "" where there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeConfirmed(Happening):
    """The other side's written yes."""

    stage: str
    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRejected(Happening):
    """The other side's no; the disagreement goes on."""

    stage: str
    side: Side
    reason: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAgreed(Happening):
    """Both sides have confirmed one outcome."""

    stage: str
    late: bool
    """Agreed after a stage had lapsed: resolved late; the lapse stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageLapsed(Happening):
    """The stage's time ran out without a recorded outcome."""

    stage: str
    due: datetime
    marked_late: bool
    """Concord recorded it more than a minute after the time, for instance after an outage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalatedNow(Happening):
    """Somebody recorded the stage as unresolved and moved the case up before its time."""

    stage: str
    reason: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandUpDone(Happening):
    """The one who owed the hand-up says it is done."""

    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineBroughtForward(Happening):
    """A protective date was set; it can only shorten the stage."""

    stage: str
    protective: datetime
    due: datetime
    explanation: str
    beyond_limit: bool
    """The date asked for lies beyond the policy's limit: the limit stands."""
    reason: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImmediateRiskFlagged(Happening):
    """Somebody says a person is in immediate danger."""

    stage: str
    told: tuple[str, ...]
    gaps: tuple[str, ...]
    due: datetime
    account: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskAcknowledged(Happening):
    """One of those told has seen the alert and acts on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImmediateRiskWithdrawn(Happening):
    """The flag was taken back, with a reason."""

    reason: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideInvoked(Happening):
    """Special circumstances: the ladder is over-ridden."""

    event: str
    """Id in the policy's list."""
    told: tuple[str, ...]
    gaps: tuple[str, ...]
    account: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleInformed(Happening):
    """A conditional notification applied: these people are told and kept informed."""

    notification: str
    people: tuple[str, ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnswered(Happening):
    """A decision the policy demands was taken, yes or no, with a reason."""

    stage: str
    question: str
    answer: bool
    reason: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded(Happening):
    """Somebody on the case wrote something down."""

    text: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsSupplied(Happening):
    """What has to travel with a hand-up was filled in."""

    answers: dict[str, str] = field(metadata=PRIVATE)
    """By field id of the policy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportAsked(Happening):
    """Somebody asked their own line for support."""

    told: tuple[str, ...]
    text: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryCorrected(Happening):
    """A correction to an earlier entry; the earlier entry stays."""

    corrects: int
    """Sequence number of the entry corrected."""
    text: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedToFile(Happening):
    """One side placed a copy on the child's (or adult's) own file."""

    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(Happening):
    """The case is closed."""

    stage: str
    late: bool
    told: tuple[str, ...]
    """Those told so that learning is considered."""
    learning: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReopened(Happening):
    """The person who raised it is not satisfied: the next stage opens."""

    reason: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded(Happening):
    """A reminder fell due and is owed to these people."""

    key: str
    """Which reminder of which duty; unique within a case."""
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactTold(Happening):
    """The platform took a message for this person: sent, not yet confirmed by them."""

    person: str
    purpose: Purpose
    platform: Platform
    repeat: bool = False
    """An earlier attempt's answer was lost: this may be a second copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactMissed(Happening):
    """This person could not be told."""

    person: str
    purpose: Purpose
    why: Miss
    stage: str


Event = (
    CaseOpened
    | StageEntered
    | Accepted
    | Declined
    | HandedToDeputy
    | OtherSideNamed
    | ContactAsked
    | DiscussionRecorded
    | OutcomeProposed
    | OutcomeConfirmed
    | OutcomeRejected
    | CaseAgreed
    | StageLapsed
    | EscalatedNow
    | HandUpDone
    | DeadlineBroughtForward
    | ImmediateRiskFlagged
    | RiskAcknowledged
    | ImmediateRiskWithdrawn
    | OverrideInvoked
    | PeopleInformed
    | QuestionAnswered
    | NoteAdded
    | DetailsSupplied
    | SupportAsked
    | EntryCorrected
    | CopiedToFile
    | CaseClosed
    | CaseReopened
    | Reminded
    | ContactTold
    | ContactMissed
)
