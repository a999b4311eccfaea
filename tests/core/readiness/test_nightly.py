"""Once a night, once a month: of several processes one does it, after an outage once, DST or not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.directory.model import Absence
from core.outbox import Letter
from core.ports import KeyValueStore, LedgerUnavailable
from core.readiness.monthly_check import (
    ASKED,
    ReportedDoubt,
    ask,
    asking_time,
    first_working_day,
    monthly_answers,
    people_to_ask,
    store_doubt,
)
from core.readiness.nightly import NIGHTS, REPEAT_LIST_AFTER, TAKE_OVER_AFTER, NightlyCheck
from core.routing.gaps import MESSAGING_PLATFORMS
from core.vocabulary import LetterKind
from tests.core.given import HOUNSLOW, LEILA, MERRICK, NOOR, TOBIN, World
from tests.core.office import Office
from tests.core.readiness.checked import with_post

MANAGER = "council.family-help.manager"
NIGHT = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)
"""Wednesday 18 November 2026, 3 am in London: nothing of the month is due."""


class Process:
    """One process's nightly work on an office, with what it reported."""

    def __init__(self, office: Office, documents: KeyValueStore | None = None) -> None:
        self.office = office
        self.documents = documents or office.documents
        self.alarms: list[tuple[str, str]] = []
        self.seen: list[tuple[str, int, int]] = []
        self.nightly = NightlyCheck(
            self.documents,
            office.letters,
            office.register,
            office.boards,
            office.clock,
            self._alarm,
            self._observe,
        )

    def _alarm(self, code: str, where: str) -> None:
        self.alarms.append((code, where))

    def _observe(self, partnership: str, unowned: int, unreachable: int) -> None:
        self.seen.append((partnership, unowned, unreachable))

    async def at(self, moment: datetime) -> None:
        """Look at a moment."""
        self.office.clock.move_to(moment)
        await self.nightly.look()

    async def owed(self, kind: LetterKind) -> list[Letter]:
        """Every letter of a kind that was ever owed."""
        return [one.letter for one in self.office.owed_letters(kind)]


def process(here: World = HOUNSLOW, at: datetime = NIGHT - timedelta(hours=5)) -> Process:
    """A process of its own office."""
    return Process(Office(here, at=at))


async def test_at_three_in_the_morning_and_not_before() -> None:
    """The day before it is done already, or not its turn; then every coordinator is owed it."""
    one = process()
    await one.at(NIGHT - timedelta(seconds=1))
    assert await one.owed(LetterKind.FIX_LIST) == []
    await one.at(NIGHT + timedelta(minutes=1))
    assert {x.person for x in await one.owed(LetterKind.FIX_LIST)} == {NOOR, MERRICK}
    assert len(one.seen) == 1


async def test_of_several_processes_one_does_it_and_all_show_it(documents: KeyValueStore) -> None:
    """On every key-value store; the other learns what was found for its own gauges."""
    first = Process(Office(at=NIGHT), documents)
    second = Process(Office(at=NIGHT), documents)
    await first.at(NIGHT)
    await second.at(NIGHT)
    assert [one for one in await documents.keys(NIGHTS) if one.endswith("/1")] == [
        "hounslow/2026-11-18/1"
    ]
    assert [one for one in await documents.keys(NIGHTS) if one.endswith("/2")] == []
    assert first.seen == second.seen
    assert len(await first.owed(LetterKind.FIX_LIST)) == 2


async def test_a_process_that_died_of_it_is_stood_in_for() -> None:
    """Taken on and not finished: ten minutes later somebody else does it."""
    one = process()
    await one.documents.add(NIGHTS, "hounslow/2026-11-18/1", NIGHT.isoformat(), None)
    await one.at(NIGHT + timedelta(minutes=5))
    assert one.seen == []
    await one.at(NIGHT + TAKE_OVER_AFTER)
    assert len(one.seen) == 1


async def test_after_an_outage_it_is_done_once() -> None:
    """Three nights away: the first look does one night, and the next one nothing."""
    one = process()
    await one.at(NIGHT)
    back = NIGHT + timedelta(days=3, hours=7)
    await one.at(back)
    await one.at(back + timedelta(minutes=5))
    assert len(one.seen) == 2


@pytest.mark.parametrize(
    ("day", "hour"),
    [(date(2026, 3, 29), 2), (date(2026, 10, 25), 3), (date(2026, 3, 28), 3)],
)
async def test_where_the_clocks_change_it_is_once_all_the_same(day: date, hour: int) -> None:
    """Three in the morning by the clock on the wall, in UTC one hour sooner from that Sunday on."""
    one = process(at=datetime(day.year, day.month, day.day, tzinfo=UTC))
    at = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    for minutes in range(-115, 181, 5):
        await one.at(at + timedelta(minutes=minutes))
        assert len(one.seen) == (1 if minutes >= 0 else 0), minutes


async def test_the_same_list_is_told_once_a_week_and_news_at_once() -> None:
    """Nobody gets the same letter every night; what is new comes first in it."""
    one = process()
    await one.at(NIGHT)
    for night in range(1, REPEAT_LIST_AFTER.days):
        await one.at(NIGHT + timedelta(days=night))
    assert len(await one.owed(LetterKind.FIX_LIST)) == 2
    await one.at(NIGHT + REPEAT_LIST_AFTER)
    assert len(await one.owed(LetterKind.FIX_LIST)) == 4
    office = one.office
    changed = with_post(HOUNSLOW.directory, MANAGER, holders=())
    office.list_becomes(changed)
    await one.at(NIGHT + REPEAT_LIST_AFTER + timedelta(days=1))
    found = await one.owed(LetterKind.FIX_LIST)
    assert len(found) == 6
    newest = max(found, key=lambda letter: letter.owed_at)
    assert "has no holder" in newest.about
    assert newest.about.index("has no holder") < newest.about.index("would be asked first")


async def test_a_stage_that_nobody_owns_is_an_alarm_every_night() -> None:
    """For the operator, by reference only; with somebody in it there is none."""
    bare = tuple(
        replace(p, holders=(), deputies=()) if p.agency == "council" else p
        for p in HOUNSLOW.directory.posts
    )
    here = replace(HOUNSLOW, directory=replace(HOUNSLOW.directory, posts=bare))
    one, well = process(here), process()
    for night in range(2):
        await one.at(NIGHT + timedelta(days=night))
        await well.at(NIGHT + timedelta(days=night))
    assert one.alarms
    assert len(one.alarms) % 2 == 0
    assert {code for code, _ in one.alarms} == {"stage_unowned"}
    assert not [where for _, where in one.alarms if TOBIN in where]
    assert well.alarms == []
    assert one.seen[0][1] > 0
    assert well.seen[0][1] == 0


async def test_a_ledger_that_is_away_costs_no_night() -> None:
    """What was taken on and could not be done is done later."""
    one = process()

    async def away(_partnership: str) -> None:
        raise LedgerUnavailable("away")

    kept, one.office.boards.findings = one.office.boards.findings, away  # type: ignore[method-assign, assignment]
    one.office.clock.move_to(NIGHT)
    with pytest.raises(LedgerUnavailable):
        await one.nightly.look()
    one.office.boards.findings = kept  # type: ignore[method-assign]
    await one.at(NIGHT + TAKE_OVER_AFTER)
    assert len(one.seen) == 1


# --- once a month -----------------------------------------------------------------------------

FIRST = datetime(2026, 12, 1, tzinfo=UTC)
"""Tuesday 1 December 2026: the first working day of its month."""


async def test_everybody_is_asked_once_a_month_spread_over_its_first_working_day() -> None:
    """Each holder and deputy who can be messaged, one letter however many posts, in the hours."""
    one = process(at=FIRST)
    times: dict[str, datetime] = {}
    for minutes in range(0, 24 * 60, 10):
        await one.at(FIRST + timedelta(minutes=minutes))
        for letter in await one.owed(LetterKind.STILL_YOU):
            times.setdefault(letter.key, letter.owed_at)
    owed = await one.owed(LetterKind.STILL_YOU)
    directory = HOUNSLOW.directory
    wanted = {
        person
        for post in directory.posts
        for person in (*post.holders, *post.deputies)
        if any(
            channel.platform in MESSAGING_PLATFORMS for channel in directory.people[person].channels
        )
    }
    assert {letter.person for letter in owed} == wanted
    assert len(owed) == len(wanted)
    hours = [at.hour for at in times.values()]
    assert min(hours) >= 9
    assert max(hours) < 17
    assert len(set(times.values())) > 15
    for days in range(1, 20):
        await one.at(FIRST + timedelta(days=days, hours=12))
    assert len(await one.owed(LetterKind.STILL_YOU)) == len(wanted)
    await one.at(datetime(2027, 1, 4, 16, 59, tzinfo=UTC))
    assert len(await one.owed(LetterKind.STILL_YOU)) > len(wanted)


@pytest.mark.parametrize("note", ["asked", "letter"])
async def test_a_question_that_was_cut_short_is_asked_and_missed_when_unanswered(
    note: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever of its two notes was not written: the next look writes it, on the day it began."""
    one = process(at=FIRST)
    office = one.office
    office.clock.move_to(FIRST + timedelta(hours=16, minutes=59))

    async def stopped(*_: object) -> bool:
        raise LedgerUnavailable("stopped")

    with monkeypatch.context() as cut:
        where: tuple[Any, str] = (
            (one.documents, "add") if note == "asked" else (office.ledger, "owe")
        )
        cut.setattr(*where, stopped)
        with pytest.raises(LedgerUnavailable):
            await ask(one.documents, office.letters, HOUNSLOW.directory, TOBIN, office.clock.now())
    for days in (1, 2):
        later = office.clock.now() + timedelta(days=days)
        await ask(one.documents, office.letters, HOUNSLOW.directory, TOBIN, later)
    assert len(await one.owed(LetterKind.STILL_YOU)) == 1
    assert len(await one.documents.keys(ASKED)) == 1
    setting = office.register.setting("hounslow")
    known = await monthly_answers(
        one.documents, setting.directory, setting.calendar, FIRST + timedelta(days=20)
    )
    assert known.unanswered == (TOBIN,)
    known = await monthly_answers(
        one.documents, setting.directory, setting.calendar, datetime(2027, 1, 4, 9, tzinfo=UTC)
    )
    assert known.unanswered == (TOBIN,), "the month before is not forgotten"
    (place,) = await one.documents.keys(ASKED)
    asked_on = date.fromisoformat(place.split("/")[-2])
    sure = replace(setting.directory.people[TOBIN], verified_on=asked_on)
    directory = replace(setting.directory, people={**setting.directory.people, TOBIN: sure})
    known = await monthly_answers(
        one.documents, directory, setting.calendar, FIRST + timedelta(days=20)
    )
    assert known.unanswered == (), "an answer on the very day counts"


async def test_two_processes_ask_once(documents: KeyValueStore) -> None:
    """The letter's key sees to it, on every key-value store."""
    both = [Process(Office(at=FIRST), documents) for _ in range(2)]
    for one in both:
        await one.at(FIRST + timedelta(hours=16, minutes=30))
    owed = await both[0].owed(LetterKind.STILL_YOU)
    assert len(owed) == len({letter.person for letter in owed})


def test_not_at_night_nor_at_a_weekend_nor_while_away_nor_in_mid_month() -> None:
    """And whoever is back within the first days is asked then."""
    calendar, directory = HOUNSLOW.calendar, HOUNSLOW.directory
    noon = FIRST + timedelta(hours=16, minutes=59)
    assert TOBIN in people_to_ask(directory, calendar, noon, MESSAGING_PLATFORMS)
    assert (
        people_to_ask(directory, calendar, FIRST + timedelta(hours=20), MESSAGING_PLATFORMS) == ()
    )
    assert people_to_ask(directory, calendar, noon + timedelta(days=4), MESSAGING_PLATFORMS) == ()
    assert people_to_ask(directory, calendar, noon + timedelta(days=14), MESSAGING_PLATFORMS) == ()
    away = Absence(person=TOBIN, first=date(2026, 12, 1), last=date(2026, 12, 2))
    gone = replace(directory, absences=(away,))
    assert TOBIN not in people_to_ask(gone, calendar, noon, MESSAGING_PLATFORMS)
    assert LEILA in people_to_ask(gone, calendar, noon, MESSAGING_PLATFORMS)
    assert TOBIN in people_to_ask(gone, calendar, noon + timedelta(days=2), MESSAGING_PLATFORMS)


@pytest.mark.parametrize(
    ("month", "first"),
    [
        (date(2026, 12, 25), date(2026, 12, 1)),
        (date(2026, 11, 1), date(2026, 11, 2)),
        (date(2027, 1, 20), date(2027, 1, 4)),
    ],
)
def test_the_first_working_day_of_a_month(month: date, first: date) -> None:
    """A Sunday and a bank holiday are none."""
    assert first_working_day(month, HOUNSLOW.calendar) == first


@pytest.mark.parametrize("day", [date(2027, 3, 1), date(2027, 6, 1), date(2027, 11, 1)])
def test_a_turn_lies_within_the_hours_summer_and_winter(day: date) -> None:
    """By the clock on the wall, an hour before the office closes at the latest."""
    for person in HOUNSLOW.directory.people:
        at = asking_time(person, day, HOUNSLOW.calendar)
        assert HOUNSLOW.calendar.next_working_moment(at) == at
        assert HOUNSLOW.calendar.next_working_moment(at + timedelta(hours=1)) - at == timedelta(
            hours=1
        )


async def test_a_doubt_ends_when_the_entry_was_made_sure_of_on_a_later_day() -> None:
    """Not by what was known before it, nor on the very day."""
    one = process(at=FIRST)
    setting = one.office.register.setting("hounslow")
    await store_doubt(
        one.documents, "hounslow", ReportedDoubt(person=TOBIN, on=FIRST.date(), note="New team")
    )
    for days, still in ((-1, True), (0, True), (1, False)):
        sure = replace(
            setting.directory.people[TOBIN], verified_on=FIRST.date() + timedelta(days=days)
        )
        directory = replace(setting.directory, people={**setting.directory.people, TOBIN: sure})
        known = await monthly_answers(
            one.documents, directory, setting.calendar, FIRST + timedelta(days=3)
        )
        assert bool(known.doubts) is still, days
