"""Contact lists as they run: begun by a file, kept in the roll, taken up by every process."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from adapters.clock import MovableClock
from adapters.ledger.sealing.directory_codec import DirectoryCodec
from bot.app.start_lists import EARLIER_LISTS_COLLECTION, digest_of
from bot.app.start_up import StartUp, load_partnerships
from bot.app.wiring import Concord, assemble
from bot.settings.files import SourceFile
from bot.workbench.rehearsal import approved_by_two
from core.directory import (
    ContactListLog,
    HolderEnded,
    ListEntry,
    ListTaken,
    PersonLeft,
    PersonVerified,
)
from core.directory.log import LIST_LOG
from core.ports import KeyValueStore
from policies.library import directory_of, directory_text, policy_text
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.databases import AnyLedger

HERE = "hounslow"
BEGINS = datetime(2026, 11, 2, 10, tzinfo=UTC)
POLICY = SourceFile("hounslow.yaml", policy_text(HERE))
PEOPLE = SourceFile("people.yaml", directory_text(HERE))
CHANGED = SourceFile("people.yaml", PEOPLE.text.replace("Tobin Zeller", "Tobin Zeller-Young"))
TOBIN, ROBIN = "hounslow.tobin-zeller", "hounslow.robin-haverstock"
MANAGER = "council.family-help.manager"
NOOR = "hounslow.noor-castellan"


def clock() -> MovableClock:
    """A clock of one's own."""
    return MovableClock(BEGINS)


async def started(documents: KeyValueStore, source: SourceFile | None = PEOPLE) -> StartUp:
    """Concord starts, with this contact list in its settings."""
    lists = {HERE: source} if source else {}
    shelves = await load_partnerships(documents, clock(), [POLICY], lists)
    await approved_by_two(documents, clock(), shelves)
    return shelves


async def acted(documents: KeyValueStore, *changes: object, by: str = NOOR) -> None:
    """Somebody changes the list, in another process."""
    roll = ContactListLog(documents, DirectoryCodec())
    number = (await roll.lengths())[HERE]
    act = ListEntry(at=BEGINS, by=by, why="", changes=changes)  # type: ignore[arg-type]
    assert await roll.append(HERE, number, act)


def name_of(shelves: StartUp, person: str) -> str:
    """What somebody is called on the list that runs."""
    return shelves.register.setting(HERE).directory.people[person].name


async def test_a_first_list_is_taken_from_its_file_as_an_act_of_the_settings() -> None:
    """With the file's name; starting again takes nothing twice."""
    documents = MemoryKeyValueStore()
    for _ in range(2):
        shelves = await started(documents)
        (kept,) = await ContactListLog(documents, DirectoryCodec()).read(HERE)
        assert (kept.act.by, shelves.differing) == ("settings", {})
        (taken,) = kept.act.changes
        assert isinstance(taken, ListTaken)
        assert (taken.source, taken.directory) == ("people.yaml", directory_of(HERE))


async def test_what_an_earlier_concord_kept_is_taken_where_no_file_is_named() -> None:
    """Nothing has to be done when Concord is renewed."""
    documents = MemoryKeyValueStore()
    await documents.put(EARLIER_LISTS_COLLECTION, HERE, PEOPLE.text, None)
    shelves = await started(documents, None)
    assert shelves.register.setting(HERE).directory == directory_of(HERE)
    (kept,) = await ContactListLog(documents, DirectoryCodec()).read(HERE)
    assert kept.act.why == "kept_by_an_earlier_concord"


async def test_what_an_earlier_concord_kept_runs_on_where_the_file_has_faults() -> None:
    """And the faults are reported."""
    documents = MemoryKeyValueStore()
    await documents.put(EARLIER_LISTS_COLLECTION, HERE, PEOPLE.text, None)
    shelves = await started(documents, replace(PEOPLE, text=PEOPLE.text + "slak: 1\n"))
    assert [fault.file for fault in shelves.faults] == ["people.yaml"]
    assert name_of(shelves, TOBIN) == "Tobin Zeller"


async def test_what_an_earlier_concord_kept_is_a_first_list_or_none() -> None:
    """Another process begins the log with a file while this one reads it."""
    documents = MemoryKeyValueStore()
    await documents.put(EARLIER_LISTS_COLLECTION, HERE, PEOPLE.text, None)
    read = documents.get

    async def get(collection: Any, key: str) -> Any:
        if collection is EARLIER_LISTS_COLLECTION:
            documents.get = read  # type: ignore[method-assign]
            await started(documents, CHANGED)
        return await read(collection, key)

    documents.get = get  # type: ignore[method-assign]
    assert name_of(await started(documents, None), TOBIN) == "Tobin Zeller-Young"
    (kept,) = await ContactListLog(documents, DirectoryCodec()).read(HERE)
    assert kept.act.why == "file_in_the_settings"


async def test_a_changed_file_is_taken_while_only_the_settings_have_acted() -> None:
    """A partnership that keeps its list in the file goes on doing so; its history grows."""
    documents = MemoryKeyValueStore()
    await started(documents)
    after = await started(documents, CHANGED)
    assert name_of(after, TOBIN) == "Tobin Zeller-Young"
    assert after.differing == {}
    assert len(await ContactListLog(documents, DirectoryCodec()).read(HERE)) == 2


async def test_a_changed_file_never_undoes_what_somebody_did() -> None:
    """It is reported at every start, until somebody takes it or it says what it said before."""
    documents = MemoryKeyValueStore()
    await started(documents)
    await acted(documents, HolderEnded(post=MANAGER, person=TOBIN, on=BEGINS.date()))
    for _ in range(2):
        after = await started(documents, CHANGED)
        assert name_of(after, TOBIN) == "Tobin Zeller"
        assert after.differing == {HERE: "people.yaml"}
    same = await started(documents)
    assert same.differing == {}
    posts = same.register.setting(HERE).directory.posts
    assert TOBIN not in next(one for one in posts if one.id == MANAGER).holders


async def test_a_file_that_somebody_took_is_not_reported_any_more() -> None:
    """What was imported is the list, whoever asked for it."""
    documents = MemoryKeyValueStore()
    await started(documents)
    await acted(documents, PersonVerified(person=TOBIN, on=BEGINS.date()))
    whole = directory_of(HERE)
    taken = ListTaken(directory=whole, source="people.yaml", digest=digest_of(CHANGED.text))
    await acted(documents, taken)
    assert (await started(documents, CHANGED)).differing == {}


async def test_two_processes_that_begin_at_once_take_the_list_once(
    documents: KeyValueStore,
) -> None:
    """On every database."""
    first = await load_partnerships(documents, clock(), [POLICY], {})
    assert first.register.known == ()
    await asyncio.gather(started(documents), started(documents))
    assert len(await ContactListLog(documents, DirectoryCodec()).read(HERE)) == 1


async def test_a_roll_that_does_not_hold_keeps_its_partnership_from_running() -> None:
    """Nobody is messaged by a list that somebody may have changed; the fault says what to do."""
    documents = MemoryKeyValueStore()
    await started(documents)
    await documents.put(LIST_LOG, f"{HERE}/000001", "{}", None)
    after = await load_partnerships(documents, clock(), [POLICY], {HERE: PEOPLE})
    assert after.register.partnerships == ()
    assert "Restore the database from a backup" in after.faults[0].message


async def running(ledger: AnyLedger, documents: KeyValueStore) -> Concord:
    """A process of its own."""
    shelves = await started(documents)
    return assemble(
        ledger=ledger,
        documents=documents,
        clock=clock(),
        register=shelves.register,
        edition_sync=shelves.edition_sync,
    )


@pytest.mark.parametrize("ledger_url", ["sqlite", "postgresql"], indirect=True)
async def test_the_beat_takes_up_what_was_done_to_the_list_elsewhere(
    ledger: AnyLedger, documents: KeyValueStore
) -> None:
    """Who left acts no more, who was ended is not asked any more; without a restart."""
    here = await running(ledger, documents)
    robin = directory_of(HERE).people[ROBIN].channels[0].principal
    assert here.register.enrolments(robin)
    today = BEGINS.date()
    ended = HolderEnded(post=MANAGER, person=TOBIN, on=today)
    await acted(documents, ended, PersonLeft(person=ROBIN, on=today))
    await here.scheduler.look()
    assert here.register.enrolments(robin) == ()
    posts = here.register.setting(HERE).directory.posts
    assert TOBIN not in next(one for one in posts if one.id == MANAGER).holders
    await here.close()


async def test_a_roll_that_breaks_while_running_alarms_once_and_changes_nothing(
    ledger: AnyLedger, documents: KeyValueStore
) -> None:
    """The list that ran before runs on, and so does the clock."""
    here = await running(ledger, documents)
    await acted(documents, HolderEnded(post=MANAGER, person=TOBIN, on=BEGINS.date()))
    await documents.put(LIST_LOG, f"{HERE}/000002", "{}", None)
    for _ in range(3):
        await here.scheduler.look()
    assert here.metrics.alarms.labels("ListLogBroken")._value.get() == 1
    posts = here.register.setting(HERE).directory.posts
    assert TOBIN in next(one for one in posts if one.id == MANAGER).holders
    await here.close()


async def test_a_roll_that_becomes_shorter_alarms(
    ledger: AnyLedger, documents: KeyValueStore
) -> None:
    """Somebody has taken acts away: what they said is still gone by here."""
    here = await running(ledger, documents)
    await acted(documents, HolderEnded(post=MANAGER, person=TOBIN, on=BEGINS.date()))
    await here.scheduler.look()
    await documents.remove(LIST_LOG, f"{HERE}/000002")
    await here.scheduler.look()
    assert here.metrics.alarms.labels("ListLogBroken")._value.get() == 1
    posts = here.register.setting(HERE).directory.posts
    assert TOBIN not in next(one for one in posts if one.id == MANAGER).holders
    await here.close()


async def test_closed_days_of_a_new_list_are_counted_from_then_on() -> None:
    """In every edition that runs here; what stands in a record already is not moved."""
    documents = MemoryKeyValueStore()
    shelves = await started(documents)
    tuesday = date(2026, 11, 3)
    before = shelves.register.setting(HERE)
    assert before.calendar.is_working_day(tuesday)
    closed = replace(directory_of(HERE), closures={tuesday: "The office moves"})
    await acted(documents, ListTaken(directory=closed, source="people.yaml"))
    await shelves.edition_sync.look()
    after = shelves.register.setting(HERE)
    assert not after.calendar.is_working_day(tuesday)
    assert after.edition == before.edition


async def test_the_cases_of_whoever_serves_less_are_seen_to() -> None:
    """By an act, or because a day has come; each once, and again where it could not be done."""
    documents, now = MemoryKeyValueStore(), clock()
    shelves = await load_partnerships(documents, now, [POLICY], {HERE: PEOPLE})
    await approved_by_two(documents, now, shelves)
    seen: list[str] = []
    down = True

    async def left(person: str) -> None:
        if down:
            raise ConnectionError
        seen.append(person)

    await shelves.edition_sync.look()
    tomorrow = BEGINS.date() + timedelta(days=1)
    ended = HolderEnded(post=MANAGER, person=TOBIN, on=BEGINS.date())
    await acted(documents, ended, PersonLeft(person=ROBIN, on=tomorrow))
    await shelves.edition_sync.look()
    with pytest.raises(ConnectionError):
        await shelves.edition_sync.tell(left)
    down = False
    for _ in range(2):
        await shelves.edition_sync.look()
        await shelves.edition_sync.tell(left)
    assert seen == [TOBIN]
    now.move_to(BEGINS + timedelta(days=1))
    await shelves.edition_sync.look()
    await shelves.edition_sync.tell(left)
    assert seen == [TOBIN, ROBIN]


@pytest.mark.parametrize("how", ["by an act", "by a day"])
async def test_who_left_while_concord_was_down_is_seen_to_when_it_starts(how: str) -> None:
    """The process that would have noticed is gone: the next one goes by what was last seen to."""
    documents, now, seen = MemoryKeyValueStore(), clock(), list[str]()

    async def left(person: str) -> None:
        seen.append(person)

    async def run() -> None:
        shelves = await load_partnerships(documents, now, [POLICY], {HERE: PEOPLE})
        await approved_by_two(documents, now, shelves)
        for _ in range(2):
            await shelves.edition_sync.look()
            await shelves.edition_sync.tell(left)

    await run()
    tomorrow = BEGINS.date() + timedelta(days=1)
    if how == "by a day":
        await acted(documents, PersonLeft(person=ROBIN, on=tomorrow))
        await run()
    else:
        await acted(documents, PersonLeft(person=ROBIN, on=BEGINS.date()))
    assert seen == []
    now.move_to(BEGINS + timedelta(days=1))
    await run()
    assert seen == [ROBIN]
    await run()
    assert seen == [ROBIN]


async def test_who_could_not_be_seen_to_is_by_the_next_process() -> None:
    """Stopped before all cases had been looked at."""
    documents, now, seen = MemoryKeyValueStore(), clock(), list[str]()

    async def left(person: str) -> None:
        seen.append(person)
        if len(seen) == 1:
            raise ConnectionError

    shelves = await load_partnerships(documents, now, [POLICY], {HERE: PEOPLE})
    await approved_by_two(documents, now, shelves)
    await shelves.edition_sync.look()
    await shelves.edition_sync.tell(left)
    await acted(documents, PersonLeft(person=ROBIN, on=BEGINS.date()))
    await shelves.edition_sync.look()
    with pytest.raises(ConnectionError):
        await shelves.edition_sync.tell(left)
    again = await load_partnerships(documents, now, [POLICY], {HERE: PEOPLE})
    await again.edition_sync.look()
    await again.edition_sync.tell(left)
    assert seen == [ROBIN, ROBIN]
