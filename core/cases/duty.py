"""A duty: what a stage, an alert, the opening or the closing asks of people until recorded."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from core.vocabulary import Side

CASE_SCOPE: Final = "case"
"""Scope of duties owed while the disagreement is open."""
STAGE_SCOPE_PREFIX: Final = "stage:"
"""Prefix of the scope of a stage visit's duties; the visit's number follows."""
AFTER_CLOSING_SCOPE: Final = "after"
"""Scope of duties owed once the case is closed."""
STAND_OFF_TASK: Final = "stand_off"
"""Task id of a side's confirmation that nothing is changed meanwhile (S-24)."""
DISPOSITION_TASK: Final = "disposition"
"""Task id of the decision how a stage goes on (S-21)."""
MEETING_TASK_PREFIX: Final = "meeting:"
"""Prefix of a meeting's task id; the meeting's id follows (S-22)."""
AGREE_DATE_TASK: Final = "agree_date"
"""Task id of a date that both sides have to agree (S-05)."""
BYPASS_TASK: Final = "bypass"
"""Task id of an alert's decision whether to leave the ladder's order (S-11)."""
QUESTION_TASK_PREFIX: Final = "question:"
"""Prefix of the task id of a yes-or-no decision; the question's id follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Something owed. Its deadline is computed once and recorded."""

    scope: str
    """``stage:<visit number>``, ``risk:<n-th flag>``, ``case`` or ``after``."""
    task: str
    """Id of the task in its scope, or one of the ids above."""
    side: Side | None
    """None: a record by either side counts for both."""
    due: datetime | None
    """Aware UTC; None where it has no time limit, or its clock has not started."""
    explanation: str
    """Why it is due then, or after what; "" where the policy gives no clock."""
    labelled_default: bool
    """Our default set the time; never to be shown as the policy's."""
    escalates: bool
    """If it is not recorded by its time, the stage lapses then (S-08)."""

    @property
    def key(self) -> str:
        """Identifies this duty within its case."""
        return f"{self.scope}:{self.task}:{self.side or 'both'}"

    @property
    def own_form(self) -> bool:
        """Whether other commands settle it: a disposition, a meeting, an alert's decision, or a
        date both sides agree.
        """
        return self.task in {
            DISPOSITION_TASK,
            AGREE_DATE_TASK,
            BYPASS_TASK,
        } or self.task.startswith((MEETING_TASK_PREFIX, QUESTION_TASK_PREFIX))


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
    """The local day it was done; None where it was skipped or the day was not asked."""
    late: bool
    """Recorded on a later day than it was done."""
    skipped: bool

    def settles(self, duty: Duty) -> bool:
        """Whether this is the record of that duty."""
        same = (self.scope, self.task) == (duty.scope, duty.task)
        return same and (self.side == duty.side or None in {self.side, duty.side})


def stage_scope(number: int) -> str:
    """Return the scope of a stage visit's duties; a stage entered twice owes twice."""
    return f"{STAGE_SCOPE_PREFIX}{number}"


def risk_scope(number: int) -> str:
    """Return the scope of the duties of the n-th flag of immediate risk."""
    return f"risk:{number}"
