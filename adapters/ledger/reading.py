"""Reading the record back, and checking the stored bytes of it."""

from typing import Any

from sqlalchemy import ColumnElement, Select, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import NullType

from adapters.ledger import check, sealing
from adapters.ledger.schema import cases, entries, people
from core.ports import CaseKey, Vault, VaultRefused
from core.record import Breach, Entry
from core.vocabulary import CaseStatus


async def read(transaction: AsyncConnection, vault: Vault, case: str) -> tuple[Entry, ...]:
    """All entries in order, private parts opened. Raises VaultRefused where one does not open."""
    row = await _case_row(transaction, case)
    if row is None:
        return ()
    key = sealing.key_of(vault, case, row)
    found = await transaction.execute(_rows_of(case))
    stored = [check.Stored(**one._mapping) for one in found]  # noqa: SLF001 - SQLAlchemy's public name
    return tuple(check.entry_of(one, _opened(vault, key, one)) for one in stored)


async def verify(transaction: AsyncConnection, vault: Vault, case: str) -> Breach | None:
    """The first fault of a case as it lies in the database, whatever was done to its columns."""
    row = await _case_row(transaction, case)
    found = await transaction.execute(_rows_of(case, raw=True))
    stored = [check.Stored(**one._mapping) for one in found]  # noqa: SLF001 - SQLAlchemy's public name
    if row is None:
        return check.breach_of(case, stored, check.EMPTY, None)
    head = check.Head(
        sequence=row.head,
        seal=row.seal,
        reference=row.reference,
        partnership=row.partnership,
        edition=row.edition,
    )
    try:
        key = sealing.key_of(vault, case, row)
    except VaultRefused:
        chain = check.breach_of(case, stored, head, None)
        return chain or Breach(sequence=1, why="the case's key does not open")
    return check.breach_of(
        case, stored, head, None if key is None else sealing.opener_of(vault, case, key)
    )


async def destroy_key(transaction: AsyncConnection, case: str) -> None:
    """Dispose of a case: what is private in it can never be read again."""
    await transaction.execute(update(cases).where(cases.c.id == case).values(wrapped_key=None))


async def cases_of(transaction: AsyncConnection, person: str, *, closed: bool) -> tuple[str, ...]:
    """Ids of the cases a person may see, soonest due first."""
    statement = select(cases.c.id).join(people, people.c.case == cases.c.id)
    return await _listed(transaction, statement, people.c.person == person, closed=closed)


async def cases_in(
    transaction: AsyncConnection, partnership: str, *, closed: bool
) -> tuple[str, ...]:
    """Ids of a partnership's cases, soonest due first."""
    statement = select(cases.c.id)
    return await _listed(transaction, statement, cases.c.partnership == partnership, closed=closed)


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
    """The case's row as it lies there, columns unread."""
    names = (
        "head",
        "seal",
        "reference",
        "partnership",
        "edition",
        "key_id",
        "ring_key",
        "wrapped_key",
    )
    columns = [_raw(cases.c[name]) for name in names]
    return (await transaction.execute(select(*columns).where(cases.c.id == case))).one_or_none()


def _rows_of(case: str, *, raw: bool = False) -> Select[Any]:
    columns = [_raw(column) if raw else column for column in entries.columns]
    return select(*columns).where(entries.c.case == case).order_by(entries.c.sequence)


def _raw(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column as the database hands it out: a changed byte must be found, not stumbled over."""
    return type_coerce(column, NullType()).label(column.key)


def _opened(vault: Vault, key: CaseKey | None, row: check.Stored) -> bytes | None:
    if key is None or row.private is None:
        return None
    return vault.open(key, sealing.private_place(row.case, row.sequence), row.private)
