"""Leases the told messages of a case that has changed, to be drawn anew."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger import dialects
from adapters.ledger.schema import cases, outbox
from adapters.ledger.storing import outbox_states
from adapters.ledger.storing.outbox_rows import stored_message
from core.outbox import MessageState, StoredMessage


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
        select(outbox)
        .join(cases, cases.c.id == outbox.c.case)
        .where(
            dialects.is_one_of(transaction, outbox.c.case, waiting),
            _is_delivered(),
            outbox.c.drawn_sequence < cases.c.head,
        )
        .order_by(cases.c.redraw_at, cases.c.id, outbox.c.id)
    )
    stale = [stored_message(row) for row in found]
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


async def store_drawn_sequence(transaction: AsyncConnection, number: int, sequence: int) -> None:
    """Store which entry of the case a message shows; the last stale message of a case ends its
    lease.
    """
    case = await lock_case_of(transaction, number)
    if case is None:
        return
    await transaction.execute(
        update(outbox)
        .where(outbox.c.id == number, outbox.c.drawn_sequence < sequence)
        .values(drawn_sequence=sequence)
    )
    oldest = await transaction.scalar(
        select(outbox.c.drawn_sequence)
        .where(outbox.c.case == case, _is_delivered())
        .order_by(outbox.c.drawn_sequence)
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
        select(outbox.c.id)
        .where(outbox.c.case == case, _is_delivered(), outbox.c.drawn_sequence < head)
        .limit(1)
    )
    again = outbox_states.ALWAYS_DUE if stale is not None else None
    await transaction.execute(update(cases).where(cases.c.id == case).values(redraw_at=again))


async def lock_case_of(transaction: AsyncConnection, number: int) -> str | None:
    """Lock the case of an outbox message: always the case's row before the message's."""
    case: str | None = await transaction.scalar(select(outbox.c.case).where(outbox.c.id == number))
    if case is not None:
        await transaction.execute(select(cases.c.id).where(cases.c.id == case).with_for_update())
    return case


def _is_delivered() -> ColumnElement[bool]:
    return and_(outbox.c.state == MessageState.TOLD.value, outbox.c.platform_message != "")
