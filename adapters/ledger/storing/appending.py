"""Appends a batch in one transaction: events, outbox messages, and the next due times.

Locks are taken in one order everywhere (the case's row, then outbox rows), which prevents
deadlocks.
"""

from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger import dialects
from adapters.ledger.schema import cases, due, entries, people, requests
from adapters.ledger.sealing import encrypt, event_codec, verify
from adapters.ledger.storing import delivery_history, outbox_states
from adapters.ledger.storing.outbox import is_leased, write_attempt, write_messages
from core.cases.events import Event
from core.cases.record.ledger import Appended, Batch, CaseIndex, Collision, Duplicate, Superseded
from core.cases.record.seals import FIRST_SEAL
from core.ports import CaseKey, Vault

Outcome = Appended | Collision | Duplicate | Superseded


async def append(transaction: AsyncConnection, vault: Vault, batch: Batch) -> Outcome:
    """Write a batch, or return why not before anything is written.

    Raises IntegrityError if another transaction took a key in the meantime.
    """
    row = await _locked_row(transaction, batch.case)
    refused = await _refusal(transaction, batch, 0 if row is None else row.head)
    if refused is not None:
        return refused
    if row is None:
        await _write_new_case(transaction, vault, batch)
    else:
        await _write_known_case(transaction, vault, batch, row)
    await _replace_people(transaction, batch.case, set(batch.index.people))
    await _replace_due(transaction, batch)
    if batch.settlement is not None:
        await write_attempt(transaction, batch.settlement)
    await write_messages(transaction, batch)
    await delivery_history.update_history(transaction, batch)
    if batch.key:
        await transaction.execute(insert(requests).values(key=batch.key, case=batch.case))
    return Appended(batch.expected + len(batch.events))


async def case_of_request(transaction: AsyncConnection, key: str) -> str | None:
    """Return the case on which the request with this idempotency key was carried out, or None."""
    found: str | None = await transaction.scalar(
        select(requests.c.case).where(requests.c.key == key)
    )
    return found


async def _locked_row(transaction: AsyncConnection, case: str) -> Any:
    statement = select(
        cases.c.head,
        cases.c.seal,
        cases.c.key_id,
        cases.c.ring_key,
        cases.c.wrapped_key,
        cases.c.redraw_at,
    ).where(cases.c.id == case)
    return (await transaction.execute(statement.with_for_update())).one_or_none()


async def _refusal(
    transaction: AsyncConnection, batch: Batch, head: int
) -> Collision | Duplicate | Superseded | None:
    """Return why the batch may not be written; the case's row is locked, so the answer stays
    true.
    """
    if batch.key:
        earlier = await case_of_request(transaction, batch.key)
        if earlier is not None:
            return Duplicate(earlier)
    if batch.settlement is not None and not await is_leased(transaction, batch.settlement):
        return Superseded()
    return None if head == batch.expected else Collision()


async def _write_new_case(transaction: AsyncConnection, vault: Vault, batch: Batch) -> None:
    key = vault.new_key()
    locked = vault.lock(encrypt.key_place(batch.case), key.secret)
    rows = _sealed(vault, batch, key, FIRST_SEAL)
    await transaction.execute(
        insert(cases).values(
            id=batch.case,
            key_id=key.id,
            ring_key=locked.key,
            wrapped_key=locked.blob,
            redraw_at=outbox_states.recorded_at(batch),
            **_case_columns(batch, rows),
        )
    )
    await _write_entries(transaction, rows)


async def _write_known_case(
    transaction: AsyncConnection, vault: Vault, batch: Batch, row: Any
) -> None:
    key = encrypt.key_of(vault, batch.case, row) if _any_private(batch.events) else None
    rows = _sealed(vault, batch, key, row.seal)
    await transaction.execute(
        update(cases)
        .where(cases.c.id == batch.case)
        .values(
            redraw_at=row.redraw_at or outbox_states.recorded_at(batch) or outbox_states.ALWAYS_DUE,
            **_case_columns(batch, rows),
        )
    )
    await _write_entries(transaction, rows)


def _case_columns(batch: Batch, rows: list[verify.Stored]) -> dict[str, Any]:
    """Return the columns of the case's row after the batch; a lease on the case ends."""
    columns = _index_columns(batch.index)
    columns["wake_at"] = min((one.at for one in batch.due), default=None)
    columns["leased"] = False
    if rows:
        columns["head"] = rows[-1].sequence
        columns["seal"] = rows[-1].seal
    return columns


def _index_columns(index: CaseIndex) -> dict[str, Any]:
    return {
        "reference": index.reference,
        "partnership": index.partnership,
        "edition": index.edition,
        "status": index.status.value,
        "stage": index.stage,
        "due": index.due,
    }


def _any_private(events: tuple[Event, ...]) -> bool:
    return any(event_codec.is_private(event_codec.KINDS[type(event)]) for event in events)


def _sealed(
    vault: Vault, batch: Batch, key: CaseKey | None, previous: bytes
) -> list[verify.Stored]:
    """Encrypt the batch's events and seal each to the previous one."""
    committing = None if key is None else vault.commitment_key(key, batch.case)
    rows: list[verify.Stored] = []
    for sequence, event in enumerate(batch.events, start=batch.expected + 1):
        encoded = event_codec.encode(batch.case, sequence, event, committing)
        private = None
        if encoded.private is not None and key is not None:
            place = encrypt.private_place(batch.case, sequence)
            private = vault.seal(key, place, encoded.private)
        rows.append(verify.sealed_row(encoded, previous, private))
        previous = rows[-1].seal
    return rows


async def _write_entries(transaction: AsyncConnection, rows: list[verify.Stored]) -> None:
    if rows:
        names = [column.name for column in entries.columns]
        values = [{name: getattr(row, name) for name in names} for row in rows]
        await transaction.execute(insert(entries), values)


async def _replace_people(transaction: AsyncConnection, case: str, wanted: set[str]) -> None:
    """Replace the people of a case; they seldom change, so only the difference is written."""
    found = await transaction.scalars(select(people.c.person).where(people.c.case == case))
    there = set(found)
    if gone := there - wanted:
        which = dialects.is_one_of(transaction, people.c.person, sorted(gone))
        await transaction.execute(delete(people).where(people.c.case == case, which))
    if new := wanted - there:
        await transaction.execute(
            insert(people), [{"case": case, "person": person} for person in sorted(new)]
        )


async def _replace_due(transaction: AsyncConnection, batch: Batch) -> None:
    found = await transaction.execute(select(due.c.key, due.c.at).where(due.c.case == batch.case))
    there = {row.key: row.at for row in found}
    wanted = {one.key: one.at for one in batch.due}
    if gone := [key for key, at in there.items() if wanted.get(key) != at]:
        which = dialects.is_one_of(transaction, due.c.key, gone)
        await transaction.execute(delete(due).where(due.c.case == batch.case, which))
    if new := [key for key, at in wanted.items() if there.get(key) != at]:
        await transaction.execute(
            insert(due), [{"case": batch.case, "key": key, "at": wanted[key]} for key in new]
        )
