"""The scheduler loop: process due cases and send outbox messages, every one or two seconds.

APScheduler only triggers the ticks: one in-memory job each. Our jobs are not in its job store,
which loses late jobs and runs them twice under two schedulers. Work is level-triggered: whatever is
due in the ledger is done in due order, also after an outage.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, Protocol

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.app.metrics import Metrics
from core.cases.casework import Casework, Done
from core.cases.events import Reminded, StageLapsed
from core.cases.record.ledger import DueCases, Heartbeats, Record
from core.directory import ListLogBroken
from core.notifications.couriers import place_of
from core.notifications.delivery import LATEST_ATTEMPT_START, LEASE_SECONDS, Delivery
from core.notifications.redrawing import Redrawing
from core.outbox import Outbox, Stored, StoredMessage
from core.partnership.edition_sync import EditionSync
from core.ports import Clock, LedgerUnavailable, VaultRefused
from core.readiness.nightly import NightlyCheck

TICK_SECONDS: Final = 2.0
SEND_SECONDS: Final = 1.0
CASES_PER_CLAIM: Final = 100
MESSAGES_PER_CLAIM: Final = 20
REDRAWS_PER_CLAIM: Final = 500
"""Messages redrawn at a time: more than a case has. If a case were cut off, its newest messages,
which hold the buttons, would wait for the lease to end.
"""
NIGHTLY: Final = "nightly"
"""Key of the task for nightly and monthly work; not a queue of messages."""
REDRAWING: Final = ""
"""Key of the task that redraws delivered messages; not a queue of messages."""
RETRY_DELAY: Final = timedelta(minutes=1)
"""When a case whose processing failed is processed again."""

BackgroundTask = Callable[[], Awaitable[object]]
"""A background task that does what is due outside the cases."""

_log = structlog.stdlib.get_logger(__name__)


class SchedulerPorts(Record, DueCases, Outbox, Heartbeats, Protocol):
    """What the loop asks of the ledger."""


class SchedulerLoop:
    """Runs in one event loop; several instances share one PostgreSQL ledger by leases."""

    def __init__(  # noqa: PLR0917 - what it works with
        self,
        ledger: SchedulerPorts,
        casework: Casework,
        delivery: Delivery,
        redrawing: Redrawing,
        clock: Clock,
        metrics: Metrics,
        name: str = "clock",
        edition_sync: EditionSync | None = None,
        passes: tuple[BackgroundTask, ...] = (),
        nightly: NightlyCheck | None = None,
    ) -> None:
        """``passes`` run at every tick; an error in one stops no other."""
        self._ledger = ledger
        self._casework = casework
        self._delivery = delivery
        self._redrawing = redrawing
        self._clock = clock
        self._metrics = metrics
        self._edition_sync = edition_sync
        self._passes = passes
        self._nightly = nightly
        self.name = name
        """Name of this instance's heartbeat, so that a stopped instance is noticed."""
        self._scheduler: AsyncIOScheduler | None = None
        self._queues: dict[str, asyncio.Task[None]] = {}
        self._aside: set[asyncio.Task[None]] = set()
        self._looking = asyncio.Lock()
        self._unfinished: tuple[str, ...] = ()
        self._stopping = False

    def start(self) -> None:
        """Start the ticks; needs a running event loop."""
        self._stopping = False
        self._scheduler = AsyncIOScheduler()
        for job, seconds in ((self.look, TICK_SECONDS), (self.send, SEND_SECONDS)):
            self._scheduler.add_job(
                _logging_errors(job),
                "interval",
                seconds=seconds,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )
        self._scheduler.start()

    async def stop(self, patience: float = 15.0) -> None:
        """Stop the ticks and wait up to ``patience`` seconds for what is being sent; put back the
        rest.
        """
        self._stopping = True
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None
        under_way = {*self._queues.values(), *self._aside}
        if under_way:
            await asyncio.wait(under_way, timeout=patience)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    def send_now(self) -> None:
        """Send new outbox messages now instead of at the next tick."""
        task = asyncio.create_task(_logging_errors(self.send)())
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    async def look(self) -> int:
        """Process everything that is due and return in how many cases something was done. Editions
        activated elsewhere are loaded first.
        """
        acted = 0
        if self._edition_sync is not None:
            await self._sync_editions(self._edition_sync)
        async with self._looking:
            while True:
                done = await self._look_at_each(await self._due())
                # After each batch, so that a long catch-up does not look like a stopped process.
                await self._ledger.beat(self.name, self._clock.now())
                if not done:
                    break
                acted += done
        for one in self._passes:
            await self._run_background_task(one)
        self._metrics.ticks.inc()
        if self._nightly is not None:
            self._run(NIGHTLY, self._nightly.look)
        if acted:
            self.send_now()
        return acted

    async def _sync_editions(self, edition_sync: EditionSync) -> None:
        """Sync editions and lists; one that cannot be read stops nothing, and the previous one
        stays in use.
        """
        try:
            await edition_sync.look()
        except (ValueError, VaultRefused) as error:
            _log.error("not_taken_up", code=type(error).__name__)
            self._metrics.alarms.labels(type(error).__name__).inc()
        await edition_sync.tell(self._casework.left)

    async def _run_background_task(self, one: BackgroundTask) -> None:
        """Run a background task; an error in it must not stop case processing (fault F9)."""
        try:
            await one()
        except LedgerUnavailable:
            raise
        except ListLogBroken:
            _log.warning("pass_waits", code="ListLogBroken")  # alarmed once, when loaded
        except Exception as error:  # noqa: BLE001 - what lies beside the cases never stops them
            _log.error("pass_failed", code=type(error).__name__)
            self._metrics.alarms.labels(type(error).__name__).inc()

    async def _due(self) -> tuple[str, ...]:
        """Return the cases to process: those claimed before the ledger failed, else those due."""
        if self._unfinished:
            return self._unfinished
        return await self._ledger.claim_due(self._clock.now(), CASES_PER_CLAIM, LEASE_SECONDS)

    async def _look_at_each(self, cases: tuple[str, ...]) -> int:
        """Process cases and return in how many something was done. If the ledger fails, the rest
        comes first when it is back, without waiting for the lease to end.
        """
        acted = 0
        for number, case in enumerate(cases):
            self._unfinished = cases[number:]
            acted += await self._look_at(case)
        self._unfinished = ()
        return acted

    async def _look_at(self, case: str) -> bool:
        """Process one case and return whether it lapsed or reminded; an error stops no other case
        (fault F9).
        """
        now = self._clock.now()
        try:
            outcome = await self._casework.look(case)
        except LedgerUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one poisoned case must not stop the others
            _log.error("look_failed", code=type(error).__name__, where=case)
            self._metrics.alarms.labels(type(error).__name__).inc()
            await self._ledger.release_due(case, now + RETRY_DELAY)
            return False
        events = outcome.events if isinstance(outcome, Done) else ()
        if not events:
            await self._ledger.release_due(case, now + RETRY_DELAY)
            return False
        for event in events:
            if isinstance(event, StageLapsed):
                self._metrics.lateness.observe(max(0.0, (event.at - event.due).total_seconds()))
        return any(isinstance(event, StageLapsed | Reminded) for event in events)

    async def send(self) -> None:
        """Start a sender for every queue with waiting messages; a slow queue delays no other."""
        queues = await self._ledger.ready_queues(self._clock.now())
        self._metrics.waiting_queues.set(len(queues))
        for queue in queues:
            self._run(queue, partial(self._drain, queue))
        self._run(REDRAWING, self._redraw)

    def _run(self, queue: str, work: Callable[[], Awaitable[object]]) -> None:
        """Start work on a queue, unless it is running already."""
        running = self._queues.get(queue)
        if not self._stopping and (running is None or running.done()):
            self._queues[queue] = asyncio.create_task(_logging_errors(work)())

    async def settle(self) -> None:
        """Tick and send until nothing is left to do now; for the workbench and for tests."""
        while True:
            acted = await self.look()
            await self.send()
            while busy := [
                task for task in (*self._queues.values(), *self._aside) if not task.done()
            ]:
                await asyncio.wait(busy)
            if not acted and not await self._ledger.ready_queues(self._clock.now()):
                await self._redraw()
                return

    async def _drain(self, queue: str) -> None:
        while not self._stopping:
            now = self._clock.now()
            claimed = await self._ledger.claim_messages(
                now, queue, MESSAGES_PER_CLAIM, LEASE_SECONDS
            )
            if not claimed:
                return
            for one in claimed:
                await self._send(queue, one, now + LATEST_ATTEMPT_START)

    async def _send(self, queue: str, one: Stored, until: datetime) -> None:
        """Send one message; if stopping, put it back so that the next instance sends it as a first
        attempt.
        """
        try:
            if self._stopping:
                state = await self._delivery.put_back(one)
            else:
                state = await self._delivery.send(one, until=until)
        except LedgerUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - a poisoned notice stops no other
            _log.error("send_failed", code=type(error).__name__, where=place_of(one))
            self._metrics.alarms.labels(type(error).__name__).inc()
            await self._report_send_error(one, type(error).__name__)
            return
        self._metrics.deliveries.labels(queue, state).inc()

    async def _report_send_error(self, one: Stored, code: str) -> None:
        """Schedule a retry and report the error; if that cannot be written, the lease runs out."""
        try:
            await self._delivery.retry_interrupted(one, code)
        except LedgerUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - the case itself cannot be read: alarmed above
            _log.error("not_reported", code=type(error).__name__, where=place_of(one))

    async def _redraw(self) -> None:
        stale = await self._ledger.claim_redraws(
            self._clock.now(), REDRAWS_PER_CLAIM, LEASE_SECONDS
        )
        if not self._stopping:
            # concurrently: a tenant that hangs delays only the messages of its own cases
            cases = dict.fromkeys(one.case for one in stale)
            await asyncio.gather(
                *(self._redraw_case(case, [o for o in stale if o.case == case]) for case in cases)
            )

    async def _redraw_case(self, case: str, stale: list[StoredMessage]) -> None:
        try:
            await self._redrawing.redraw_told(stale)
        except LedgerUnavailable:
            _log.warning("ledger_unavailable", code="not_now")
        except Exception as error:  # noqa: BLE001 - a poisoned case keeps no other stale
            _log.error("redraw_failed", code=type(error).__name__, where=case)
            self._metrics.alarms.labels(type(error).__name__).inc()


def _logging_errors(
    body: Callable[[], Awaitable[object]],
) -> Callable[[], Coroutine[Any, Any, None]]:
    """Wrap a job as the outermost error handler: an error is logged, and the next tick comes."""

    async def beat() -> None:
        try:
            await body()
        except LedgerUnavailable:
            _log.warning("ledger_unavailable", code="not_now")
        except Exception as error:  # noqa: BLE001 - outermost: the metronome must not stop
            _log.error("beat_failed", code=type(error).__name__)

    return beat
