"""A world around Concord as processes: a database, both platforms, people, and a clock to move."""

import asyncio
import os
import random
import re
import signal
import socket
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.clock import MovableClock
from adapters.ledger.engine import Store, open_store
from adapters.ledger.schema import cases, outbox
from adapters.ledger.sql import SqlLedger
from bot.app.start_up import load_partnerships
from bot.settings.files import SourceFile
from bot.workbench.chats import NoAnswer, NotPossible
from bot.workbench.rehearsal import (
    _enrol,
    _in_time,
    _slack_settings,
    _stand_ins,
    _teams_settings,
    approved_by_two,
)
from bot.workbench.slack.stand_in import SlackStandIn
from bot.workbench.teams.keys import Issuer
from bot.workbench.teams.stand_in import TeamsStandIn
from core.cases.case import Case
from core.cases.casework import Casework, outbox_message
from core.cases.events import CaseOpened, Event
from core.cases.folding.evolve import evolve
from core.cases.notices import notices
from core.directory.model import Person
from core.notifications.wording import platforms, teams
from core.outbox import MessageState
from core.partnership.register import Register
from core.vocabulary import Platform
from policies.library import directory_text, policy_text
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.databases import PATIENCE, make_vault
from tests.faults import child
from tests.faults.cases import POLICY
from tests.faults.child import SharedClock, Spec
from tests.office import MONDAY
from tests.pace import until

REPEATS = (platforms.REPEAT, teams.REPEAT)
SENDING = frozenset({"chat.postMessage", "send"})
"""How the platforms call what puts a message into a chat."""
LEASE = timedelta(seconds=61)
PAUSE = 1.5
"""Seconds in which nothing happens before the clock is moved on, once somebody was killed."""
LONG_PAUSE = 5.0
"""The same while all live."""
HELD_PAUSE = 30.0
"""The same while somebody who lives is sending: whoever is only slow keeps the lease."""
_OPEN = [MessageState.PENDING.value, MessageState.SENDING.value, MessageState.UNKNOWN.value]


@cache
def _key() -> Issuer:
    """One signing key for all worlds: making one takes a while."""
    return Issuer(MovableClock(MONDAY))


@dataclass(slots=True)
class World:
    """Everything around the children; people act through it as they would."""

    spec: Spec
    clock: SharedClock
    slack: SlackStandIn
    teams: TeamsStandIn
    register: Register
    store: Store
    children: list[ForkServerProcess] = field(default_factory=list[ForkServerProcess])
    kills: int = 0
    """How many children were killed."""

    # --- processes ------------------------------------------------------------------------

    async def start(self, **more: Any) -> ForkServerProcess:
        """Start a Concord and wait until it serves, or is dead already."""
        spec = replace(self.spec, **more)
        process = get_context("forkserver").Process(target=child.run, args=(spec,), daemon=True)
        await asyncio.to_thread(process.start)
        self.children.append(process)
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE
        while loop.time() < end and process.is_alive():
            with suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", spec.port)
                writer.close()
                break
            await asyncio.sleep(0.01)
        return process

    async def up(self) -> None:
        """See to it that the last child runs: a dead one is started again, its leases run out."""
        process = self.children[-1]
        if process.is_alive():
            return
        # Killed before it could say who it is, it has no exit code of its own but 255.
        assert process.exitcode in {-signal.SIGKILL, 255}, process.exitcode
        self.kills += 1
        self.clock.move_to(self.clock.now() + LEASE)
        await self.start()

    async def end(self) -> None:
        """Kill whatever still runs."""
        for process in self.children:
            if process.is_alive() and process.pid is not None:
                os.kill(process.pid, signal.SIGKILL)
            await asyncio.to_thread(process.join)

    # --- people ---------------------------------------------------------------------------

    def person(self, person: str) -> Person:
        """Somebody on the contact list."""
        return self.register.setting(POLICY).directory.people[person]

    def chat(self, person: str) -> tuple[SlackStandIn | TeamsStandIn, str]:
        """The platform a person is on, and their name there."""
        channel = self.person(person).channels[0]
        chat = self.slack if channel.platform is Platform.SLACK else self.teams
        return chat, f"{channel.tenant}:{channel.user}"

    async def insist(
        self, act: Callable[[], Awaitable[object]], seen: Callable[[], Awaitable[bool]]
    ) -> None:
        """Do something as people do: again, until they see that it is done; meanwhile time passes,
        for what was being sent when Concord was killed waits until its lease has run out.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE
        moved = loop.time()
        while loop.time() < end:
            await self.up()
            if await seen():
                return
            with suppress(NoAnswer, NotPossible):
                await act()
            if await seen():
                return
            if await self._stood(loop.time() - moved):
                self.clock.move_to(self.clock.now() + LEASE)
                moved = loop.time()
            await asyncio.sleep(0.05)
        raise AssertionError("it was never done")

    async def _stood(self, seconds: float) -> bool:
        """Whether nothing has happened for long enough to move the clock. What those were sending
        who were killed ran out with their lease when the next one started.
        """
        if seconds < PAUSE:
            return False
        if await self.store.read(self._held):
            return seconds > HELD_PAUSE
        return bool(self.kills) or seconds > LONG_PAUSE

    # --- what there is --------------------------------------------------------------------

    @property
    def casework(self) -> Casework:
        """The record, read by the test itself."""
        unused: Any = None
        ledger = SqlLedger(self.store, make_vault())
        return Casework(ledger, self.register.setting, self.clock, unused)

    async def cases(self) -> list[str]:
        """Ids of all cases."""
        return await self.store.read(_ids)

    async def events(self, case: str) -> list[Event]:
        """A case's events, after its seals were verified."""
        ledger = SqlLedger(self.store, make_vault())
        assert await ledger.verify(case) is None
        return [entry.event for entry in await ledger.read(case)]

    async def every_notice_is_owed(self, case_id: str) -> None:
        """What the record says must be told is owed, to the last person, and nothing else is."""
        events = await self.events(case_id)
        edition = next(e.edition for e in events if isinstance(e, CaseOpened))
        setting = self.register.setting(POLICY, edition)
        case: Case | None = None
        wanted: set[str] = set()
        for sequence, event in enumerate(events, start=1):
            before, case = case, evolve(case, event, case_id, sequence)
            then = replace(setting, now=event.at)
            for notice in notices(event, before, case, then):
                wanted.add(outbox_message(case_id, sequence, notice, case, then).key)
        keys = select(outbox.c.key).where(outbox.c.case == case_id)

        async def work(transaction: AsyncConnection) -> set[str]:
            return set(await transaction.scalars(keys))

        assert await self.store.read(work) == wanted

    async def rest(self) -> None:
        """Wait until nothing is due, owed or stale; whoever dies meanwhile is started again."""
        loop = asyncio.get_running_loop()
        end = loop.time() + 4 * PATIENCE
        idle = loop.time()
        seen: object = None
        while loop.time() < end:
            await self.up()
            left = await self.store.read(self._left)
            if not any(left):
                return
            if left != seen:
                seen, idle = left, loop.time()
            elif await self._stood(loop.time() - idle):
                # a lease taken just before a kill has to run out, or a platform's wait
                self.clock.move_to(self.clock.now() + LEASE)
                idle = loop.time()
            await asyncio.sleep(0.03)
        raise AssertionError(f"still due, owed, stale: {seen}")

    async def _held(self, transaction: AsyncConnection) -> int:
        sending = select(func.count()).where(
            outbox.c.state == MessageState.SENDING.value, outbox.c.ready_at > self.clock.now()
        )
        return await transaction.scalar(sending) or 0

    async def _left(self, transaction: AsyncConnection) -> tuple[int, int, int]:
        now = self.clock.now()
        due = select(func.count()).select_from(cases).where(cases.c.wake_at <= now + LEASE)
        waiting = select(func.count()).select_from(outbox).where(outbox.c.state.in_(_OPEN))
        stale = select(func.count()).select_from(cases).where(cases.c.redraw_at.is_not(None))
        numbers = [await transaction.scalar(one) for one in (due, waiting, stale)]
        return numbers[0] or 0, numbers[1] or 0, numbers[2] or 0

    async def first_sent(self) -> None:
        """Wait until the first message has arrived."""
        await until(self.sent)

    async def owed(self) -> list[tuple[str, str]]:
        """Who is or was owed something, and how it stands."""
        return await self.store.read(_owed)

    async def dropped(self) -> set[str]:
        """The purposes of what was not sent because it was true no more."""

        async def work(transaction: AsyncConnection) -> set[str]:
            over = select(outbox.c.purpose).where(outbox.c.state == MessageState.DROPPED.value)
            return set(await transaction.scalars(over))

        return await self.store.read(work)

    def sent(self) -> Counter[tuple[str, bool]]:
        """How many messages arrived: by person, and whether they came marked as a repeat."""
        people = {
            (ch.tenant, ch.user): person.id
            for person in self.register.setting(POLICY).directory.people.values()
            for ch in person.channels
        }
        found: Counter[tuple[str, bool]] = Counter()
        for call in (*self.slack.calls, *self.teams.calls):
            if call.method in SENDING and call.carried_out:
                said = str(call.arguments)
                found[people[call.tenant, call.user], any(mark in said for mark in REPEATS)] += 1
        return found

    async def reckon(self, *, extra: int) -> int:
        """Everything owed was told, and nobody got more than ``extra`` second copies in all, each
        marked as a repeat; returns how many there were.
        """
        rows = await self.owed()
        states = Counter(state for _, state in rows)
        assert set(states) <= {MessageState.TOLD.value, MessageState.DROPPED.value}, states
        told = Counter(person for person, state in rows if state == MessageState.TOLD.value)
        owing = Counter(person for person, _ in rows)
        sent = self.sent()
        copies = 0
        for person in {*owing, *(one for one, _ in sent)}:
            first, again = sent[person, False], sent[person, True]
            assert first <= owing[person], f"{person}: {first} unmarked, {owing[person]} owed"
            assert first + again >= told[person], f"{person}: told {told[person]}, got {first}"
            copies += max(0, first + again - owing[person])
        assert copies <= extra, f"{copies} second copies, {extra} allowed"
        return copies


async def _ids(transaction: AsyncConnection) -> list[str]:
    return list(await transaction.scalars(select(cases.c.id).order_by(cases.c.id)))


async def _owed(transaction: AsyncConnection) -> list[tuple[str, str]]:
    found = await transaction.execute(select(outbox.c.person, outbox.c.state))
    return [(row.person, row.state) for row in found]


@asynccontextmanager
async def world(url: str, folder: Path, *, begins: datetime = MONDAY) -> AsyncIterator[World]:
    """A world around a migrated database; no Concord runs in it yet."""
    ForkingPickler.register(MappingProxyType, _pickled)
    get_context("forkserver").set_forkserver_preload(["tests.faults.child"])
    path = folder / f"clock-{id(folder)}"
    clock = SharedClock.make(path, begins)
    anyclock: Any = clock
    policy = SourceFile(f"{POLICY}.yaml", policy_text(POLICY))
    people = SourceFile(f"directories/{POLICY}.yaml", directory_text(POLICY))
    documents = MemoryKeyValueStore()
    shelves = await load_partnerships(documents, clock, [policy], {POLICY: people})
    await approved_by_two(documents, anyclock, shelves)
    slack, teams_chat = _stand_ins(anyclock)
    teams_chat.issuer.keys = _key().keys
    _enrol(slack, teams_chat, shelves.register)
    slack.linger = teams_chat.linger = 0.01
    slack.patience = teams_chat.patience = slack.world.trigger_life = PATIENCE
    await slack.start()
    await teams_chat.start()
    port = _free_port()
    slack.connect(f"http://127.0.0.1:{port}")
    teams_chat.connect(f"http://127.0.0.1:{port}", "/api/messages")
    spec = Spec(
        url=url,
        port=port,
        clock=path,
        slack=_in_time(_slack_settings(slack, PATIENCE), PATIENCE),
        teams=_in_time(_teams_settings(teams_chat, PATIENCE), PATIENCE),
        partnerships=dict(shelves.register._partnerships),
        editions=tuple(shelves.register._editions.values()),
    )
    store = open_store(url, budget=PATIENCE)  # the test's own view: it may wait
    here = World(spec, clock, slack, teams_chat, shelves.register, store)
    try:
        yield here
    finally:
        await here.end()
        await store.close()
        await slack.stop()
        await teams_chat.stop()


def _pickled(proxy: MappingProxyType[Any, Any]) -> tuple[Any, ...]:
    return child.proxied, (dict(proxy),)


def _free_port() -> int:
    """A free port below those that the machine gives to outgoing connections, so that it is still
    free when a child starts again.
    """
    for _ in range(1000):
        port = random.randint(20_000, 32_000)
        with socket.socket() as free, suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


def reference_in(text: str) -> str:
    """The reference that a text names, or ""."""
    found = re.search(r"ESC-[0-9A-Z]{4}-[0-9A-Z]{4}", text)
    return found.group() if found else ""
