"""Delivery history of people, updated in the transaction that writes the events."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger import dialects
from adapters.ledger.schema import delivery_history, outbox
from core.cases.record.delivery_history import DeliveryHistory, DeliverySign, sign
from core.cases.record.ledger import Batch
from core.vocabulary import FailureReason, Platform


async def update_history(transaction: AsyncConnection, batch: Batch) -> None:
    """Update the delivery history from a batch's events, sorted by person, which prevents
    deadlocks.
    """
    signs = [one for one in map(sign, batch.events) if one is not None]
    for one in sorted(signs, key=lambda sign: sign.person):
        if one.told is not None:
            await _write(transaction, one.person, one.told, {"told_at": one.at})
        elif one.missed is not None:
            await _write_failure(transaction, batch, one)
        else:
            await _write_answer(transaction, one)


async def look_up(
    transaction: AsyncConnection, people: Sequence[str]
) -> Mapping[tuple[str, Platform], DeliveryHistory]:
    """Return the delivery history of these people, by person and platform."""
    if not people:
        return {}
    found = await transaction.execute(
        select(delivery_history).where(
            dialects.is_one_of(transaction, delivery_history.c.person, list(people))
        )
    )
    return {
        (row.person, Platform(row.platform)): DeliveryHistory(
            last_told=row.told_at,
            last_missed=row.missed_at,
            why=FailureReason(row.miss) if row.miss else None,
            last_answered=row.answered_at,
        )
        for row in found
    }


async def _write_failure(transaction: AsyncConnection, batch: Batch, one: DeliverySign) -> None:
    if batch.settlement is None or one.missed is None:
        return
    queue = await transaction.scalar(
        select(outbox.c.queue).where(
            outbox.c.id == batch.settlement.id, outbox.c.person == one.person
        )
    )
    platform = platform_of(queue or "")
    if platform is not None:
        values = {"missed_at": one.at, "miss": one.missed.value}
        await _write(transaction, one.person, platform, values)


async def _write_answer(transaction: AsyncConnection, one: DeliverySign) -> None:
    """Write an answer to the platform on which the person was last sent something."""
    last = (
        select(delivery_history.c.platform)
        .where(delivery_history.c.person == one.person, delivery_history.c.told_at.is_not(None))
        .order_by(delivery_history.c.told_at.desc(), delivery_history.c.platform)
        .limit(1)
        .scalar_subquery()
    )
    await transaction.execute(
        update(delivery_history)
        .where(delivery_history.c.person == one.person, delivery_history.c.platform == last)
        .values(answered_at=one.at)
    )


async def _write(
    transaction: AsyncConnection, person: str, platform: Platform, values: dict[str, Any]
) -> None:
    fresh = dialects.insert(transaction, delivery_history).values(
        person=person, platform=platform.value, **values
    )
    await transaction.execute(
        fresh.on_conflict_do_update(index_elements=["person", "platform"], set_=values)
    )


def platform_of(queue: str) -> Platform | None:
    """Return the platform of a queue (``slack:T1``); None if a person has no channel."""
    kind = queue.partition(":")[0]
    return Platform(kind) if kind in set(Platform) else None
