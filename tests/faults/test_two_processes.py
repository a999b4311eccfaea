"""F10, F11: several Concords on one PostgreSQL; whatever is due happens once, told once."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger.schema import cases, outbox
from adapters.ledger.sql import SqlLedger
from adapters.randomness import SystemRandomness
from bot.workbench.faults import PlatformFault, answer, delay, reset_after, reset_before
from core.cases import commands as c
from core.cases.casework import Casework
from core.cases.events import StageEntered, StageLapsed
from core.outbox import MessageState
from core.vocabulary import Platform, Purpose
from tests.databases import make_vault
from tests.faults.cases import ASKED, FIRST, SECOND, done, letters_to, open_case, rounds
from tests.faults.world import LEASE, World, _free_port, world

CASES = rounds(20)
QUEUES = 2
"""One workspace and one tenant: so many messages can be on their way from one process at once."""


@asynccontextmanager
async def _all_due(
    url: str, folder: Path, number: int, *, hushed: bool = False
) -> AsyncIterator[World]:
    """Accepted cases whose stage ends in the same minute, and no Concord yet; ``hushed`` where
    what was owed before that is not the point.
    """
    async with world(url, folder) as here:
        ledger = SqlLedger(here.store, make_vault())
        casework = Casework(ledger, here.register.setting, here.clock, SystemRandomness())
        for _ in range(number):
            opened = await open_case(casework, here.register.setting("halton"))
            await done(casework, opened.id, (c.Accept(by=ASKED, stage=FIRST),))
        if hushed:
            await here.store.write(_hush)
        yield here


async def _hush(transaction: AsyncConnection) -> None:
    await transaction.execute(delete(outbox))
    await transaction.execute(update(cases).values(redraw_at=None))


async def _begin(here: World, processes: int, **more: Any) -> None:
    for number in range(processes):
        port = here.spec.port if not number else _free_port()
        await here.start(name=f"clock-{number}", port=port, **more)


async def _lapse(here: World) -> None:
    """The minute comes in which all of them are due."""
    found = await here.casework.read((await here.cases())[0])
    assert found is not None
    assert found.due is not None
    here.clock.move_to(found.due)


async def _each_once(here: World) -> None:
    for case in await here.cases():
        events = await here.events(case)
        assert len([e for e in events if isinstance(e, StageLapsed)]) == 1
        assert [e.stage for e in events if isinstance(e, StageEntered)] == [FIRST, SECOND]


@pytest.mark.parametrize("processes", [2, 4])
async def test_each_lapse_and_each_message_once(
    postgres_url: str, tmp_path: Path, processes: int
) -> None:
    """Dozens of cases fall due at once, sends are slow, some are refused, some reset before they
    were taken: with two or four processes every stage lapses once and every message is sent once.
    """
    bumps: list[PlatformFault] = [
        delay(0.05),
        answer(429, retry_after="1"),
        delay(0.02),
        reset_before(),
    ]
    async with _all_due(postgres_url, tmp_path, CASES, hushed=True) as here:
        here.slack.script("chat.postMessage", None, [delay(0.02, times=40), *bumps[:2] * 3])
        here.teams.script("send", None, [delay(0.02, times=40), *bumps[:2] * 3])
        await _begin(here, processes)
        await _lapse(here)
        await here.rest()
        await _each_once(here)
        assert await here.reckon(extra=0) == 0
        assert here.kills == 0
        states = Counter(state for _, state in await here.owed())
        assert set(states) <= {MessageState.TOLD.value, MessageState.DROPPED.value}
        assert await here.dropped() <= {Purpose.REMINDER.value}  # overtaken; nothing else may be
        assert sum(here.sent().values()) == states[MessageState.TOLD.value] >= CASES * 5


@pytest.mark.parametrize("processes", [2, 4])
async def test_each_letter_once(postgres_url: str, tmp_path: Path, processes: int) -> None:
    """The question of the month and a code to everybody at once, some refused, some answers lost:
    each is told once, and only what may have arrived comes a second time, marked.
    """
    async with world(postgres_url, tmp_path) as here:
        setting = here.register.setting("halton")
        chats = [
            person.id
            for person in setting.directory.people.values()
            if person.channels and person.channels[0].platform is not Platform.MAIL
        ]
        owed = letters_to(setting, chats)
        assert await SqlLedger(here.store, make_vault()).owe(owed) == len(owed)
        here.slack.script("chat.postMessage", None, [answer(429, retry_after="1"), reset_after()])
        here.teams.script("send", None, [answer(429, retry_after="1"), reset_before()])
        await _begin(here, processes)
        await here.rest()
        assert {state for _, state in await here.owed()} == {MessageState.TOLD.value}
        assert await here.reckon(extra=1) == 1
        assert sum(here.sent().values()) == len(owed) + 1


async def test_a_lost_answer_is_one_marked_repeat(postgres_url: str, tmp_path: Path) -> None:
    """Where a platform took the message and its answer was lost, one marked copy follows, from
    whichever process; and no third.
    """
    async with _all_due(postgres_url, tmp_path, 6) as here:
        here.slack.script("chat.postMessage", None, [reset_after(times=3)])
        here.teams.script("send", None, [reset_after(times=3)])
        await _begin(here, 2)
        await here.rest()
        assert await here.reckon(extra=6) == 6
        marked = sum(count for (_, repeat), count in here.sent().items() if repeat)
        assert marked == 6


async def _stop(here: World, pid: int) -> None:
    """Stop a process between two transactions: within one it would keep its locks for as long as it
    stands still, and nobody could go on.
    """
    within = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND state <> 'idle'"
    )
    for _ in range(100):
        os.kill(pid, signal.SIGSTOP)
        await asyncio.sleep(0.4)  # for what is on its way
        if not await here.store.read(lambda tx: tx.scalar(within)):
            return
        os.kill(pid, signal.SIGCONT)
        await asyncio.sleep(0.05)
    raise AssertionError("it was never stopped between two transactions")


async def test_a_process_paused_past_its_lease(postgres_url: str, tmp_path: Path) -> None:
    """One process is stopped while it sends, another takes over after the lease, and the first
    wakes up: its late write is refused, and of what is not its own any more it sends only what it
    was just handing over; only those messages are sent a second time, marked, whose answer it had
    not heard.
    """
    async with _all_due(postgres_url, tmp_path, 8) as here:
        here.slack.script("chat.postMessage", None, [delay(0.3, handled=True, times=None)])
        here.teams.script("send", None, [delay(0.3, handled=True, times=None)])
        await _begin(here, 1)
        first = here.children[0]
        assert first.pid is not None
        await here.first_sent()
        await _stop(here, first.pid)
        in_flight = sum(here.sent().values())
        here.slack.faults.clear()
        here.teams.faults.clear()
        here.clock.move_to(here.clock.now() + LEASE)
        await here.start(name="clock-second", port=_free_port())
        await here.rest()
        before = here.sent()
        os.kill(first.pid, signal.SIGCONT)
        await asyncio.sleep(1.5)
        late = sum((here.sent() - before).values())
        assert late <= QUEUES, "the one that was paused sent more than what it had begun to send"
        await here.rest()
        copies = await here.reckon(extra=2 * QUEUES)
        marked = sum(count for (_, repeat), count in here.sent().items() if repeat)
        assert copies <= marked
        assert in_flight
        settled = Counter(state for _, state in await here.owed())
        assert set(settled) <= {MessageState.TOLD.value, MessageState.DROPPED.value}


async def test_slow_sends_do_not_outlive_their_lease(postgres_url: str, tmp_path: Path) -> None:
    """Time passes while a process works through what it claimed, slowly; before its lease can run
    out it puts the rest back, so that the other process sends nothing that it sends as well.
    """
    async with _all_due(postgres_url, tmp_path, 12) as here:
        # Five seconds to a second: a machine that stops for some is not taken for a slow platform.
        here.slack.script("chat.postMessage", None, [delay(1.0, times=None)])
        here.teams.script("send", None, [delay(1.0, times=None)])
        await _begin(here, 2)
        for _ in range(60):
            here.clock.move_to(here.clock.now() + timedelta(seconds=2))
            await asyncio.sleep(0.4)
        here.slack.faults.clear()
        here.teams.faults.clear()
        await here.rest()
        assert await here.reckon(extra=0) == 0
        assert not any(count for (_, repeat), count in here.sent().items() if repeat)
