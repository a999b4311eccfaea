"""Outbox messages in SQL: store once, lease to senders, write results, lease stale ones for
redrawing.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger import dialects
from adapters.ledger.schema import cases, owed
from adapters.ledger.storing import outbox_states
from core.cases.record.ledger import (
    AttemptResult,
    Batch,
    MessageState,
    OutboxMessage,
    StoredMessage,
)
from core.vocabulary import Purpose

_URGENT, _USUAL = 0, 1


async def write_messages(transaction: AsyncConnection, batch: Batch) -> None:
    """Store the outbox messages of a batch; a key that is stored already is not stored again."""
    if not batch.debts:
        return
    at = outbox_states.recorded_at(batch)
    fresh = dialects.insert(transaction, owed).on_conflict_do_nothing(index_elements=["key"])
    rows = [_columns(batch.case, debt, at or debt.not_before) for debt in batch.debts]
    await transaction.execute(fresh, rows)


async def is_leased(transaction: AsyncConnection, settlement: AttemptResult) -> bool:
    """Return whether the message is still under this lease, in the state that the result starts
    from; if so, its row stays locked.
    """
    statement = select(owed.c.id).where(_lease(settlement)).with_for_update()
    return await transaction.scalar(statement) is not None


async def write_attempt(transaction: AsyncConnection, settlement: AttemptResult) -> bool:
    """Write an attempt's result. Return False, and write nothing, if the lease was lost."""
    statement = select(owed.c.not_before).where(_lease(settlement))
    before: datetime | None = await transaction.scalar(statement)
    if before is None:
        return False
    not_before = settlement.not_before or before
    written = await transaction.execute(
        update(owed)
        .where(_lease(settlement))
        .values(
            state=settlement.state.value,
            attempts=settlement.attempts,
            not_before=not_before,
            ready_at=outbox_states.ready_at(settlement, not_before),
            error=settlement.error,
            message=settlement.message,
            drawn_sequence=settlement.drawn_sequence,
        )
    )
    return written.rowcount == 1


async def write_attempt_alone(transaction: AsyncConnection, settlement: AttemptResult) -> bool:
    """Write an attempt's result without events, and mark the case for redrawing, since what was
    sent may be stale already. Return False if the lease was lost.
    """
    case = await _lock_case_of(transaction, settlement.owed)
    if case is None or not await write_attempt(transaction, settlement):
        return False
    await transaction.execute(
        update(cases)
        .where(cases.c.id == case, cases.c.redraw_at.is_(None))
        .values(redraw_at=outbox_states.ALWAYS_DUE)
    )
    return True


async def ready_queues(transaction: AsyncConnection, now: datetime) -> tuple[str, ...]:
    """Return the queues in which a message is ready to be sent now, sorted."""
    found = await transaction.scalars(
        select(owed.c.lane).where(owed.c.ready_at <= now).distinct().order_by(owed.c.lane)
    )
    return tuple(found)


async def claim(
    transaction: AsyncConnection, now: datetime, lane: str, limit: int, lease: float
) -> tuple[StoredMessage, ...]:
    """Lease messages of a queue for ``lease`` seconds: urgent first, then in the order they became
    ready.

    Rows are locked first and updated by id, because the sender must be told the state a row was in.
    """
    found = await transaction.execute(
        select(owed)
        .where(owed.c.lane == lane, owed.c.ready_at <= now)
        .order_by(owed.c.rank, owed.c.ready_at, owed.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = [_stored_message(row) for row in found]
    if rows:
        which = dialects.is_one_of(transaction, owed.c.id, [row.id for row in rows])
        await transaction.execute(
            update(owed)
            .where(which)
            .values(
                state=MessageState.SENDING.value,
                epoch=owed.c.epoch + 1,
                ready_at=now + timedelta(seconds=lease),
            )
        )
    return tuple(
        replace(row, epoch=row.epoch + 1, state=outbox_states.state_for_sender(row.state))
        for row in rows
    )


async def claim_stale(
    transaction: AsyncConnection, now: datetime, limit: int, lease: float
) -> tuple[StoredMessage, ...]:
    """Lease stale messages of the cases that waited longest; whole cases are leased, for ``lease``
    seconds.
    """
    claimed: list[StoredMessage] = []
    while not claimed:
        waiting = tuple(
            await transaction.scalars(
                select(cases.c.id)
                .where(cases.c.redraw_at <= now)
                .order_by(cases.c.redraw_at, cases.c.id)
                .limit(limit)
                .with_for_update(skip_locked=True)
            )
        )
        if not waiting:
            break
        claimed = await _lease_redraws(transaction, waiting, limit, now + timedelta(seconds=lease))
    return tuple(claimed)


async def _lease_redraws(
    transaction: AsyncConnection, waiting: tuple[str, ...], limit: int, until: datetime
) -> list[StoredMessage]:
    found = await transaction.execute(
        select(owed)
        .join(cases, cases.c.id == owed.c.case)
        .where(
            dialects.is_one_of(transaction, owed.c.case, waiting),
            _is_delivered(),
            owed.c.drawn_sequence < cases.c.head,
        )
        .order_by(cases.c.redraw_at, cases.c.id, owed.c.id)
    )
    stale = [_stored_message(row) for row in found]
    claimed = stale[:limit]
    taken = {row.case for row in claimed}
    # Cases whose stale messages exceed the limit stay due; cases without any are done.
    done = set(waiting) - {row.case for row in stale}
    for which, redraw_at in ((taken, until), (done, None)):
        if which:
            await transaction.execute(
                update(cases)
                .where(dialects.is_one_of(transaction, cases.c.id, sorted(which)))
                .values(redraw_at=redraw_at)
            )
    return claimed


async def message_by_id(transaction: AsyncConnection, number: int) -> StoredMessage | None:
    """Return an outbox message by its id, or None."""
    row = (await transaction.execute(select(owed).where(owed.c.id == number))).first()
    return None if row is None else _stored_message(row)


async def delivered_to(
    transaction: AsyncConnection, case: str, person: str
) -> tuple[StoredMessage, ...]:
    """Return the messages of a case that a person was sent, newest first."""
    found = await transaction.execute(
        select(owed)
        .where(
            owed.c.case == case,
            owed.c.person == person,
            owed.c.state == MessageState.TOLD.value,
        )
        .order_by(owed.c.id.desc())
    )
    return tuple(map(_stored_message, found))


async def unfinished_messages(transaction: AsyncConnection, case: str) -> tuple[StoredMessage, ...]:
    """Return a case's outbox messages that are not finished, oldest first."""
    found = await transaction.execute(
        select(owed)
        .where(
            owed.c.case == case, owed.c.state.in_([one.value for one in outbox_states.UNFINISHED])
        )
        .order_by(owed.c.id)
    )
    return tuple(map(_stored_message, found))


async def store_drawn_sequence(transaction: AsyncConnection, number: int, sequence: int) -> None:
    """Store which entry of the case a message shows; the last stale message of a case ends its
    lease.
    """
    case = await _lock_case_of(transaction, number)
    if case is None:
        return
    await transaction.execute(
        update(owed)
        .where(owed.c.id == number, owed.c.drawn_sequence < sequence)
        .values(drawn_sequence=sequence)
    )
    oldest = await transaction.scalar(
        select(owed.c.drawn_sequence)
        .where(owed.c.case == case, _is_delivered())
        .order_by(owed.c.drawn_sequence)
        .limit(1)
    )
    if oldest is None or oldest >= sequence:
        head = await transaction.scalar(select(cases.c.head).where(cases.c.id == case))
        stale = oldest is not None and head is not None and oldest < head
        await transaction.execute(
            update(cases)
            .where(cases.c.id == case)
            .values(redraw_at=outbox_states.ALWAYS_DUE if stale else None)
        )


async def end_redraw_lease(transaction: AsyncConnection, case: str) -> None:
    """End the lease of a case; if a message delivered meanwhile is stale, the case is due again."""
    head = await transaction.scalar(
        select(cases.c.head).where(cases.c.id == case).with_for_update()
    )
    if head is None:
        return
    stale = await transaction.scalar(
        select(owed.c.id)
        .where(owed.c.case == case, _is_delivered(), owed.c.drawn_sequence < head)
        .limit(1)
    )
    again = outbox_states.ALWAYS_DUE if stale is not None else None
    await transaction.execute(update(cases).where(cases.c.id == case).values(redraw_at=again))


async def _lock_case_of(transaction: AsyncConnection, number: int) -> str | None:
    """Lock the case of an outbox message: always the case's row before the message's."""
    case: str | None = await transaction.scalar(select(owed.c.case).where(owed.c.id == number))
    if case is not None:
        await transaction.execute(select(cases.c.id).where(cases.c.id == case).with_for_update())
    return case


def _lease(settlement: AttemptResult) -> ColumnElement[bool]:
    return and_(
        owed.c.id == settlement.owed,
        owed.c.epoch == settlement.epoch,
        owed.c.state == settlement.was.value,
    )


def _is_delivered() -> ColumnElement[bool]:
    return and_(owed.c.state == MessageState.TOLD.value, owed.c.message != "")


def _columns(case: str, debt: OutboxMessage, at: datetime) -> dict[str, Any]:
    return {
        "key": debt.key,
        "case": case,
        "person": debt.person,
        "purpose": debt.purpose.value,
        "stage": debt.stage,
        "about": debt.about,
        "rank": _URGENT if debt.urgent else _USUAL,
        "lane": debt.lane,
        "not_before": debt.not_before,
        "created_at": at,
        "state": MessageState.PENDING.value,
        "attempts": 0,
        "epoch": 0,
        "ready_at": debt.not_before,
        "error": "",
        "message": "",
        "drawn_sequence": 0,
    }


def _stored_message(row: Any) -> StoredMessage:
    return StoredMessage(
        id=row.id,
        case=row.case,
        debt=OutboxMessage(
            key=row.key,
            person=row.person,
            purpose=Purpose(row.purpose),
            stage=row.stage,
            about=row.about,
            urgent=row.rank == _URGENT,
            lane=row.lane,
            not_before=row.not_before,
        ),
        state=MessageState(row.state),
        attempts=row.attempts,
        epoch=row.epoch,
        message=row.message,
        drawn_sequence=row.drawn_sequence,
        created_at=row.created_at,
    )
