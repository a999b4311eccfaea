"""The explanation of a deadline: when it falls, what was counted, what was left out and why."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, assert_never

from core.local_time import local
from core.policy.model import Span
from core.vocabulary import SubjectType, Unit

_PROTECTED: Final = {
    SubjectType.CHILD: "the child",
    SubjectType.ADULT: "the adult",
    SubjectType.BOTH: "the child and the adult",
}

_NOON: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A span counted from a start time: the facts for an explanation."""

    span: Span
    since: datetime
    """Aware; day 0 is its date in Europe/London."""
    at: datetime
    """Aware; the end of the count."""
    closures: tuple[tuple[date, str], ...] = ()
    """Closed weekdays that were not counted, with names, earliest first."""
    next_working_day: bool = False
    """The end of the next working day came before the elapsed hours were over (reading G1)."""


@dataclass(frozen=True, slots=True)
class ByClock:
    """The policy's own clock sets the deadline."""

    clock: Counted


@dataclass(frozen=True, slots=True)
class ByNudge:
    """The policy gives no timescale; Concord's labelled default sets the deadline."""

    nudge: Counted
    agreed: bool = False
    """The policy leaves the time to both sides, and they have not agreed on one yet."""


@dataclass(frozen=True, slots=True)
class ByCap:
    """A cap, counted from an earlier event, ends before the clock does."""

    cap: Counted
    clock: Counted | None
    """None if the policy gives no timescale here."""


@dataclass(frozen=True, slots=True)
class ByProtectiveDate:
    """A person set an earlier date to protect the subject of the case (reading G2)."""

    date: datetime
    """Aware; the date as set, also if it has passed."""
    limit: datetime | None
    """Aware; the policy's own limit, or None if it gives no timescale."""
    subject: SubjectType = SubjectType.CHILD


@dataclass(frozen=True, slots=True)
class ByAgreement:
    """Both sides agreed on a date, as the policy allows."""

    limit: datetime | None
    """Aware; the limit that applied, or None if it was only Concord's default."""


@dataclass(frozen=True, slots=True)
class BySentFrom:
    """The deadline of the stage a case was sent from: sending it down or aside adds no time."""

    stage: str
    """The name of the stage it was sent from."""


@dataclass(frozen=True, slots=True)
class WithItsStage:
    """The deadline of the stage: a task is never due later than its stage (reading HOU-A4)."""

    own: datetime
    """Aware; when the task's own clock would have run out."""


Reason = ByClock | ByNudge | ByCap | ByProtectiveDate | ByAgreement | BySentFrom | WithItsStage
"""What sets a deadline."""


def spoken_date(day: date) -> str:
    """Write a date out in full: "Monday 13 April 2026"."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def spoken_time(at: datetime) -> str:
    """Write a time out in Europe/London: "Monday 13 April 2026, 5 pm" or "..., 5.30 pm".

    Seconds are left off. Midnight is "at the start of the day", and a time that occurs twice when
    the clocks change in autumn has its zone. Raises ValueError if ``at`` is naive.
    """
    moment = local(at)
    return f"{spoken_date(moment.date())}, {_hour(moment)}"


def explain(at: datetime, reason: Reason) -> str:
    """Return the sentence that says when a deadline falls and why.

    ``at`` is the deadline (aware). Readings G1-G4 and G7 are worded here. Raises ValueError if a
    time is naive, or if a span to be counted is unspecified.
    """
    match reason:
        case ByClock(clock):
            return _explain_clock(at, clock)
        case ByNudge(nudge, agreed):
            why = "both sides are to agree a date" if agreed else "the policy gives no timescale"
            return _sentence(
                f"Due {spoken_time(at)}: {why}",
                f"{_length(nudge)} is Concord's default, not a policy timescale",
                *_uncounted(nudge),
            )
        case ByCap(cap, clock):
            beyond = f"never beyond {_ceiling(cap)}"
            return _sentence(
                f"Due {spoken_time(at)}: "
                + (beyond if clock is None else f"{_length(clock)}, and {beyond}"),
                *_uncounted(cap),
            )
        case ByProtectiveDate():
            return _explain_protective_date(at, reason)
        case ByAgreement(limit):
            sooner = f", no later than the limit of {spoken_time(limit)}" if limit else ""
            return f"Due {spoken_time(at)}: the date both sides agreed{sooner}."
        case WithItsStage(own):
            return (
                f"Due {spoken_time(at)}: with the stage itself, sooner than its own limit of "
                f"{spoken_time(own)}."
            )
        case BySentFrom(stage):
            return f"Due {spoken_time(at)}: no later than {stage}, from which it was sent, was due."
        case _:
            assert_never(reason)


def due_at_once(at: datetime, earlier: datetime) -> str:
    """Explain a deadline that is in the past under the edition a case was moved to."""
    return (
        f"Due now, {spoken_time(at)}: by the edition the case was moved to it was due "
        f"{spoken_time(earlier)}."
    )


def _explain_clock(at: datetime, clock: Counted) -> str:
    """Explain a deadline set by the policy's clock alone."""
    if clock.span.unit is Unit.IMMEDIATE:
        return f"Due now, {spoken_time(at)}: the policy asks for this immediately."
    if clock.span.unit is Unit.SAME_WORKING_DAY and at == clock.since:
        return (
            f"Due now, {spoken_time(at)}: the policy asks for this the same working day and the "
            "office is closed; use the out-of-hours route."
        )
    if clock.next_working_day:
        return _sentence(
            f"Due {spoken_time(at)}: the end of the next working day after "
            f"{spoken_date(local(clock.since).date())}, sooner than {_length(clock)}",
            *_uncounted(clock),
        )
    return _sentence(f"Due {spoken_time(at)}: {_length(clock)}", *_uncounted(clock))


def _explain_protective_date(at: datetime, reason: ByProtectiveDate) -> str:
    """Explain a deadline set by a protective date."""
    set_to = f"the date set to protect {_PROTECTED[reason.subject]}"
    if at > reason.date:
        return f"Due now, {spoken_time(at)}: {set_to} was {spoken_time(reason.date)}."
    if reason.limit is None:
        return f"Due {spoken_time(at)}: {set_to}; the policy gives no timescale."
    return (
        f"Due {spoken_time(at)}: {set_to}, sooner than the policy's limit of "
        f"{spoken_time(reason.limit)}."
    )


def _length(counted: Counted) -> str:
    """Say what was counted and from when: "5 working days from Thursday 2 April 2026"."""
    day = spoken_date(local(counted.since).date())
    match counted.span.unit:
        case Unit.ELAPSED_HOURS:
            return f"{_several(counted.span)} from {spoken_time(counted.since)}"
        case Unit.WORKING_DAYS | Unit.CALENDAR_DAYS | Unit.CALENDAR_MONTHS:
            return f"{_several(counted.span)} from {day}"
        case Unit.SAME_WORKING_DAY:
            return f"the same working day, {day}"
        case Unit.IMMEDIATE:
            return "immediately"
        case Unit.UNSPECIFIED | Unit.AGREED_BY_BOTH:
            raise ValueError("an unspecified span has no length to speak of")
        case _:
            assert_never(counted.span.unit)


def _ceiling(cap: Counted) -> str:
    """Say where a cap ends: "working day 22 from Monday 2 November 2026"."""
    if cap.span.unit is Unit.WORKING_DAYS and not cap.next_working_day:
        return f"working day {cap.span.value} from {spoken_date(local(cap.since).date())}"
    if cap.next_working_day:
        return f"the end of the next working day after {spoken_date(local(cap.since).date())}"
    if cap.span.unit is Unit.IMMEDIATE:
        return spoken_time(cap.since)
    return _length(cap)


def _uncounted(counted: Counted) -> tuple[str, ...]:
    """Say what was not counted: closed days by name, and whether the clocks change."""
    remarks: list[str] = []
    names = tuple(dict.fromkeys(name for _, name in counted.closures))
    if names:
        remarks.append(f"{_list(names)} not counted")
    if counted.span.unit is Unit.ELAPSED_HOURS and not counted.next_working_day:
        before, after = local(counted.since).utcoffset(), local(counted.at).utcoffset()
        if before != after:
            remarks.append("the clocks change in between")
    return tuple(remarks)


def _several(span: Span) -> str:
    """Write the number with its unit, in the singular for 1."""
    words = {
        Unit.ELAPSED_HOURS: "hour",
        Unit.WORKING_DAYS: "working day",
        Unit.CALENDAR_DAYS: "calendar day",
        Unit.CALENDAR_MONTHS: "calendar month",
    }
    return f"{span.value} {words[span.unit]}{'' if span.value == 1 else 's'}"


def _hour(moment: datetime) -> str:
    """Write a local time of day as it is spoken."""
    if (moment.hour, moment.minute) == (0, 0):
        return "midnight at the start of the day"
    if (moment.hour, moment.minute) == (_NOON, 0):
        return "noon"
    minutes = f".{moment.minute:02}" if moment.minute else ""
    half = "am" if moment.hour < _NOON else "pm"
    twice = moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()
    zone = f" {moment.tzname()}" if twice else ""
    return f"{(moment.hour - 1) % _NOON + 1}{minutes} {half}{zone}"


def _list(words: tuple[str, ...]) -> str:
    """Join words as in speech: "a", "a and b", "a, b and c"."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _sentence(*clauses: str) -> str:
    """Join the clauses into one sentence."""
    return f"{'; '.join(clauses)}."
