"""The ladder within a stage: its steps in order, and how long each waits in working time.

A step that has nobody takes no time: the next one that has somebody is taken in its place.
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
"""What is done, one after the other, while nobody on a side has accepted."""
HOURS: Final = (4, 6, 8, 12, 16)
"""Working hours after the request at which the first, second, ... of them is taken: half a day,
three quarters, one day, a day and a half, and two days."""
WHOLE: Final = timedelta(hours=HOURS[-1])
FRESH: Final = timedelta(hours=2)
"""Working time that somebody newly asked has to themselves, even late in a stage."""
SHORTEST: Final = timedelta(hours=1)
"""A stage with less working time than this is counted by the clock: it does not wait either."""

ASKS: Final[dict[AskingStep, AskedReason]] = {
    AskingStep.DEPUTY: AskedReason.STANDS_IN,
    AskingStep.POST: AskedReason.SAME_POST,
    AskingStep.ABOVE: AskedReason.NEXT_LEVEL,
}
"""The steps on which somebody further is asked, and the reason that is written down."""

ALERT: Final[dict[AskingStep, timedelta]] = {
    AskingStep.SECOND_CHANNEL: timedelta(minutes=5),
    AskingStep.DEPUTY: timedelta(minutes=10),
    AskingStep.ABOVE: timedelta(minutes=15),
}
"""When an alert that nobody has seen goes further, by the clock, at any hour."""


def times(
    entered: datetime, start: datetime, due: datetime, calendar: Calendar
) -> tuple[datetime, ...]:
    """When the steps are taken, first to last, for somebody asked at ``start`` in a stage.

    All are over when half of the stage's working time is gone, so that the coordinator knows while
    there is time to act; where somebody was asked anew close to that or after it, two working hours
    later, or half of what is left if that is less. In a stage with next to no working time, as one
    of 24 hours over a weekend, the same is counted by the clock.
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
