"""The ladder within a stage: when each step is taken, and that a human above knows in time."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.policy.asking_steps import (
    ASKING_ORDER,
    MIN_TIME_NEWLY_ASKED,
    STEP_WORKING_HOURS,
    step_times,
)
from core.policy.calendar import deadline_of
from core.policy.working_time import add_working_time, is_open, working_time_between
from policies import library
from tests.core.given import World, world
from tests.core.policy.clocks import ENGLAND, at

STAGES = [
    (policy, stage.id)
    for policy in library.POLICIES
    for track in library.policy_of(policy).policy.tracks
    for stage in track.stages
]
WORLDS: dict[str, World] = {
    key: world(library.policy_of(key).policy, library.directory_of(key)) for key in library.POLICIES
}
MOMENTS = st.integers(0, 700 * 24 * 60).map(
    lambda minutes: at(2026, 1, 2) + timedelta(minutes=minutes)
)


@pytest.mark.parametrize(("policy", "stage"), STAGES)
@settings(max_examples=40, deadline=None)
@given(entered=MOMENTS)
def test_a_human_above_knows_before_half_of_any_stage_of_any_policy_is_gone(
    policy: str, stage: str, entered: datetime
) -> None:
    """Whenever it begins: the last step, on which the coordinator is told, is taken when half of
    the stage's working time is gone at the latest, and never after two working days.
    """
    here = WORLDS[policy]
    clock = here.policy.stage(stage).clock
    ends = deadline_of(clock, entered, here.calendar, now=entered).at
    steps = step_times(entered, entered, ends, here.calendar)
    assert list(steps) == sorted(steps)
    assert entered <= steps[0]
    whole = working_time_between(entered, ends, here.calendar)
    assert working_time_between(entered, steps[-1], here.calendar) <= whole / 2 + timedelta(
        seconds=1
    )
    assert working_time_between(entered, steps[-1], here.calendar) <= timedelta(
        hours=STEP_WORKING_HOURS[-1]
    )


@settings(max_examples=300, deadline=None)
@given(
    entered=MOMENTS,
    lasts=st.timedeltas(timedelta(hours=1), timedelta(days=40)),
    asked=st.floats(0, 1),
)
def test_whatever_the_stage_the_steps_are_in_order_and_over_before_it_is(
    entered: datetime, lasts: timedelta, asked: float
) -> None:
    """Of an hour or of weeks, by day or over a weekend, asked at its beginning or late in it."""
    ends, start = entered + lasts, entered + lasts * asked
    steps = step_times(entered, start, ends, ENGLAND)
    assert len(steps) == len(ASKING_ORDER)
    assert list(steps) == sorted(steps)
    assert steps[0] >= start
    spent = working_time_between(start, steps[-1], ENGLAND)
    if working_time_between(entered, ends, ENGLAND) < timedelta(hours=1):
        assert steps[-1] <= ends
    else:
        left = working_time_between(start, ends, ENGLAND)
        half = working_time_between(
            start,
            add_working_time(entered, working_time_between(entered, ends, ENGLAND) / 2, ENGLAND),
            ENGLAND,
        )
        assert spent <= max(half, min(MIN_TIME_NEWLY_ASKED, left / 2)) + timedelta(seconds=1)


def test_a_friday_afternoon_is_not_eaten_by_the_weekend() -> None:
    """Asked on Friday at 4 pm: one working hour later it is Monday morning, and the steps of two
    working days do not fall together at the opening of the office.
    """
    friday = at(2026, 11, 6, 16)
    steps = step_times(friday, friday, at(2026, 11, 13, 17), ENGLAND)
    assert steps == (
        at(2026, 11, 9, 12),
        at(2026, 11, 9, 14),
        at(2026, 11, 9, 16),
        at(2026, 11, 10, 12),
        at(2026, 11, 10, 16),
    )


def test_a_day_over_a_weekend_is_counted_by_the_clock() -> None:
    """A stage of 24 hours entered on Friday at 6 pm has no working time at all: half of it by the
    clock, so that somebody knows before it lapses.
    """
    friday = at(2026, 11, 6, 18)
    steps = step_times(friday, friday, friday + timedelta(hours=24), ENGLAND)
    assert steps[-1] == friday + timedelta(hours=12)


def test_somebody_asked_anew_late_in_a_stage_has_time_of_their_own() -> None:
    """Two working hours, even where half of the stage is long gone."""
    monday, friday = at(2026, 11, 2, 9), at(2026, 11, 6, 10)
    steps = step_times(monday, friday, at(2026, 11, 6, 17), ENGLAND)
    assert steps[-1] == friday + MIN_TIME_NEWLY_ASKED


@settings(max_examples=300, deadline=None)
@given(start=MOMENTS, minutes=st.integers(1, 10_000))
def test_working_time_adds_up(start: datetime, minutes: int) -> None:
    """What is added is what is counted, minute for minute, and it ends while the office is open."""
    span = timedelta(minutes=minutes)
    ends = add_working_time(start, span, ENGLAND)
    assert working_time_between(start, ends, ENGLAND) == span
    assert is_open(ends, ENGLAND)
    slow = sum(
        is_open(start + timedelta(minutes=n), ENGLAND)
        and is_open(start + timedelta(minutes=n + 1), ENGLAND)
        for n in range(min(minutes, 600))
    )
    assert working_time_between(
        start, start + timedelta(minutes=min(minutes, 600)), ENGLAND
    ) == timedelta(minutes=slow)
