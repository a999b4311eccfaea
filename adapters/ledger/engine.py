"""Database access for the ledger: opens a URL, bounds every call in time, translates failures."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final, TypeVar

import asyncpg
from sqlalchemy import URL, event, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from core.ports import LedgerUnavailable

_Result = TypeVar("_Result")
Work = Callable[[AsyncConnection], Awaitable[_Result]]
"""Work done inside one transaction; it runs again if the database asks for a retry."""

CALL_TIMEOUT_SECONDS: Final = 2.0
"""Seconds a call may take before it fails."""

_LOCK_SHARE: Final = 0.75
"""Share of the budget spent waiting for locks, so that the database answers before we give up."""
_ATTEMPTS: Final = 4
_DRIVERS: Final = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}

_RETRY_SQLSTATES: Final = frozenset({"40001", "40P01"})
"""SQLSTATEs of PostgreSQL to retry on: serialization failure, deadlock."""
_UNAVAILABLE_SQLSTATES: Final = ("08", "28", "3D", "53", "57", "58", "55P03", "25006")
"""SQLSTATEs (or their beginnings) of PostgreSQL that mean "unavailable": connection, authorisation,
no such database, resources, operator, system, lock timeout, read-only.
"""
_SQLITE_PRAGMAS: Final = (
    "journal_mode=WAL",
    "foreign_keys=ON",
    "recursive_triggers=ON",  # REPLACE deletes: fire the trigger
)
_SQLITE_UNAVAILABLE_CODES: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)


class Store:
    """A database engine; every call is one transaction within a budget of seconds."""

    def __init__(self, engine: AsyncEngine, *, budget: float = CALL_TIMEOUT_SECONDS) -> None:
        self.engine = engine
        self.budget = budget
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._writer = engine.execution_options(concord_write=True)
        # All statements of a read see one snapshot of the database.
        self._reader = (
            engine
            if self.is_sqlite
            else engine.execution_options(isolation_level="REPEATABLE READ")
        )
        # SQLite serves waiting writers in random order; within one process they queue.
        self._turn = asyncio.Semaphore(1 if self.is_sqlite else 1_000_000)
        self._leaving: set[asyncio.Task[Any]] = set()

    async def read(self, work: "Work[_Result]", *, budget: float | None = None) -> _Result:
        """Run read-only work and return its result. Raises LedgerUnavailable."""
        return await self._bounded(self._attempts(self._reader, work), budget or self.budget)

    async def write(self, work: "Work[_Result]", *, budget: float | None = None) -> _Result:
        """Run work and commit it, all or nothing. Raises LedgerUnavailable, after which it is
        unknown whether the work was committed.
        """
        return await self._bounded(self._in_turn(work), budget or self.budget)

    async def close(self) -> None:
        """Close all connections."""
        if self._leaving:
            await asyncio.wait(self._leaving, timeout=self.budget)
        await self.engine.dispose()

    async def _in_turn(self, work: "Work[_Result]") -> _Result:
        async with self._turn:
            return await self._attempts(self._writer, work)

    async def _attempts(self, engine: AsyncEngine, work: "Work[_Result]") -> _Result:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                async with engine.begin() as transaction:
                    return await work(transaction)
            except DBAPIError as error:
                if _sqlstate(error) in _RETRY_SQLSTATES and attempt < _ATTEMPTS:
                    await asyncio.sleep(0.01 * 2**attempt)
                elif _is_unavailable(error):
                    raise LedgerUnavailable(_code(error)) from error
                else:
                    raise
            except (PoolTimeout, OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                raise LedgerUnavailable(type(error).__name__) from error
        raise LedgerUnavailable("the database asked to try again too often")

    async def _bounded(self, work: Coroutine[Any, Any, _Result], budget: float) -> _Result:
        """Return the work's result. Raises LedgerUnavailable after the budget; a connection that
        hangs while it is cancelled goes on in the background.
        """
        task = asyncio.create_task(work)
        try:
            done, _ = await asyncio.wait({task}, timeout=budget)
        except asyncio.CancelledError:
            self._abandon(task)
            raise
        if not done:
            self._abandon(task)
            raise LedgerUnavailable(f"no answer within {budget:g} seconds")
        return task.result()

    def _abandon(self, task: "asyncio.Task[Any]") -> None:
        self._leaving.add(task)
        task.add_done_callback(self._gone)
        task.cancel()

    def _gone(self, task: "asyncio.Task[Any]") -> None:
        self._leaving.discard(task)
        if not task.cancelled():
            task.exception()  # read it, or asyncio logs a warning


def open_store(url: str, *, budget: float = CALL_TIMEOUT_SECONDS, lasting: bool = True) -> Store:
    """Create a store for a database URL; nothing is connected yet. With ``lasting=False`` (for
    rehearsals) a SQLite file may lose its last commits in a power cut, but not in a crash. Raises
    ValueError unless the URL is of a SQLite file or of PostgreSQL.
    """
    parsed = make_url(url)
    driver = _DRIVERS.get(parsed.get_backend_name())
    if driver is None:
        raise ValueError(f"the ledger knows SQLite and PostgreSQL, not {parsed.drivername!r}")
    parsed = parsed.set(drivername=driver)
    sqlite = parsed.get_backend_name() == "sqlite"
    engine = (
        _open_sqlite(parsed, budget, lasting=lasting)
        if sqlite
        else _open_postgresql(parsed, budget)
    )
    return Store(engine, budget=budget)


def _open_sqlite(url: URL, budget: float, *, lasting: bool) -> AsyncEngine:
    if url.database in {None, "", ":memory:"}:
        raise ValueError("a record that must last needs a file: sqlite+aiosqlite:///<path>")
    engine = create_async_engine(url, hide_parameters=True, pool_timeout=budget)
    pragmas = (
        f"busy_timeout={int(budget * _LOCK_SHARE * 1000)}",
        # NORMAL loses confirmed commits in a power cut
        f"synchronous={'FULL' if lasting else 'OFF'}",
        *_SQLITE_PRAGMAS,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _settle_in(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we send BEGIN ourselves, see below
        cursor = connection.cursor()
        try:
            for pragma in pragmas:
                cursor.execute(f"PRAGMA {pragma}")
        except sqlite3.Error:
            connection.close()  # else its thread would keep running
            raise
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        write = connection.get_execution_options().get("concord_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _open_postgresql(url: URL, budget: float) -> AsyncEngine:
    return create_async_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=10,
        pool_timeout=budget,
        connect_args={
            "timeout": budget,
            "server_settings": {
                "application_name": "concord",
                "lock_timeout": f"{int(budget * _LOCK_SHARE * 1000)}ms",
                "idle_in_transaction_session_timeout": "10s",
                "timezone": "UTC",
                "jit": "off",
            },
        },
    )


def _sqlstate(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""


def _is_unavailable(error: DBAPIError) -> bool:
    if error.connection_invalidated or isinstance(error, InterfaceError):
        return True
    if isinstance(error.orig, sqlite3.Error):
        # The low byte is the primary code; the rest gives details.
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _SQLITE_UNAVAILABLE_CODES
    state = _sqlstate(error)
    return state in _RETRY_SQLSTATES or state.startswith(_UNAVAILABLE_SQLSTATES)


def _code(error: DBAPIError) -> str:
    """Return the error as a code, since a database's message may quote what somebody wrote."""
    name = getattr(error.orig, "sqlite_errorname", None)
    return name or _sqlstate(error) or type(error.orig).__name__
