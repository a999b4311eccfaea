"""Several processes at one database: each with its own engine, nothing done twice."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger.engine import Store, open_store
from adapters.ledger.sql import SqlLedger
from adapters.vault import AesGcmVault
from core.cases.record.ledger import Appended, Collision, Duplicate
from core.outbox import MessageState
from tests.adapters.ledger.stories import (
    NOON,
    QUEUE,
    a_message,
    accepted,
    batch,
    due,
    index,
    later,
    settled,
)
from tests.databases import PATIENCE, make_vault

Pair = tuple[SqlLedger, SqlLedger]


@pytest.fixture
async def pair(sql_url: str, vault: AesGcmVault) -> AsyncIterator[Pair]:
    """Two ledgers on one database that share nothing else."""
    stores = open_store(sql_url, budget=PATIENCE), open_store(sql_url, budget=PATIENCE)
    yield SqlLedger(stores[0], vault), SqlLedger(stores[1], vault)
    for store in stores:
        await store.close()


async def test_of_two_writers_one_wins(pair: Pair) -> None:
    """Two decisions on the same state: one is written, the other collides, always."""
    await pair[0].append(batch())
    for head in range(1, 41):
        results = await asyncio.gather(
            *(ledger.append(batch("c1", head, accepted())) for ledger in pair)
        )
        assert sorted(map(repr, results)) == [repr(Appended(head + 1)), repr(Collision())]
    assert await pair[1].verify("c1") is None


async def test_of_two_openings_one_wins(pair: Pair) -> None:
    """Two new cases under one id or one reference: one is written, the other collides."""
    for number in range(10):
        same_id = f"c-{number}"
        results = await asyncio.gather(*(ledger.append(batch(same_id)) for ledger in pair))
        assert sorted(map(repr, results)) == [repr(Appended(1)), repr(Collision())]
        same_reference = [
            batch(f"{who}-{number}", index=index(reference=f"R{number}")) for who in "ab"
        ]
        results = await asyncio.gather(
            *(ledger.append(one) for ledger, one in zip(pair, same_reference, strict=True))
        )
        assert sorted(map(repr, results)) == [repr(Appended(1)), repr(Collision())]


async def test_a_request_repeated_at_once_opens_one_case(pair: Pair) -> None:
    """The same submission arriving twice at the same moment is carried out once."""
    for number in range(20):
        batches = [batch(f"{who}-{number}", key=f"submit-{number}") for who in "ab"]
        results = await asyncio.gather(
            *(ledger.append(one) for ledger, one in zip(pair, batches, strict=True))
        )
        won = [one.case for one, it in zip(batches, results, strict=True) if it == Appended(1)]
        assert len(won) == 1
        assert Duplicate(won[0]) in results


async def test_a_notice_is_handed_to_one_sender(pair: Pair) -> None:
    """However many senders claim at once, every notice goes to exactly one of them."""
    messages = tuple(a_message(f"d{number}") for number in range(120))
    await pair[0].append(batch(messages=messages))

    async def drain(ledger: SqlLedger) -> list[int]:
        mine: list[int] = []
        while claimed := await ledger.claim_messages(NOON, QUEUE, 7, 60):
            mine += [owed.id for owed in claimed]
        return mine

    got = [number for part in await asyncio.gather(*map(drain, pair * 4)) for number in part]
    got += await drain(pair[0])  # what was skipped while locked
    assert len(got) == len(set(got)) == 120


async def test_a_due_case_is_handed_to_one_clock(pair: Pair) -> None:
    """However many clocks tick at once, every due case goes to exactly one of them."""
    for number in range(40):
        await pair[0].append(batch(f"c{number}", due=(due(),)))

    async def drain(ledger: SqlLedger) -> list[str]:
        mine: list[str] = []
        while claimed := await ledger.claim_due(NOON, 3, 60):
            mine += claimed
        return mine

    got = [case for part in await asyncio.gather(*map(drain, pair * 4)) for case in part]
    got += await drain(pair[0])
    assert len(got) == len(set(got)) == 40


async def test_a_result_is_written_once(pair: Pair) -> None:
    """Two results for one lease, at once: one is written."""
    messages = tuple(a_message(f"d{number}") for number in range(20))
    await pair[0].append(batch(messages=messages))
    for owed in await pair[0].claim_messages(NOON, QUEUE, 50, 60):
        result = settled(owed.id, owed.epoch)
        written = await asyncio.gather(*(ledger.settle(result) for ledger in pair))
        assert sorted(written) == [False, True]


async def test_a_sender_that_died_is_followed_by_a_marked_repeat(sql_url: str) -> None:
    """A process that is gone between claim and mark leaves its notices to the next, as unknown."""
    first = open_store(sql_url, budget=PATIENCE)
    dead = SqlLedger(first, make_vault())
    await dead.append(batch(messages=(a_message(),)))
    (claimed,) = await dead.claim_messages(NOON, QUEUE, 5, 30)
    await first.close()
    del dead
    second = open_store(sql_url, budget=PATIENCE)
    heir = SqlLedger(second, make_vault())
    assert await heir.claim_messages(later(29), QUEUE, 5, 30) == ()
    (again,) = await heir.claim_messages(later(30), QUEUE, 5, 30)
    assert (again.id, again.state) == (claimed.id, MessageState.UNKNOWN)
    await second.close()


async def test_readers_see_one_moment(pair: Pair) -> None:
    """A case that is checked while others write to it is whole at every moment."""
    await pair[0].append(batch())

    async def write() -> None:
        for head in range(1, 60):
            await pair[0].append(batch("c1", head, accepted()))

    writing = asyncio.create_task(write())
    while not writing.done():
        assert await pair[1].verify("c1") is None
    await writing


async def test_a_deadlock_is_tried_again(postgres_url: str) -> None:
    """The victim of a deadlock does its work again and succeeds."""
    store = open_store(postgres_url, budget=PATIENCE)
    await SqlLedger(store, make_vault()).append(batch("c1"))
    await SqlLedger(store, make_vault()).append(batch("c2"))
    met, tries = asyncio.Barrier(2), 0

    async def lock(first: str, second: str) -> str:
        async def work(transaction: AsyncConnection) -> str:
            nonlocal tries
            tries += 1
            await transaction.execute(text("SET LOCAL deadlock_timeout = '20ms'"))
            take = text("SELECT id FROM cases WHERE id = :id FOR UPDATE")
            await transaction.execute(take, {"id": first})
            if tries <= 2:
                await met.wait()
            await transaction.execute(take, {"id": second})
            return first

        return await store.write(work)

    done = await asyncio.gather(lock("c1", "c2"), lock("c2", "c1"))
    assert list(done) == ["c1", "c2"]
    assert tries == 3
    await store.close()


async def test_writers_of_one_process_take_turns(store: Store, vault: AesGcmVault) -> None:
    """A hundred cases opened at once are all written, none starves."""
    ledger = SqlLedger(store, vault)
    results = await asyncio.gather(*(ledger.append(batch(f"c{n}")) for n in range(100)))
    assert results == [Appended(1)] * 100
