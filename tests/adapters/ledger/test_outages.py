"""A database that is locked, gone or silent: said so within the budget, and healed from."""

import asyncio
import shutil
import sqlite3
import threading
import time
from collections.abc import AsyncIterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from adapters.ledger.engine import CALL_TIMEOUT_SECONDS, Store, open_store
from adapters.ledger.sql import SqlLedger
from core.cases.record.ledger import Appended
from core.ports import LedgerUnavailable
from tests.adapters.ledger.stories import SECRET, accepted, batch
from tests.adapters.ledger.wire import Wire
from tests.databases import PATIENCE, connect, make_vault, url_of
from tests.pace import until

IN_TIME = 30.0
"""Seconds, long before what a test waits for would be over: a busy machine fails nobody."""


def _other(file: Path) -> sqlite3.Connection:
    """A connection of another program's."""
    return sqlite3.connect(file, PATIENCE, check_same_thread=False)


def _open(url: str) -> Store:
    """As Concord opens it, but a call may take its time unless it is to be refused."""
    store = open_store(url)
    store.budget = PATIENCE
    return store


@pytest.fixture
async def wire(postgres_url: str) -> AsyncIterator[Wire]:
    """A wire to PostgreSQL, in order."""
    made = Wire(postgres_url)
    await made.mend()
    yield made
    await made.cut()


@pytest.fixture
async def wired(wire: Wire) -> AsyncIterator[SqlLedger]:
    """A ledger at the end of the wire, with one case."""
    store = open_store(wire.url, budget=PATIENCE)
    ledger = SqlLedger(store, make_vault())
    await ledger.append(batch())
    yield ledger
    await store.close()


async def _refused_in(ledger: SqlLedger, head: int = 1) -> float:
    """Seconds until the ledger says it is unavailable, as Concord asks it."""
    start = time.monotonic()
    ledger._store.budget = CALL_TIMEOUT_SECONDS
    with pytest.raises(LedgerUnavailable):
        await ledger.append(batch("c1", head, accepted()))
    ledger._store.budget = PATIENCE
    return time.monotonic() - start


def test_a_call_is_given_up_after_two_seconds(tmp_path: Path) -> None:
    """Whoever waits for it can still be answered; the same in either database."""
    for url in (url_of(tmp_path / "a.db"), "postgresql://nobody@127.0.0.1:1/none"):
        assert open_store(url).budget == CALL_TIMEOUT_SECONDS == 2


async def test_a_locked_file_is_said_to_be_unavailable(sqlite_url: str, tmp_path: Path) -> None:
    """While another process holds the file writing fails in time, reading works; then it heals."""
    store = _open(sqlite_url)
    ledger = SqlLedger(store, make_vault())
    await ledger.append(batch())
    with closing(_other(tmp_path / "concord.sqlite3")) as other:
        await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
        assert 1 < await _refused_in(ledger) < IN_TIME
        assert len(await ledger.read("c1")) == 1
        other.rollback()
    assert await ledger.append(batch("c1", 1, accepted())) == Appended(2)
    await store.close()


async def test_many_callers_at_a_locked_file_are_all_answered(
    sqlite_url: str, tmp_path: Path
) -> None:
    """Who waits behind others for a locked file is told within the budget too."""
    store = _open(sqlite_url)
    ledger = SqlLedger(store, make_vault())
    await ledger.append(batch())
    with closing(_other(tmp_path / "concord.sqlite3")) as other:
        await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
        waits = await asyncio.gather(*(_refused_in(ledger) for _ in range(40)))
        assert max(waits) < IN_TIME  # one after the other they would take twice that
        other.rollback()
    assert await ledger.append(batch("c1", 1, accepted())) == Appended(2)
    await store.close()


async def test_a_file_that_cannot_be_opened_is_unavailable(tmp_path: Path) -> None:
    """A folder that is not there is an unavailable ledger, not a crash."""
    store = open_store(url_of(tmp_path / "missing" / "concord.sqlite3"), budget=PATIENCE)
    with pytest.raises(LedgerUnavailable, match="SQLITE_CANTOPEN"):
        await SqlLedger(store, make_vault()).read("c1")
    await store.close()
    await until(lambda: "_connection_worker_thread" not in str(threading.enumerate()))


async def test_a_broken_file_is_unavailable(sqlite_url: str, tmp_path: Path) -> None:
    """A file that is no database any more is said to be unavailable."""
    file = tmp_path / "concord.sqlite3"
    content = file.read_bytes()
    file.write_bytes(b"\xff" * len(content))
    store = open_store(sqlite_url, budget=PATIENCE)
    with pytest.raises(LedgerUnavailable, match="SQLITE_NOTADB"):
        await SqlLedger(store, make_vault()).read("c1")
    await store.close()


async def test_a_locked_case_is_said_to_be_unavailable(postgres_url: str) -> None:
    """While another process holds the case's row writing fails in time; then it heals."""
    store = _open(postgres_url)
    ledger = SqlLedger(store, make_vault())

    async def connected() -> bool:
        with suppress(LedgerUnavailable):
            return not await ledger.read("c1")
        return False

    await until(connected)
    await ledger.append(batch())
    other = await connect(postgres_url)
    hold = other.transaction()
    await hold.start()
    await other.execute("SELECT 1 FROM cases FOR UPDATE")
    assert 1 < await _refused_in(ledger) < IN_TIME
    await hold.rollback()
    await other.close()
    assert await ledger.append(batch("c1", 1, accepted())) == Appended(2)
    await store.close()


async def test_postgresql_gone_and_back(wire: Wire, wired: SqlLedger) -> None:
    """A server that went away is unavailable at once, and used again when it is back."""
    await wire.cut()
    for _ in range(3):
        assert await _refused_in(wired) < IN_TIME
        with pytest.raises(LedgerUnavailable):
            await wired.read("c1")
    await wire.mend()
    assert await wired.append(batch("c1", 1, accepted())) == Appended(2)


async def test_postgresql_silent_and_back(wire: Wire, wired: SqlLedger) -> None:
    """A server that answers nothing is given up within the budget, then used again."""
    wire.hang()
    assert await _refused_in(wired) < IN_TIME
    waits = await asyncio.gather(*(_refused_in(wired) for _ in range(30)))
    assert max(waits) < IN_TIME
    await wire.cut()
    await wire.mend()
    head = len(await wired.read("c1"))
    assert await wired.append(batch("c1", head, accepted())) == Appended(head + 1)


async def test_connections_ended_by_the_server_are_replaced(postgres_url: str) -> None:
    """A restart of the server costs nobody an answer: dead connections are found before use."""
    store = open_store(postgres_url, budget=PATIENCE)
    ledger = SqlLedger(store, make_vault())
    await ledger.append(batch())
    other = await connect(postgres_url)
    await other.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE pid <> pg_backend_pid() AND datname = current_database()"
    )
    await other.close()
    assert await ledger.append(batch("c1", 1, accepted())) == Appended(2)
    await store.close()


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    """Nobody listens: unavailable, at once."""
    store = open_store("postgresql+asyncpg://nobody@127.0.0.1:1/none")
    assert await _refused_in(SqlLedger(store, make_vault())) < IN_TIME
    await store.close()


async def test_a_database_that_is_not_there_is_unavailable(postgres_url: str) -> None:
    """The server is there, the database is not."""
    store = open_store(postgres_url.replace("concord_", "missing_"), budget=PATIENCE)
    with pytest.raises(LedgerUnavailable):
        await SqlLedger(store, make_vault()).read("c1")
    await store.close()


async def test_a_caller_who_leaves_takes_nothing_along(store: Store) -> None:
    """A cancelled write leaves the case whole and the ledger usable."""
    ledger = SqlLedger(store, make_vault())
    await ledger.append(batch())
    for delay in (0, 0.0005, 0.001, 0.002, 0.005):
        head = len(await ledger.read("c1"))
        leaving = asyncio.create_task(ledger.append(batch("c1", head, accepted())))
        await asyncio.sleep(delay)
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
    assert await ledger.verify("c1") is None
    await until(lambda: not store._leaving)
    head = len(await ledger.read("c1"))
    assert await ledger.append(batch("c1", head, accepted())) == Appended(head + 1)


async def test_errors_hold_no_content(store: Store) -> None:
    """What a statement was given never gets into an exception's words."""

    async def fail(transaction: object) -> None:
        async with store.engine.begin() as connection:
            await connection.execute(text("SELECT :a FROM nowhere"), {"a": SECRET})

    with pytest.raises(DBAPIError) as failure:
        await store.write(fail)
    assert "nowhere" in str(failure.value)
    assert SECRET not in str(failure.value)


async def test_sqlite_is_opened_so_that_nothing_confirmed_is_lost(sqlite_url: str) -> None:
    """Write-ahead log, a sync for every commit, foreign keys held, a bounded wait for locks."""
    store = open_store(sqlite_url)
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 1500}
    async with store.engine.connect() as connection:
        for name, value in wanted.items():
            assert await connection.scalar(text(f"PRAGMA {name}")) == value
    await store.close()


async def test_a_rehearsals_file_waits_for_no_disk(sqlite_url: str) -> None:
    """It need not outlive a power cut; everything else is as it is for a record."""
    store = open_store(sqlite_url, lasting=False)
    wanted = {"journal_mode": "wal", "synchronous": 0, "foreign_keys": 1, "busy_timeout": 1500}
    async with store.engine.connect() as connection:
        for name, value in wanted.items():
            assert await connection.scalar(text(f"PRAGMA {name}")) == value
    await store.close()


@pytest.mark.parametrize(
    "url", ["mysql://x/y", "sqlite+aiosqlite://", "sqlite+aiosqlite:///:memory:"]
)
def test_a_database_that_cannot_keep_a_record_is_refused(url: str) -> None:
    """Only a SQLite file or PostgreSQL will do, and the refusal says so."""
    with pytest.raises(ValueError, match=r"SQLite and PostgreSQL|needs a file"):
        open_store(url)


async def test_plain_urls_will_do(sqlite_url: str, tmp_path: Path) -> None:
    """A URL without a driver is opened with ours."""
    shutil.copyfile(tmp_path / "concord.sqlite3", tmp_path / "copy.sqlite3")
    store = open_store(f"sqlite:///{tmp_path}/copy.sqlite3", budget=PATIENCE)
    assert await SqlLedger(store, make_vault()).append(batch()) == Appended(1)
    await store.close()


def test_a_store_keeps_the_budget_it_was_opened_with(tmp_path: Path) -> None:
    """What is allowed in seconds holds for every call, not only for the driver's waiting."""
    assert open_store(f"sqlite+aiosqlite:///{tmp_path / 'a.db'}", budget=7.5).budget == 7.5
