"""History cannot be changed unseen, and what is private is not to be found in the database."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger.engine import Store, open_store
from adapters.ledger.sealing import encrypt
from adapters.ledger.sql import SqlKeyValueStore, SqlLedger
from adapters.ledger.storing import reading
from adapters.vault import AesGcmVault, KeyRing
from core.cases.record.seals import Breach, canonical
from core.ports import KeyMissing, Tampered
from tests.adapters.ledger.stories import SECRET, TEXTS, accepted, batch, note
from tests.databases import PATIENCE, connect, make_vault

ENTRY_COLUMNS = ("case", "sequence", "recorded_at", "kind", "body", "previous", "seal", "private")
CASE_COLUMNS = (
    *("id", "head", "seal", "reference", "partnership", "edition"),
    *("key_id", "ring_key", "wrapped_key"),
)
SAMPLES = 400


@pytest.fixture
async def whole(store: Store, vault: AesGcmVault) -> SqlLedger:
    """A ledger with two cases, of four entries and of one."""
    ledger = SqlLedger(store, vault)
    await ledger.append(batch("c1", messages=()))
    await ledger.append(batch("c1", 1, note("one"), accepted(), note("two")))
    await ledger.append(batch("c2"))
    return ledger


@asynccontextmanager
async def surgery(store: Store) -> AsyncIterator[AsyncConnection]:
    """A transaction in which nothing protects the tables; all of it is undone."""
    async with store.engine.connect() as connection, connection.begin() as transaction:
        await _disarm(store, connection)
        yield connection
        await transaction.rollback()


async def _disarm(store: Store, connection: AsyncConnection) -> None:
    if store.is_sqlite:
        await connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        for name in ("entries_no_update", "entries_no_delete"):
            await connection.execute(text(f"DROP TRIGGER {name}"))
    else:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))


def _changed(value: Any, randomness: random.Random, *, sqlite: bool) -> Any:
    """The value with one bit of one byte flipped, or as near as its type comes to that."""
    if isinstance(value, bool | int):
        return value ^ (1 << randomness.randrange(4, 16))
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1 << randomness.randrange(40))
    kept = bytearray(value.encode() if isinstance(value, str) else value)
    bits = 8 if isinstance(value, bytes) or sqlite else 4
    kept[randomness.randrange(len(kept))] ^= 1 << randomness.randrange(bits)
    return bytes(kept) if isinstance(value, bytes) or sqlite else kept.decode()


async def _mutate(
    connection: AsyncConnection, table: str, where: str, column: str, randomness: random.Random
) -> str:
    """Change one byte of one column of one row; what was done, for the failure's words."""
    sqlite = connection.dialect.name == "sqlite"
    found = await connection.execute(text(f'SELECT "{column}" FROM {table} WHERE {where}'))  # noqa: S608
    value = found.scalar_one()
    changed = _changed(value, randomness, sqlite=sqlite)
    new = "CAST(:new AS TEXT)" if sqlite and isinstance(value, str) else ":new"
    if isinstance(value, datetime):
        new = "CAST(:new AS timestamptz)"
    await connection.execute(
        text(f'UPDATE {table} SET "{column}" = {new} WHERE {where}'),  # noqa: S608
        {"new": changed},
    )
    return f"{table}.{column} {where}: {value!r} -> {changed!r}"


@pytest.mark.parametrize("seed", range(4))
async def test_every_changed_byte_is_found(whole: SqlLedger, store: Store, seed: int) -> None:
    """Whichever byte of an entry or of its case's row is changed, verify finds it."""
    randomness = random.Random(seed)
    assert await whole.verify("c1") is None
    async with surgery(store) as connection:
        for _ in range(SAMPLES // 4):
            sequence = randomness.randint(1, 4)
            where = f"\"case\" = 'c1' AND sequence = {sequence}"
            table, column = "entries", randomness.choice(ENTRY_COLUMNS)
            if column == "private" and sequence == 3:
                continue  # nothing is stored there
            if randomness.random() < 0.3:
                table, where, column = "cases", "id = 'c1'", randomness.choice(CASE_COLUMNS)
            async with connection.begin_nested() as undone:
                change = await _mutate(connection, table, where, column, randomness)
                assert await reading.verify(connection, make_vault(), "c1"), (seed, change)
                await undone.rollback()
        assert await reading.verify(connection, make_vault(), "c1") is None


@pytest.mark.parametrize(
    ("deed", "breach"),
    [
        (
            "DELETE FROM entries WHERE \"case\" = 'c1' AND sequence = 4",
            Breach(sequence=4, why="the record was cut short"),
        ),
        (
            "DELETE FROM entries WHERE \"case\" = 'c1'",
            Breach(sequence=1, why="the record was cut short"),
        ),
        (
            "DELETE FROM entries WHERE \"case\" = 'c1' AND sequence = 2",
            Breach(sequence=2, why="an entry is missing or out of order"),
        ),
        (
            "DELETE FROM cases WHERE id = 'c1'",
            Breach(sequence=4, why="the case does not know its last entry"),
        ),
        (
            "UPDATE entries SET private = NULL WHERE \"case\" = 'c1' AND sequence = 2",
            Breach(sequence=2, why="its private part is missing or not its own"),
        ),
        (
            "UPDATE entries SET private = seal WHERE \"case\" = 'c1' AND sequence = 3",
            Breach(sequence=3, why="its private part is missing or not its own"),
        ),
    ],
)
async def test_what_is_taken_away_or_slipped_in_is_found(
    whole: SqlLedger, store: Store, deed: str, breach: Breach
) -> None:
    """A record cut short, with a hole, without its case or with parts that were never sealed."""
    async with surgery(store) as connection:
        await connection.execute(text(deed))
        assert await reading.verify(connection, make_vault(), "c1") == breach
    assert await whole.verify("c1") is None


@pytest.mark.parametrize(
    ("column", "one", "other"),
    [
        ("private", "\"case\"='c1' AND sequence=2", "\"case\"='c1' AND sequence=4"),
        ("private", "\"case\"='c1' AND sequence=1", "\"case\"='c2' AND sequence=1"),
        ("wrapped_key", "id='c1'", "id='c2'"),
    ],
)
async def test_swapped_ciphertexts_do_not_open(
    whole: SqlLedger, store: Store, column: str, one: str, other: str
) -> None:
    """A ciphertext in another's place is found by verify, and reading refuses to show it."""
    table = "cases" if column == "wrapped_key" else "entries"
    async with surgery(store) as connection:
        query = f"SELECT {column} FROM {table} WHERE "  # noqa: S608
        first = await connection.scalar(text(query + one))
        second = await connection.scalar(text(query + other))
        change = f"UPDATE {table} SET {column} = :new WHERE "  # noqa: S608
        await connection.execute(text(change + one), {"new": second})
        await connection.execute(text(change + other), {"new": first})
        assert await reading.verify(connection, make_vault(), "c1") is not None
        with pytest.raises(Tampered):
            await reading.read(connection, make_vault(), "c1")
    assert len(await whole.read("c1")) == 4


async def test_a_record_recomputed_around_a_changed_text_is_found(
    whole: SqlLedger, store: Store, vault: AesGcmVault
) -> None:
    """Who knows the ring can encrypt another text, but not commit the sealed entry to it."""
    async with surgery(store) as connection:
        row = (await connection.execute(text("SELECT * FROM cases WHERE id='c1'"))).one()
        key = encrypt.key_of(vault, "c1", row)
        assert key is not None
        words = canonical({"case": "c1", "sequence": 2, "private": {"text": "forged"}})
        forged = vault.seal(key, encrypt.private_place("c1", 2), words)
        await connection.execute(
            text("UPDATE entries SET private=:new WHERE \"case\"='c1' AND sequence=2"),
            {"new": forged},
        )
        breach = await reading.verify(connection, vault, "c1")
        assert breach == Breach(sequence=2, why="its private part is not what was sealed")
    assert await whole.verify("c1") is None


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE entries SET kind = 'accepted'",
        "UPDATE entries SET sequence = sequence",
        "DELETE FROM entries",
        "DELETE FROM access_log",
        "UPDATE access_log SET person = 'nobody'",
    ],
)
async def test_the_record_can_only_be_added_to(whole: SqlLedger, store: Store, deed: str) -> None:
    """The database itself refuses to change or delete entries and the log of who read them."""
    await whole.consulted("ann", "c1", "record", accepted().at)
    async with store.engine.connect() as connection:
        with pytest.raises(DBAPIError, match="can only be added to"):
            await connection.execute(text(deed))
        await connection.rollback()
    assert len(await whole.read("c1")) == 4


async def test_an_entry_cannot_be_replaced_or_doubled(whole: SqlLedger, store: Store) -> None:
    """A second entry with the same number is refused, however it is asked for."""
    columns = "INTO entries SELECT * FROM entries WHERE \"case\" = 'c1' AND sequence = 1"
    deeds = [f"INSERT {columns}"]
    deeds += [f"INSERT OR REPLACE {columns}"] if store.is_sqlite else ["TRUNCATE entries"]
    for deed in deeds:
        async with store.engine.connect() as connection:
            with pytest.raises(DBAPIError, match=r"can only be added to|unique|UNIQUE"):
                await connection.execute(text(deed))
            await connection.rollback()
    assert await whole.verify("c1") is None


async def test_private_text_is_not_in_the_sqlite_files(sqlite_url: str, tmp_path: Path) -> None:
    """Neither narrative nor documents are in the database file, its log or anything beside it."""
    store = open_store(sqlite_url, budget=PATIENCE)
    await _fill(store)
    before = _contents(tmp_path)
    await store.close()
    kept = before + _contents(tmp_path)
    assert any(b"ESC-0000-0000" in content for content in kept)
    assert not any(SECRET.encode() in content for content in kept)


def _contents(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.iterdir()]


async def test_private_text_is_not_in_a_postgresql_dump(postgres_url: str) -> None:
    """Neither narrative nor documents are in any column of any table."""
    store = open_store(postgres_url, budget=PATIENCE)
    await _fill(store)
    await store.close()
    connection = await connect(postgres_url)
    try:
        names = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname='public'")
        dump = ""
        for row in names:
            lines = await connection.fetch(f'SELECT t::text FROM "{row[0]}" AS t')  # noqa: S608
            dump += "\n".join(line[0] for line in lines)
    finally:
        await connection.close()
    assert "ESC-0000-0000" in dump
    assert SECRET not in dump
    assert SECRET.encode().hex() not in dump


async def _fill(store: Store) -> None:
    ledger, documents = SqlLedger(store, make_vault()), SqlKeyValueStore(store, make_vault())
    await ledger.append(batch())
    await ledger.append(batch("c1", 1, note()))
    await documents.put(TEXTS, "ann", SECRET, None)
    assert SECRET in str(await ledger.read("c1"))


async def test_documents_open_only_in_their_own_place(store: Store, vault: AesGcmVault) -> None:
    """A document moved to another key or collection is refused."""
    documents = SqlKeyValueStore(store, vault)
    await documents.put(TEXTS, "ann", "one", None)
    async with store.engine.begin() as connection:
        await connection.execute(text("UPDATE documents SET key = 'bob'"))
    with pytest.raises(Tampered):
        await documents.get(TEXTS, "bob")


async def test_a_rotated_ring_still_opens_and_a_lost_key_says_so(
    whole: SqlLedger, store: Store
) -> None:
    """What an older key locked opens while the ring holds it; without it the refusal is clear."""
    rotated = AesGcmVault(KeyRing({"new": b"n" * 32, "newer": b"x" * 32}, current="newer"))
    assert len(await SqlLedger(store, rotated).read("c1")) == 4
    lost = SqlLedger(store, AesGcmVault(KeyRing({"newer": b"x" * 32}, current="newer")))
    with pytest.raises(KeyMissing, match="'new' is not on the ring"):
        await lost.read("c1")
    wrong = SqlLedger(store, AesGcmVault(KeyRing({"new": b"w" * 32}, current="new")))
    with pytest.raises(Tampered):
        await wrong.read("c1")
    with pytest.raises(Tampered):
        await wrong.append(batch("c1", 4, note()))
    assert await wrong.verify("c1") == Breach(sequence=1, why="the case's key does not open")
    assert await whole.verify("c1") is None
