"""What stands beside the record, on every ledger."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert

from adapters.ledger.engine import open_store
from adapters.ledger.schema import documents as documents_table
from adapters.ledger.sql import SqlKeyValueStore
from core.cards import Press
from core.cases.record.ledger import IssuedToken
from core.ports import Collection, KeyValueStore
from core.vocabulary import Action
from tests.adapters.ledger.stories import NOON, TEXTS, later
from tests.databases import PATIENCE, AnyLedger, Steps, make_vault

ACCEPT = Press(action=Action.ACCEPT, case="c1", stage="s1")
ANSWER = Press(action=Action.ANSWER, case="c1", stage="s1", target="meeting")


async def test_a_token_stands_for_one_press_of_one_person(ledger: AnyLedger) -> None:
    """Tokens come in the order of the presses, all different, and lead back to them."""
    tokens = await ledger.issue("ann", [ACCEPT, ANSWER, ACCEPT])
    assert len(set(tokens)) == 3
    assert min(map(len, tokens)) >= 22  # 128 bits take 22 characters
    assert [await ledger.redeem(token) for token in tokens] == [
        IssuedToken("ann", ACCEPT),
        IssuedToken("ann", ANSWER),
        IssuedToken("ann", ACCEPT),
    ]
    assert await ledger.issue("ann", []) == ()


async def test_a_made_up_token_stands_for_nothing(ledger: AnyLedger) -> None:
    """Whatever somebody sends in a token's place, there is no row for it."""
    (token,) = await ledger.issue("ann", [ACCEPT])
    for wrong in ("", "x", token[:-1], token + "x", token.swapcase(), "\ud800", "\x00"):
        assert await ledger.redeem(wrong) is None


async def test_a_request_is_seen_first_once_in_ten_minutes(ledger: AnyLedger) -> None:
    """The same digest is known for ten minutes and new again after."""
    assert await ledger.first_seen(b"one", NOON)
    assert not await ledger.first_seen(b"one", NOON)
    assert await ledger.first_seen(b"two", later(1))
    assert not await ledger.first_seen(b"one", later(599))
    assert await ledger.first_seen(b"one", later(600))
    assert not await ledger.first_seen(b"two", later(600))


async def test_heartbeats_are_the_last_ones(ledger: AnyLedger) -> None:
    """Each name keeps its latest beat."""
    assert await ledger.beats() == {}
    await ledger.beat("tick", NOON)
    await ledger.beat("tick", later(5))
    await ledger.beat("sender", later(1))
    assert await ledger.beats() == {"tick": later(5), "sender": later(1)}


async def test_being_shown_a_case_is_logged(ledger: AnyLedger) -> None:
    """The same person may consult the same case again, each time with its own line."""
    for _ in range(2):
        await ledger.consulted("ann", "c1", "record", NOON)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Visit:
    """A document of a type of its own."""

    at: datetime
    people: tuple[str, ...] = ()


OTHERS = Collection("others", str, None)
VISITS = Collection("visits", _Visit, timedelta(days=1))
BY_NAME = Collection("visits", dict[str, Any], None)
RENAMED = Collection("visits", _Visit, None, lambda kept: {"at": kept["when"]})


async def test_documents_are_kept_by_collection_and_key(documents: KeyValueStore) -> None:
    """A document is what was put last; collections do not mix; keys come sorted."""
    assert await documents.get(TEXTS, "ann") is None
    await documents.put(TEXTS, "zoë", "{}", None)
    await documents.put(TEXTS, "Ann", "first", None)
    await documents.put(TEXTS, "Ann", "second ✓", None)
    await documents.put(TEXTS, "ann", "", None)
    await documents.put(OTHERS, "ann", "other", None)
    assert await documents.get(TEXTS, "Ann") == "second ✓"
    assert await documents.get(TEXTS, "ann") == ""
    assert await documents.keys(TEXTS) == ("Ann", "ann", "zoë")
    assert await documents.keys(TEXTS, "a") == ("ann",)
    assert await documents.keys(TEXTS, "%") == ()
    await documents.remove(TEXTS, "ann")
    await documents.remove(TEXTS, "ann")
    assert await documents.keys(TEXTS) == ("Ann", "zoë")
    assert await documents.get(OTHERS, "ann") == "other"
    assert await documents.keys(VISITS) == ()
    assert await documents.last_keys(VISITS) == ()


async def test_of_two_who_add_the_same_document_one_has_written(documents: KeyValueStore) -> None:
    """Whoever is second changes nothing and is told so, also at the very same moment."""
    at_once = await asyncio.gather(*(documents.add(TEXTS, "1", text, None) for text in "abcd"))
    assert sorted(at_once) == [False, False, False, True]
    first = await documents.get(TEXTS, "1")
    assert first == "abcd"[at_once.index(True)]
    assert not await documents.add(TEXTS, "1", first, None)
    assert await documents.add(TEXTS, "2", first, None)


async def test_a_document_comes_back_as_the_type_that_was_put(documents: KeyValueStore) -> None:
    """Times and tuples included; what an earlier version wrote is read by the rule for it; what is
    no such document is an error that tells nothing of it.
    """
    visit = _Visit(at=NOON, people=("ann", "bob"))
    await documents.put(VISITS, "1", visit, VISITS.until(NOON))
    assert await documents.get(VISITS, "1") == visit
    await documents.put(BY_NAME, "2", {"when": "2026-04-02T12:00:00Z"}, None)
    assert await documents.get(RENAMED, "2") == _Visit(at=NOON)
    for wrong in ({"at": "Wilhelmina"}, {"when": "now"}):
        await documents.put(BY_NAME, "3", wrong, None)
        for collection in (VISITS, RENAMED):
            with pytest.raises(ValueError, match="not a document of visits") as refused:
                await documents.get(collection, "3")
            assert "Wilhelmina" not in str(refused.value)


async def test_what_has_ended_is_deleted_and_nothing_else(documents: KeyValueStore) -> None:
    """From its end on and not before, a few at a time; what has no end stays."""
    for number in range(5):
        await documents.put(TEXTS, str(number), "", later(number))
    await documents.put(TEXTS, "for good", "", None)
    await documents.put(TEXTS, "0", "put again", later(10))
    assert await documents.purge(later(0.5), 100) == 0
    assert await documents.purge(later(3), 2) == 2
    assert await documents.purge(later(3), 2) == 1
    assert await documents.keys(TEXTS) == ("0", "4", "for good")
    assert await documents.purge(later(10**9), 100) == 2
    assert await documents.keys(TEXTS) == ("for good",)


async def test_tokens_end_half_a_year_after_they_are_first_seen(ledger: AnyLedger) -> None:
    """A token is good for 180 days from the first cleaning after it was issued."""
    (old,) = await ledger.issue("ann", [ACCEPT])
    assert await ledger.purge_tokens(NOON, 10) == 0
    (new,) = await ledger.issue("ann", [ACCEPT])
    assert await ledger.purge_tokens(NOON + timedelta(days=179), 10) == 0
    assert await ledger.redeem(old) is not None
    assert await ledger.purge_tokens(NOON + timedelta(days=180), 10) == 1
    assert await ledger.redeem(old) is None
    assert await ledger.redeem(new) == IssuedToken("ann", ACCEPT)


async def test_the_last_key_of_each_group_is_found(documents: KeyValueStore) -> None:
    """By code point on every database, whatever the groups are called."""
    for key in ("ab/000002", "ab/000001", "ab-c/000009", "ab-c/000010", "a/b/000001", "A/000003"):
        await documents.put(TEXTS, key, "", None)
    assert await documents.last_keys(TEXTS) == (
        "A/000003",
        "a/b/000001",
        "ab-c/000010",
        "ab/000002",
    )


async def test_the_last_keys_cost_what_there_are_groups(sqlite_url: str) -> None:
    """Told by SQLite's own count of steps: ten thousand entries more cost nothing."""
    steps = Steps()
    store = open_store(sqlite_url, budget=PATIENCE)
    event.listen(store.engine.sync_engine, "checkout", steps.watch)
    held = SqlKeyValueStore(store, make_vault())
    counted: list[int] = []
    for numbers in (range(1, 10), range(10, 10_010)):
        rows = [
            {"collection": "texts", "key": f"{group}/{n:06d}", "ring_key": "new", "value": b""}
            for group in ("one", "two")
            for n in numbers
        ]
        async with store.engine.begin() as connection:
            await connection.execute(insert(documents_table), rows)
        steps.taken = 0
        assert len(await held.last_keys(TEXTS)) == 2
        counted.append(steps.taken)
    await store.close()
    assert counted[0] > 0
    assert counted[1] <= counted[0] * 3  # a deeper index; a scan takes thousands
