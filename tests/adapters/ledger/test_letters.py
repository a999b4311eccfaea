"""Letters in the outbox: owed once, leased to one caller at a time, encrypted, on every ledger."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from adapters.ledger.engine import Store
from adapters.ledger.schema import outbox
from adapters.ledger.sql import SqlLedger
from adapters.vault import AesGcmVault, KeyRing
from core.directory.model import Channel
from core.outbox import Attention, Letter, MessageState, StoredLetter, StoredMessage
from core.vocabulary import LetterKind, Platform
from tests.adapters.ledger.stories import NOON, QUEUE, a_message, batch, later, settled
from tests.databases import AnyLedger, make_vault

OTHER_RING = KeyRing({"lost": b"l" * 32}, current="lost")
"""A ring whose key the ledger's ring does not hold."""
MAILBOX = Channel(platform=Platform.MAIL, tenant="", user="cleo@council.example")
CODE = "what-the-code-is-made-from"


def a_letter(key: str = "l1", **changes: Any) -> Letter:
    """Something owed to Cleo beside any case, at once, by e-mail."""
    usual = Letter(
        key=key,
        partnership="hounslow",
        person="cleo",
        kind=LetterKind.LINK_CODE,
        about=CODE,
        channel=MAILBOX,
        owed_at=NOON,
        expires_at=later(900),
        queue=QUEUE,
    )
    return replace(usual, **changes)


async def test_a_letter_is_claimed_as_it_was_owed_and_owed_once(ledger: AnyLedger) -> None:
    """Its key is known for good, among letters and messages about cases alike."""
    assert await ledger.owe(()) == 0
    assert await ledger.owe((a_letter(), a_letter(about="another"), a_letter("l2"))) == 2
    first, second = await ledger.claim_messages(NOON, QUEUE, 10, 30)
    assert isinstance(first, StoredLetter)
    assert isinstance(second, StoredLetter)
    assert first == StoredLetter(
        id=first.id, letter=a_letter(), state=MessageState.SENDING, attempts=0, epoch=1
    )
    assert second.letter == a_letter("l2")
    assert await ledger.settle(settled(first.id, first.epoch, ended_at=later(1)))
    assert await ledger.owe((a_letter(),)) == 0
    await ledger.append(batch(messages=(a_message("l1"), a_message("d1"))))
    (only,) = await ledger.claim_messages(NOON, QUEUE, 10, 30)
    assert isinstance(only, StoredMessage)
    assert only.message.key == "d1"
    assert await ledger.owe((a_letter("d1"),)) == 0


async def test_letters_and_messages_share_their_queues_by_attention(ledger: AnyLedger) -> None:
    """Danger first, what rings next, the monthly question last; whatever was owed first."""
    await ledger.owe(
        (
            a_letter("digest", attention=Attention.DIGEST, owed_at=later(-60)),
            a_letter("rings", owed_at=later(-9)),
        )
    )
    await ledger.append(batch(messages=(a_message("danger", urgent=True), a_message("asked"))))
    assert await ledger.ready_queues(NOON) == (QUEUE,)
    claimed = await ledger.claim_messages(NOON, QUEUE, 10, 30)
    keys = [one.letter.key if isinstance(one, StoredLetter) else one.message.key for one in claimed]
    assert keys == ["danger", "rings", "asked", "digest"]


async def test_one_letter_is_claimed_by_its_key(ledger: AnyLedger) -> None:
    """By one caller at a time; a message about a case is none."""
    await ledger.owe((a_letter(), a_letter("l2")))
    await ledger.append(batch(messages=(a_message(),)))
    claimed = await ledger.claim_letter("l2", NOON, 30)
    assert claimed is not None
    assert (claimed.letter.key, claimed.epoch) == ("l2", 1)
    assert await ledger.claim_letter("l2", later(29), 30) is None
    again = await ledger.claim_letter("l2", later(30), 30)
    assert again is not None
    assert again.state is MessageState.UNKNOWN
    assert await ledger.claim_letter("d1", NOON, 30) is None
    assert await ledger.claim_letter("nobody's", NOON, 30) is None


async def test_where_a_letter_was_told_is_kept_with_it(ledger: AnyLedger) -> None:
    """And when; the rest of it stays as it was."""
    await ledger.owe((a_letter(channel=None),))
    claimed = await ledger.claim_letter("l1", NOON, 30)
    assert claimed is not None
    told = settled(claimed.id, claimed.epoch, ended_at=later(1), channel=MAILBOX, reports=1)
    assert await ledger.settle(told)
    found = await ledger.letter("l1")
    assert found is not None
    assert found == await ledger.message(claimed.id)
    assert found.letter == a_letter()
    assert (found.state, found.ended_at, found.reports) == (MessageState.TOLD, later(1), 1)
    assert await ledger.letter("l2") is None


async def test_news_is_owed_with_the_result_or_not_at_all(ledger: AnyLedger) -> None:
    """Whoever lost the lease owes nobody the news."""
    await ledger.owe((a_letter(),))
    claimed = await ledger.claim_letter("l1", NOON, 30)
    assert claimed is not None
    lost = settled(claimed.id, claimed.epoch - 1, MessageState.MISSED)
    assert not await ledger.settle(lost, (a_letter("news"),))
    assert await ledger.letter("news") is None
    held = settled(claimed.id, claimed.epoch, MessageState.MISSED, error="550")
    assert await ledger.settle(held, (a_letter("news"),))
    assert await ledger.letter("news") is not None
    found = await ledger.letter("l1")
    assert found is not None
    assert (found.state, found.error) == (MessageState.MISSED, "550")


async def test_letters_that_ended_long_ago_are_deleted(ledger: AnyLedger) -> None:
    """400 days after their end, some at a time, a code after a day; what waits, and messages about
    cases, stay.
    """
    ended, days = NOON - timedelta(days=400), timedelta(days=1)
    await ledger.owe((a_letter("a"), a_letter("b"), a_letter("c"), a_letter("waits")))
    for key, at in (("a", ended), ("b", ended - days), ("c", ended + days)):
        one = await ledger.claim_letter(key, NOON, 30)
        assert one is not None
        assert await ledger.settle(settled(one.id, one.epoch, ended_at=at))
    await ledger.append(batch(messages=(a_message(),)))
    (told,) = (
        one
        for one in await ledger.claim_messages(NOON, QUEUE, 10, 30)
        if isinstance(one, StoredMessage)
    )
    assert await ledger.settle(settled(told.id, told.epoch, ended_at=ended))
    assert await ledger.purge_letters(NOON, 1) == 1
    assert await ledger.purge_letters(NOON, 10) == 1
    assert await ledger.purge_letters(NOON, 10) == 0
    code = a_letter("code", kind=LetterKind.SIGN_IN_CODE)
    await ledger.owe((code,))
    one = await ledger.claim_letter("code", NOON, 30)
    assert one is not None
    assert await ledger.settle(settled(one.id, one.epoch, ended_at=NOON))
    assert await ledger.purge_letters(NOON + timedelta(hours=23), 10) == 0
    assert await ledger.purge_letters(NOON + timedelta(hours=23, minutes=59, seconds=60), 10) == 2
    left = [key for key in ("a", "b", "c", "waits", "code") if await ledger.letter(key)]
    assert left == ["waits"]
    assert await ledger.message(told.id) is not None


async def test_a_letter_of_which_the_key_is_missing_stops_no_other(store: Store) -> None:
    """It is handed out as one that cannot be read, and nothing of it stands open in the database."""
    await SqlLedger(store, AesGcmVault(OTHER_RING)).owe((a_letter(),))
    ledger = SqlLedger(store, make_vault())
    await ledger.owe((a_letter("l2"),))
    async with store.engine.connect() as connection:
        rows = list(await connection.execute(select(outbox)))
    assert len(rows) == 2
    assert not any(CODE in str(row) or MAILBOX.user in str(row) for row in rows)
    claimed = await ledger.claim_messages(NOON, QUEUE, 10, 30)
    found = {one.letter.key: one for one in claimed if isinstance(one, StoredLetter)}
    assert not found["l1"].readable
    assert (found["l1"].letter.about, found["l1"].letter.channel) == ("", None)
    assert found["l2"].readable
    late = settled(found["l1"].id, 1, MessageState.PENDING, not_before=later(9))
    assert await ledger.settle(late)
    whole = await SqlLedger(store, AesGcmVault(OTHER_RING)).letter("l1")
    assert whole is not None
    assert whole.letter == a_letter()
