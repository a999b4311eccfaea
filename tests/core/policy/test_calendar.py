"""Working days: counted, passed over, and refused outside the years covered."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from core.policy.calendar import Calendar, deadline_of
from tests.core.policy.clocks import ENGLAND, FIVE_DAYS, at

# --- working days ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "last"),
    [
        (date(2026, 4, 2), date(2026, 4, 13)),
        (date(2025, 12, 23), date(2026, 1, 2)),
        (date(2025, 12, 30), date(2026, 1, 7)),
        (date(2026, 3, 13), date(2026, 3, 20)),
        (date(2026, 7, 31), date(2026, 8, 7)),
    ],
)
def test_five_working_days(since: date, last: date) -> None:
    """Five working days pass over weekends and bank holidays."""
    assert ENGLAND.add_working_days(since, 5) == last


def test_day_0_is_the_date_itself() -> None:
    """Day 0 is the given date, even where it is no working day."""
    assert ENGLAND.add_working_days(date(2026, 4, 3), 0) == date(2026, 4, 3)
    assert ENGLAND.add_working_days(date(2026, 4, 3), 1) == date(2026, 4, 7)


def test_the_first_and_the_last_day_covered() -> None:
    """The edges of the table count like any other day."""
    calendar = replace(ENGLAND, closed={}, first=2018, last=2018)
    assert calendar.is_working_day(date(2018, 1, 1))
    assert calendar.is_working_day(date(2018, 12, 31))
    assert calendar.add_working_days(date(2018, 12, 28), 1) == date(2018, 12, 31)
    assert not replace(calendar, first=2017, last=2017).is_working_day(date(2017, 1, 1))


def test_outside_the_years_covered() -> None:
    """A date or a count beyond the table is refused with the years it covers."""
    for refused in (
        lambda: ENGLAND.is_working_day(date(2012, 12, 31)),
        lambda: ENGLAND.add_working_days(date(2041, 1, 1), 1),
        lambda: ENGLAND.add_working_days(date(2040, 12, 31), 1),
        lambda: ENGLAND.end_of_office_day(date(2041, 1, 1)),
        lambda: ENGLAND.closures_between(date(2040, 12, 31), date(2041, 1, 1)),
        lambda: deadline_of(FIVE_DAYS, at(2040, 12, 28), ENGLAND, now=at(2040, 12, 28)),
    ):
        with pytest.raises(ValueError, match="covers 2013 to 2040"):
            refused()


def test_days_are_not_counted_backwards() -> None:
    """A negative number of working days is refused."""
    with pytest.raises(ValueError, match="forwards"):
        ENGLAND.add_working_days(date(2026, 4, 2), -1)


def test_a_moment_is_not_a_date() -> None:
    """A datetime is refused where a local date is asked, since its date depends on the zone."""
    with pytest.raises(TypeError, match="local dates"):
        ENGLAND.add_working_days(at(2026, 4, 2), 1)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"closed": {date(2041, 1, 1): "New Year's Day"}}, "covers 2013 to 2040"),
        ({"closed": {date(2026, 1, 2): " "}}, "2026-01-02 has no name"),
        ({"opens": time(17)}, "opens at 17:00:00 but closes at 17:00:00"),
        ({"closes": time(17, tzinfo=UTC)}, "no time zone"),
        ({"first": 2041}, "2041 to 2040"),
    ],
)
def test_a_calendar_that_cannot_be(change: dict[str, object], fault: str) -> None:
    """A calendar that would count wrongly is refused when it is made."""
    facts = {
        "jurisdiction": "ENG",
        "version": "by hand",
        "closed": {},
        "opens": time(9),
        "closes": time(17),
    }
    with pytest.raises(ValueError, match=fault):
        Calendar(**{**facts, **change})  # type: ignore[arg-type]


def test_a_calendar_keeps_what_it_was_given() -> None:
    """Changing the mapping afterwards does not change the calendar."""
    closed = {date(2026, 5, 4): "May Day"}
    calendar = replace(ENGLAND, closed=closed)
    closed.clear()
    assert not calendar.is_working_day(date(2026, 5, 4))
    assert calendar == replace(ENGLAND, closed={date(2026, 5, 4): "May Day"})
    assert hash(calendar) == hash(replace(calendar))


def test_closures_passed_over() -> None:
    """Closures are those after the first date, up to and including the last, weekends apart."""
    christmas = ENGLAND.closures_between(date(2026, 12, 25), date(2026, 12, 28))
    assert christmas == ((date(2026, 12, 28), "Boxing Day (substitute day)"),)
    assert [name for _, name in ENGLAND.closures_between(date(2026, 4, 2), date(2026, 4, 13))] == [
        "Good Friday",
        "Easter Monday",
    ]
    assert ENGLAND.closures_between(date(2026, 4, 13), date(2026, 4, 2)) == ()


def test_a_local_closure_day() -> None:
    """A local closure day is not counted, and the explanation names it."""
    closed = {**ENGLAND.closed, date(2026, 4, 8): "Staff training day"}
    deadline = deadline_of(
        FIVE_DAYS, at(2026, 4, 2), replace(ENGLAND, closed=closed), now=at(2026, 4, 2)
    )
    assert deadline.at == at(2026, 4, 14, 17)
    assert deadline.explanation == (
        "Due Tuesday 14 April 2026, 5 pm: 5 working days from Thursday 2 April 2026; "
        "Good Friday, Easter Monday and Staff training day not counted."
    )


@pytest.mark.parametrize(
    ("moment", "reminder"),
    [
        (at(2026, 4, 2, 9), at(2026, 4, 2, 9)),
        (at(2026, 4, 2, 12, 30), at(2026, 4, 2, 12, 30)),
        (at(2026, 4, 2, 17), at(2026, 4, 2, 17)),
        (at(2026, 4, 2, 17, 1), at(2026, 4, 7, 9)),
        (at(2026, 4, 2, 8, 59), at(2026, 4, 2, 9)),
        (at(2026, 4, 4, 12), at(2026, 4, 7, 9)),
        (at(2026, 4, 6, 3), at(2026, 4, 7, 9)),
        (at(2026, 3, 28, 12), at(2026, 3, 30, 9)),
    ],
)
def test_reminders_keep_working_hours(moment: datetime, reminder: datetime) -> None:
    """A reminder goes at once in office hours, otherwise when the office next opens."""
    assert ENGLAND.next_working_moment(moment) == reminder
    assert ENGLAND.next_working_moment(moment).tzinfo is UTC
