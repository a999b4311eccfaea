"""Bank holidays: the package's table against the rules of the law, written down independently."""

from datetime import date, time, timedelta
from importlib.metadata import version

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.bank_holidays import calendar_for
from core.policy.calendar import Calendar

FOUR = ("ENG", "WLS", "SCT", "NIR")
YEARS = range(2013, 2041)


def built(jurisdiction: str, closures: dict[date, str] | None = None) -> Calendar:
    """A calendar with an office day from nine to five."""
    return calendar_for(jurisdiction, closures=closures or {}, opens=time(9), closes=time(17))


CALENDARS = {jurisdiction: built(jurisdiction) for jurisdiction in FOUR}


def easter(year: int) -> date:
    """Easter Sunday, by the table of the Book of Common Prayer (Butcher's arithmetic)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def monday(year: int, month: int, *, last: bool = False) -> date:
    """The first, or last, Monday of a month."""
    days = [
        date(year, month, 1) + timedelta(days=n)
        for n in range(31)
        if (date(year, month, 1) + timedelta(days=n)).month == month
    ]
    mondays = [day for day in days if day.isoweekday() == 1]
    return mondays[-1 if last else 0]


def closed_weekdays(jurisdiction: str, year: int) -> set[date]:
    """The bank holidays of a year by the Act of 1971 and the proclamations known to date."""
    scottish = jurisdiction == "SCT"
    moving = {
        easter(year) - timedelta(days=2),
        date(2020, 5, 8) if year == 2020 else monday(year, 5),
        date(2022, 6, 2) if year == 2022 else monday(year, 5, last=True),
        monday(year, 8, last=not scottish),
    }
    fixed = [date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)]
    if scottish:
        fixed += [date(year, 1, 2), date(year, 11, 30)]
    else:
        moving.add(easter(year) + timedelta(days=1))
    if jurisdiction == "NIR":
        fixed += [date(year, 3, 17), date(year, 7, 12)]
    once = {date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)}
    if scottish:
        once.add(date(2026, 6, 15))
    found = moving | {day for day in once if day.year == year}
    found |= {day for day in fixed if day.isoweekday() < 6}
    for day in sorted(fixed):
        if day.isoweekday() >= 6:
            substitute = day
            while substitute.isoweekday() >= 6 or substitute in found:
                substitute += timedelta(days=1)
            found.add(substitute)
    return found


LAW = {
    jurisdiction: frozenset(day for year in YEARS for day in closed_weekdays(jurisdiction, year))
    for jurisdiction in FOUR
}


@pytest.mark.parametrize("jurisdiction", FOUR)
def test_every_closed_weekday_from_2013_to_2040(jurisdiction: str) -> None:
    """The closed weekdays are just those that the rules of the law give."""
    closed = {day for day in CALENDARS[jurisdiction].closed if day.isoweekday() < 6}
    assert closed == LAW[jurisdiction]


@pytest.mark.parametrize(
    ("since", "ends"),
    [
        (date(2026, 4, 2), {"ENG": date(2026, 4, 13)}),
        (date(2025, 12, 23), {"ENG": date(2026, 1, 2)}),
        (
            date(2025, 12, 30),
            {
                "ENG": date(2026, 1, 7),
                "WLS": date(2026, 1, 7),
                "NIR": date(2026, 1, 7),
                "SCT": date(2026, 1, 8),
            },
        ),
        (date(2026, 3, 13), {"ENG": date(2026, 3, 20), "NIR": date(2026, 3, 23)}),
        (date(2026, 7, 31), {"ENG": date(2026, 8, 7), "SCT": date(2026, 8, 10)}),
    ],
)
def test_five_working_days_in_each_jurisdiction(since: date, ends: dict[str, date]) -> None:
    """The same five working days end on different dates in different jurisdictions."""
    counted = {name: CALENDARS[name].add_working_days(since, 5) for name in ends}
    assert counted == ends


@given(st.sampled_from(FOUR), st.dates(date(2013, 1, 1), date(2040, 9, 30)), st.integers(1, 40))
def test_counting_agrees_with_walking(jurisdiction: str, day: date, n: int) -> None:
    """Counting agrees with walking day by day through the rules of the law."""
    walked, left = day, n
    while left:
        walked += timedelta(days=1)
        left -= walked.isoweekday() < 6 and walked not in LAW[jurisdiction]
    assert CALENDARS[jurisdiction].add_working_days(day, n) == walked


def test_names_are_in_english_and_plain() -> None:
    """Names read as gov.uk writes them, substitute days included."""
    closed = CALENDARS["ENG"].closed
    assert closed[date(2026, 4, 3)] == "Good Friday"
    assert closed[date(2026, 4, 6)] == "Easter Monday"
    assert closed[date(2026, 12, 28)] == "Boxing Day (substitute day)"
    names = {name for calendar in CALENDARS.values() for name in calendar.closed.values()}
    assert not [name for name in names if "observed" in name or ";" in name]
    assert all(name.isascii() for name in names)


def test_a_local_closure_joins_the_bank_holidays() -> None:
    """A local closure day is closed under its name; a bank holiday keeps its own."""
    calendar = built("ENG", {date(2026, 4, 8): "Staff day", date(2026, 4, 3): "Shut"})
    assert calendar.add_working_days(date(2026, 4, 2), 5) == date(2026, 4, 14)
    assert [name for _, name in calendar.closures_between(date(2026, 4, 2), date(2026, 4, 9))] == [
        "Good Friday",
        "Easter Monday",
        "Staff day",
    ]


@pytest.mark.parametrize("jurisdiction", ["GB", "", "eng", "England", "IMN"])
def test_an_unknown_jurisdiction(jurisdiction: str) -> None:
    """Anything but the four is refused, plain GB too, and the refusal names the four."""
    with pytest.raises(ValueError, match=r"ENG .*WLS .*SCT .*NIR "):
        built(jurisdiction)


def test_the_version_names_the_package_and_the_table() -> None:
    """The version is repeatable, and differs where any deadline could."""
    first = CALENDARS["ENG"].version
    assert first.startswith(f"holidays-{version('holidays')}+")
    assert built("ENG").version == first
    others = [
        CALENDARS["WLS"],
        CALENDARS["SCT"],
        built("ENG", {date(2026, 4, 8): "Staff day"}),
        calendar_for("ENG", opens=time(9), closes=time(16, 30)),
        calendar_for("ENG", opens=time(9), closes=time(17), last=2039),
    ]
    assert len({first, *(other.version for other in others)}) == 1 + len(others)


def test_the_years_covered_are_those_asked() -> None:
    """A calendar covers the years asked for and refuses the next."""
    calendar = calendar_for("ENG", opens=time(9), closes=time(17), first=2026, last=2026)
    assert {day.year for day in calendar.closed} == {2026}
    with pytest.raises(ValueError, match="covers 2026 to 2026"):
        calendar.is_working_day(date(2027, 1, 1))


def test_a_closure_outside_the_years_covered() -> None:
    """A local closure that the calendar would never look at is refused, not dropped."""
    with pytest.raises(ValueError, match="2041-01-02"):
        built("ENG", {date(2041, 1, 2): "Staff day"})
