"""A whole Concord in this process, on a database, with both platforms as people see them."""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.clock import MovableClock
from adapters.ledger.engine import Store, open_store
from adapters.ledger.schema import cases as cases_table
from adapters.ledger.schema import outbox
from adapters.ledger.sql import SqlKeyValueStore, SqlLedger
from bot.workbench.rehearsal import Rehearsal, rehearsing
from core.cases.case import Case
from core.cases.events import Event
from core.cases.record.ledger import Ledger
from core.outbox import MessageState
from core.partnership.setting import Setting
from core.ports import KeyValueStore
from core.vocabulary import Purpose
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.ledger.in_memory.ledger import MemoryLedger
from tests.databases import PATIENCE, make_vault
from tests.faults.cases import POLICY, open_case
from tests.office import MONDAY, Colleague, Office, watching

E = TypeVar("E", bound=Event)


@dataclass(slots=True)
class Town:
    """A running Concord; errors that it logs are kept, for here they are expected."""

    rehearsal: Rehearsal
    errors: list[str]
    ledger: Ledger
    store: Store | None
    """The test's own ways to the record and its database: they wait where the machine is busy."""

    @property
    def office(self) -> Office:
        """The same, as journeys use it."""
        return Office(self.rehearsal, POLICY, self.errors)

    @property
    def setting(self) -> Setting:
        """The setting of this moment."""
        return self.rehearsal.concord.register.setting(POLICY)

    @property
    def now(self) -> datetime:
        """What the clock says, UTC."""
        return self.rehearsal.clock.now()

    def __getitem__(self, person: str) -> Colleague:
        """A colleague by their id."""
        return self.office[person]

    async def open_case(self) -> Case:
        """A case opened by the raiser."""
        return await open_case(self.rehearsal.concord.casework, self.setting)

    async def case(self, case: str) -> Case:
        """How a case stands."""
        found = await self.rehearsal.concord.casework.of(await self.ledger.read(case))
        assert found is not None
        return found

    async def events(self, case: str, kind: type[E]) -> list[E]:
        """A case's events of a kind, in order."""
        entries = await self.ledger.read(case)
        return [entry.event for entry in entries if isinstance(entry.event, kind)]

    async def cases(self) -> tuple[str, ...]:
        """The ids of all open cases."""
        return await self.ledger.cases_in(POLICY)

    async def settle(self) -> None:
        """Do what is due and send what is owed now."""
        await self.rehearsal.concord.scheduler.settle()

    async def later(self, **span: float) -> None:
        """Let time pass in steps of half a minute, as the metronome would see it."""
        end = self.now + timedelta(**span)
        while self.now < end:
            self.rehearsal.clock.move_to(min(self.now + timedelta(seconds=30), end))
            await self.settle()

    async def states(self) -> Counter[str]:
        """How many owed notices stand how."""
        assert self.store is not None
        return Counter(await self.store.read(_states))

    async def notices(self, case: str) -> list[tuple[str, str]]:
        """Everybody a case owes something, or owed, and why; of a reminder also what it is of."""
        assert self.store is not None
        columns = select(outbox.c.person, outbox.c.purpose, outbox.c.about).where(
            outbox.c.case == case
        )

        async def work(transaction: AsyncConnection) -> list[tuple[str, str]]:
            return [
                (row.person, f"{row.purpose} {row.about}")
                if row.purpose == Purpose.REMINDER
                else (row.person, row.purpose)
                for row in await transaction.execute(columns)
            ]

        return sorted(await self.store.read(work))

    async def hush(self, *but: Purpose) -> None:
        """Let nothing be sent that is owed by now, but for these purposes: it is not the point."""
        assert self.store is not None
        kept = [one.value for one in but]

        async def work(transaction: AsyncConnection) -> None:
            await transaction.execute(
                update(outbox)
                .where(outbox.c.purpose.not_in(kept), outbox.c.ready_at.is_not(None))
                .values(state=MessageState.DROPPED.value, ready_at=None)
            )
            await transaction.execute(update(cases_table).values(redraw_at=None))

        await self.store.write(work)


async def _states(transaction: AsyncConnection) -> list[str]:
    return list(await transaction.scalars(select(outbox.c.state)))


@asynccontextmanager
async def town(
    url: str = "",
    *,
    begins: datetime = MONDAY,
    beating: bool = False,
    within: Callable[[Ledger], Ledger] | None = None,
    budget: float = PATIENCE,
) -> AsyncIterator[Town]:
    """Start everything on a migrated database, or in memory where there is no URL; ``within`` puts
    something between Concord and its ledger. Concord waits for what is locked as it does where a
    call may take ``budget`` seconds; for all else there is PATIENCE, and for the test's own calls.
    """
    async with AsyncExitStack() as closing:
        store = patient = None
        ledger: Ledger = MemoryLedger()
        documents: KeyValueStore = MemoryKeyValueStore()
        own = ledger
        if url:
            store, patient = open_store(url, budget=budget), open_store(url, budget=PATIENCE)
            store.budget = PATIENCE
            closing.push_async_callback(store.close)
            closing.push_async_callback(patient.close)
            ledger, own = SqlLedger(store, make_vault()), SqlLedger(patient, make_vault())
            documents = SqlKeyValueStore(store, make_vault())
        errors = closing.enter_context(watching())
        rehearsal = await closing.enter_async_context(
            rehearsing(
                within(ledger) if within else ledger,
                documents,
                MovableClock(begins),
                policies=[POLICY],
                beating=beating,
                by_mail=False,
                nights=False,
                within=PATIENCE,
                answer_within=PATIENCE,
            )
        )
        rehearsal.slack.linger = rehearsal.teams.linger = 0.01
        yield Town(rehearsal, errors, own, patient)
