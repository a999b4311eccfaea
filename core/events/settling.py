"""What was said, decided and agreed, and how a case ends."""

from dataclasses import dataclass, field
from datetime import date

from core.events.base import PRIVATE, Happening
from core.vocabulary import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionRecorded(Happening):
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
class QuestionAnswered(Happening):
    """A decision the policy demands was taken, yes or no, with a reason."""

    stage: str
    question: str
    answer: bool
    reason: str = field(metadata=PRIVATE)


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
class CopiedToFile(Happening):
    """One side placed a copy on the child's (or adult's) own file."""

    side: Side
    text: str = ""
    """What the side confirmed with it, where the policy gives the words (HIL-24)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(Happening):
    """The case is closed."""

    stage: str
    late: bool
    told: tuple[str, ...]
    """Those told so that learning is considered."""
    learning: str = field(metadata=PRIVATE)
    answers: dict[str, str] = field(default_factory=dict[str, str], metadata=PRIVATE)
    """What else the policy asks at closing, by field id."""
