"""The asking steps within a stage: their order, and when each is taken, in working time.

A step that reaches nobody takes no time: the next step that reaches somebody replaces it.
"""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from core.policy.calendar import Calendar
from core.policy.working_time import add_working_time, working_time_between
from core.vocabulary import AskedReason, AskingStep

ASKING_ORDER: Final = (
    AskingStep.REMIND,
    AskingStep.SECOND_CHANNEL,
    AskingStep.DEPUTY,
    AskingStep.POST,
    AskingStep.ABOVE,
)
"""The steps, in order, while nobody on a side has accepted."""
STEP_WORKING_HOURS: Final = (4, 6, 8, 12, 16)
"""Working hours after the request at which each step is taken: from half a day to two days."""
LAST_STEP_AFTER: Final = timedelta(hours=STEP_WORKING_HOURS[-1])
MIN_TIME_NEWLY_ASKED: Final = timedelta(hours=2)
"""Working time for the steps of somebody newly asked, even late in a stage."""
MIN_STAGE_WORKING_TIME: Final = timedelta(hours=1)
"""In a stage with less working time than this, steps are timed in elapsed time."""

STEP_REASONS: Final[dict[AskingStep, AskedReason]] = {
    AskingStep.DEPUTY: AskedReason.STANDS_IN,
    AskingStep.POST: AskedReason.SAME_POST,
    AskingStep.ABOVE: AskedReason.NEXT_LEVEL,
}
"""The steps that ask another person, and the reason that is recorded."""

ALERT_STEP_AFTER: Final[dict[AskingStep, timedelta]] = {
    AskingStep.SECOND_CHANNEL: timedelta(minutes=5),
    AskingStep.DEPUTY: timedelta(minutes=10),
    AskingStep.ABOVE: timedelta(minutes=15),
}
"""Elapsed time after which an alert that nobody has seen goes to the next step, at any hour."""


@lru_cache(maxsize=1024)
def step_times(
    entered: datetime, start: datetime, due: datetime, calendar: Calendar
) -> tuple[datetime, ...]:
    """Return when each step is taken, in order, for somebody asked at ``start`` in a stage.

    All are taken by half of the stage's working time, so that the coordinator still has time to
    act; if somebody was asked close to that or later, within MIN_TIME_NEWLY_ASKED, or half of what
    is left if that is less. In a stage with less working time than MIN_STAGE_WORKING_TIME, such as
    24 hours over a weekend, elapsed time is used. Remembered, for a case asks after every event.
    """
    by_clock = working_time_between(entered, due, calendar) < MIN_STAGE_WORKING_TIME

    def span(first: datetime, last: datetime) -> timedelta:
        return (
            max(last - first, timedelta())
            if by_clock
            else working_time_between(first, last, calendar)
        )

    def later(first: datetime, by: timedelta) -> datetime:
        return first + by if by_clock else add_working_time(first, by, calendar)

    half = later(entered, span(entered, due) / 2)
    fresh = later(start, min(MIN_TIME_NEWLY_ASKED, span(start, due) / 2))
    whole = min(LAST_STEP_AFTER, span(start, max(half, fresh)))
    return tuple(
        later(start, whole * hours / STEP_WORKING_HOURS[-1]) for hours in STEP_WORKING_HOURS
    )
