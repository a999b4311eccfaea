"""The metronome: looks at what is due and sends what is owed, every second or two, for ever.

APScheduler only beats time: one in-memory job each, no job of ours is stored with it (a job store
loses late jobs, and two schedulers on one run them twice). The work is level-triggered: whatever is
due in the ledger is done, in due order, after an outage as well.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.app.metrics import Metrics
from core.cases.casework import Casework, Done
from core.cases.events import Reminded, StageLapsed
from core.cases.record.ledger import Ledger, StoredMessage
from core.directory import ListLogBroken
from core.notifications.couriers import place_of
from core.notifications.delivery import Delivery
from core.notifications.letter_delivery import LetterDelivery
from core.notifications.redrawing import Redrawing
from core.partnership.edition_sync import EditionSync
from core.partnership.list_sync import Left
from core.ports import Clock, LedgerUnavailable, VaultRefused
from core.readiness.nightly import NightlyCheck

LOOK_SECONDS: Final = 2.0
SEND_SECONDS: Final = 1.0
LEASE: Final = 60.0
"""Seconds a claimed case or notice belongs to one instance."""
CASES: Final = 100
BEGIN: Final = timedelta(seconds=40)
"""An attempt begins this soon after the notice was claimed, or not at all: it may take ten seconds
a channel and must end within the lease, or somebody else sends the same meanwhile.
"""
NOTICES: Final = 20
REDRAWS: Final = 500
"""Messages brought up to date in one go: more than a case has. Cut off within a case, its newest
messages, which hold the buttons, would have to wait for the lease to end."""
NIGHTLY: Final = "nightly"
"""Not a lane of messages either: what is done once a night or a month, beside all that is due."""
REDRAWING: Final = ""
"""Not a lane of messages: told ones are brought up to date beside them."""
RETRY: Final = timedelta(minutes=1)
"""When a case whose look failed is looked at again."""

Pass = Callable[[], Awaitable[object]]
"""Looks at something beside the cases, and does what is due of it now."""

_log = structlog.stdlib.get_logger(__name__)


class Clockwork:
    """Runs in one event loop; several instances share one PostgreSQL ledger by leases."""

    def __init__(  # noqa: PLR0917 - what it works with
        self,
        ledger: Ledger,
        casework: Casework,
        delivery: Delivery,
        redrawing: Redrawing,
        clock: Clock,
        metrics: Metrics,
        name: str = "clock",
        edition_sync: EditionSync | None = None,
        left: Left | None = None,
        letters: LetterDelivery | None = None,
        passes: tuple[Pass, ...] = (),
        nightly: NightlyCheck | None = None,
    ) -> None:
        """``left`` sees to the cases of somebody who serves or is reached less than before; without
        one, each of them is looked at. ``passes`` are made at every look, each by itself: what one
        raises stops no other.
        """
        self._ledger = ledger
        self._casework = casework
        self._delivery = delivery
        self._redrawing = redrawing
        self._clock = clock
        self._metrics = metrics
        self._edition_sync = edition_sync
        self._left = left
        self._letters = letters
        self._passes = passes
        self._nightly = nightly
        self.name = name
        """Under which it beats: each instance has its own, so that none hides another's silence."""
        self._scheduler: AsyncIOScheduler | None = None
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._aside: set[asyncio.Task[None]] = set()
        self._looking = asyncio.Lock()
        self._unfinished: tuple[str, ...] = ()
        self._stopping = False

    def start(self) -> None:
        """Begin to beat; needs a running loop."""
        self._stopping = False
        self._scheduler = AsyncIOScheduler()
        for job, seconds in ((self.look, LOOK_SECONDS), (self.send, SEND_SECONDS)):
            self._scheduler.add_job(
                _never_raising(job),
                "interval",
                seconds=seconds,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )
        self._scheduler.start()

    async def stop(self, patience: float = 15.0) -> None:
        """Stop beating and let what is being sent end; what is not yet sent is put back."""
        self._stopping = True
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None
        under_way = {*self._lanes.values(), *self._aside}
        if under_way:
            await asyncio.wait(under_way, timeout=patience)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    def hurry(self) -> None:
        """Send what was just owed now rather than at the next beat."""
        task = asyncio.create_task(_never_raising(self.send)())
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    async def look(self) -> int:
        """Do everything that is due; returns for how many cases something was done. Editions that
        were put into force elsewhere are taken up first.
        """
        acted = 0
        if self._edition_sync is not None:
            await self._take_up(self._edition_sync)
        async with self._looking:
            while True:
                done = await self._look_at_each(await self._due())
                # After each batch: whoever watches must not take a long catching up for dead.
                await self._ledger.beat(self.name, self._clock.now())
                if not done:
                    break
                acted += done
        for one in self._passes:
            await self._passed(one)
        self._metrics.ticks.inc()
        if self._nightly is not None:
            self._run(NIGHTLY, self._nightly.look)
        if acted:
            self.hurry()
        return acted

    async def _take_up(self, edition_sync: EditionSync) -> None:
        """An edition or list that cannot be read stops nothing else: what ran before runs on."""
        try:
            await edition_sync.look()
        except (ValueError, VaultRefused) as error:
            _log.error("not_taken_up", code=type(error).__name__)
            self._metrics.alarms.labels(type(error).__name__).inc()
        await edition_sync.tell(self._left or self._look_at_cases_of)

    async def _look_at_cases_of(self, person: str) -> None:
        """Whoever holds a post no more: what is due on their cases is done now."""
        for case in await self._ledger.cases_of(person):
            await self._look_at(case)

    async def _passed(self, one: Pass) -> None:
        """A fault in one stops nothing else (fault F9)."""
        try:
            await one()
        except LedgerUnavailable:
            raise
        except ListLogBroken:
            _log.warning("pass_waits", code="ListLogBroken")  # alarmed once, where it was taken up
        except Exception as error:  # noqa: BLE001 - what lies beside the cases never stops them
            _log.error("pass_failed", code=type(error).__name__)
            self._metrics.alarms.labels(type(error).__name__).inc()

    async def _due(self) -> tuple[str, ...]:
        """Cases to look at: first those claimed before the ledger went away, then what is due."""
        if self._unfinished:
            return self._unfinished
        return await self._ledger.claim_due(self._clock.now(), CASES, LEASE)

    async def _look_at_each(self, cases: tuple[str, ...]) -> int:
        """For how many something was done. Where the ledger goes away, the rest does not wait for
        its lease to run out: it comes first when the ledger is back.
        """
        acted = 0
        for number, case in enumerate(cases):
            self._unfinished = cases[number:]
            acted += await self._look_at(case)
        self._unfinished = ()
        return acted

    async def _look_at(self, case: str) -> bool:
        """One case; a fault in it stops nothing else (fault F9)."""
        now = self._clock.now()
        try:
            outcome = await self._casework.look(case)
        except LedgerUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one poisoned case must not stop the others
            _log.error("look_failed", code=type(error).__name__, where=case)
            self._metrics.alarms.labels(type(error).__name__).inc()
            await self._ledger.release_due(case, now + RETRY)
            return False
        events = outcome.events if isinstance(outcome, Done) else ()
        if not events:
            await self._ledger.release_due(case, now + RETRY)
            return False
        for event in events:
            if isinstance(event, StageLapsed):
                self._metrics.lateness.observe(max(0.0, (event.at - event.due).total_seconds()))
        return any(isinstance(event, StageLapsed | Reminded) for event in events)

    async def send(self) -> None:
        """Start a sender for every lane in which something waits; a slow one stalls no other."""
        lanes = await self._ledger.lanes(self._clock.now())
        self._metrics.waiting_lanes.set(len(lanes))
        for lane in lanes:
            self._run(lane, partial(self._drain, lane))
        self._run(REDRAWING, self._redraw)
        if self._letters is not None:
            for lane, keys in (await self._letters.waiting()).items():
                self._run(f"letters {lane}", partial(self._post, self._letters, keys))

    async def _post(self, letters: LetterDelivery, keys: tuple[str, ...]) -> None:
        """The letters of a lane, one after the other; a poisoned one stops no other."""
        for key in keys:
            if self._stopping:
                return
            try:
                state = await letters.send(key)
            except LedgerUnavailable:
                raise
            except Exception as error:  # noqa: BLE001 - it is tried again when its lease runs out
                _log.error("letter_failed", code=type(error).__name__)
                self._metrics.alarms.labels(type(error).__name__).inc()
                continue
            if state is not None:
                self._metrics.deliveries.labels("letters", state).inc()

    def _run(self, lane: str, work: Callable[[], Awaitable[object]]) -> None:
        """Start what works on a lane, unless it is at it already."""
        running = self._lanes.get(lane)
        if not self._stopping and (running is None or running.done()):
            self._lanes[lane] = asyncio.create_task(_never_raising(work)())

    async def settle(self) -> None:
        """Look and send until nothing is left to do now; for the workbench and for tests."""
        while True:
            acted = await self.look()
            await self.send()
            while busy := [
                task for task in (*self._lanes.values(), *self._aside) if not task.done()
            ]:
                await asyncio.wait(busy)
            letters = await self._letters.waiting() if self._letters is not None else {}
            if not acted and not letters and not await self._ledger.lanes(self._clock.now()):
                await self._redraw()
                return

    async def _drain(self, lane: str) -> None:
        while not self._stopping:
            now = self._clock.now()
            owed = await self._ledger.claim_owed(now, lane, NOTICES, LEASE)
            if not owed:
                return
            for one in owed:
                await self._send(lane, one, now + BEGIN)

    async def _send(self, lane: str, one: StoredMessage, until: datetime) -> None:
        """One notice; put back where we are stopping, for the next to send it unmarked."""
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
            await self._broke_off(one, type(error).__name__)
            return
        self._metrics.deliveries.labels(lane, state).inc()

    async def _broke_off(self, one: StoredMessage, code: str) -> None:
        """Tried again later, and reported; where not even that can be written, its lease runs out."""
        try:
            await self._delivery.broke_off(one, code)
        except LedgerUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - the case itself cannot be read: alarmed above
            _log.error("not_reported", code=type(error).__name__, where=place_of(one))

    async def _redraw(self) -> None:
        stale = await self._ledger.claim_redraws(self._clock.now(), REDRAWS, LEASE)
        if not self._stopping:
            # side by side: a tenant that hangs keeps only its own cases' messages stale
            cases = dict.fromkeys(one.case for one in stale)
            await asyncio.gather(
                *(self._redraw_case(case, [o for o in stale if o.case == case]) for case in cases)
            )

    async def _redraw_case(self, case: str, stale: list[StoredMessage]) -> None:
        try:
            await self._redrawing.bring_up_to_date(stale)
        except LedgerUnavailable:
            _log.warning("ledger_unavailable", code="not_now")
        except Exception as error:  # noqa: BLE001 - a poisoned case keeps no other stale
            _log.error("redraw_failed", code=type(error).__name__, where=case)
            self._metrics.alarms.labels(type(error).__name__).inc()


def _never_raising(
    body: Callable[[], Awaitable[object]],
) -> Callable[[], Coroutine[Any, Any, None]]:
    """The outermost loop: a beat that fails is logged, and the next one comes."""

    async def beat() -> None:
        try:
            await body()
        except LedgerUnavailable:
            _log.warning("ledger_unavailable", code="not_now")
        except Exception as error:  # noqa: BLE001 - outermost: the metronome must not stop
            _log.error("beat_failed", code=type(error).__name__)

    return beat
