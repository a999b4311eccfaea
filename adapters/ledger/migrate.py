"""Migrates a database to this version's schema: in one transaction, one process at a time."""

import asyncio
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger.engine import Store
from core.ports import LedgerUnavailable

_SCRIPTS: Final = Path(__file__).parent / "migrations"
_MIGRATION_LOCK_SECONDS: Final = 60
"""Seconds to wait for another process that is migrating."""
_AGAIN_SECONDS: Final = 0.1
"""Seconds between two tries at a SQLite file that another process has locked."""
_LOCK: Final = 0x434F4E434F5244
"""Number of the advisory lock on PostgreSQL: "CONCORD"."""


def config() -> Config:
    """Return Alembic's configuration, made without a file."""
    settings = Config()
    settings.set_main_option("script_location", str(_SCRIPTS))
    settings.set_main_option("path_separator", "os")
    return settings


async def migrate(store: Store) -> None:
    """Bring the schema up to date, all or nothing.

    Raises RuntimeError if a newer Concord migrated this database, and LedgerUnavailable.
    """

    async def in_turn(transaction: AsyncConnection) -> None:
        if not store.is_sqlite:
            await transaction.execute(
                text(f"SET LOCAL lock_timeout = '{_MIGRATION_LOCK_SECONDS}s'")
            )
            await transaction.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        await transaction.run_sync(upgrade)

    # SQLite waits for its one lock only within its budget, and on a file's very first opening not
    # at all: ask again.
    loop = asyncio.get_running_loop()
    end = loop.time() + _MIGRATION_LOCK_SECONDS
    while True:
        try:
            return await store.write(in_turn, budget=2 * _MIGRATION_LOCK_SECONDS)
        except LedgerUnavailable:
            if not store.is_sqlite or loop.time() >= end:
                raise
        await asyncio.sleep(_AGAIN_SECONDS)


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the missing migrations in the connection's transaction, which the caller commits."""
    scripts = ScriptDirectory.from_config(config())
    known = {script.revision for script in scripts.walk_revisions()}
    found = MigrationContext.configure(connection).get_current_heads()
    if not set(found) <= known:
        raise RuntimeError("the database was migrated by a newer version of Concord")
    settings = config()
    settings.attributes["connection"] = connection
    command.upgrade(settings, revision)
