"""The record, held to one suite in memory, on SQLite and on PostgreSQL."""

from dataclasses import replace

import pytest

from core.cases.events import CaseOpened, NoteAdded
from core.cases.record.ledger import Appended, Collision, Duplicate, Superseded
from core.cases.record.seals import FIRST_SEAL, verify
from core.outbox import StoredMessage
from core.ports import KeyMissing
from core.vocabulary import CaseStatus
from tests.adapters.ledger.stories import (
    NOON,
    QUEUE,
    SECRET,
    a_message,
    accepted,
    batch,
    due,
    index,
    later,
    note,
    opened,
    settled,
    told,
)
from tests.databases import AnyLedger


async def test_reads_back_what_was_appended(ledger: AnyLedger) -> None:
    """What was appended is read back in order, private parts and all."""
    assert await ledger.append(batch()) == Appended(1)
    assert await ledger.append(batch("c1", 1, note("one"), accepted())) == Appended(3)
    entries = await ledger.read("c1")
    assert [entry.event for entry in entries] == [opened(), note("one"), accepted()]
    assert [entry.sequence for entry in entries] == [1, 2, 3]
    assert {entry.case for entry in entries} == {"c1"}
    assert entries[0].recorded_at == NOON
    assert entries[0].previous == FIRST_SEAL
    assert verify(entries) is None


async def test_an_unknown_case_is_empty(ledger: AnyLedger) -> None:
    """A case that does not exist reads as nothing and has no fault."""
    assert await ledger.read("nowhere") == ()
    assert await ledger.verify("nowhere") is None
    assert await ledger.find("ESC-NONE-NONE") is None


async def test_a_late_writer_collides(ledger: AnyLedger) -> None:
    """Who decided on an older state writes nothing and is told."""
    await ledger.append(batch())
    await ledger.append(batch("c1", 1, accepted()))
    assert await ledger.append(batch("c1", 1, note(), messages=(a_message(),))) == Collision()
    assert await ledger.append(batch()) == Collision()
    assert await ledger.append(batch("c2", 4, note())) == Collision()
    assert len(await ledger.read("c1")) == 2
    assert await ledger.ready_queues(later()) == ()


async def test_a_reference_is_given_once(ledger: AnyLedger) -> None:
    """A second case with a taken reference collides, so that another is drawn."""
    await ledger.append(batch())
    again = batch("c2", index=index("c2", reference="ESC-0000-0000"))
    assert await ledger.append(again) == Collision()
    assert await ledger.read("c2") == ()


async def test_a_request_is_carried_out_once(ledger: AnyLedger) -> None:
    """The same request again answers with the case of the first, and writes nothing."""
    assert await ledger.append(batch(key="press-1")) == Appended(1)
    assert await ledger.append(batch("c2", key="press-1")) == Duplicate("c1")
    assert await ledger.append(batch("c1", 1, note(), key="press-1")) == Duplicate("c1")
    assert await ledger.read("c2") == ()
    assert len(await ledger.read("c1")) == 1


async def test_a_batch_nobody_could_keep_is_refused(ledger: AnyLedger) -> None:
    """A case without a beginning and two due times under one key are errors of ours."""
    with pytest.raises(ValueError, match="begins with an event"):
        await ledger.append(replace(batch(), events=()))
    with pytest.raises(ValueError, match="share a key"):
        await ledger.append(batch(due=(due(), due(at=later()))))


async def test_a_case_is_found_by_its_index(ledger: AnyLedger) -> None:
    """Cases are listed soonest due first, those without a due time last, closed ones on request."""
    await ledger.append(batch("c1", index=index("c1", due=later(30))))
    await ledger.append(batch("c2", index=index("c2", due=None)))
    await ledger.append(batch("c3", index=index("c3", due=later(10), people=("ann",))))
    shut = index("c4", status=CaseStatus.CLOSED, due=None, partnership="elsewhere")
    await ledger.append(batch("c4", index=shut))
    assert await ledger.find("ESC-0000-0000") == "c1"
    assert await ledger.cases_of("ann") == ("c3", "c1", "c2")
    assert await ledger.cases_of("bob") == ("c1", "c2")
    assert await ledger.cases_of("bob", closed=True) == ("c1", "c2", "c4")
    assert await ledger.cases_of("eve", closed=True) == ()
    assert await ledger.cases_in("hounslow") == ("c3", "c1", "c2")
    assert await ledger.cases_in("elsewhere") == ()
    assert await ledger.cases_in("elsewhere", closed=True) == ("c4",)


async def test_the_cases_an_edition_pins_are_counted(ledger: AnyLedger) -> None:
    """By the edition they are decided under now, those of this partnership that are not closed."""
    await ledger.append(batch("c1"))
    await ledger.append(batch("c2", index=index("c2", edition="e2", status=CaseStatus.AGREED)))
    await ledger.append(batch("c3", index=index("c3", status=CaseStatus.CLOSED)))
    await ledger.append(batch("c4", index=index("c4", partnership="elsewhere")))
    assert await ledger.pinned("hounslow") == {"e1": 1, "e2": 1}
    assert await ledger.pinned("nowhere") == {}


async def test_the_index_follows_the_case(ledger: AnyLedger) -> None:
    """Who leaves a case no longer finds it; who joins does."""
    await ledger.append(batch())
    await ledger.append(batch("c1", 1, accepted(), index=index(people=("bob", "cleo"))))
    assert await ledger.cases_of("ann") == ()
    assert await ledger.cases_of("cleo") == ("c1",)


async def test_events_messages_and_settlement_stand_or_fall_together(ledger: AnyLedger) -> None:
    """A batch that carries a settlement is written whole, or where the lease was lost not at all."""
    await ledger.append(batch(messages=(a_message(),)))
    (claimed,) = await ledger.claim_messages(NOON, QUEUE, 5, 30)
    lost = batch(
        "c1",
        1,
        told(),
        settlement=settled(claimed.id, claimed.epoch - 1),
        messages=(a_message("d2"),),
    )
    assert await ledger.append(lost) == Superseded()
    assert len(await ledger.read("c1")) == 1
    held = replace(lost, settlement=settled(claimed.id, claimed.epoch))
    assert await ledger.append(held) == Appended(2)
    assert [one.message.key for one in await ledger.delivered_to("c1", "bob")] == ["d1"]
    (second,) = await ledger.claim_messages(NOON, QUEUE, 5, 30)
    assert isinstance(second, StoredMessage)
    assert second.message.key == "d2"
    again = batch("c1", 2, told(), settlement=settled(claimed.id, claimed.epoch))
    assert await ledger.append(again) == Superseded()


async def test_a_collision_leaves_the_lease_alone(ledger: AnyLedger) -> None:
    """A sender whose batch collides still holds its lease and may write again."""
    await ledger.append(batch(messages=(a_message(),)))
    (claimed,) = await ledger.claim_messages(NOON, QUEUE, 5, 30)
    await ledger.append(batch("c1", 1, accepted()))
    result = settled(claimed.id, claimed.epoch)
    assert await ledger.append(batch("c1", 1, told(), settlement=result)) == Collision()
    assert await ledger.append(batch("c1", 2, told(), settlement=result)) == Appended(3)


async def test_a_disposed_case_reads_erased_and_still_verifies(ledger: AnyLedger) -> None:
    """With its key destroyed a case's texts are gone, its chain still holds, its course remains."""
    await ledger.append(batch())
    await ledger.append(batch("c1", 1, note()))
    await ledger.destroy_key("c1")
    first, second = [entry.event for entry in await ledger.read("c1")]
    assert isinstance(first, CaseOpened)
    assert first.subject == "(erased)"
    assert first.answers == {}
    assert first.category == opened().category
    assert isinstance(second, NoteAdded)
    assert second.text == "(erased)"
    assert await ledger.verify("c1") is None
    assert SECRET.encode() not in b"".join(e.body for e in await ledger.read("c1"))
    assert await ledger.append(batch("c1", 2, accepted())) == Appended(3)
    with pytest.raises(KeyMissing):
        await ledger.append(batch("c1", 3, note()))
    assert await ledger.verify("c1") is None
