"""Working time: time during which the office is open."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from core.local_time import LONDON, local
from core.policy.calendar import Calendar

_ANY = date(2000, 1, 3)
"""An arbitrary day, to subtract local times of day."""


def is_open(at: datetime, calendar: Calendar) -> bool:
    """Return whether the office is open at a time; the closing moment counts as open."""
    return calendar.next_working_moment(at) == at


def between(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """Return how long the office is open from ``start`` to ``end``; zero if ``end`` is earlier."""
    found = timedelta()
    for day, opens in _days(start, calendar):
        last = local(end)
        if day > last.date():
            break
        closes = min(calendar.closes, last.time()) if day == last.date() else calendar.closes
        found += max(_span(opens, closes), timedelta())
    return found


def after(start: datetime, span: timedelta, calendar: Calendar) -> datetime:
    """Return the time at which ``span`` of working time has passed since ``start``, in UTC.

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
    """Yield every working day from ``start`` on, with the local time from which it counts."""
    moment = local(start)
    day = moment.date()
    if calendar.is_working_day(day) and moment.time() < calendar.closes:
        yield day, max(calendar.opens, moment.time())
    while True:
        day = calendar.add_working_days(day, 1)
        yield day, calendar.opens


def _span(opens: time, closes: time) -> timedelta:
    return datetime.combine(_ANY, closes) - datetime.combine(_ANY, opens)
