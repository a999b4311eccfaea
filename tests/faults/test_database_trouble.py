"""F6-F9, F19: the database is locked, drops its connections, or holds a case nobody can read."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from adapters.ledger.engine import CALL_TIMEOUT_SECONDS
from adapters.slack import settings as slack
from adapters.slack.receiving.time_budget import MODAL_SECONDS
from adapters.teams import settings as teams
from bot.app import scheduler_loop
from bot.workbench.chats import NoAnswer, NotPossible
from core.cases import commands as c
from core.cases.events import Accepted, ContactTold, NoteAdded, StageLapsed
from core.cases.record.ledger import Ledger
from core.notifications.wording import platforms
from core.ports import LedgerUnavailable
from tests.databases import PATIENCE, connect
from tests.faults.cases import ASKED, FIRST, RAISER, WORDS, done, typed
from tests.faults.town import Town, town
from tests.faults.world import LEASE, REPEATS
from tests.pace import until


@asynccontextmanager
async def _locked(file: Path) -> AsyncIterator[None]:
    """Another process holds the SQLite file's write lock meanwhile. It waits for the lock beside
    the loop, in which whoever writes has to end.
    """
    with closing(sqlite3.connect(file, PATIENCE, check_same_thread=False)) as other:
        await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
        yield
        other.rollback()


def _screen(here: Town, person: str) -> str:
    dialog = here[person].dialog
    return "\n".join((dialog.title, dialog.error, *dialog.lines, *dialog.errors.values()))


async def _begin(here: Town, person: str, with_whom: str) -> dict[str, str]:
    """A person opens the form and has it filled in; the values."""
    await here[person].say("/escalate")
    if here[person].dialog_is_closed:
        await here[person].press("Open")
    known = {one.id for one in here[person].dialog.fields}
    values = typed(here.setting, person, with_whom)
    return {key: text for key, text in values.items() if key in known and text}


@pytest.mark.parametrize(("person", "with_whom"), [(RAISER, ASKED), (ASKED, RAISER)])
async def test_a_locked_file_says_not_saved_and_pressing_again_works_once(
    sqlite_url: str, tmp_path: Path, person: str, with_whom: str
) -> None:
    """While the file is locked the form says so and keeps what was typed; pressing Submit again
    afterwards opens one case.
    """
    async with town(sqlite_url, budget=CALL_TIMEOUT_SECONDS) as here:
        values = await _begin(here, person, with_whom)
        async with _locked(tmp_path / "concord.sqlite3"):
            await here[person].fill(**values)
            assert platforms.NOT_SAVED in _screen(here, person)
        assert not await here.cases()
        await here[person].fill()
        assert "ESC-" in _screen(here, person)
        assert len(await here.cases()) == 1
        await here.settle()


class Flaky:
    """A ledger that goes away before, or after, it wrote: nobody knows which."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.before = self.after = 0
        """How many of the next batches are met."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    async def append(self, batch: Any) -> Any:
        """Write, or not, and say that it is not known."""
        if self.before:
            self.before -= 1
            raise LedgerUnavailable("before")
        result = await self._ledger.append(batch)
        if self.after:
            self.after -= 1
            raise LedgerUnavailable("after")
        return result


@asynccontextmanager
async def _flaky(url: str) -> AsyncIterator[tuple[Town, Flaky]]:
    made: list[Flaky] = []

    def within(ledger: Ledger) -> Ledger:
        made.append(Flaky(ledger))
        return cast("Ledger", made[0])

    async with town(url, within=within) as here:
        yield here, made[0]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("person", "with_whom"), [(RAISER, ASKED), (ASKED, RAISER)])
async def test_not_saved_or_not_known_is_said_in_the_form(
    sqlite_url: str, person: str, with_whom: str, when: str
) -> None:
    """The transaction failed, or its answer was lost: the form says "Not saved. Press Submit
    again." and the second press opens one case, or finds the one that was opened.
    """
    async with _flaky(sqlite_url) as (here, flaky):
        values = await _begin(here, person, with_whom)
        setattr(flaky, when, 1)
        await here[person].fill(**values)
        assert platforms.NOT_SAVED in _screen(here, person)
        assert len(await here.cases()) == (when == "after")
        await here[person].fill()
        assert "ESC-" in _screen(here, person)
        assert len(await here.cases()) == 1
        await here[person].close()
        await here.settle()
        (case,) = await here.cases()
        reference = (await here.case(case)).reference
        await here[person].press("Open", reference=reference)
        await here[person].press("Add a note")
        setattr(flaky, when, 1)
        await here[person].fill(text=WORDS)
        assert platforms.NOT_SAVED in _screen(here, person)
        await here[person].fill()
        assert len(await here.events(case, NoteAdded)) == 1


async def test_a_taken_message_is_marked_though_the_ledger_was_away(sqlite_url: str) -> None:
    """The platform took the message and the ledger was away for a moment: it is marked as told on
    the next try, and nobody gets a second copy.
    """
    async with _flaky(sqlite_url) as (here, flaky):
        case = await here.open_case()
        flaky.before = 2
        await here.settle()
        await here.later(minutes=5)
        for person in (RAISER, ASKED):
            assert sum(case.reference in message for message in here[person].messages) == 1
        assert len(await here.events(case.id, ContactTold)) == 2


async def test_the_tick_survives_a_locked_file(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is locked when a stage falls due: the metronome goes on beating, and a second after
    the lock is gone the lapse is on the record and its messages are out; once.
    """
    monkeypatch.setattr(scheduler_loop, "TICK_SECONDS", 0.1)
    monkeypatch.setattr(scheduler_loop, "SEND_SECONDS", 0.1)
    refused: list[str] = []
    logging_errors = scheduler_loop._logging_errors

    def watched(body: Any) -> Any:
        async def beat() -> None:
            try:
                await body()
            except LedgerUnavailable as error:
                refused.append(str(error))
                raise

        return logging_errors(beat)

    monkeypatch.setattr(scheduler_loop, "_logging_errors", watched)
    async with town(sqlite_url, beating=True, budget=CALL_TIMEOUT_SECONDS) as here:
        cases = [(await here.open_case()) for _ in range(3)]
        async with _locked(tmp_path / "concord.sqlite3"):
            assert cases[0].due is not None
            here.rehearsal.clock.move_to(cases[0].due)
            await until(lambda: len(refused) > 1)

        async def lapsed() -> bool:
            return all([await here.events(one.id, StageLapsed) for one in cases])

        await until(lapsed)
        for one in cases:
            (lapse,) = await here.events(one.id, StageLapsed)
            assert not lapse.marked_late

        async def sent() -> bool:
            return not await here.states() & Counter({"pending": 1, "sending": 1})

        await until(sent)
        states = await here.states()
        assert states["told"]
        assert not states["unknown"]


def test_the_ledger_gives_up_before_the_desk_does() -> None:
    """So that a form is answered by what is known of the ledger."""
    assert CALL_TIMEOUT_SECONDS < slack.ANSWER_SECONDS - MODAL_SECONDS
    assert CALL_TIMEOUT_SECONDS < teams.ANSWER_SECONDS


async def test_cases_claimed_before_the_ledger_went_away_do_not_wait_for_their_lease(
    sqlite_url: str,
) -> None:
    """A look is cut short by the ledger: the next one goes on with the cases already claimed."""
    async with _flaky(sqlite_url) as (here, flaky):
        cases = [(await here.open_case()) for _ in range(4)]
        await here.settle()
        assert cases[0].due is not None
        here.rehearsal.clock.move_to(cases[0].due)
        flaky.before = 1
        with pytest.raises(LedgerUnavailable):
            await here.rehearsal.concord.scheduler.look()
        await here.settle()
        for one in cases:
            (lapse,) = await here.events(one.id, StageLapsed)
            assert lapse.at == lapse.due


async def test_connections_dropped_again_and_again(postgres_url: str) -> None:
    """PostgreSQL ends every connection, over and over, while people work and messages go out: who
    was told it is saved finds it saved, each thing once, each message once.
    """
    async with town(postgres_url) as here:
        cases = []
        async with _dropping(postgres_url) as ended:
            for _ in range(5):
                cases.append(await _again(here.open_case))
                await _again(here.settle)
                await _pressed(here, cases[-1].id)
            due = cases[-1].due
            assert due is not None
            here.rehearsal.clock.move_to(due)
            await _again(here.settle)
        assert sum(ended) > 5
        await here.later(minutes=4)
        for case in cases:
            assert len(await here.events(case.id, Accepted)) == 1
            assert len(await here.events(case.id, StageLapsed)) == 1
            assert max(Counter(await here.notices(case.id)).values()) == 1
        states = await here.states()
        assert set(states) <= {"told", "dropped"}, states
        for person in here.setting.directory.people.values():
            if here.rehearsal.chat(person) is None:
                continue
            unmarked = Counter(
                message.text
                for message in here[person.id].messages
                if not message.private and not any(mark in message for mark in REPEATS)
            )
            assert max(unmarked.values(), default=1) == 1, unmarked


@asynccontextmanager
async def _dropping(url: str) -> AsyncIterator[list[int]]:
    """Meanwhile every connection of Concord's is ended, three times a second at first and then more
    and more seldom, so that a slow machine comes to an end too; how many it were.
    """
    ended: list[int] = []

    async def drop() -> None:
        other = await connect(url)
        try:
            while True:
                ended.append(
                    await other.fetchval(
                        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                        " WHERE application_name = 'concord' AND datname = current_database()"
                    )
                )
                await asyncio.sleep(0.3 * 1.02 ** len(ended))
        finally:
            await other.close()

    task = asyncio.create_task(drop())
    try:
        yield ended
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _again(act: Any) -> Any:
    """As the metronome does: when the ledger was away, again."""
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while loop.time() < end:
        with suppress(LedgerUnavailable):
            return await act()
        await asyncio.sleep(0.02)
    raise AssertionError("never")


async def _pressed(here: Town, case: str) -> None:
    """The person asked presses Accept, once the card is there, until they own the case; where the
    card says that they do, it is on the record.
    """
    reference = (await _again(lambda: here.case(case))).reference
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while loop.time() < end:
        said = any(
            reference in message and "You accepted this" in message
            for message in here[ASKED].messages
        )
        accepted = await _again(lambda: here.events(case, Accepted))
        assert accepted or not said
        if accepted:
            return
        with suppress(NoAnswer):
            try:
                await here[ASKED].press("Accept", reference=reference)
            except NotPossible:  # the card is still owed: its sender's lease runs out
                here.rehearsal.clock.move_to(here.now + LEASE)
                await _again(here.settle)
    raise AssertionError("never accepted")


async def test_a_case_that_cannot_be_read_stops_no_other(sqlite_url: str, tmp_path: Path) -> None:
    """One case's entry was damaged: an alarm, and every other case lapses, is told and redrawn in
    the same minute; the damaged one is tried again when it has been mended.
    """
    async with town(sqlite_url) as here:
        cases = [(await here.open_case()) for _ in range(4)]
        cases.sort(key=lambda case: case.id)
        broken, *others = cases
        await here.settle()
        whole = _damage(tmp_path / "concord.sqlite3", broken.id, b"{")
        for case in others:
            await done(here.rehearsal.concord.casework, case.id, (c.Accept(by=ASKED, stage=FIRST),))
        _touch(tmp_path / "concord.sqlite3")
        await here.settle()
        for case in others:
            here[ASKED].told(case.reference)
            card = [m for m in here[ASKED].messages if f"take on {case.reference}" in m.text]
            assert "You accepted this" in card[0], "one bad case kept another stale"
        assert broken.due is not None
        here.rehearsal.clock.move_to(broken.due)
        await here.settle()
        for case in others:
            (lapse,) = await here.events(case.id, StageLapsed)
            assert lapse.at == lapse.due
            here[RAISER].told(f"{case.reference}: the time for this stage has run out")
        assert any("look_failed" in error and broken.id in error for error in here.errors)
        assert "concord_alarms_total" in here.rehearsal.concord.metrics.page().decode()
        _damage(tmp_path / "concord.sqlite3", broken.id, whole)
        await here.later(minutes=2)
        (lapse,) = await here.events(broken.id, StageLapsed)
        assert lapse.at - lapse.due <= timedelta(minutes=2)


def _damage(file: Path, case: str, body: bytes) -> bytes:
    """Replace the body of a case's first entry, as no program of ours could; what it was."""
    with closing(sqlite3.connect(file)) as raw:
        names = raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in names:
            raw.execute(f"DROP TRIGGER {name}")
        where = (case,)
        query = 'SELECT body FROM entries WHERE "case" = ? AND sequence = 1'
        (before,) = raw.execute(query, where).fetchone()
        change = 'UPDATE entries SET body = ? WHERE "case" = ? AND sequence = 1'
        raw.execute(change, (body, case))
        raw.commit()
        return bytes(before)


def _touch(file: Path) -> None:
    """Let every case's messages be looked at for redrawing, the damaged one's as well."""
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("UPDATE cases SET redraw_at = '2026-11-01 00:00:00.000000'")
        raw.execute("UPDATE outbox SET drawn_sequence = 3 WHERE state = 'told'")
        raw.commit()
