"""Working time: hours counted while the office is open, and never while it is closed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from core.local_time import LONDON, local
from core.policy.calendar import Calendar

_ANY = date(2000, 1, 3)
"""A day to do sums with the clock on the wall; which one makes no difference."""


def is_open(at: datetime, calendar: Calendar) -> bool:
    """Whether the office is open at a moment; the closing moment still counts."""
    return calendar.next_working_moment(at) == at


def between(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """How long the office is open from one moment to another; nothing where the end comes first."""
    found = timedelta()
    for day, opens in _days(start, calendar):
        last = local(end)
        if day > last.date():
            break
        closes = min(calendar.closes, last.time()) if day == last.date() else calendar.closes
        found += max(_span(opens, closes), timedelta())
    return found


def after(start: datetime, span: timedelta, calendar: Calendar) -> datetime:
    """The moment at which the office has been open for so long since ``start``; in UTC.

    Raises ValueError beyond the years the calendar covers.
    """
    for day, opens in _days(start, calendar):
        here = _span(opens, calendar.closes)
        if span <= here:
            moment = datetime.combine(day, opens) + span
            return moment.replace(tzinfo=LONDON).astimezone(UTC)
        span -= max(here, timedelta())
    raise ValueError("the calendar has come to its end")


def _days(start: datetime, calendar: Calendar) -> Iterator[tuple[date, time]]:
    """Every working day from a moment on, with when it begins to count."""
    moment = local(start)
    day = moment.date()
    if calendar.is_working_day(day) and moment.time() < calendar.closes:
        yield day, max(calendar.opens, moment.time())
    while True:
        day = calendar.add_working_days(day, 1)
        yield day, calendar.opens


def _span(opens: time, closes: time) -> timedelta:
    return datetime.combine(_ANY, closes) - datetime.combine(_ANY, opens)
