"""Derived fields (S-17): worked out from the record, never asked for and never stored."""

from datetime import timedelta
from typing import Final

from core.cases import events as e
from core.cases.case import Case
from core.cases.folding.stage_visits import PastVisit, stage_visits
from core.cases.record.seals import Entry
from core.cases.rules.fields import TEXT_CHARACTERS
from core.cases.wording.history import BY_PLATFORM, happened
from core.desk.wording import derived as say
from core.directory.model import Channel
from core.directory.wording.names import agency, described
from core.local_time import local
from core.partnership.setting import Setting
from core.policy.model import Field
from core.policy.wording.deadlines import spoken_date
from core.policy.wording.names import stage
from core.vocabulary import DerivedField, Platform, Side

HOUR: Final = timedelta(hours=1)
MAX_EARLIER_STAGES: Final = 8
"""Most earlier stages in one summary, the latest ones."""


def derived_values(
    case: Case, entries: tuple[Entry, ...], setting: Setting
) -> tuple[tuple[Field, str], ...]:
    """Return each derived field of the policy and its present value, in the policy's order."""
    return tuple(
        (one, derived_value(one.derived, case, entries, setting))
        for one in setting.policy.fields
        if one.derived is not None
    )


def derived_value(
    kind: DerivedField, case: Case, entries: tuple[Entry, ...], setting: Setting
) -> str:
    """Return the value of a derived field, in words."""
    match kind:
        case DerivedField.RAISER:
            return described(case.raiser, setting.directory)
        case DerivedField.RAISING_AGENCY:
            return agency(case.raising.agency, setting.directory)
        case DerivedField.CONTACT:
            return _contact(case.raiser, setting)
        case DerivedField.SUBJECT:
            return case.subject
        case DerivedField.STAGE_REACHED:
            return stage(case.stage, setting.policy)
        case DerivedField.TIME_TAKEN:
            return _time_taken(case, setting)
        case DerivedField.CHRONOLOGY:
            return chronology(entries, setting)


def _contact(person: str, setting: Setting) -> str:
    """Return the post and first channel of a person on the list, or what is known of them."""
    enrolled = setting.directory.people.get(person)
    title = setting.directory.title_of(person)
    if enrolled is None or not enrolled.channels:
        return title or say.NOT_ON_THE_LIST
    return ", ".join(part for part in (title, _way(enrolled.channels[0])) if part)


def _way(channel: Channel) -> str:
    return channel.user if channel.platform is Platform.MAIL else BY_PLATFORM[channel.platform]


def _time_taken(case: Case, setting: Setting) -> str:
    """Return the time from day 0 to the agreement or now: in working days as deadlines count them,
    and in elapsed hours.
    """
    start, end = case.day_zero, case.agreed_at or setting.now
    day, last, days = local(start).date(), local(end).date(), 0
    while (day := setting.calendar.add_working_days(day, 1)) <= last:
        days += 1
    hours = max(0, (end - start) // HOUR)
    return say.time_taken(days, hours, so_far=case.agreed_at is None)


def chronology(entries: tuple[Entry, ...], setting: Setting, room: int = TEXT_CHARACTERS) -> str:
    """Return a dated line for each event but messages and reminders, in at most ``room``
    characters: the opening, and as many of the latest as fit.
    """
    left_out = (e.ContactTold, e.ContactMissed, e.Reminded, e.DutiesOwed)
    lines = [
        f"{spoken_date(local(entry.recorded_at).date())}: {happened(entry.event, setting)}"
        for entry in entries
        if not isinstance(entry.event, left_out)
    ]
    if len("\n".join(lines)) <= room:
        return "\n".join(lines)
    first, rest = lines[0], lines[1:]
    kept: list[str] = []
    gap = say.left_out(len(rest))
    left = room - len(first) - len(gap) - 2
    while rest and len(rest[-1]) + 1 <= left:
        left -= len(rest[-1]) + 1
        kept.insert(0, rest.pop())
    return "\n".join((first, say.left_out(len(rest)), *kept))[:room]


def earlier_stages(entries: tuple[Entry, ...], setting: Setting) -> tuple[tuple[str, str], ...]:
    """Return each stage the case has left, with who held it and how it ended: read by senior people
    before they accept (HOU-54, HIL-42).
    """
    return tuple(
        (stage(stay.stage, setting.policy), _summary(stay, setting))
        for stay in stage_visits(entries)[:-1][-MAX_EARLIER_STAGES:]
    )


def _summary(stay: PastVisit, setting: Setting) -> str:
    holders = tuple(
        (side, tuple(described(person, setting.directory) for person in stay.held.get(side, ())))
        for side in Side
    )
    return say.earlier_stage(holders, stay.discussions, stay.end, stay.ended_at)
