"""The clock that runs and the one that is moved."""

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest

from adapters.clock import MovableClock, SystemClock

NOON = datetime(2026, 4, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_the_system_clock_is_in_utc() -> None:
    """Its time is aware and does not run back."""
    first, second = SystemClock().now(), SystemClock().now()
    assert first.tzinfo is UTC
    assert first <= second


def test_a_movable_clock_stands_still_until_it_is_moved() -> None:
    """It shows the time it was given, in UTC, until another is given."""
    clock = MovableClock(NOON.astimezone(timezone(HOUR)))
    time.sleep(0.01)
    assert clock.now() == NOON
    assert clock.now().tzinfo is UTC
    clock.move_to(NOON)
    clock.move_to(NOON + HOUR)
    assert clock.now() == NOON + HOUR


def test_a_movable_clock_is_never_moved_back() -> None:
    """A time before now is refused and the clock stays where it is."""
    clock = MovableClock(NOON)
    with pytest.raises(ValueError, match="never moved back"):
        clock.move_to(NOON - timedelta(microseconds=1))
    assert clock.now() == NOON


def test_a_clock_needs_a_zone() -> None:
    """A time without its zone is refused."""
    with pytest.raises(ValueError, match="zone"):
        MovableClock(NOON.replace(tzinfo=None))
    with pytest.raises(ValueError, match="zone"):
        MovableClock(NOON).move_to((NOON + HOUR).replace(tzinfo=None))


def test_a_running_clock_keeps_running_from_where_it_was_moved_to() -> None:
    """It goes on in real time, also after a leap."""
    clock = MovableClock(NOON, running=True)
    time.sleep(0.01)
    assert NOON < clock.now() < NOON + HOUR
    clock.move_to(NOON + HOUR)
    time.sleep(0.01)
    assert NOON + HOUR < clock.now() < NOON + 2 * HOUR
