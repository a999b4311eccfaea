"""Working days and deadlines: when a clock of the policy runs out, and the explanation."""

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import assert_never

from core.local_time import LONDON, local
from core.policy.model import ClockRule, Span
from core.policy.wording.deadlines import (
    ByCap,
    ByClock,
    ByNudge,
    ByProtectiveDate,
    Counted,
    Reason,
    explain,
)
from core.vocabulary import OPEN_ENDED, SubjectType, Unit

_SATURDAY = 5
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of one jurisdiction and the hours of its office day (reading G3).

    Dates are local dates and ``opens``/``closes`` local times, all in Europe/London. The table of
    working days is built on creation: build a calendar once per version and keep it.

    Raises ValueError if a closed day has no name or lies outside the years covered, if the office
    closes before it opens, or if its hours have a time zone.
    """

    jurisdiction: str
    """ENG, WLS, SCT or NIR."""
    version: str
    """Name of the table, so that a recorded deadline can be traced to it."""
    closed: Mapping[date, str] = field(hash=False)
    """Bank holidays and local closure days with their names; weekends need not be listed."""
    opens: time
    closes: time
    first: int = 2013
    """First year covered; ``closed`` must be complete from its 1 January ..."""
    last: int = 2040
    """... to the 31 December of this one."""
    _start: int = field(init=False, repr=False, compare=False)
    """Ordinal of the first day covered."""
    _working: tuple[date, ...] = field(init=False, repr=False, compare=False)
    """Every working day, in order."""
    _counts: tuple[int, ...] = field(init=False, repr=False, compare=False)
    """For each day covered, how many working days there are up to and including it."""
    _closures: tuple[tuple[date, str], ...] = field(init=False, repr=False, compare=False)
    """Closed days that are not at a weekend anyway, in order."""

    def __post_init__(self) -> None:
        if self.opens.tzinfo is not None or self.closes.tzinfo is not None:
            raise ValueError("office hours are local times and carry no time zone")
        if self.opens >= self.closes:
            raise ValueError(f"the office opens at {self.opens} but closes at {self.closes}")
        if self.first > self.last:
            raise ValueError(f"a calendar cannot cover {self.first} to {self.last}")
        start, end = date(self.first, 1, 1).toordinal(), date(self.last, 12, 31).toordinal()
        put = object.__setattr__
        put(self, "closed", MappingProxyType(dict(self.closed)))
        put(self, "_start", start)
        put(self, "_counts", (0,) * (end - start + 1))
        for day, name in self.closed.items():
            self._place(day)
            if not name.strip():
                raise ValueError(f"the closed day {day.isoformat()} has no name")

        working: list[date] = []
        counts: list[int] = []
        for ordinal in range(start, end + 1):
            day = date.fromordinal(ordinal)
            if day.weekday() < _SATURDAY and day not in self.closed:
                working.append(day)
            counts.append(len(working))
        put(self, "_working", tuple(working))
        put(self, "_counts", tuple(counts))
        put(
            self,
            "_closures",
            tuple(sorted((d, n) for d, n in self.closed.items() if d.weekday() < _SATURDAY)),
        )

    def is_working_day(self, day: date) -> bool:
        """Say whether the office is open on this local date: a weekday that is not closed.

        Raises ValueError outside the years covered.
        """
        place = self._place(day)
        return self._counts[place] != (self._counts[place - 1] if place else 0)

    def add_working_days(self, day: date, n: int) -> date:
        """Return the ``n``-th working day after a local date, which is itself day 0 (reading G4).

        With ``n`` 0 that is the date itself, working day or not. Raises ValueError if ``n`` is
        negative, or if either date is outside the years covered.
        """
        if n < 0:
            raise ValueError(f"working days are counted forwards, not {n}")
        place = self._place(day)
        if n == 0:
            return day
        position = self._counts[place] + n - 1
        if position >= len(self._working):
            raise ValueError(
                f"{n} working days from {day.isoformat()} is beyond the {self.jurisdiction} "
                f"calendar, which covers {self.first} to {self.last}"
            )
        return self._working[position]

    def working_days_between(self, a: date, b: date) -> int:
        """Return how many working days there are after ``a`` up to and including ``b``.

        Raises ValueError outside the years covered.
        """
        return self._counts[self._place(b)] - self._counts[self._place(a)]

    def end_of_office_day(self, day: date) -> datetime:
        """Return when the office closes on a local date, in UTC; any date, working day or not.

        Raises ValueError outside the years covered.
        """
        self._place(day)
        return datetime.combine(day, self.closes, LONDON).astimezone(UTC)

    def opening_of_office_day(self, day: date) -> datetime:
        """Return when the office opens on a local date, in UTC; any date, working day or not."""
        return datetime.combine(day, self.opens, LONDON).astimezone(UTC)

    def next_working_moment(self, at: datetime) -> datetime:
        """Return ``at`` itself if it is within office hours, else the next opening; in UTC.

        The closing moment counts as within, because deadlines fall on it. Raises ValueError if
        ``at`` is naive or outside the years covered.
        """
        moment = local(at)
        day = moment.date()
        works = self.is_working_day(day)
        if works and self.opens <= moment.time() <= self.closes:
            return at.astimezone(UTC)
        before = works and moment.time() < self.opens
        opening = day if before else self.add_working_days(day, 1)
        return datetime.combine(opening, self.opens, LONDON).astimezone(UTC)

    def closures_between(self, a: date, b: date) -> tuple[tuple[date, str], ...]:
        """Return the closed weekdays after ``a`` up to and including ``b``, with their names.

        They are the days skipped when counting from ``a`` to ``b``, earliest first, without
        weekends. Raises ValueError outside the years covered.
        """
        self._place(a)
        self._place(b)
        low = bisect_right(self._closures, a, key=_day_of)
        high = bisect_right(self._closures, b, key=_day_of)
        return self._closures[low:high]

    def _place(self, day: date) -> int:
        """Return the day's index in the table.

        Raises ValueError outside the years covered, and TypeError for a datetime, whose date
        depends on the time zone.
        """
        if isinstance(day, datetime):
            raise TypeError("a calendar counts local dates; take the date of the moment first")
        place = day.toordinal() - self._start
        if not 0 <= place < len(self._counts):
            raise ValueError(
                f"{day.isoformat()} is outside the {self.jurisdiction} calendar, which covers "
                f"{self.first} to {self.last}"
            )
        return place


@dataclass(frozen=True, slots=True)
class Deadline:
    """When something is due, and the sentence that says why; recorded, never recomputed."""

    at: datetime
    """Aware, UTC."""
    since: datetime
    """Aware, UTC: the start of the clock itself, also if a cap or a person set the date."""
    explanation: str
    labelled_default: bool
    """Concord's default (nudge) set it; it is never shown as the policy's timescale."""
    shortened: bool
    """The protective date made it earlier than the policy's limit (reading G2)."""


def deadline_of(
    clock: ClockRule,
    since: datetime,
    calendar: Calendar,
    *,
    now: datetime,
    protective: datetime | None = None,
    caps: Sequence[tuple[ClockRule, datetime]] = (),
    subject: SubjectType = SubjectType.CHILD,
) -> Deadline:
    """Return the earliest of the clock, every cap from its own start, and the protective date.

    All times given are aware; those returned are UTC. The protective date counts if the clock says
    so (reading G2): it can only make the deadline earlier, and one that has passed means due at
    ``now``. A clock without a timescale takes the protective date, else its caps and its nudge.
    ``subject`` is whom the protective date protects, for the explanation. Implements readings
    G1-G4 and G7; HOU-A1 and WAN-A2 by the caps.

    Raises ValueError if a time is naive, a span has no length, a day is outside the calendar, a
    cap has no timescale, or a clock has neither timescale, nudge, cap nor protective date.
    """
    since, now = _utc(since), _utc(now)
    date_set = _utc(protective) if protective is not None and clock.protective else None
    counted = None if clock.span.unit in OPEN_ENDED else _count(clock, since, calendar)

    limits: list[tuple[datetime, Reason]] = []  # of two equal limits, the first is the reason
    if counted is not None:
        limits.append((counted.at, ByClock(counted)))
    for cap_clock, start in caps:
        cap = _count(cap_clock, _utc(start), calendar)
        limits.append((cap.at, ByCap(cap, counted)))
    if counted is None and date_set is None and clock.nudge is not None:
        nudge = _count(clock, since, calendar, span=clock.nudge)
        agreed = clock.span.unit is Unit.AGREED_BY_BOTH
        limits.append((nudge.at, ByNudge(nudge, agreed)))
    limit = min(limits, key=_moment_of, default=None)

    if date_set is not None and (limit is None or max(date_set, now) < limit[0]):
        at = max(date_set, now)
        reason: Reason = ByProtectiveDate(date_set, limit[0] if limit else None, subject)
    elif limit is not None:
        at, reason = limit
    else:
        raise ValueError("the policy gives no timescale here, and no date was set instead")
    return Deadline(
        at=at,
        since=since,
        explanation=explain(at, reason),
        labelled_default=isinstance(reason, ByNudge),
        shortened=isinstance(reason, ByProtectiveDate) and limit is not None,
    )


def _count(
    clock: ClockRule, since: datetime, calendar: Calendar, *, span: Span | None = None
) -> Counted:
    """Count a clock's span, or ``span`` if given, from ``since`` (UTC)."""
    span = clock.span if span is None else span
    day = local(since).date()
    match span.unit:
        case Unit.WORKING_DAYS:
            last = calendar.add_working_days(day, _positive(span))
            return Counted(
                span=span,
                since=since,
                at=calendar.end_of_office_day(last),
                closures=calendar.closures_between(day, last),
            )
        case Unit.CALENDAR_DAYS:
            last = day + timedelta(days=_positive(span))
            return Counted(span=span, since=since, at=calendar.end_of_office_day(last))
        case Unit.CALENDAR_MONTHS:
            last = _add_months(day, _positive(span))
            return Counted(span=span, since=since, at=calendar.end_of_office_day(last))
        case Unit.ELAPSED_HOURS:
            return _count_hours(clock, span, since, calendar)
        case Unit.SAME_WORKING_DAY:  # reading G7: never rolls to the next working day
            closing = calendar.end_of_office_day(day)
            open_still = calendar.is_working_day(day) and since < closing
            return Counted(span=span, since=since, at=closing if open_still else since)
        case Unit.IMMEDIATE:
            return Counted(span=span, since=since, at=since)
        case Unit.UNSPECIFIED | Unit.AGREED_BY_BOTH:
            raise ValueError("a cap or a nudge needs a timescale of its own")
        case _:
            assert_never(span.unit)


def _count_hours(clock: ClockRule, span: Span, since: datetime, calendar: Calendar) -> Counted:
    """Count elapsed hours, across nights, weekends and changes of the clocks (reading G1)."""
    elapsed = since + timedelta(hours=_positive(span))
    if clock.or_end_of_next_working_day:
        day = local(since).date()
        following = calendar.add_working_days(day, 1)
        closing = calendar.end_of_office_day(following)
        if closing < elapsed:
            closures = calendar.closures_between(day, following)
            return Counted(
                span=span, since=since, at=closing, closures=closures, next_working_day=True
            )
    return Counted(span=span, since=since, at=elapsed)


def _add_months(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day if it is shorter (HOU-A4)."""
    years, month = divmod(day.month - 1 + months, _MONTHS)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _positive(span: Span) -> int:
    """Return the span's number. Raises ValueError if it is below 1."""
    if span.value < 1:
        raise ValueError(f"a span of {span.value} {span.unit.value} has no length")
    return span.value


def _utc(at: datetime) -> datetime:
    """Return the time in UTC. Raises ValueError if it is naive."""
    return local(at).astimezone(UTC)


def _day_of(closure: tuple[date, str]) -> date:
    """Return the day of a closure, as a search key."""
    return closure[0]


def _moment_of(limit: tuple[datetime, Reason]) -> datetime:
    """Return the time of a limit, as a comparison key."""
    return limit[0]
