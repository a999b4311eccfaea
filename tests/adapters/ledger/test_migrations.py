"""The schema is what the migrations make of an empty database."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger.engine import open_store
from adapters.ledger.migrate import migrate, upgrade
from adapters.ledger.schema import metadata
from adapters.ledger.sql import SqlLedger
from core.cases.record.ledger import Appended
from core.ports import LedgerUnavailable
from tests.adapters.ledger.stories import batch
from tests.databases import PATIENCE, make_vault, url_of


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of each kind, without tables."""
    if request.param == "sqlite":
        return url_of(tmp_path / "empty.sqlite3")
    url: str = request.getfixturevalue("empty_postgres_url")
    return url


def _differences(connection: Connection) -> list[Any]:
    options = {"compare_type": True, "compare_server_default": True}
    differences: list[Any] = compare_metadata(
        MigrationContext.configure(connection, opts=options), metadata
    )
    return differences


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


async def test_migrated_is_what_the_code_expects(empty_url: str) -> None:
    """Migrations from nothing lead to exactly the tables the ledger uses, and can run again."""
    store = open_store(empty_url, budget=PATIENCE)
    await migrate(store)
    await migrate(store)
    async with store.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
        assert await connection.run_sync(_tables) == {*metadata.tables, "alembic_version"}
    assert await SqlLedger(store, make_vault()).append(batch()) == Appended(1)
    await store.close()


async def test_processes_that_start_together_do_not_collide(empty_url: str) -> None:
    """Several processes migrate the same empty database at once: each finds it ready."""
    stores = [open_store(empty_url, budget=PATIENCE) for _ in range(4)]
    await asyncio.gather(*map(migrate, stores))
    for number, store in enumerate(stores):
        ledger = SqlLedger(store, make_vault())
        assert await ledger.append(batch(f"c{number}")) == Appended(1)
        await store.close()


async def test_a_locked_file_is_asked_again(tmp_path: Path) -> None:
    """SQLite may refuse the very first opening at once: that is no reason not to start."""
    store = open_store(url_of(tmp_path / "empty.sqlite3"), budget=PATIENCE)
    refused, write = list[str](), store.write

    async def locked(*args: Any, **named: Any) -> Any:
        if len(refused) < 3:
            refused.append("SQLITE_BUSY")
            raise LedgerUnavailable(refused[-1])
        return await write(*args, **named)

    store.write = locked  # type: ignore[method-assign]
    await migrate(store)
    assert len(refused) == 3
    assert await SqlLedger(store, make_vault()).append(batch()) == Appended(1)
    await store.close()


async def test_a_migration_that_is_cut_off_leaves_nothing(empty_url: str) -> None:
    """Half a migration is no migration: the next start begins again."""
    store = open_store(empty_url, budget=PATIENCE)

    async def cut_off(transaction: AsyncConnection) -> None:
        await transaction.run_sync(upgrade)
        raise InterruptedError

    with pytest.raises(Exception, match="InterruptedError"):
        await store.write(cut_off)
    async with store.engine.connect() as connection:
        assert await connection.run_sync(_tables) == set()
    await migrate(store)
    await store.close()


async def test_an_older_concord_refuses_a_newer_database(empty_url: str) -> None:
    """Code that does not know the schema it finds does not touch it."""
    store = open_store(empty_url, budget=PATIENCE)
    await migrate(store)
    async with store.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(RuntimeError, match="newer version"):
        await migrate(store)
    await store.close()
