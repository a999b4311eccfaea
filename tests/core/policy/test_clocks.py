"""The clocks of the policies: hours, days, months, the same day and at once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core.policy.calendar import deadline_of
from core.vocabulary import Unit
from tests.core.policy.clocks import A_DAY, ENGLAND, FIVE_DAYS, LONDON, SAME_DAY, at, clock

# --- the clocks of the policies --------------------------------------------------------------


def test_a_deadline_explains_itself() -> None:
    """A deadline in working days falls at the end of the office day and says what was skipped."""
    deadline = deadline_of(FIVE_DAYS, at(2026, 4, 2), ENGLAND, now=at(2026, 4, 2))
    assert deadline.at == datetime(2026, 4, 13, 16, tzinfo=UTC)
    assert deadline.at.tzinfo is UTC
    assert deadline.since == at(2026, 4, 2)
    assert deadline.since.tzinfo is UTC
    assert not deadline.labelled_default
    assert not deadline.shortened
    assert deadline.explanation == (
        "Due Monday 13 April 2026, 5 pm: 5 working days from Thursday 2 April 2026; "
        "Good Friday and Easter Monday not counted."
    )


def test_one_working_day_is_singular() -> None:
    """One working day is not "1 working days"."""
    deadline = deadline_of(
        clock(1, Unit.WORKING_DAYS), at(2026, 11, 2), ENGLAND, now=at(2026, 11, 2)
    )
    assert deadline.explanation == (
        "Due Tuesday 3 November 2026, 5 pm: 1 working day from Monday 2 November 2026."
    )


def test_one_closure_is_named_alone() -> None:
    """A single closure is named without an "and"."""
    deadline = deadline_of(FIVE_DAYS, at(2026, 5, 1), ENGLAND, now=at(2026, 5, 1))
    assert deadline.explanation.endswith("from Friday 1 May 2026; May Day not counted.")


def test_after_hours_is_still_day_0() -> None:
    """A clock that starts in the evening still counts its own local date as day 0 (G4)."""
    deadline = deadline_of(FIVE_DAYS, at(2026, 11, 2, 22), ENGLAND, now=at(2026, 11, 2, 22))
    assert deadline.at == at(2026, 11, 9, 17)


def test_day_0_is_the_local_date() -> None:
    """Half past midnight in British Summer Time belongs to the new day, not to the UTC date."""
    since = datetime(2026, 6, 8, 23, 30, tzinfo=UTC)
    deadline = deadline_of(FIVE_DAYS, since, ENGLAND, now=since)
    assert deadline.at == at(2026, 6, 16, 17)
    assert "from Tuesday 9 June 2026" in deadline.explanation


@pytest.mark.parametrize(
    ("days", "last"), [(5, (11, 9)), (10, (11, 16)), (15, (11, 23)), (22, (12, 2))]
)
def test_the_ladder_of_22_working_days(days: int, last: tuple[int, int]) -> None:
    """Working days 5, 10, 15 and 22 from a Monday in November fall where they should (HOU-A1)."""
    opened = at(2026, 11, 2)
    deadline = deadline_of(clock(days, Unit.WORKING_DAYS), opened, ENGLAND, now=opened)
    assert deadline.at == at(2026, *last, 17)


def test_24_hours_over_a_weekend() -> None:
    """Twenty-four hours from Friday afternoon run out on Saturday afternoon (G1)."""
    deadline = deadline_of(A_DAY, at(2026, 11, 6, 16), ENGLAND, now=at(2026, 11, 6, 16))
    assert deadline.at == at(2026, 11, 7, 16)
    assert deadline.explanation == (
        "Due Saturday 7 November 2026, 4 pm: 24 hours from Friday 6 November 2026, 4 pm."
    )


def test_24_hours_in_the_evening() -> None:
    """Twenty-four hours from Monday evening end with Tuesday's office day (G1)."""
    deadline = deadline_of(A_DAY, at(2026, 11, 2, 18), ENGLAND, now=at(2026, 11, 2, 18))
    assert deadline.at == at(2026, 11, 3, 17)
    assert not deadline.shortened
    assert deadline.explanation == (
        "Due Tuesday 3 November 2026, 5 pm: the end of the next working day after Monday "
        "2 November 2026, sooner than 24 hours from Monday 2 November 2026, 6 pm."
    )


def test_plain_24_hours_in_the_evening() -> None:
    """Without the next-working-day rule the full twenty-four hours stand."""
    plain = replace(A_DAY, or_end_of_next_working_day=False)
    deadline = deadline_of(plain, at(2026, 11, 2, 18), ENGLAND, now=at(2026, 11, 2, 18))
    assert deadline.at == at(2026, 11, 3, 18)


def test_longer_hours_name_the_closures_they_pass() -> None:
    """Where the next working day lies beyond a holiday, the explanation says so."""
    long = clock(144, Unit.ELAPSED_HOURS, or_next=True)
    deadline = deadline_of(long, at(2026, 4, 2, 18), ENGLAND, now=at(2026, 4, 2, 18))
    assert deadline.at == at(2026, 4, 7, 17)
    assert deadline.explanation.endswith("; Good Friday and Easter Monday not counted.")


def test_hours_when_the_clocks_go_back() -> None:
    """Twenty-four real hours over the end of summer time end an hour earlier on the wall."""
    plain = replace(A_DAY, or_end_of_next_working_day=False)
    since = at(2026, 10, 24, 16)
    deadline = deadline_of(plain, since, ENGLAND, now=since)
    assert deadline.at == since + timedelta(hours=24) == at(2026, 10, 25, 15)
    assert deadline.explanation == (
        "Due Sunday 25 October 2026, 3 pm: 24 hours from Saturday 24 October 2026, 4 pm; "
        "the clocks change in between."
    )


def test_hours_when_the_clocks_go_forward() -> None:
    """Twenty-four real hours over the start of summer time end an hour later on the wall."""
    plain = replace(A_DAY, or_end_of_next_working_day=False)
    since = datetime(2026, 3, 28, 16, tzinfo=LONDON)
    deadline = deadline_of(plain, since, ENGLAND, now=since)
    assert deadline.at - since.astimezone(UTC) == timedelta(hours=24)
    assert deadline.at == at(2026, 3, 29, 17)


def test_the_office_closes_by_the_clock_on_the_wall() -> None:
    """Five o'clock is 16:00 UTC in summer and 17:00 UTC in winter, on both sides of a change."""
    assert ENGLAND.end_of_office_day(date(2026, 3, 27)) == datetime(2026, 3, 27, 17, tzinfo=UTC)
    assert ENGLAND.end_of_office_day(date(2026, 3, 30)) == datetime(2026, 3, 30, 16, tzinfo=UTC)
    assert ENGLAND.end_of_office_day(date(2026, 10, 23)) == datetime(2026, 10, 23, 16, tzinfo=UTC)
    assert ENGLAND.end_of_office_day(date(2026, 10, 26)) == datetime(2026, 10, 26, 17, tzinfo=UTC)
    autumn = deadline_of(FIVE_DAYS, at(2026, 10, 22), ENGLAND, now=at(2026, 10, 22))
    assert autumn.at == datetime(2026, 10, 29, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "due_at", "because"),
    [
        (at(2026, 4, 2, 16, 59), at(2026, 4, 2, 17), "the same working day, Thursday 2 April"),
        (at(2026, 4, 2, 7), at(2026, 4, 2, 17), "the same working day, Thursday 2 April"),
        (at(2026, 4, 2, 17), at(2026, 4, 2, 17), "the office is closed"),
        (at(2026, 4, 2, 18), at(2026, 4, 2, 18), "use the out-of-hours route"),
        (at(2026, 4, 4, 11), at(2026, 4, 4, 11), "use the out-of-hours route"),
        (at(2026, 4, 6, 11), at(2026, 4, 6, 11), "use the out-of-hours route"),
    ],
)
def test_the_same_working_day_never_rolls(since: datetime, due_at: datetime, because: str) -> None:
    """The same working day is that day while the office is open, and now when it is not (G7)."""
    deadline = deadline_of(SAME_DAY, since, ENGLAND, now=since)
    assert deadline.at == due_at
    assert because in deadline.explanation


def test_immediate_is_now() -> None:
    """Immediate means the moment itself, at any hour."""
    since = at(2026, 4, 4, 3, 30)
    deadline = deadline_of(clock(0, Unit.IMMEDIATE), since, ENGLAND, now=since)
    assert deadline.at == since
    assert deadline.explanation == (
        "Due now, Saturday 4 April 2026, 3.30 am: the policy asks for this immediately."
    )


def test_calendar_days_count_every_day() -> None:
    """Twenty-eight calendar days count weekends and bank holidays too (HOU-A3)."""
    since = at(2026, 12, 3)
    deadline = deadline_of(clock(28, Unit.CALENDAR_DAYS), since, ENGLAND, now=since)
    assert deadline.at == at(2026, 12, 31, 17)
    assert deadline.explanation == (
        "Due Thursday 31 December 2026, 5 pm: 28 calendar days from Thursday 3 December 2026."
    )


@pytest.mark.parametrize(
    ("since", "months", "last"),
    [
        (at(2026, 1, 31), 1, at(2026, 2, 28, 17)),
        (at(2028, 1, 31), 1, at(2028, 2, 29, 17)),
        (at(2026, 3, 31), 1, at(2026, 4, 30, 17)),
        (at(2026, 11, 30), 3, at(2027, 2, 28, 17)),
        (at(2026, 12, 15), 1, at(2027, 1, 15, 17)),
        (at(2026, 11, 15), 1, at(2026, 12, 15, 17)),
        (at(2026, 12, 15), 12, at(2027, 12, 15, 17)),
    ],
)
def test_a_month_ends_with_the_month(since: datetime, months: int, last: datetime) -> None:
    """A calendar month is the same day of the next, or its last day if that is shorter (HOU-A4)."""
    deadline = deadline_of(clock(months, Unit.CALENDAR_MONTHS), since, ENGLAND, now=since)
    assert deadline.at == last
    assert f"{months} calendar month{'s' if months > 1 else ''} from " in deadline.explanation
