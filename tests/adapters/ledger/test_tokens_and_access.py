"""What stands beside the record, on every ledger."""

import asyncio

from core.cards import Press
from core.cases.record.ledger import IssuedToken
from core.ports import KeyValueStore
from core.vocabulary import Action
from tests.adapters.ledger.stories import NOON, later
from tests.databases import AnyLedger

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


async def test_documents_are_kept_by_drawer_and_key(documents: KeyValueStore) -> None:
    """A document is what was put last; drawers do not mix; keys come sorted."""
    assert await documents.get("drafts", "ann") is None
    await documents.put("drafts", "zoë", "{}")
    await documents.put("drafts", "Ann", "first")
    await documents.put("drafts", "Ann", "second ✓")
    await documents.put("drafts", "ann", "")
    await documents.put("editions", "ann", "other")
    assert await documents.get("drafts", "Ann") == "second ✓"
    assert await documents.get("drafts", "ann") == ""
    assert await documents.keys("drafts") == ("Ann", "ann", "zoë")
    await documents.remove("drafts", "ann")
    await documents.remove("drafts", "ann")
    assert await documents.keys("drafts") == ("Ann", "zoë")
    assert await documents.get("editions", "ann") == "other"
    assert await documents.keys("nothing") == ()


async def test_of_two_who_add_the_same_document_one_has_written(documents: KeyValueStore) -> None:
    """Whoever is second changes nothing and is told so, also at the very same moment."""
    at_once = await asyncio.gather(*(documents.add("activations", "1", text) for text in "abcd"))
    assert sorted(at_once) == [False, False, False, True]
    first = await documents.get("activations", "1")
    assert first == "abcd"[at_once.index(True)]
    assert not await documents.add("activations", "1", first)
    assert await documents.add("activations", "2", first)
