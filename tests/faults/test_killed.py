"""F1, F2: killed between any two steps and started again, Concord carries on; nothing is lost."""

import asyncio
import os
import random
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from adapters.ledger.sql import SqlLedger
from core.cases.events import Accepted, CaseOpened, Reminded, StageEntered, StageLapsed
from core.outbox import MessageState
from tests.databases import Postgres, make_vault, url_of
from tests.faults.cases import (
    ASKED,
    FIRST,
    POLICY,
    RAISER,
    SECOND,
    a_seed,
    letters_to,
    rounds,
    typed,
)
from tests.faults.world import World, reference_in, world

RANDOM_SQLITE = rounds(32)
RANDOM_POSTGRESQL = rounds(12)
"""Kills at random instants in the fast suite; CONCORD_FAULTS=300 gives those of a release."""
PARTS = 4
"""Tests that share the points of a story, so that processes that test share them too."""
WRITING = "before the commit of ledger.append"
TOGETHER = 4
"""Worlds at once: they mostly wait."""
LETTERED = (RAISER, ASKED)
"""Who is owed letters beside the case: one on Slack, one on Teams."""
QUEUES = 4
"""Senders of one process that a kill can meet between sending and marking."""


async def _raised(here: World) -> str:
    """The raiser opens a concern; the reference that Concord confirmed to them."""
    chat, user = here.chat(RAISER)
    values = typed(here.register.setting("halton"), RAISER, ASKED)

    async def confirmed() -> bool:
        dialog = chat.dialog(user)
        return dialog is not None and bool(reference_in("".join((dialog.title, *dialog.lines))))

    async def act() -> None:
        dialog = chat.dialog(user)
        if dialog is None or not dialog.submit:
            await chat.say(user, "/escalate")
            dialog = chat.dialog(user)
        if dialog is not None and dialog.submit:
            known = {one.id for one in dialog.fields}
            wanted = {key: text for key, text in values.items() if key in known and text}
            await chat.fill(user, wanted)

    await here.insist(act, confirmed)
    dialog = chat.dialog(user)
    assert dialog is not None
    return reference_in("".join((dialog.title, *dialog.lines)))


async def _accepted(here: World, reference: str) -> None:
    """The person asked accepts, as soon as the card is there, until they see that they have."""
    chat, user = here.chat(ASKED)

    async def confirmed() -> bool:
        words = "\n".join(line for m in chat.messages(user) for line in (m.text, *m.lines))
        return "You accepted this" in words or "You have accepted this already" in words

    await here.insist(lambda: chat.press(user, "Accept", reference=reference), confirmed)


async def _story(here: World) -> str:
    """Somebody is owed a question and a code; a concern is raised, accepted, and lapses; returns
    the confirmed reference.
    """
    owed = letters_to(here.register.setting(POLICY), LETTERED)
    assert await SqlLedger(here.store, make_vault()).owe(owed) == len(owed)
    reference = await _raised(here)
    await _accepted(here, reference)
    await here.rest()
    (case,) = await here.cases()
    found = await here.casework.read(case)
    assert found is not None
    if found.due is not None and found.stage == FIRST:
        here.clock.move_to(max(found.due, here.clock.now()))
    await here.rest()
    return reference


async def _check(here: World, reference: str) -> None:
    """What was confirmed is on the record, every transition once, everything owed told."""
    (case,) = await here.cases()
    events = await here.events(case)
    count = Counter(type(event) for event in events)
    assert count[CaseOpened] == count[Accepted] == count[StageLapsed] == 1, count
    assert [e.reference for e in events if isinstance(e, CaseOpened)] == [reference]
    assert [e.stage for e in events if isinstance(e, StageEntered)] == [FIRST, SECOND]
    keys = Counter(event.key for event in events if isinstance(event, Reminded))
    assert max(keys.values(), default=1) == 1, keys
    await here.every_notice_is_owed(case)
    ledger = SqlLedger(here.store, make_vault())
    for letter in letters_to(here.register.setting(POLICY), LETTERED):
        stored = await ledger.letter(letter.key)
        assert stored is not None
        assert stored.state is MessageState.TOLD
    await here.reckon(extra=here.kills * QUEUES)


async def _together(rounds_to_run: list[Callable[[], Coroutine[Any, Any, None]]]) -> None:
    """Run rounds, a few at a time; the first failure ends them all."""
    turn = asyncio.Semaphore(TOGETHER)

    async def one(run: Callable[[], Coroutine[Any, Any, None]]) -> None:
        async with turn:
            await run()

    async with asyncio.TaskGroup() as group:
        for run in rounds_to_run:
            group.create_task(one(run))


def _copied(migrated: Path, folder: Path) -> str:
    """A fresh migrated SQLite file in a folder of its own."""
    folder.mkdir()
    shutil.copyfile(migrated, folder / "concord.sqlite3")
    return url_of(folder / "concord.sqlite3")


async def _unbroken(migrated: Path, folder: Path) -> Counter[str]:
    """The story without a fault: every point that is passed, and how often."""
    async with world(_copied(migrated, folder), folder) as here:
        await here.start(trail=folder / "trail")
        await _check(here, await _story(here))
        assert here.kills == 0
    return Counter((folder / "trail").read_text().splitlines())


async def _killed_at(point: str, nth: int, migrated: Path, folder: Path) -> bool:
    """The story with a kill at a point; whether that was ever reached."""
    async with world(_copied(migrated, folder), folder) as here:
        await here.start(kill=point, nth=nth)
        await _check(here, await _story(here))
        return here.kills > 0


async def _killed_at_each(plan: list[tuple[str, int]], migrated: Path, folder: Path) -> None:
    """The story once for each point, with a kill at this passing of it or else at the first."""

    def run(number: int, point: str, nth: int) -> Callable[[], Coroutine[Any, Any, None]]:
        async def one() -> None:
            if not await _killed_at(point, nth, migrated, folder / str(number)):
                again = folder / f"{number}-again"
                assert await _killed_at(point, 1, migrated, again), point

        return one

    await _together([run(number, *step) for number, step in enumerate(plan)])


@pytest.mark.parametrize("part", range(PARTS))
async def test_killed_between_any_two_steps(
    part: int, migrated_sqlite: Path, tmp_path: Path
) -> None:
    """At each call of the ledger, the key-value store and the couriers, before and after, and between the
    last write of a transaction and its commit: started again, Concord carries on. Which part has a
    point is up to its name, so that each is in one of them whatever else a story passes.
    """
    randomness = random.Random(a_seed())
    points = await _unbroken(migrated_sqlite, tmp_path / "unbroken")
    assert {WRITING, "after ledger.append", "after courier.deliver"} <= set(points)
    mine = [point for point in sorted(points) if crc32(point.encode()) % PARTS == part]
    assert mine
    plan = [(point, randomness.randint(1, max(1, points[point] // 2))) for point in mine]
    await _killed_at_each(plan, migrated_sqlite, tmp_path)


async def test_killed_while_something_is_written_or_sent(
    migrated_sqlite: Path, tmp_path: Path
) -> None:
    """The same at the first writes, at some later ones, and after the second and fourth message."""
    randomness = random.Random(a_seed())
    points = await _unbroken(migrated_sqlite, tmp_path / "unbroken")
    numbers = (1, 2, 3, *randomness.sample(range(4, points[WRITING]), rounds(2)))
    plan = [(WRITING, number) for number in numbers]
    plan += [("after courier.deliver", number) for number in (2, 4)]
    await _killed_at_each(plan, migrated_sqlite, tmp_path)


async def _killed_at_random(url: str, folder: Path, randomness: random.Random, least: int) -> int:
    """The story while somebody kills Concord at random, recovering or not; how often it was."""
    async with world(url, folder) as here:
        await here.start()

        async def kill() -> None:
            while here.kills < least:
                await asyncio.sleep(randomness.uniform(0.02, 0.9))
                process = here.children[-1]
                if process.is_alive() and process.pid is not None:
                    with suppress(ProcessLookupError):
                        os.kill(process.pid, signal.SIGKILL)

        killing = asyncio.create_task(kill())
        try:
            reference = await _story(here)
        finally:
            killing.cancel()
        await here.up()
        await here.rest()
        await _check(here, reference)
        return here.kills


async def test_killed_at_random_on_sqlite(migrated_sqlite: Path, tmp_path: Path) -> None:
    """At random instants, again and again, also while recovering: nothing confirmed is lost."""
    randomness = random.Random(a_seed())
    kills: list[int] = []

    def run(number: int) -> Callable[[], Coroutine[Any, Any, None]]:
        async def one() -> None:
            folder = tmp_path / str(number)
            url = _copied(migrated_sqlite, folder)
            kills.append(await _killed_at_random(url, folder, randomness, 4))

        return one

    await _together([run(number) for number in range(RANDOM_SQLITE // 3)])
    assert sum(kills) >= RANDOM_SQLITE * 3 // 4, kills


async def test_killed_at_random_on_postgresql(
    postgres: Postgres, migrated_postgres: str, tmp_path: Path
) -> None:
    """The same on PostgreSQL, where the server outlives Concord and ends what it left open."""
    randomness = random.Random(a_seed())
    kills: list[int] = []

    def run(number: int) -> Callable[[], Coroutine[Any, Any, None]]:
        async def one() -> None:
            folder = tmp_path / str(number)
            folder.mkdir()
            url = await asyncio.to_thread(postgres.make, migrated_postgres)
            try:
                kills.append(await _killed_at_random(url, folder, randomness, 4))
            finally:
                await asyncio.to_thread(postgres.drop, url)

        return one

    await _together([run(number) for number in range(RANDOM_POSTGRESQL // 3)])
    assert sum(kills) >= RANDOM_POSTGRESQL * 3 // 4, kills
