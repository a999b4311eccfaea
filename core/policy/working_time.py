"""Working time: time during which the office is open."""

from datetime import UTC, date, datetime, time, timedelta

from core.local_time import LONDON, local
from core.policy.calendar import Calendar

_ANY = date(2000, 1, 3)
"""A day to do sums with the clock on the wall; which one makes no difference."""


def is_open(at: datetime, calendar: Calendar) -> bool:
    """Whether the office is open at a moment; the closing moment still counts."""
    return calendar.next_working_moment(at) == at


def working_time_between(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """Return how long the office is open from ``start`` to ``end``; zero if ``end`` is earlier."""
    first, last = local(start), local(end)
    if last <= first:
        return timedelta()
    day, until = first.date(), last.date()
    opens = max(calendar.opens, first.time())
    closes = min(calendar.closes, last.time())
    works = calendar.is_working_day(day)
    if day == until:
        return _span(opens, closes) if works else timedelta()
    whole = calendar.working_days_between(day, until)
    found = _span(opens, calendar.closes) if works else timedelta()
    if calendar.is_working_day(until):
        whole -= 1
        found += _span(calendar.opens, closes)
    return found + whole * _span(calendar.opens, calendar.closes)


def add_working_time(start: datetime, span: timedelta, calendar: Calendar) -> datetime:
    """The moment at which the office has been open for so long since ``start``; in UTC.

    Raises ValueError beyond the years the calendar covers.
    """
    first = local(start)
    day, opens = first.date(), calendar.opens
    if calendar.is_working_day(day) and first.time() < calendar.closes:
        opens = max(opens, first.time())
        here = _span(opens, calendar.closes)
        if span <= here:
            return _moment(day, opens, span)
        span -= here
    whole = _span(calendar.opens, calendar.closes)
    days = max(1, -(-span // whole))
    day = calendar.add_working_days(day, days)
    return _moment(day, calendar.opens, span - (days - 1) * whole)


def _moment(day: date, opens: time, span: timedelta) -> datetime:
    moment = datetime.combine(day, opens) + span
    return moment.replace(tzinfo=LONDON).astimezone(UTC)


def _span(opens: time, closes: time) -> timedelta:
    return max(datetime.combine(_ANY, closes) - datetime.combine(_ANY, opens), timedelta())
