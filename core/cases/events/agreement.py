"""Events of discussing, noting, deciding, agreeing and closing."""

from dataclasses import dataclass, field
from datetime import date, datetime

from core.cases.events.event import PRIVATE, CaseEvent
from core.vocabulary import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionRecorded(CaseEvent):
    """A discussion took place, within one agency or between the two."""

    stage: str
    between_agencies: bool
    method: str
    held_on: date
    late: bool
    """Recorded after the day it was held: not contemporaneous."""
    people: str = field(metadata=PRIVATE)
    account: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnswered(CaseEvent):
    """A decision the policy demands was taken, yes or no, with a reason."""

    stage: str
    question: str
    answer: bool
    reason: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeProposed(CaseEvent):
    """One side proposed an outcome and confirms it for its part."""

    stage: str
    side: Side
    outcome: str = field(metadata=PRIVATE)
    outstanding: str = field(metadata=PRIVATE)
    """Outstanding actions with owner and date, one a line; "" where there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeConfirmed(CaseEvent):
    """The other side confirmed the outcome in writing."""

    stage: str
    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRejected(CaseEvent):
    """The other side rejected the outcome; the disagreement goes on."""

    stage: str
    side: Side
    reason: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAgreed(CaseEvent):
    """Both sides have confirmed one outcome."""

    stage: str
    late: bool
    """Agreed after a stage had lapsed: resolved late; the lapse is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedToFile(CaseEvent):
    """One side placed a copy on the child's (or adult's) own file."""

    side: Side
    text: str = ""
    """What the side confirmed with it, where the policy gives the words (HIL-24)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(CaseEvent):
    """The case is closed."""

    stage: str
    late: bool
    told: tuple[str, ...]
    """People told so that learning is considered."""
    learning: str = field(metadata=PRIVATE)
    answers: dict[str, str] = field(default_factory=dict[str, str], metadata=PRIVATE)
    """Further answers the policy asks for at closing, by field id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BypassDecided(CaseEvent):
    """Somebody decided, yes or no, whether to leave the ladder's order because of the risk."""

    stage: str
    bypass: bool
    to: str
    """Stage id; "" where the answer is no."""
    told: tuple[str, ...]
    """The managers of the deciding side: informed, not asked."""
    gaps: tuple[str, ...]
    reason: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateProposed(CaseEvent):
    """One side named a date by which the stage is to be settled, for the other to agree."""

    stage: str
    side: Side
    date: datetime
    reason: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateAgreed(CaseEvent):
    """Both sides agreed the same date; it is never later than the limit before it."""

    stage: str
    side: Side
    """The side that agreed last."""
    due: datetime
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DispositionTaken(CaseEvent):
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
class MeetingHeld(CaseEvent):
    """A panel or meeting took place, and what it decided."""

    stage: str
    meeting: str
    form: str
    """Id of its kind; "" where it has only one."""
    held_on: date
    late: bool
    """Recorded on a later day than it was held."""
    chair_agency: str
    agencies: tuple[str, ...]
    """Agencies present."""
    absent: tuple[str, ...]
    """Agencies of the case that were absent: recorded, but no obstacle."""
    told: tuple[str, ...]
    gaps: tuple[str, ...]
    chair: str = field(metadata=PRIVATE)
    decision: str = field(metadata=PRIVATE)
    decided_by: str = field(metadata=PRIVATE)
    """Free text; never assumed to be the chair (reading WAN-A9)."""
    product: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded(CaseEvent):
    """Somebody on the case added a note."""

    text: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsSupplied(CaseEvent):
    """What has to travel with a hand-up was filled in."""

    answers: dict[str, str] = field(metadata=PRIVATE)
    """By field id of the policy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportAsked(CaseEvent):
    """Somebody asked their own line for support."""

    told: tuple[str, ...]
    text: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class GapReported(CaseEvent):
    """Somebody reported a gap in policy or procedure that the case brought to light."""

    told: tuple[str, ...]
    gaps: tuple[str, ...]
    """Role ids without a holder."""
    text: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryCorrected(CaseEvent):
    """An earlier entry was corrected; it is kept unchanged."""

    corrects: int
    """Sequence number of the entry corrected."""
    text: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredOnBehalf(CaseEvent):
    """A coordinator enters what follows for somebody who cannot (reading G16)."""

    person: str
    """For whom."""
    reason: str = field(metadata=PRIVATE)
