"""The monthly question, which asks every holder and deputy whether their entry is still right."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from core.cards import Button, Buttons, Card, Press, Style, Text, Tone
from core.cases.wording.labels import LABEL
from core.directory.absences import list_on_day
from core.directory.model import Directory
from core.local_time import LONDON, local
from core.notifications.letters import Letters
from core.outbox import Letter
from core.policy.calendar import Calendar
from core.ports import Collection, KeyValueStore
from core.readiness import monthly_wording as say
from core.routing.stage_contacts import unique
from core.vocabulary import Action, LetterKind, Platform

ASKED: Final = Collection("still-you-asked", str, timedelta(days=70))
"""Who was asked: partnership, month, day and person are all in the key."""
ANSWER_WORKING_DAYS: Final = 10
"""Working days after which the coordinators are told that there was no answer."""
CATCH_UP_WORKING_DAYS: Final = 5
"""Working days after the month's first in which people are asked who could not be before."""
QUESTION_EXPIRES_AFTER: Final = timedelta(days=21)
"""How long the question is worth sending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedDoubt:
    """What somebody said is no longer right."""

    person: str = ""
    on: date
    """The local day (Europe/London) on which they said so."""
    posts: tuple[str, ...] = ()
    """Posts that they say are not theirs."""
    note: str = ""
    """What else has changed, in their own words."""

    @property
    def not_theirs(self) -> bool:
        """Whether it is about posts; otherwise something else has changed."""
        return bool(self.posts)


DOUBTS: Final = Collection("still-you-doubt", ReportedDoubt, None)
"""What somebody said is not right, by partnership and person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyAnswers:
    """The answers to the question, as known on a day."""

    today: date
    doubts: tuple[ReportedDoubt, ...] = ()
    unanswered: tuple[str, ...] = ()


def first_working_day(month: date, calendar: Calendar) -> date:
    """Return the first working day of the month that contains the given day."""
    first = month.replace(day=1)
    return first if calendar.is_working_day(first) else calendar.add_working_days(first, 1)


def asking_time(person: str, day: date, calendar: Calendar) -> datetime:
    """Return the UTC time at which a person is asked on a day.

    It lies in office hours except the last, at a minute derived from the person's id, so that a
    whole list is not messaged at once.
    """
    opens = datetime.combine(day, calendar.opens, LONDON)
    closes = datetime.combine(day, calendar.closes, LONDON)
    span = max(closes - opens - timedelta(hours=1), timedelta(minutes=1))
    place = int.from_bytes(hashlib.sha256(person.encode()).digest()[:4]) / 2**32
    return (opens + timedelta(minutes=int(span.total_seconds() * place / 60))).astimezone(UTC)


def people_to_ask(
    directory: Directory, calendar: Calendar, now: datetime, sends: frozenset[Platform]
) -> tuple[str, ...]:
    """Return the people to ask now: present holders and deputies who can be messaged, on the
    month's first working day, or within five working days after it if they could not be asked
    then.
    """
    today = local(now).date()
    first = first_working_day(today, calendar)
    if not first <= today <= calendar.add_working_days(first, CATCH_UP_WORKING_DAYS):
        return ()
    if calendar.next_working_moment(now) != now.astimezone(UTC):
        return ()
    here = list_on_day(directory, today)
    people = unique(p for post in here.posts for p in (*post.holders, *post.deputies))
    return tuple(
        person
        for person in people
        if person in here.people
        and any(channel.platform in sends for channel in here.people[person].channels)
        and asking_time(person, today, calendar) <= now
    )


async def ask(
    documents: KeyValueStore, letters: Letters, directory: Directory, person: str, now: datetime
) -> bool:
    """Owe somebody this month's question; return False if it was owed before."""
    month = f"{local(now):%Y-%m}"
    asked = await documents.keys(ASKED, f"{directory.partnership}/{month}/")
    if not any(place.endswith(f"/{person}") for place in asked):
        day = local(now).date().isoformat()
        place = f"{directory.partnership}/{month}/{day}/{person}"
        await documents.add(ASKED, place, "", ASKED.until(now))
    letter = Letter(
        key=f"still-you/{directory.partnership}/{month}/{person}",
        partnership=directory.partnership,
        person=person,
        kind=LetterKind.STILL_YOU,
        about=month,
        owed_at=now,
        expires_at=now + QUESTION_EXPIRES_AFTER,
    )
    return await letters.owe(letter)


def monthly_card(letter: Letter, directory: Directory) -> Card:
    """Return the letter's card: what the person holds, and three buttons. Pure."""
    target = f"{letter.partnership}:{letter.about}"
    kinds = (Action.STILL_ME, Action.NOT_ME_NOW, Action.ENTRY_CHANGED)
    buttons = tuple(
        Button(
            label=LABEL[kind],
            press=Press(action=kind, target=target),
            style=Style.PRIMARY if kind is Action.STILL_ME else Style.PLAIN,
            opens=kind is not Action.STILL_ME,
        )
        for kind in kinds
    )
    return Card(
        title=say.STILL_YOU,
        summary=say.STILL_YOU,
        blocks=(
            Text(say.on_the_list_of(directory.name)),
            *(Text(line, Tone.STRONG) for line in say.posts(letter.person, directory)),
            Text(say.WHY, Tone.QUIET),
            Buttons(buttons),
        ),
    )


async def store_doubt(documents: KeyValueStore, partnership: str, said: ReportedDoubt) -> None:
    """Store what somebody said, replacing what they said before."""
    await documents.put(DOUBTS, f"{partnership}/{said.person}", said, None)


async def monthly_answers(
    documents: KeyValueStore, directory: Directory, calendar: Calendar, now: datetime
) -> MonthlyAnswers:
    """Return the answers known now.

    A doubt ends when the person or a coordinator verifies the entry on a later day, or on the same
    day by "Still me" (which removes it).
    """
    today = local(now).date()
    partnership = directory.partnership
    doubts: list[ReportedDoubt] = []
    for place in await documents.keys(DOUBTS, f"{partnership}/"):
        said_so = await documents.get(DOUBTS, place)
        person = place.rpartition("/")[2]
        known = directory.people.get(person)
        if said_so and known and not (known.verified_on and known.verified_on > said_so.on):
            doubts.append(replace(said_so, person=person))
    said = {one.person for one in doubts}
    asked = await _asked(documents, partnership, today)
    late = (
        p for p, on in asked.items() if calendar.add_working_days(on, ANSWER_WORKING_DAYS) < today
    )
    unanswered = tuple(
        person
        for person in late
        if person not in said and not _verified_since(person, asked[person], directory)
    )
    return MonthlyAnswers(today=today, doubts=tuple(doubts), unanswered=unanswered)


def _verified_since(person: str, asked: date, directory: Directory) -> bool:
    known = directory.people.get(person)
    return known is not None and known.verified_on is not None and known.verified_on >= asked


async def _asked(documents: KeyValueStore, partnership: str, today: date) -> dict[str, date]:
    """Return when each person was last asked, in this month and the one before."""
    before = today.replace(day=1) - timedelta(days=1)
    found: dict[str, date] = {}
    for month in (before, today):
        for place in await documents.keys(ASKED, f"{partnership}/{month:%Y-%m}/"):
            day, person = place.split("/")[-2:]
            found[person] = date.fromisoformat(day)
    return found
