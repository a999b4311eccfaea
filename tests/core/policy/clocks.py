"""What the calendar's tests start from: a year in England, and clocks of the usual kinds."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from core.policy.calendar import Calendar
from core.policy.model import ClockRule, Span
from core.vocabulary import ClockStart, Unit

LONDON = ZoneInfo("Europe/London")

ENGLAND = Calendar(
    jurisdiction="ENG",
    version="by hand",
    closed={
        date(2025, 12, 25): "Christmas Day",
        date(2025, 12, 26): "Boxing Day",
        date(2026, 1, 1): "New Year's Day",
        date(2026, 4, 3): "Good Friday",
        date(2026, 4, 6): "Easter Monday",
        date(2026, 5, 4): "May Day",
        date(2026, 12, 25): "Christmas Day",
        date(2026, 12, 26): "Boxing Day",
        date(2026, 12, 28): "Boxing Day (substitute day)",
    },
    opens=time(9),
    closes=time(17),
)


def at(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A moment by the clock on the wall in London, in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=LONDON).astimezone(UTC)


def clock(value: int, unit: Unit, *, or_next: bool = False, protective: bool = True) -> ClockRule:
    """A clock of the policy."""
    return ClockRule(
        span=Span(value=value, unit=unit),
        since=ClockStart.STAGE_ENTERED,
        or_end_of_next_working_day=or_next,
        protective=protective,
    )


FIVE_DAYS = clock(5, Unit.WORKING_DAYS)
A_DAY = clock(24, Unit.ELAPSED_HOURS, or_next=True)
SAME_DAY = clock(0, Unit.SAME_WORKING_DAY)
NO_TIMESCALE = clock(0, Unit.UNSPECIFIED)
NUDGED = replace(NO_TIMESCALE, nudge=Span(value=5, unit=Unit.WORKING_DAYS))
