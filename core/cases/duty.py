"""A duty: what a stage, an alert, the opening or the closing asks of somebody until it is recorded."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from core.vocabulary import Side

CASE: Final = "case"
"""Scope of what is owed as long as the disagreement is open."""
AFTER: Final = "after"
"""Scope of what is owed once the case is closed."""
STAND_OFF: Final = "stand_off"
"""Task id of a side's confirmation that things stay as they are meanwhile (S-24)."""
DISPOSITION: Final = "disposition"
"""Task id of the decision how a stage goes on (S-21)."""
MEETING: Final = "meeting:"
"""How the task id of a meeting begins; the meeting's id follows (S-22)."""
AGREE_DATE: Final = "agree_date"
"""Task id of a date that both sides have to agree (S-05)."""
BYPASS: Final = "bypass"
"""Task id of an alert's decision whether the ladder's order is left (S-11)."""
QUESTION: Final = "question:"
"""How the task id of an alert's yes-or-no decision begins; the question's id follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Something owed. Its deadline is computed once and stands in the record."""

    scope: str
    """``stage:<passage number>``, ``risk:<n-th flag>``, ``case`` or ``after``."""
    task: str
    """Id of the task in its scope, or one of the ids above."""
    side: Side | None
    """None: either side's record does for both."""
    due: datetime | None
    """Aware UTC; None where it has no time, or its clock counts from what has not happened yet."""
    explanation: str
    """Why it is due then, or after what; "" where the policy says nothing of time."""
    labelled_default: bool
    """Our default set the time; never to be shown as the policy's."""
    escalates: bool
    """Not recorded by its time, the stage lapses then (S-08)."""

    @property
    def key(self) -> str:
        """What names this duty within its case."""
        return f"{self.scope}:{self.task}:{self.side or 'both'}"

    @property
    def own_form(self) -> bool:
        """Whether commands of its own settle it: a disposition, a meeting, an alert's decision, a
        date both sides agree.
        """
        return self.task in {DISPOSITION, AGREE_DATE, BYPASS} or self.task.startswith(
            (MEETING, QUESTION)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRecord:
    """A duty recorded as done, or as not done with a reason."""

    scope: str
    stage: str
    task: str
    side: Side | None
    by: str
    at: datetime
    held_on: date | None
    """The local day it was done on; None where it was skipped or the day was not asked."""
    late: bool
    """Recorded on a later day than it was done."""
    skipped: bool

    def settles(self, duty: Duty) -> bool:
        """Whether this is the record of that duty."""
        same = (self.scope, self.task) == (duty.scope, duty.task)
        return same and (self.side == duty.side or None in {self.side, duty.side})


def stage_scope(number: int) -> str:
    """Scope of what a stay at a stage asks; a stage entered twice owes twice."""
    return f"stage:{number}"


def risk_scope(number: int) -> str:
    """Scope of what the n-th flag of immediate risk asks."""
    return f"risk:{number}"
