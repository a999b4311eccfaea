"""Owed notices and due times: leased to one caller at a time, on every ledger."""

from dataclasses import replace

import pytest

from core.cases.record.ledger import Appended, Superseded
from core.outbox import AttemptResult, MessageState, StoredMessage
from tests.adapters.ledger.stories import (
    NOON,
    QUEUE,
    a_message,
    accepted,
    batch,
    due,
    later,
    settled,
)
from tests.databases import AnyLedger


async def _claim(
    ledger: AnyLedger, seconds: float = 0, limit: int = 10
) -> tuple[StoredMessage, ...]:
    claimed = await ledger.claim_messages(later(seconds), QUEUE, limit, 30)
    return tuple(one for one in claimed if isinstance(one, StoredMessage))


async def test_a_message_is_claimed_as_it_was_stored(ledger: AnyLedger) -> None:
    """A claimed notice carries what was stored, its first lease and when it was owed."""
    wanted = a_message(about="duty-1", urgent=True)
    await ledger.append(batch(messages=(wanted,)))
    (owed,) = await _claim(ledger)
    assert owed == StoredMessage(
        id=owed.id,
        case="c1",
        message=wanted,
        state=MessageState.SENDING,
        attempts=0,
        epoch=1,
        created_at=NOON,
    )


async def test_the_same_message_is_owed_only_once(ledger: AnyLedger) -> None:
    """A key owed before, in this case or another, in this batch or told long ago, is skipped."""
    await ledger.append(batch(messages=(a_message(), a_message())))
    (owed,) = await _claim(ledger)
    await ledger.settle(settled(owed.id, owed.epoch))
    assert await ledger.append(batch("c1", 1, accepted(), messages=(a_message(),))) == Appended(2)
    assert await ledger.append(batch("c2", messages=(a_message(), a_message("d2")))) == Appended(1)
    assert [one.message.key for one in await _claim(ledger, 99)] == ["d2"]


async def test_urgent_goes_first_then_the_oldest(ledger: AnyLedger) -> None:
    """A queue hands out urgent notices first, then in the order of their times, up to the limit."""
    messages = (
        a_message("late", not_before=later(5)),
        a_message("early", not_before=later(1)),
        a_message("urgent", urgent=True, not_before=later(9)),
        a_message("future", urgent=True, not_before=later(100)),
        a_message("other", queue="teams:T2"),
    )
    await ledger.append(batch(messages=messages))
    first = await _claim(ledger, 10, limit=2)
    assert [one.message.key for one in first] == ["urgent", "early"]
    assert [one.message.key for one in await _claim(ledger, 10)] == ["late"]
    assert await ledger.claim_messages(later(10), "none", 5, 30) == ()


async def test_lanes_are_those_with_something_to_send_now(ledger: AnyLedger) -> None:
    """A queue is listed while a notice in it is ready: not before its time, not while leased."""
    messages = (
        a_message(),
        a_message("d2", queue="mail:"),
        a_message("d3", queue="teams:T", not_before=later(9)),
    )
    await ledger.append(batch(messages=messages))
    assert await ledger.ready_queues(NOON) == ("mail:", QUEUE)
    await _claim(ledger)
    assert await ledger.ready_queues(NOON) == ("mail:",)
    assert await ledger.ready_queues(later(9)) == ("mail:", "teams:T")
    assert await ledger.ready_queues(later(30)) == ("mail:", QUEUE, "teams:T")


async def test_a_lost_sender_leaves_an_unknown(ledger: AnyLedger) -> None:
    """A notice whose sender died between send and mark is handed out as unknown, once, after the
    lease; the first sender can no longer settle it.
    """
    await ledger.append(batch(messages=(a_message(),)))
    (first,) = await _claim(ledger)
    assert await _claim(ledger, 29) == ()
    (second,) = await _claim(ledger, 30)
    assert (second.state, second.epoch, second.id) == (MessageState.UNKNOWN, 2, first.id)
    assert await _claim(ledger, 31) == ()
    assert not await ledger.settle(settled(first.id, first.epoch))
    assert await ledger.settle(settled(second.id, second.epoch))
    assert not await ledger.settle(settled(second.id, second.epoch))
    assert await _claim(ledger, 9999) == ()


async def test_a_slow_sender_may_still_settle(ledger: AnyLedger) -> None:
    """A lease that ran out without anybody taking over still settles: the result is known."""
    await ledger.append(batch(messages=(a_message(),)))
    (owed,) = await _claim(ledger)
    assert await ledger.ready_queues(later(100)) == (QUEUE,)
    assert await ledger.settle(settled(owed.id, owed.epoch))
    assert await ledger.ready_queues(later(100)) == ()


@pytest.mark.parametrize(
    ("stored", "handed_out"),
    [(MessageState.PENDING, MessageState.SENDING), (MessageState.UNKNOWN, MessageState.UNKNOWN)],
)
async def test_what_must_be_tried_again_waits(
    ledger: AnyLedger, stored: MessageState, handed_out: MessageState
) -> None:
    """A notice put back is handed out again at its new time, with what was tried so far."""
    await ledger.append(batch(messages=(a_message(),)))
    (owed,) = await _claim(ledger)
    result = settled(owed.id, owed.epoch, stored, not_before=later(60), attempts=1, error="429")
    assert await ledger.settle(result)
    assert await _claim(ledger, 59) == ()
    (again,) = await _claim(ledger, 60)
    assert (again.state, again.attempts, again.epoch) == (handed_out, 1, 2)
    assert again.message.not_before == later(60)


@pytest.mark.parametrize("state", [MessageState.MISSED, MessageState.DROPPED, MessageState.PARKED])
async def test_what_has_ended_is_never_sent(ledger: AnyLedger, state: MessageState) -> None:
    """Missed, dropped and parked notices are handed to nobody."""
    await ledger.append(batch(messages=(a_message(),)))
    (owed,) = await _claim(ledger)
    assert await ledger.settle(settled(owed.id, owed.epoch, state))
    assert await _claim(ledger, 99999) == ()
    assert await ledger.delivered_to("c1", "bob") == ()


async def test_a_notice_can_be_looked_up_as_it_stands(ledger: AnyLedger) -> None:
    """By its id, whatever has become of it; looking leases nothing."""
    await ledger.append(batch(messages=(a_message(),)))
    (owed,) = await _claim(ledger)
    found = await ledger.message(owed.id)
    assert isinstance(found, StoredMessage)
    assert (found.state, found.epoch, found.message) == (MessageState.SENDING, 1, owed.message)
    assert await ledger.settle(settled(owed.id, owed.epoch, platform_message="m|1"))
    found = await ledger.message(owed.id)
    assert isinstance(found, StoredMessage)
    assert (found.state, found.platform_message) == (MessageState.TOLD, "m|1")
    assert await ledger.message(owed.id + 1) is None


async def test_what_was_told_can_come_back_once(ledger: AnyLedger) -> None:
    """Told becomes missed together with the event that says so; a second report finds it missed,
    and one that comes before it was told finds it still being sent: neither writes anything.
    """
    await ledger.append(batch(messages=(a_message(),)))
    (owed,) = await _claim(ledger)
    back = settled(
        owed.id, owed.epoch, MessageState.MISSED, was=MessageState.TOLD, platform_message="m|1"
    )
    assert await ledger.append(batch("c1", 1, accepted(), settlement=back)) == Superseded()
    assert await ledger.settle(settled(owed.id, owed.epoch, platform_message="m|1"))
    assert await ledger.append(batch("c1", 1, accepted(), settlement=back)) == Appended(2)
    assert await ledger.append(batch("c1", 2, accepted(), settlement=back)) == Superseded()
    found = await ledger.message(owed.id)
    assert isinstance(found, StoredMessage)
    assert (found.state, found.platform_message) == (MessageState.MISSED, "m|1")
    assert await ledger.delivered_to("c1", "bob") == ()
    assert await _claim(ledger, 99999) == ()
    assert len(await ledger.read("c1")) == 2


async def test_an_attempt_does_not_end_with_sending(ledger: AnyLedger) -> None:
    """A result that leaves the notice being sent is an error of ours, and nothing is written."""
    await ledger.append(batch(messages=(a_message(),)))
    (owed,) = await _claim(ledger)
    wrong = settled(owed.id, owed.epoch, MessageState.SENDING)
    with pytest.raises(ValueError, match="still being sent"):
        await ledger.settle(wrong)
    assert await ledger.settle(replace(wrong, state=MessageState.TOLD, platform_message="m"))


async def test_settling_what_is_not_there_is_refused(ledger: AnyLedger) -> None:
    """A result for a notice nobody owes is not written."""
    missing = AttemptResult(id=4711, epoch=1, state=MessageState.TOLD, attempts=1)
    assert not await ledger.settle(missing)
    await ledger.drawn(4711, 3)


async def test_what_has_not_ended_is_found_for_its_case(ledger: AnyLedger) -> None:
    """A case's messages still to be sent, being sent or parked are listed; told ones are not."""
    await ledger.append(batch(messages=(a_message("a"), a_message("b"), a_message("c"))))
    await ledger.append(batch("c2", messages=(a_message("d"),)))
    first, second, third = (await _claim(ledger))[:3]
    await ledger.settle(settled(first.id, first.epoch, MessageState.PARKED))
    await ledger.settle(settled(second.id, second.epoch))
    found = await ledger.waiting("c1")
    assert [(one.message.key, one.state) for one in found] == [
        ("a", MessageState.PARKED),
        ("c", MessageState.SENDING),
    ]
    assert third.message.key == "c"


async def test_told_messages_newest_first(ledger: AnyLedger) -> None:
    """A person's told messages of a case are found again, newest first, nobody else's."""
    messages = (a_message("a"), a_message("b"), a_message("c", person="cleo"))
    await ledger.append(batch(messages=messages))
    await ledger.append(batch("c2", messages=(a_message("d"),)))
    for number, owed in enumerate(await _claim(ledger)):
        await ledger.settle(
            settled(owed.id, owed.epoch, platform_message=f"m{number}", drawn_sequence=1)
        )
    found = await ledger.delivered_to("c1", "bob")
    assert [(one.message.key, one.platform_message, one.drawn_sequence) for one in found] == [
        ("b", "m1", 1),
        ("a", "m0", 1),
    ]


async def _tell(ledger: AnyLedger, case: str, *keys: str) -> list[int]:
    await ledger.append(batch(case, messages=tuple(a_message(key) for key in keys)))
    claimed = await _claim(ledger)
    for owed in claimed:
        await ledger.settle(settled(owed.id, owed.epoch, drawn_sequence=1))
    return [owed.id for owed in claimed]


async def test_nothing_is_redrawn_while_nothing_has_changed(ledger: AnyLedger) -> None:
    """Messages that show the case as it is are left alone."""
    await _tell(ledger, "c1", "a", "b")
    assert await ledger.claim_redraws(later(), 10, 30) == ()
    assert await ledger.claim_redraws(later(), 10, 30) == ()


async def test_a_case_that_moved_on_is_redrawn_by_one(ledger: AnyLedger) -> None:
    """Stale messages are leased with their whole case until each was drawn."""
    first, second = await _tell(ledger, "c1", "a", "b")
    await ledger.append(batch("c1", 1, accepted(later(5))))
    claimed = await ledger.claim_redraws(later(5), 10, 30)
    assert [(one.id, one.state, one.epoch) for one in claimed] == [
        (first, MessageState.TOLD, 1),
        (second, MessageState.TOLD, 1),
    ]
    assert await ledger.claim_redraws(later(6), 10, 30) == ()
    await ledger.drawn(first, 2)
    again = await ledger.claim_redraws(later(35), 10, 30)
    assert [one.id for one in again] == [second]
    await ledger.drawn(second, 2)
    assert await ledger.claim_redraws(later(99), 10, 30) == ()
    assert [one.drawn_sequence for one in await ledger.delivered_to("c1", "bob")] == [2, 2]


async def test_a_case_that_moved_on_while_it_was_drawn_is_drawn_again(ledger: AnyLedger) -> None:
    """Whoever draws an older state does not hide a newer one, and frees the case at once."""
    (owed,) = await _tell(ledger, "c1", "a")
    await ledger.append(batch("c1", 1, accepted()))
    assert len(await ledger.claim_redraws(later(), 10, 30)) == 1
    await ledger.append(batch("c1", 2, accepted()))
    assert await ledger.claim_redraws(later(2), 10, 30) == ()
    await ledger.drawn(owed, 2)
    assert [one.id for one in await ledger.claim_redraws(later(3), 10, 30)] == [owed]
    await ledger.drawn(owed, 3)
    await ledger.drawn(owed, 2)
    assert [one.drawn_sequence for one in await ledger.delivered_to("c1", "bob")] == [3]
    assert await ledger.claim_redraws(later(99), 10, 30) == ()


async def test_a_message_told_while_its_case_was_drawn_does_not_keep_it_leased(
    ledger: AnyLedger,
) -> None:
    """Nobody claimed it, so nobody draws it: the case is given back and claimed again at once."""
    await _tell(ledger, "c1", "a")
    await ledger.append(batch("c1", 1, accepted(), messages=(a_message("b"),)))
    (drawn,) = await ledger.claim_redraws(later(), 10, 30)
    (late,) = await _claim(ledger)
    await ledger.settle(settled(late.id, late.epoch, drawn_sequence=1))
    await ledger.drawn(drawn.id, 2)
    assert await ledger.claim_redraws(later(1), 10, 30) == ()
    await ledger.redrawn("c1")
    assert [one.id for one in await ledger.claim_redraws(later(1), 10, 30)] == [late.id]
    await ledger.drawn(late.id, 2)
    await ledger.redrawn("c1")
    await ledger.redrawn("c9")
    assert await ledger.claim_redraws(later(99), 10, 30) == ()


async def test_redraws_keep_to_their_limit(ledger: AnyLedger) -> None:
    """What lies beyond the limit keeps its turn; what was cut off comes after the lease."""
    await _tell(ledger, "c1", "a", "b")
    (other,) = await _tell(ledger, "c2", "c")
    await ledger.append(batch("c1", 1, accepted(later(1))))
    await ledger.append(batch("c2", 1, accepted(later(2))))
    assert len(await ledger.claim_redraws(later(9), 1, 30)) == 1
    assert [one.id for one in await ledger.claim_redraws(later(9), 1, 30)] == [other]
    assert await ledger.claim_redraws(later(9), 1, 30) == ()
    assert len(await ledger.claim_redraws(later(39), 10, 30)) == 3


async def test_a_message_told_late_is_redrawn(ledger: AnyLedger) -> None:
    """A message that was drawn before the case moved, and told after, is stale from the start."""
    await ledger.append(batch(messages=(a_message(),)))
    (owed,) = await _claim(ledger)
    await ledger.append(batch("c1", 1, accepted()))
    assert await ledger.claim_redraws(later(), 10, 30) == ()
    await ledger.settle(settled(owed.id, owed.epoch, drawn_sequence=1))
    assert [one.id for one in await ledger.claim_redraws(later(), 10, 30)] == [owed.id]


async def test_a_message_without_an_address_is_not_redrawn(ledger: AnyLedger) -> None:
    """What cannot be redrawn in place, such as mail, is not handed out for it."""
    await ledger.append(batch(messages=(a_message(),)))
    (owed,) = await _claim(ledger)
    await ledger.settle(settled(owed.id, owed.epoch, platform_message="", drawn_sequence=1))
    await ledger.append(batch("c1", 1, accepted()))
    assert await ledger.claim_redraws(later(9), 10, 30) == ()


async def test_due_cases_soonest_first_and_to_one_caller(ledger: AnyLedger) -> None:
    """Cases whose time has come are leased in due order; nobody else gets them meanwhile."""
    await ledger.append(batch("c1", due=(due("a", later(20)), due("b", later(90)))))
    await ledger.append(batch("c2", due=(due("a", later(10)),)))
    await ledger.append(batch("c3", due=(due("a", later(50)),)))
    await ledger.append(batch("c4"))
    assert await ledger.next_due() == later(10)
    assert await ledger.claim_due(later(9), 10, 60) == ()
    assert await ledger.claim_due(later(40), 1, 60) == ("c2",)
    assert await ledger.claim_due(later(40), 10, 60) == ("c1",)
    assert await ledger.claim_due(later(40), 10, 60) == ()
    assert await ledger.next_due() == later(50)
    assert await ledger.claim_due(later(100), 10, 60) == ("c3", "c1", "c2")


async def test_appending_ends_a_lease_and_replaces_all_due_times(ledger: AnyLedger) -> None:
    """The times of the last batch count, and no others."""
    await ledger.append(batch(due=(due("a", later(1)), due("b", later(2)))))
    assert await ledger.claim_due(later(3), 10, 60) == ("c1",)
    moved = (due("b", later(4)), due("c", later(8)))
    await ledger.append(batch("c1", 1, accepted(), due=moved))
    assert await ledger.next_due() == later(4)
    assert await ledger.claim_due(later(5), 10, 60) == ("c1",)
    await ledger.append(batch("c1", 2, accepted()))
    assert await ledger.next_due() is None
    assert await ledger.claim_due(later(9999), 10, 60) == ()


async def test_a_case_given_back_waits(ledger: AnyLedger) -> None:
    """A case that failed is looked at again at its time; a write meanwhile goes before that."""
    await ledger.append(batch(due=(due(),)))
    assert await ledger.claim_due(later(), 10, 60) == ("c1",)
    await ledger.release_due("c1", later(300))
    assert await ledger.next_due() == later(300)
    assert await ledger.claim_due(later(299), 10, 60) == ()
    assert await ledger.claim_due(later(300), 10, 60) == ("c1",)
    await ledger.append(batch("c1", 1, accepted(), due=(due(at=later(301)),)))
    await ledger.release_due("c1", later(9999))
    await ledger.release_due("nowhere", later(9999))
    assert await ledger.claim_due(later(301), 10, 60) == ("c1",)
