"""Leases the cases that the scheduler must process, to one caller at a time."""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger import dialects
from adapters.ledger.schema import cases


async def claim(
    transaction: AsyncConnection, now: datetime, limit: int, lease: float
) -> tuple[str, ...]:
    """Lease up to ``limit`` cases due at or before ``now``, soonest first, for ``lease``
    seconds.
    """
    found = tuple(
        await transaction.scalars(
            select(cases.c.id)
            .where(cases.c.wake_at <= now)
            .order_by(cases.c.wake_at, cases.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )
    if found:
        await transaction.execute(
            update(cases)
            .where(dialects.is_one_of(transaction, cases.c.id, found))
            .values(wake_at=now + timedelta(seconds=lease), leased=True)
        )
    return found


async def release(transaction: AsyncConnection, case: str, retry_at: datetime) -> None:
    """End a lease; a case that was written to meanwhile has no lease any more and keeps its due
    time.
    """
    await transaction.execute(
        update(cases).where(cases.c.id == case, cases.c.leased.is_(True)).values(wake_at=retry_at)
    )


async def earliest(transaction: AsyncConnection) -> datetime | None:
    """Return the earliest time at which ``claim`` will find a case, or None."""
    found: datetime | None = await transaction.scalar(
        select(func.min(cases.c.wake_at)).where(cases.c.wake_at.is_not(None))
    )
    return found
