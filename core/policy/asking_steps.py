"""The asking steps within a stage: their order, and when each is taken, in working time.

A step that reaches nobody takes no time: the next step that reaches somebody replaces it.
"""

from datetime import datetime, timedelta
from typing import Final

from core.policy.calendar import Calendar
from core.policy.working_time import after, between
from core.vocabulary import AskedReason, AskingStep

CLIMB: Final = (
    AskingStep.REMIND,
    AskingStep.SECOND_CHANNEL,
    AskingStep.DEPUTY,
    AskingStep.POST,
    AskingStep.ABOVE,
)
"""The steps, in order, while nobody on a side has accepted."""
HOURS: Final = (4, 6, 8, 12, 16)
"""Working hours after the request at which each step is taken: from half a day to two days."""
WHOLE: Final = timedelta(hours=HOURS[-1])
FRESH: Final = timedelta(hours=2)
"""Working time for the steps of somebody newly asked, even late in a stage."""
SHORTEST: Final = timedelta(hours=1)
"""In a stage with less working time than this, steps are timed in elapsed time."""

ASKS: Final[dict[AskingStep, AskedReason]] = {
    AskingStep.DEPUTY: AskedReason.STANDS_IN,
    AskingStep.POST: AskedReason.SAME_POST,
    AskingStep.ABOVE: AskedReason.NEXT_LEVEL,
}
"""The steps that ask another person, and the reason that is recorded."""

ALERT: Final[dict[AskingStep, timedelta]] = {
    AskingStep.SECOND_CHANNEL: timedelta(minutes=5),
    AskingStep.DEPUTY: timedelta(minutes=10),
    AskingStep.ABOVE: timedelta(minutes=15),
}
"""Elapsed time after which an alert that nobody has seen goes to the next step, at any hour."""


def times(
    entered: datetime, start: datetime, due: datetime, calendar: Calendar
) -> tuple[datetime, ...]:
    """Return when each step is taken, in order, for somebody asked at ``start`` in a stage.

    All are taken by half of the stage's working time, so that the coordinator still has time to
    act; if somebody was asked close to that or later, within FRESH, or half of what is left if that
    is less. In a stage with less working time than SHORTEST, such as 24 hours over a weekend,
    elapsed time is used.
    """
    by_clock = between(entered, due, calendar) < SHORTEST

    def span(first: datetime, last: datetime) -> timedelta:
        return max(last - first, timedelta()) if by_clock else between(first, last, calendar)

    def later(first: datetime, by: timedelta) -> datetime:
        return first + by if by_clock else after(first, by, calendar)

    half = later(entered, span(entered, due) / 2)
    fresh = later(start, min(FRESH, span(start, due) / 2))
    whole = min(WHOLE, span(start, max(half, fresh)))
    return tuple(later(start, whole * hours / HOURS[-1]) for hours in HOURS)
