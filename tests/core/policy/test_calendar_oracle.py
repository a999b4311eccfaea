"""Calendar and deadlines against a slow count of every day, 2013-2040."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from core.policy.calendar import Calendar, deadline_of
from core.policy.model import ClockRule, Span
from core.policy.wording.deadlines import spoken_date, spoken_time
from core.vocabulary import ClockStart, Unit
from tests.core.policy.clocks import ENGLAND, LONDON, NUDGED

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
    ClockRule,
    span=SPANS,
    since=st.just(ClockStart.STAGE_ENTERED),
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
    calendar: Calendar, timed: ClockRule, since: datetime, later: timedelta
) -> None:
    """Every clock is monotone in its start."""
    first = deadline_of(timed, since, calendar, now=since)
    second = deadline_of(timed, since + later, calendar, now=since + later)
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
    calendar: Calendar, timed: ClockRule, since: datetime, passed: timedelta, offset: timedelta
) -> None:
    """A protective date gives the sooner of the limit and itself, never before now on its own."""
    now = since + passed
    plain = deadline_of(timed, since, calendar, now=now)
    dated = deadline_of(timed, since, calendar, now=now, protective=since + offset)
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
    timed: ClockRule,
    since: datetime,
    caps: list[tuple[ClockRule, timedelta]],
    offset: timedelta | None,
) -> None:
    """A capped deadline is the sooner of the deadline without caps and each cap on its own."""
    assume(since.year > 2013)
    protective = None if offset is None else since + offset
    alone = deadline_of(timed, since, calendar, now=since, protective=protective)
    starts = [(cap, since + start) for cap, start in caps]
    capped = deadline_of(timed, since, calendar, now=since, protective=protective, caps=starts)
    ends = [deadline_of(cap, start, calendar, now=start).at for cap, start in starts]
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
    timed: ClockRule,
    since: datetime,
    caps: list[tuple[ClockRule, timedelta]],
    offset: timedelta | None,
) -> None:
    """Whatever set it, the explanation opens with the due date and is one whole sentence."""
    assume(since.year > 2013)
    deadline = deadline_of(
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
