"""Working time by the table of days is the same as counted minute by minute."""

import random
from datetime import UTC, datetime, time, timedelta

import pytest

from adapters.bank_holidays import calendar_for
from core.policy.calendar import Calendar
from core.policy.working_time import add_working_time, is_open, working_time_between

ENGLAND = calendar_for("ENG", opens=time(9), closes=time(17), first=2026, last=2027)
MINUTE = timedelta(minutes=1)


def counted(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """Minutes at whose middle the office is open."""
    half, whole = MINUTE / 2, max(0, (end - start) // MINUTE)
    return MINUTE * sum(is_open(start + n * MINUTE + half, calendar) for n in range(whole))


@pytest.mark.parametrize("seed", range(30))
def test_between_counts_the_minutes_in_which_the_office_is_open(seed: int) -> None:
    """Over nights, weekends, bank holidays and changes of the clock; nothing where the end is first;
    and going on for so long leads to the same moment, or to the next opening.
    """
    randomness = random.Random(seed)
    start = datetime(2026, 3, 20, tzinfo=UTC) + randomness.randrange(400_000) * MINUTE
    end = start + randomness.randrange(-2_000, 12_000) * MINUTE
    span = working_time_between(start, end, ENGLAND)
    assert span == counted(start, end, ENGLAND)
    reached = add_working_time(start, span, ENGLAND)
    assert working_time_between(start, reached, ENGLAND) == span
    assert is_open(reached, ENGLAND)
    assert not span or reached <= end
