"""Reads entries back, and checks their stored bytes."""

from types import SimpleNamespace
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    LargeBinary,
    Select,
    cast,
    func,
    select,
    type_coerce,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import NullType

from adapters.ledger.schema import cases, entries, people
from adapters.ledger.sealing import encrypt
from adapters.ledger.sealing import verify as check
from core.cases.record.seals import Breach, Entry
from core.ports import CaseKey, Vault, VaultRefused
from core.vocabulary import CaseStatus

_HEAD: Final = {
    "head": "sequence",
    "seal": "seal",
    "reference": "reference",
    "partnership": "partnership",
    "edition": "edition",
}
"""The columns of a case's row that ``Head`` holds, by field name."""
_KEY: Final = ("key_id", "ring_key", "wrapped_key")
_NO_TEXT: Final = (Integer, LargeBinary)


async def read(transaction: AsyncConnection, vault: Vault, case: str) -> tuple[Entry, ...]:
    """Return all entries in order, private parts decrypted. Raises VaultRefused if one cannot
    be.
    """
    row = await _case_row(transaction, case)
    if row is None:
        return ()
    key = encrypt.key_of(vault, case, row)
    found = (await transaction.execute(_rows_of(case))).mappings()
    stored = [check.Stored(**columns) for columns in found]
    return tuple(check.entry_of(one, _decrypted(vault, key, one)) for one in stored)


async def verify(transaction: AsyncConnection, vault: Vault, case: str) -> Breach | None:
    """Return the first fault of a case as stored, whatever was done to its columns, or None."""
    found = await _raw_rows(transaction, _rows_of(case), *entries.columns)
    stored = [check.Stored(**columns) for columns in found]
    row = select(cases).where(cases.c.id == case)
    heads = await _raw_rows(transaction, row, *(cases.c[name] for name in (*_HEAD, *_KEY)))
    if not heads:
        return check.breach_of(case, stored, check.EMPTY, None)
    head = check.Head(**{name: heads[0][column] for column, name in _HEAD.items()})
    try:
        key = encrypt.key_of(vault, case, SimpleNamespace(**heads[0]))
        opener = None if key is None else encrypt.opener_of(vault, case, key)
    except (VaultRefused, TypeError):
        chain = check.breach_of(case, stored, head, None)
        return chain or Breach(sequence=1, why="the case's key does not open")
    return check.breach_of(case, stored, head, opener)


async def destroy_key(transaction: AsyncConnection, case: str) -> None:
    """Destroy a case's key: its private parts can never be read again."""
    await transaction.execute(update(cases).where(cases.c.id == case).values(wrapped_key=None))


async def cases_of(transaction: AsyncConnection, person: str, *, closed: bool) -> tuple[str, ...]:
    """Return the ids of the cases a person may see, soonest due first."""
    statement = select(cases.c.id).join(people, people.c.case == cases.c.id)
    return await _listed(transaction, statement, people.c.person == person, closed=closed)


async def cases_in(
    transaction: AsyncConnection, partnership: str, *, closed: bool
) -> tuple[str, ...]:
    """Return the ids of a partnership's cases, soonest due first."""
    statement = select(cases.c.id)
    return await _listed(transaction, statement, cases.c.partnership == partnership, closed=closed)


async def pinned(transaction: AsyncConnection, partnership: str) -> dict[str, int]:
    """Count a partnership's cases that are not closed, by the edition they are pinned to."""
    found = await transaction.execute(
        select(cases.c.edition, func.count())
        .where(cases.c.partnership == partnership, cases.c.status != CaseStatus.CLOSED.value)
        .group_by(cases.c.edition)
    )
    return {row[0]: row[1] for row in found}


async def _listed(
    transaction: AsyncConnection,
    statement: Select[tuple[str]],
    which: ColumnElement[bool],
    *,
    closed: bool,
) -> tuple[str, ...]:
    statement = statement.where(which)
    if not closed:
        statement = statement.where(cases.c.status != CaseStatus.CLOSED.value)
    ordered = statement.order_by(cases.c.due.is_(None), cases.c.due, cases.c.id)
    return tuple(await transaction.scalars(ordered))


async def _case_row(transaction: AsyncConnection, case: str) -> Any:
    """Return the case's row, or None."""
    return (await transaction.execute(select(cases).where(cases.c.id == case))).one_or_none()


def _rows_of(case: str) -> Select[Any]:
    return select(entries).where(entries.c.case == case).order_by(entries.c.sequence)


async def _raw_rows(
    transaction: AsyncConnection, rows: Select[Any], *columns: Column[Any]
) -> list[dict[str, Any]]:
    """Return rows as raw values, so that a changed byte is found instead of failing to parse.

    SQLite stores any bytes as text, and any type in any column.
    """
    sqlite = transaction.dialect.name == "sqlite"
    texts = {one.name for one in columns if sqlite and not isinstance(one.type, _NO_TEXT)}
    raw = [
        type_coerce(cast(one, LargeBinary) if one.name in texts else one, NullType()).label(
            one.name
        )
        for one in columns
    ]
    found = await transaction.execute(rows.with_only_columns(*raw))
    return [
        {
            name: value.decode(errors="backslashreplace") if name in texts and value else value
            for name, value in row.items()
        }
        for row in found.mappings()
    ]


def _decrypted(vault: Vault, key: CaseKey | None, row: check.Stored) -> bytes | None:
    if key is None or row.private is None:
        return None
    return vault.open(key, encrypt.private_place(row.case, row.sequence), row.private)
