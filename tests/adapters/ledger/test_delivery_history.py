"""Whether messages reached people before, on every ledger."""

from datetime import datetime

import pytest
from sqlalchemy import text

from adapters.ledger.engine import Store
from adapters.ledger.migrate import upgrade
from adapters.ledger.sql import SqlLedger
from core.cases.events import Accepted, ContactMissed, ContactTold, Declined
from core.cases.record.delivery_history import DeliveryHistory
from core.outbox import MessageState, StoredMessage
from core.vocabulary import FailureReason, Platform, Purpose, Side
from tests.adapters.ledger.stories import QUEUE, a_message, batch, later, settled
from tests.databases import AnyLedger, make_vault

SLACK, TEAMS, MAIL = Platform.SLACK, Platform.TEAMS, Platform.MAIL


def told(platform: Platform, at: datetime, person: str = "bob") -> ContactTold:
    """A platform took a message."""
    return ContactTold(at=at, by="", person=person, purpose=Purpose.ASKED, platform=platform)


def missed(at: datetime, why: FailureReason = FailureReason.NOT_INSTALLED) -> ContactMissed:
    """Bob could not be told."""
    return ContactMissed(at=at, by="", person="bob", purpose=Purpose.ASKED, why=why, stage="s1")


def accepted(at: datetime, by: str = "bob") -> Accepted:
    """Somebody takes the stage on."""
    return Accepted(at=at, by=by, stage="s1", side=Side.RECEIVING)


async def _claimed(ledger: AnyLedger) -> StoredMessage:
    (owed,) = await ledger.claim_messages(later(1), QUEUE, 10, 30)
    assert isinstance(owed, StoredMessage)
    return owed


async def test_nothing_is_known_of_whoever_was_never_tried(ledger: AnyLedger) -> None:
    """Owing a message is not trying to send it."""
    await ledger.append(batch(messages=(a_message(),)))
    assert await ledger.reached(["bob", "ann"]) == {}
    assert await ledger.reached([]) == {}


async def test_told_is_known_by_platform(ledger: AnyLedger) -> None:
    """Each platform for itself, the latest time of each; nobody else's."""
    await ledger.append(batch())
    events = (told(SLACK, later(1)), told(TEAMS, later(2)), told(SLACK, later(3)))
    await ledger.append(batch("c1", 1, *events, told(SLACK, later(9), "ann")))
    assert await ledger.reached(["bob", "cyd"]) == {
        ("bob", SLACK): DeliveryHistory(last_told=later(3)),
        ("bob", TEAMS): DeliveryHistory(last_told=later(2)),
    }


async def test_an_answer_proves_the_way_they_were_told_last(ledger: AnyLedger) -> None:
    """Whoever was told on both answers to the later one; whoever was never told proves nothing."""
    await ledger.append(batch())
    await ledger.append(batch("c1", 1, told(TEAMS, later(1)), told(SLACK, later(2))))
    answer = Declined(at=later(3), by="bob", stage="s1", side=Side.RECEIVING, reason="not mine")
    await ledger.append(batch("c1", 3, answer, accepted(later(3), "ann")))
    assert await ledger.reached(["bob", "ann"]) == {
        ("bob", TEAMS): DeliveryHistory(last_told=later(1)),
        ("bob", SLACK): DeliveryHistory(last_told=later(2), last_answered=later(3)),
    }
    await ledger.append(batch("c1", 5, accepted(later(4))))
    assert (await ledger.reached(["bob"]))["bob", SLACK].last_answered == later(4)


async def test_a_miss_counts_where_they_are_messaged_first(ledger: AnyLedger) -> None:
    """It keeps its reason, and what worked before; failing, until something works again."""
    await ledger.append(batch(messages=(a_message(),)))
    await ledger.append(batch("c1", 1, told(SLACK, later(1))))
    owed = await _claimed(ledger)
    result = settled(owed.id, owed.epoch, MessageState.MISSED)
    await ledger.append(batch("c1", 2, missed(later(2)), settlement=result))
    found = (await ledger.reached(["bob"]))["bob", SLACK]
    assert found == DeliveryHistory(
        last_told=later(1), last_missed=later(2), why=FailureReason.NOT_INSTALLED
    )
    assert found.failing
    await ledger.append(batch("c1", 3, told(SLACK, later(3))))
    assert not (await ledger.reached(["bob"]))["bob", SLACK].failing


async def test_whoever_has_no_channel_is_missed_nowhere(ledger: AnyLedger) -> None:
    """There is no platform to speak of."""
    await ledger.append(batch(messages=(a_message(queue="none"),)))
    (owed,) = await ledger.claim_messages(later(1), "none", 10, 30)
    result = settled(owed.id, owed.epoch, MessageState.MISSED)
    gone = missed(later(2), FailureReason.NO_CHANNEL)
    await ledger.append(batch("c1", 1, gone, settlement=result))
    assert await ledger.reached(["bob"]) == {}


async def test_nothing_is_noted_where_nothing_is_written(ledger: AnyLedger) -> None:
    """A batch that comes too late leaves no trace of what it would have said."""
    await ledger.append(batch())
    await ledger.append(batch("c1", 0, told(SLACK, later(1))))
    assert await ledger.reached(["bob"]) == {}


async def test_a_record_of_before_is_read_once(store: Store) -> None:
    """The migration finds what the entries say already, as if it had been kept up all along."""
    ledger = SqlLedger(store, make_vault())
    await ledger.append(batch(messages=(a_message(),)))
    await ledger.append(batch("c1", 1, told(SLACK, later(1)), told(TEAMS, later(2))))
    await ledger.append(batch("c1", 3, accepted(later(3))))
    owed = await _claimed(ledger)
    result = settled(owed.id, owed.epoch, MessageState.MISSED)
    await ledger.append(batch("c1", 4, missed(later(4)), settlement=result))
    kept = await ledger.reached(["bob"])
    assert kept[("bob", TEAMS)].last_answered == later(3)
    async with store.engine.begin() as connection:
        await connection.execute(text("DROP TABLE delivery_history"))
        await connection.execute(text("CREATE TABLE owed AS SELECT *, queue AS lane FROM outbox"))
        (now,) = await connection.scalars(text("SELECT version_num FROM alembic_version"))
        await connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        await connection.run_sync(upgrade, "0002")
        version = text("UPDATE alembic_version SET version_num = :now")
        await connection.execute(version, {"now": now})
        await connection.execute(text("ALTER TABLE reached RENAME TO delivery_history"))
    assert await ledger.reached(["bob"]) == kept


@pytest.mark.parametrize(
    ("known", "failing"),
    [
        (DeliveryHistory(), False),
        (DeliveryHistory(last_missed=later(1)), True),
        (DeliveryHistory(last_told=later(2), last_missed=later(1)), False),
        (DeliveryHistory(last_told=later(1), last_missed=later(2), last_answered=later(3)), False),
    ],
)
def test_what_failed_last_is_failing(known: DeliveryHistory, *, failing: bool) -> None:
    """Whatever worked since makes good for it."""
    assert known.failing is failing
