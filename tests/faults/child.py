"""A whole Concord as a process of its own, served as in production, that can be killed anywhere.

Its clock is a file that the test moves; its platforms are stand-ins in the test's own process.
"""

import asyncio
import logging
import mmap
import os
import signal
import struct
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import structlog
from sqlalchemy import event

from adapters.ledger.engine import Store, open_store
from adapters.ledger.migrate import migrate
from adapters.ledger.sql import SqlKeyValueStore, SqlLedger
from adapters.slack.settings import SlackSettings
from adapters.teams.settings import TeamsSettings
from bot.app import scheduler_loop, serving
from bot.app.wiring import assemble
from bot.settings.settings import Settings
from core.cases.record.ledger import Ledger
from core.notifications.couriers import Courier
from core.partnership.register import Partnership, Register
from core.partnership.setting import Edition
from core.ports import KeyValueStore
from core.vocabulary import Platform
from tests.databases import PATIENCE, make_vault

_CALL: ContextVar[str] = ContextVar("call", default="starting")
"""The port's call under way."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SharedClock:
    """A clock that several processes read and the test moves; it stands still in between."""

    def __init__(self, path: Path) -> None:
        with path.open("r+b") as file:
            self._face = mmap.mmap(file.fileno(), 8)

    @classmethod
    def make(cls, path: Path, at: datetime) -> "SharedClock":
        """A new clock, showing this time."""
        path.write_bytes(bytes(8))
        made = cls(path)
        made.move_to(at)
        return made

    def now(self) -> datetime:
        """Aware UTC."""
        (micros,) = struct.unpack("<q", self._face[:8])
        return EPOCH + timedelta(microseconds=micros)

    def move_to(self, at: datetime) -> None:
        """Show this time from now on, in every process."""
        self._face[:8] = struct.pack("<q", (at - EPOCH) // timedelta(microseconds=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """What a child needs to know."""

    url: str
    port: int
    clock: Path
    slack: SlackSettings
    teams: TeamsSettings
    partnerships: dict[str, Partnership]
    editions: tuple[Edition, ...]
    name: str = "one"
    kill: str = ""
    """The point at which it kills itself."""
    nth: int = 1
    """At which of its passings there."""
    trail: Path | None = None
    """Where to write down every point it passes."""
    beat: float = 0.1
    """Seconds between two beats: a metronome as in production, only faster."""


@dataclass(slots=True)
class Trap:
    """Kills this process at a point, for good: no farewell, no flush, nothing."""

    spec: Spec
    passed: dict[str, int] = field(default_factory=dict[str, int])

    def __call__(self, point: str) -> None:
        """Pass a point."""
        self.passed[point] = self.passed.get(point, 0) + 1
        if self.spec.trail is not None:
            with self.spec.trail.open("a") as trail:
                trail.write(f"{point}\n")
        if point == self.spec.kill and self.passed[point] == self.spec.nth:
            os.kill(os.getpid(), signal.SIGKILL)


class Trapped:
    """A port with a trap before and after each of its calls."""

    def __init__(self, port: object, name: str, trap: Trap) -> None:
        self._port = port
        self._name = name
        self._trap = trap

    def __getattr__(self, method: str) -> Callable[..., Any]:
        call = getattr(self._port, method)
        point = f"{self._name}.{method}"

        async def trapped(*args: Any, **named: Any) -> Any:
            self._trap(f"before {point}")
            within = _CALL.set(point)
            result = await call(*args, **named)
            _CALL.reset(within)
            self._trap(f"after {point}")
            return result

        return trapped


def proxied(plain: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """A mapping that cannot be pickled by itself."""
    return MappingProxyType(plain)


def run(spec: Spec) -> None:
    """The child's whole life; its exit code is Concord's."""
    structlog.configure(processors=[_drop])
    logging.disable(logging.CRITICAL)
    scheduler_loop.TICK_SECONDS = scheduler_loop.SEND_SECONDS = spec.beat  # type: ignore[misc]
    raise SystemExit(asyncio.run(_serve(spec)))


def _drop(*_: object) -> Any:
    raise structlog.DropEvent


async def _serve(spec: Spec) -> int:
    trap = Trap(spec)
    store = open_store(spec.url, budget=PATIENCE)
    await migrate(store)
    _trap_commits(store, trap)
    vault = make_vault()
    ledger = cast("Ledger", Trapped(SqlLedger(store, vault), "ledger", trap))
    clock = SharedClock(spec.clock)
    concord = assemble(
        ledger=ledger,
        documents=cast("KeyValueStore", Trapped(SqlKeyValueStore(store, vault), "documents", trap)),
        clock=clock,
        register=Register(spec.partnerships, spec.editions, clock),
        slack=spec.slack,
        teams=spec.teams,
        name=spec.name,
        nights=False,
    )
    couriers = concord.delivery._couriers
    trapped = {one: cast("Courier", Trapped(couriers[one], "courier", trap)) for one in couriers}
    cast("dict[Platform, Courier]", couriers).update(trapped)  # all who send share it
    concord.closing.append(store.close)
    return await serving._run(concord, Settings.model_construct(port=spec.port))


def _trap_commits(store: Store, trap: Trap) -> None:
    """A trap between the last write of a transaction and its commit."""

    @event.listens_for(store.engine.sync_engine, "commit")
    def _commit(connection: Any) -> None:
        if connection.get_execution_options().get("concord_write", False):
            trap(f"before the commit of {_CALL.get()}")
