"""Deadlines: what the calendar promises, by example and against a slow count of every day."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.calendar import Calendar, due
from core.policy import Clock, Span
from core.vocabulary import Since, SubjectType, Unit
from core.wording.deadlines import spoken_date, spoken_time

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


def clock(value: int, unit: Unit, *, or_next: bool = False, protective: bool = True) -> Clock:
    """A clock of the policy."""
    return Clock(
        span=Span(value=value, unit=unit),
        since=Since.STAGE_ENTERED,
        or_end_of_next_working_day=or_next,
        protective=protective,
    )


FIVE_DAYS = clock(5, Unit.WORKING_DAYS)
A_DAY = clock(24, Unit.ELAPSED_HOURS, or_next=True)
SAME_DAY = clock(0, Unit.SAME_WORKING_DAY)
NO_TIMESCALE = clock(0, Unit.UNSPECIFIED)
NUDGED = replace(NO_TIMESCALE, nudge=Span(value=5, unit=Unit.WORKING_DAYS))


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
        lambda: due(FIVE_DAYS, at(2040, 12, 28), ENGLAND, now=at(2040, 12, 28)),
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
    deadline = due(FIVE_DAYS, at(2026, 4, 2), replace(ENGLAND, closed=closed), now=at(2026, 4, 2))
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


# --- the clocks of the policies --------------------------------------------------------------


def test_a_deadline_explains_itself() -> None:
    """A deadline in working days falls at the end of the office day and says what was skipped."""
    deadline = due(FIVE_DAYS, at(2026, 4, 2), ENGLAND, now=at(2026, 4, 2))
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
    deadline = due(clock(1, Unit.WORKING_DAYS), at(2026, 11, 2), ENGLAND, now=at(2026, 11, 2))
    assert deadline.explanation == (
        "Due Tuesday 3 November 2026, 5 pm: 1 working day from Monday 2 November 2026."
    )


def test_one_closure_is_named_alone() -> None:
    """A single closure is named without an "and"."""
    deadline = due(FIVE_DAYS, at(2026, 5, 1), ENGLAND, now=at(2026, 5, 1))
    assert deadline.explanation.endswith("from Friday 1 May 2026; May Day not counted.")


def test_after_hours_is_still_day_0() -> None:
    """A clock that starts in the evening still counts its own local date as day 0 (G4)."""
    deadline = due(FIVE_DAYS, at(2026, 11, 2, 22), ENGLAND, now=at(2026, 11, 2, 22))
    assert deadline.at == at(2026, 11, 9, 17)


def test_day_0_is_the_local_date() -> None:
    """Half past midnight in British Summer Time belongs to the new day, not to the UTC date."""
    since = datetime(2026, 6, 8, 23, 30, tzinfo=UTC)
    deadline = due(FIVE_DAYS, since, ENGLAND, now=since)
    assert deadline.at == at(2026, 6, 16, 17)
    assert "from Tuesday 9 June 2026" in deadline.explanation


@pytest.mark.parametrize(
    ("days", "last"), [(5, (11, 9)), (10, (11, 16)), (15, (11, 23)), (22, (12, 2))]
)
def test_the_ladder_of_22_working_days(days: int, last: tuple[int, int]) -> None:
    """Working days 5, 10, 15 and 22 from a Monday in November fall where they should (HOU-A1)."""
    opened = at(2026, 11, 2)
    deadline = due(clock(days, Unit.WORKING_DAYS), opened, ENGLAND, now=opened)
    assert deadline.at == at(2026, *last, 17)


def test_24_hours_over_a_weekend() -> None:
    """Twenty-four hours from Friday afternoon run out on Saturday afternoon (G1)."""
    deadline = due(A_DAY, at(2026, 11, 6, 16), ENGLAND, now=at(2026, 11, 6, 16))
    assert deadline.at == at(2026, 11, 7, 16)
    assert deadline.explanation == (
        "Due Saturday 7 November 2026, 4 pm: 24 hours from Friday 6 November 2026, 4 pm."
    )


def test_24_hours_in_the_evening() -> None:
    """Twenty-four hours from Monday evening end with Tuesday's office day (G1)."""
    deadline = due(A_DAY, at(2026, 11, 2, 18), ENGLAND, now=at(2026, 11, 2, 18))
    assert deadline.at == at(2026, 11, 3, 17)
    assert not deadline.shortened
    assert deadline.explanation == (
        "Due Tuesday 3 November 2026, 5 pm: the end of the next working day after Monday "
        "2 November 2026, sooner than 24 hours from Monday 2 November 2026, 6 pm."
    )


def test_plain_24_hours_in_the_evening() -> None:
    """Without the next-working-day rule the full twenty-four hours stand."""
    plain = replace(A_DAY, or_end_of_next_working_day=False)
    deadline = due(plain, at(2026, 11, 2, 18), ENGLAND, now=at(2026, 11, 2, 18))
    assert deadline.at == at(2026, 11, 3, 18)


def test_longer_hours_name_the_closures_they_pass() -> None:
    """Where the next working day lies beyond a holiday, the explanation says so."""
    long = clock(144, Unit.ELAPSED_HOURS, or_next=True)
    deadline = due(long, at(2026, 4, 2, 18), ENGLAND, now=at(2026, 4, 2, 18))
    assert deadline.at == at(2026, 4, 7, 17)
    assert deadline.explanation.endswith("; Good Friday and Easter Monday not counted.")


def test_hours_when_the_clocks_go_back() -> None:
    """Twenty-four real hours over the end of summer time end an hour earlier on the wall."""
    plain = replace(A_DAY, or_end_of_next_working_day=False)
    since = at(2026, 10, 24, 16)
    deadline = due(plain, since, ENGLAND, now=since)
    assert deadline.at == since + timedelta(hours=24) == at(2026, 10, 25, 15)
    assert deadline.explanation == (
        "Due Sunday 25 October 2026, 3 pm: 24 hours from Saturday 24 October 2026, 4 pm; "
        "the clocks change in between."
    )


def test_hours_when_the_clocks_go_forward() -> None:
    """Twenty-four real hours over the start of summer time end an hour later on the wall."""
    plain = replace(A_DAY, or_end_of_next_working_day=False)
    since = datetime(2026, 3, 28, 16, tzinfo=LONDON)
    deadline = due(plain, since, ENGLAND, now=since)
    assert deadline.at - since.astimezone(UTC) == timedelta(hours=24)
    assert deadline.at == at(2026, 3, 29, 17)


def test_the_office_closes_by_the_clock_on_the_wall() -> None:
    """Five o'clock is 16:00 UTC in summer and 17:00 UTC in winter, on both sides of a change."""
    assert ENGLAND.end_of_office_day(date(2026, 3, 27)) == datetime(2026, 3, 27, 17, tzinfo=UTC)
    assert ENGLAND.end_of_office_day(date(2026, 3, 30)) == datetime(2026, 3, 30, 16, tzinfo=UTC)
    assert ENGLAND.end_of_office_day(date(2026, 10, 23)) == datetime(2026, 10, 23, 16, tzinfo=UTC)
    assert ENGLAND.end_of_office_day(date(2026, 10, 26)) == datetime(2026, 10, 26, 17, tzinfo=UTC)
    autumn = due(FIVE_DAYS, at(2026, 10, 22), ENGLAND, now=at(2026, 10, 22))
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
    deadline = due(SAME_DAY, since, ENGLAND, now=since)
    assert deadline.at == due_at
    assert because in deadline.explanation


def test_immediate_is_now() -> None:
    """Immediate means the moment itself, at any hour."""
    since = at(2026, 4, 4, 3, 30)
    deadline = due(clock(0, Unit.IMMEDIATE), since, ENGLAND, now=since)
    assert deadline.at == since
    assert deadline.explanation == (
        "Due now, Saturday 4 April 2026, 3.30 am: the policy asks for this immediately."
    )


def test_calendar_days_count_every_day() -> None:
    """Twenty-eight calendar days count weekends and bank holidays too (HOU-A3)."""
    since = at(2026, 12, 3)
    deadline = due(clock(28, Unit.CALENDAR_DAYS), since, ENGLAND, now=since)
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
    deadline = due(clock(months, Unit.CALENDAR_MONTHS), since, ENGLAND, now=since)
    assert deadline.at == last
    assert f"{months} calendar month{'s' if months > 1 else ''} from " in deadline.explanation


# --- no timescale ----------------------------------------------------------------------------


def test_a_nudge_is_labelled() -> None:
    """Where the policy gives no timescale, ours is counted and never shown as the policy's."""
    deadline = due(NUDGED, at(2026, 4, 2), ENGLAND, now=at(2026, 4, 2))
    assert deadline.at == at(2026, 4, 13, 17)
    assert deadline.labelled_default
    assert not deadline.shortened
    assert deadline.explanation == (
        "Due Monday 13 April 2026, 5 pm: the policy gives no timescale; 5 working days from "
        "Thursday 2 April 2026 is Concord's default, not a policy timescale; "
        "Good Friday and Easter Monday not counted."
    )


@pytest.mark.parametrize("set_to", [at(2026, 4, 9, 12), at(2026, 4, 20, 12)])
@pytest.mark.parametrize("unspecified", [NUDGED, NO_TIMESCALE])
def test_a_date_replaces_a_nudge(unspecified: Clock, set_to: datetime) -> None:
    """Without a timescale the protective date is the deadline, sooner or later than our nudge."""
    deadline = due(unspecified, at(2026, 4, 2), ENGLAND, now=at(2026, 4, 2), protective=set_to)
    assert deadline.at == set_to
    assert not deadline.labelled_default
    assert not deadline.shortened
    assert deadline.explanation == (
        f"Due {spoken_time(set_to)}: the date set to protect the child; "
        "the policy gives no timescale."
    )


def test_nothing_to_count() -> None:
    """A clock with neither timescale, nudge, cap nor protective date is refused."""
    since = at(2026, 4, 2)
    with pytest.raises(ValueError, match="no timescale"):
        due(NO_TIMESCALE, since, ENGLAND, now=since)
    deaf = replace(NO_TIMESCALE, protective=False)
    with pytest.raises(ValueError, match="no timescale"):
        due(deaf, since, ENGLAND, now=since, protective=at(2026, 4, 9))


def test_a_cap_without_a_timescale() -> None:
    """A cap that gives no timescale is refused, even where it has a nudge: a nudge is no limit."""
    since = at(2026, 4, 2)
    with pytest.raises(ValueError, match="timescale of its own"):
        due(FIVE_DAYS, since, ENGLAND, now=since, caps=[(NUDGED, since)])


@pytest.mark.parametrize(
    "unit",
    [Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.CALENDAR_MONTHS, Unit.ELAPSED_HOURS],
)
def test_a_span_has_a_length(unit: Unit) -> None:
    """A counted span of nothing, or less, is refused."""
    since = at(2026, 4, 2)
    for value in (0, -1):
        with pytest.raises(ValueError, match="has no length"):
            due(clock(value, unit), since, ENGLAND, now=since)


@pytest.mark.parametrize("name", ["since", "now", "protective", "cap"])
def test_every_moment_has_a_zone(name: str) -> None:
    """A moment without a time zone is refused wherever it comes in."""
    moments = dict.fromkeys(("since", "now", "protective", "cap"), at(2026, 4, 2))
    moments[name] = moments[name].replace(tzinfo=None)
    with pytest.raises(ValueError, match="no time zone"):
        due(
            FIVE_DAYS,
            moments["since"],
            ENGLAND,
            now=moments["now"],
            protective=moments["protective"],
            caps=[(FIVE_DAYS, moments["cap"])],
        )


# --- the protective date and the caps --------------------------------------------------------


def test_a_sooner_date_shortens() -> None:
    """A date set to protect the child comes before the policy's limit (G2)."""
    set_to = at(2026, 4, 9, 12)
    deadline = due(FIVE_DAYS, at(2026, 4, 2), ENGLAND, now=at(2026, 4, 2), protective=set_to)
    assert deadline.at == set_to
    assert deadline.shortened
    assert deadline.explanation == (
        "Due Thursday 9 April 2026, noon: the date set to protect the child, sooner than the "
        "policy's limit of Monday 13 April 2026, 5 pm."
    )


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        (SubjectType.CHILD, "to protect the child,"),
        (SubjectType.ADULT, "to protect the adult,"),
        (SubjectType.BOTH, "to protect the child and the adult,"),
    ],
)
def test_whom_the_date_protects(subject: SubjectType, words: str) -> None:
    """The explanation names whom the case is about, not always a child."""
    since = at(2026, 4, 2)
    deadline = due(FIVE_DAYS, since, ENGLAND, now=since, protective=at(2026, 4, 9), subject=subject)
    assert words in deadline.explanation


@pytest.mark.parametrize("set_to", [at(2026, 4, 13, 17), at(2026, 4, 13, 17, 1), at(2027, 1, 1)])
def test_a_later_date_changes_nothing(set_to: datetime) -> None:
    """A protective date that is no sooner than the policy's limit leaves the limit standing."""
    since = at(2026, 4, 2)
    without = due(FIVE_DAYS, since, ENGLAND, now=since)
    assert due(FIVE_DAYS, since, ENGLAND, now=since, protective=set_to) == without


def test_a_clock_deaf_to_the_protective_date() -> None:
    """A clock that the policy does not let the protective date shorten stays as it is."""
    since = at(2026, 4, 2)
    deaf = replace(FIVE_DAYS, protective=False)
    deadline = due(deaf, since, ENGLAND, now=since, protective=at(2026, 4, 7))
    assert deadline.at == at(2026, 4, 13, 17)
    assert not deadline.shortened


def test_a_date_that_has_passed_means_now() -> None:
    """A protective date in the past makes the deadline now, not earlier."""
    now = at(2026, 4, 9, 10, 5)
    deadline = due(FIVE_DAYS, at(2026, 4, 7), ENGLAND, now=now, protective=at(2026, 4, 8, 17))
    assert deadline.at == now
    assert deadline.shortened
    assert deadline.explanation == (
        "Due now, Thursday 9 April 2026, 10.05 am: the date set to protect the child was "
        "Wednesday 8 April 2026, 5 pm."
    )


def test_a_passed_date_does_not_lengthen_a_passed_limit() -> None:
    """Where the policy's limit has passed as well, the limit stands."""
    since, now = at(2026, 4, 2), at(2026, 4, 20)
    deadline = due(FIVE_DAYS, since, ENGLAND, now=now, protective=at(2026, 4, 8))
    assert deadline == due(FIVE_DAYS, since, ENGLAND, now=now)


def test_a_cap_is_never_passed() -> None:
    """A stage that began late still ends with the cap counted from the opening (HOU-A1)."""
    opened, entered = at(2026, 11, 2), at(2026, 11, 27)
    cap = (clock(22, Unit.WORKING_DAYS), opened)
    deadline = due(FIVE_DAYS, entered, ENGLAND, now=entered, caps=[cap])
    assert deadline.at == at(2026, 12, 2, 17)
    assert deadline.since == entered
    assert not deadline.shortened
    assert deadline.explanation == (
        "Due Wednesday 2 December 2026, 5 pm: 5 working days from Friday 27 November 2026, and "
        "never beyond working day 22 from Monday 2 November 2026."
    )


def test_a_cap_names_its_own_closures() -> None:
    """A cap says which days its own count passed over."""
    opened, entered = at(2026, 3, 31), at(2026, 4, 8)
    cap = (clock(7, Unit.WORKING_DAYS), opened)
    deadline = due(FIVE_DAYS, entered, ENGLAND, now=entered, caps=[cap])
    assert deadline.at == at(2026, 4, 13, 17)
    assert deadline.explanation.endswith("; Good Friday and Easter Monday not counted.")


def test_a_cap_that_ends_with_the_clock() -> None:
    """Where clock and cap end together, the clock explains the deadline."""
    opened = at(2026, 11, 2)
    deadline = due(FIVE_DAYS, opened, ENGLAND, now=opened, caps=[(FIVE_DAYS, opened)])
    assert deadline == due(FIVE_DAYS, opened, ENGLAND, now=opened)


def test_a_month_capped_by_28_days() -> None:
    """A meeting within a month is never later than day 28 of the referral (HOU-A4)."""
    since = at(2026, 12, 1)
    deadline = due(
        clock(1, Unit.CALENDAR_MONTHS),
        since,
        ENGLAND,
        now=since,
        caps=[(clock(28, Unit.CALENDAR_DAYS), since)],
    )
    assert deadline.at == at(2026, 12, 29, 17)
    assert "never beyond 28 calendar days from Tuesday 1 December 2026." in deadline.explanation


@pytest.mark.parametrize(
    ("cap", "words"),
    [
        (A_DAY, "never beyond the end of the next working day after Monday 2 November 2026."),
        (
            clock(20, Unit.ELAPSED_HOURS),
            "never beyond 20 hours from Monday 2 November 2026, 6 pm.",
        ),
        (clock(0, Unit.IMMEDIATE), "never beyond Monday 2 November 2026, 6 pm."),
    ],
)
def test_a_cap_in_hours(cap: Clock, words: str) -> None:
    """A cap need not be counted in days."""
    since = at(2026, 11, 2, 18)
    deadline = due(FIVE_DAYS, since, ENGLAND, now=since, caps=[(cap, since)])
    assert deadline.explanation.endswith(words)


@pytest.mark.parametrize("unspecified", [NUDGED, NO_TIMESCALE])
def test_a_cap_on_a_clock_without_a_timescale(unspecified: Clock) -> None:
    """A cap is the policy's own limit, so a date that it sets is not labelled as our default."""
    opened, entered = at(2026, 11, 2), at(2026, 11, 27)
    cap = (clock(22, Unit.WORKING_DAYS), opened)
    deadline = due(unspecified, entered, ENGLAND, now=entered, caps=[cap])
    assert deadline.at == at(2026, 12, 2, 17)
    assert not deadline.labelled_default
    assert deadline.explanation == (
        "Due Wednesday 2 December 2026, 5 pm: never beyond working day 22 from "
        "Monday 2 November 2026."
    )


def test_a_cap_holds_against_a_later_date() -> None:
    """Without a timescale the protective date still cannot go beyond a cap."""
    opened = at(2026, 11, 2)
    cap = (clock(22, Unit.WORKING_DAYS), opened)
    late = due(NUDGED, opened, ENGLAND, now=opened, protective=at(2026, 12, 24), caps=[cap])
    assert late.at == at(2026, 12, 2, 17)
    soon = due(NUDGED, opened, ENGLAND, now=opened, protective=at(2026, 11, 24), caps=[cap])
    assert soon.at == at(2026, 11, 24)
    assert soon.shortened


# --- the words -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (at(2026, 4, 13, 17), "Monday 13 April 2026, 5 pm"),
        (at(2026, 4, 13, 17, 30), "Monday 13 April 2026, 5.30 pm"),
        (at(2026, 4, 13, 9, 5), "Monday 13 April 2026, 9.05 am"),
        (at(2026, 4, 13, 12), "Monday 13 April 2026, noon"),
        (at(2026, 4, 13, 12, 1), "Monday 13 April 2026, 12.01 pm"),
        (at(2026, 4, 13, 0), "Monday 13 April 2026, midnight at the start of the day"),
        (at(2026, 4, 13, 0, 30), "Monday 13 April 2026, 12.30 am"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Sunday 25 October 2026, 1.30 am BST"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Sunday 25 October 2026, 1.30 am GMT"),
        (datetime(2026, 1, 5, 17, tzinfo=UTC), "Monday 5 January 2026, 5 pm"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "Wednesday 1 July 2026, 12.30 am"),
    ],
)
def test_times_as_they_are_spoken(moment: datetime, words: str) -> None:
    """A time is written in London's local time, and cannot be taken for another."""
    assert spoken_time(moment) == words


# --- against a slow count of every day, 2013-2040 --------------------------------------------

DAYS = st.dates(date(2013, 1, 1), date(2040, 6, 30))
MOMENTS = st.datetimes(
    datetime(2013, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2040, 6, 30),  # noqa: DTZ001
    timezones=st.just(UTC),
)
SPANS = st.one_of(
    st.builds(Span, value=st.integers(1, 25), unit=st.just(Unit.WORKING_DAYS)),
    st.builds(Span, value=st.integers(1, 40), unit=st.just(Unit.CALENDAR_DAYS)),
    st.builds(Span, value=st.integers(1, 3), unit=st.just(Unit.CALENDAR_MONTHS)),
    st.builds(Span, value=st.integers(1, 200), unit=st.just(Unit.ELAPSED_HOURS)),
    st.sampled_from(
        [Span(value=0, unit=Unit.SAME_WORKING_DAY), Span(value=0, unit=Unit.IMMEDIATE)]
    ),
)
CLOCKS = st.builds(
    Clock,
    span=SPANS,
    since=st.just(Since.STAGE_ENTERED),
    or_end_of_next_working_day=st.booleans(),
    protective=st.booleans(),
)
NUDGED_CLOCKS = st.builds(lambda clock, span: replace(clock, nudge=span), st.just(NUDGED), SPANS)


def _scattered() -> Calendar:
    """A calendar with odd closures: long runs, weekends, month ends, a few each month."""
    closed = {
        date(year, month, day): f"Closure {day}"
        for year in range(2013, 2041)
        for month in range(1, 13)
        for day in (1, 2, 13, 14, 15, 16, 28)
        if (year + month + day) % 3
    }
    return replace(ENGLAND, closed=closed)


CALENDARS = st.sampled_from([ENGLAND, _scattered(), replace(ENGLAND, closed={})])


def naive(calendar: Calendar, day: date, n: int) -> date:
    """Walk one day at a time, striking off each day that is worked."""
    while n:
        day += timedelta(days=1)
        if day.isoweekday() not in {6, 7} and day not in calendar.closed:
            n -= 1
    return day


@given(CALENDARS, DAYS, st.integers(0, 60))
def test_counting_agrees_with_walking(calendar: Calendar, day: date, n: int) -> None:
    """The table gives the day that walking day by day gives, and never a closed one."""
    last = calendar.add_working_days(day, n)
    assert last == naive(calendar, day, n)
    if n:
        assert calendar.is_working_day(last)
        assert last.isoweekday() not in {6, 7}
        assert last not in calendar.closed


@given(CALENDARS, DAYS, st.integers(0, 120))
def test_closures_agree_with_walking(calendar: Calendar, day: date, length: int) -> None:
    """The closures named are just the closed weekdays that walking passes."""
    end = day + timedelta(days=length)
    walked = (day + timedelta(days=n) for n in range(1, length + 1))
    expected = tuple(
        (d, calendar.closed[d]) for d in walked if d in calendar.closed and d.isoweekday() < 6
    )
    assert calendar.closures_between(day, end) == expected


@given(CALENDARS, DAYS, st.integers(0, 60), st.integers(0, 60))
def test_more_days_end_later(calendar: Calendar, day: date, n: int, more: int) -> None:
    """Counting is strictly monotone in n."""
    assume(more)
    assert calendar.add_working_days(day, n) < calendar.add_working_days(day, n + more)


@given(CALENDARS, CLOCKS, MOMENTS, st.timedeltas(timedelta(0), timedelta(days=40)))
def test_starting_later_never_ends_sooner(
    calendar: Calendar, timed: Clock, since: datetime, later: timedelta
) -> None:
    """Every clock is monotone in its start."""
    first = due(timed, since, calendar, now=since)
    second = due(timed, since + later, calendar, now=since + later)
    assert first.at <= second.at
    assert since <= first.at


@given(CALENDARS, MOMENTS)
def test_the_next_working_moment(calendar: Calendar, moment: datetime) -> None:
    """A reminder never goes early nor out of hours, and waits only while the office is closed."""
    found = calendar.next_working_moment(moment)
    there = found.astimezone(LONDON)
    assert found >= moment
    assert naive(calendar, there.date() - timedelta(days=1), 1) == there.date()
    assert calendar.opens <= there.time() <= calendar.closes
    if found != moment:
        here = moment.astimezone(LONDON)
        assert there.time() == calendar.opens
        skipped = (there.date() - here.date()).days
        whole = [here.date() + timedelta(days=n) for n in range(1, skipped)]
        assert not any(calendar.is_working_day(day) for day in whole)
        assert (
            here.time() < calendar.opens
            if not skipped
            else here.time() > calendar.closes or not calendar.is_working_day(here.date())
        )


@given(
    CALENDARS,
    CLOCKS,
    MOMENTS,
    st.timedeltas(timedelta(0), timedelta(days=60)),
    st.timedeltas(timedelta(days=-60), timedelta(days=60)),
)
def test_the_protective_date_never_lengthens(
    calendar: Calendar, timed: Clock, since: datetime, passed: timedelta, offset: timedelta
) -> None:
    """A protective date gives the sooner of the limit and itself, never before now on its own."""
    now = since + passed
    plain = due(timed, since, calendar, now=now)
    dated = due(timed, since, calendar, now=now, protective=since + offset)
    assert dated.at <= plain.at
    assert dated.shortened == (dated.at < plain.at)
    if timed.protective:
        assert dated.at == min(plain.at, max(since + offset, now))
    else:
        assert dated == plain


@given(
    CALENDARS,
    st.one_of(CLOCKS, NUDGED_CLOCKS),
    MOMENTS,
    st.lists(st.tuples(CLOCKS, st.timedeltas(timedelta(days=-60), timedelta(days=5))), max_size=3),
    st.none() | st.timedeltas(timedelta(days=-5), timedelta(days=60)),
)
def test_caps_never_lengthen(
    calendar: Calendar,
    timed: Clock,
    since: datetime,
    caps: list[tuple[Clock, timedelta]],
    offset: timedelta | None,
) -> None:
    """A capped deadline is the sooner of the deadline without caps and each cap on its own."""
    assume(since.year > 2013)
    protective = None if offset is None else since + offset
    alone = due(timed, since, calendar, now=since, protective=protective)
    starts = [(cap, since + start) for cap, start in caps]
    capped = due(timed, since, calendar, now=since, protective=protective, caps=starts)
    ends = [due(cap, start, calendar, now=start).at for cap, start in starts]
    assert capped.at == min([alone.at, *ends])
    assert not (capped.labelled_default and capped.shortened)


@given(
    CALENDARS,
    st.one_of(CLOCKS, NUDGED_CLOCKS),
    MOMENTS,
    st.lists(st.tuples(CLOCKS, st.timedeltas(timedelta(days=-60), timedelta(days=5))), max_size=2),
    st.none() | st.timedeltas(timedelta(days=-5), timedelta(days=60)),
)
def test_the_explanation_names_the_due_date(
    calendar: Calendar,
    timed: Clock,
    since: datetime,
    caps: list[tuple[Clock, timedelta]],
    offset: timedelta | None,
) -> None:
    """Whatever set it, the explanation opens with the due date and is one whole sentence."""
    assume(since.year > 2013)
    deadline = due(
        timed,
        since,
        calendar,
        now=since,
        protective=None if offset is None else since + offset,
        caps=[(cap, since + start) for cap, start in caps],
    )
    spoken = spoken_time(deadline.at)
    assert deadline.explanation.startswith((f"Due {spoken}: ", f"Due now, {spoken}: "))
    assert spoken_date(deadline.at.astimezone(LONDON).date()) in deadline.explanation
    assert deadline.explanation.endswith(".")
    assert not deadline.explanation.endswith("..")
    assert "default" not in deadline.explanation or deadline.labelled_default
