"""The outbox in SQL: store once, lease to senders, write results."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger import dialects
from adapters.ledger.schema import cases, outbox
from adapters.ledger.storing import outbox_rows, outbox_states
from adapters.ledger.storing.redraws import lock_case_of
from core.cases.record.ledger import Batch
from core.outbox import AttemptResult, Letter, MessageState, Stored, StoredLetter, StoredMessage
from core.ports import Vault
from core.vocabulary import LetterKind


async def write_messages(transaction: AsyncConnection, batch: Batch) -> None:
    """Store the outbox messages of a batch; a key that is stored already is not stored again."""
    if not batch.messages:
        return
    at = outbox_states.recorded_at(batch)
    rows = [outbox_rows.message_columns(batch.case, m, at or m.not_before) for m in batch.messages]
    await transaction.execute(_insert(transaction), rows)


async def owe(transaction: AsyncConnection, vault: Vault, letters: Sequence[Letter]) -> int:
    """Store letters whose key is not stored already; return how many."""
    new = 0
    for one in letters:
        row = outbox_rows.letter_columns(vault, one)
        new += (await transaction.execute(_insert(transaction).values(row))).rowcount
    return new


def _insert(transaction: AsyncConnection) -> Any:
    return dialects.insert(transaction, outbox).on_conflict_do_nothing(index_elements=["key"])


async def is_leased(transaction: AsyncConnection, settlement: AttemptResult) -> bool:
    """Return whether the message is still under this lease, in the state that the result starts
    from; if so, its row stays locked.
    """
    statement = select(outbox.c.id).where(_lease(settlement)).with_for_update()
    return await transaction.scalar(statement) is not None


async def write_attempt(transaction: AsyncConnection, settlement: AttemptResult) -> bool:
    """Write an attempt's result. Return False, and write nothing, if the lease was lost."""
    statement = select(outbox.c.not_before).where(_lease(settlement))
    before: datetime | None = await transaction.scalar(statement)
    if before is None:
        return False
    not_before = settlement.not_before or before
    written = await transaction.execute(
        update(outbox)
        .where(_lease(settlement))
        .values(
            state=settlement.state.value,
            attempts=settlement.attempts,
            reports=settlement.reports,
            not_before=not_before,
            ready_at=outbox_states.ready_at(settlement, not_before),
            ended_at=settlement.ended_at,
            error=settlement.error,
            platform_message=settlement.platform_message,
            drawn_sequence=settlement.drawn_sequence,
        )
    )
    return written.rowcount == 1


async def write_attempt_alone(
    transaction: AsyncConnection, vault: Vault, settlement: AttemptResult, news: Sequence[Letter]
) -> bool:
    """Write an attempt's result without events, and the letters owed by it. A case is marked for
    redrawing, since what was sent may be stale already. Return False if the lease was lost.
    """
    case = await lock_case_of(transaction, settlement.id)
    if not await write_attempt(transaction, settlement):
        return False
    if case is not None:
        await transaction.execute(
            update(cases)
            .where(cases.c.id == case, cases.c.redraw_at.is_(None))
            .values(redraw_at=outbox_states.ALWAYS_DUE)
        )
    elif settlement.channel is not None:
        await _write_channel(transaction, vault, settlement)
    await owe(transaction, vault, news)
    return True


async def _write_channel(
    transaction: AsyncConnection, vault: Vault, settlement: AttemptResult
) -> None:
    """Store where a letter was told."""
    told = await message_by_id(transaction, vault, settlement.id)
    if isinstance(told, StoredLetter):
        letter = replace(told.letter, channel=settlement.channel)
        columns = outbox_rows.private_columns(vault, letter)
        await transaction.execute(
            update(outbox).where(outbox.c.id == settlement.id).values(**columns)
        )


async def ready_queues(transaction: AsyncConnection, now: datetime) -> tuple[str, ...]:
    """Return the queues in which a message is ready to be sent now, sorted."""
    found = await transaction.scalars(
        select(outbox.c.queue).where(outbox.c.ready_at <= now).distinct().order_by(outbox.c.queue)
    )
    return tuple(found)


async def claim(  # noqa: PLR0917 - what is claimed
    transaction: AsyncConnection, vault: Vault, now: datetime, queue: str, limit: int, lease: float
) -> tuple[Stored, ...]:
    """Lease messages of a queue for ``lease`` seconds: by attention, then in the order they became
    ready.
    """
    return await _claim(transaction, vault, outbox.c.queue == queue, now, limit, lease)


async def claim_letter(
    transaction: AsyncConnection, vault: Vault, key: str, now: datetime, lease: float
) -> StoredLetter | None:
    """Lease one letter for ``lease`` seconds; None where it is not there or not due."""
    which = and_(outbox.c.key == key, outbox.c.case.is_(None))
    claimed = await _claim(transaction, vault, which, now, 1, lease)
    return next((one for one in claimed if isinstance(one, StoredLetter)), None)


async def _claim(  # noqa: PLR0917 - what is claimed
    transaction: AsyncConnection,
    vault: Vault,
    which: ColumnElement[bool],
    now: datetime,
    limit: int,
    lease: float,
) -> tuple[Stored, ...]:
    """Rows are locked first and updated by id, because the sender must be told the state a row was
    in.
    """
    found = await transaction.execute(
        select(outbox)
        .where(which, outbox.c.ready_at <= now)
        .order_by(outbox.c.attention, outbox.c.ready_at, outbox.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = [outbox_rows.stored(vault, row) for row in found]
    if rows:
        ids = dialects.is_one_of(transaction, outbox.c.id, [row.id for row in rows])
        await transaction.execute(
            update(outbox)
            .where(ids)
            .values(
                state=MessageState.SENDING.value,
                epoch=outbox.c.epoch + 1,
                ready_at=now + timedelta(seconds=lease),
            )
        )
    return tuple(
        replace(row, epoch=row.epoch + 1, state=outbox_states.state_for_sender(row.state))
        for row in rows
    )


async def message_by_id(transaction: AsyncConnection, vault: Vault, number: int) -> Stored | None:
    """Return an outbox message by its id, or None."""
    row = (await transaction.execute(select(outbox).where(outbox.c.id == number))).first()
    return None if row is None else outbox_rows.stored(vault, row)


async def letter_by_key(
    transaction: AsyncConnection, vault: Vault, key: str
) -> StoredLetter | None:
    """Return a letter by its key, or None."""
    found = await transaction.execute(
        select(outbox).where(outbox.c.key == key, outbox.c.case.is_(None))
    )
    row = found.first()
    return None if row is None else outbox_rows.stored_letter(vault, row)


async def delivered_to(
    transaction: AsyncConnection, case: str, person: str
) -> tuple[StoredMessage, ...]:
    """Return the messages of a case that a person was sent, newest first."""
    found = await transaction.execute(
        select(outbox)
        .where(
            outbox.c.case == case,
            outbox.c.person == person,
            outbox.c.state == MessageState.TOLD.value,
        )
        .order_by(outbox.c.id.desc())
    )
    return tuple(map(outbox_rows.stored_message, found))


async def unfinished_messages(transaction: AsyncConnection, case: str) -> tuple[StoredMessage, ...]:
    """Return a case's outbox messages that are not finished, oldest first."""
    unfinished = [one.value for one in outbox_states.UNFINISHED]
    found = await transaction.execute(
        select(outbox)
        .where(outbox.c.case == case, outbox.c.state.in_(unfinished))
        .order_by(outbox.c.id)
    )
    return tuple(map(outbox_rows.stored_message, found))


async def purge_letters(transaction: AsyncConnection, now: datetime, limit: int) -> int:
    """Delete up to ``limit`` letters that ended long ago; return how many."""
    of_code = outbox.c.purpose == LetterKind.SIGN_IN_CODE.value
    ended = or_(
        outbox.c.ended_at <= now - outbox_states.LETTERS_LAST,
        and_(of_code, outbox.c.ended_at <= now - outbox_states.SIGN_IN_CODES_LAST),
    )
    over = select(outbox.c.id).where(outbox.c.case.is_(None), ended).limit(limit)
    deleted = await transaction.execute(delete(outbox).where(outbox.c.id.in_(over)))
    return deleted.rowcount


def _lease(settlement: AttemptResult) -> ColumnElement[bool]:
    return and_(
        outbox.c.id == settlement.id,
        outbox.c.epoch == settlement.epoch,
        outbox.c.state == settlement.was.value,
    )
