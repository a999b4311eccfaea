"""What lies finished behind Concord costs an idle tick nothing."""

from datetime import timedelta

from sqlalchemy import event, insert

from adapters.ledger.schema import action_tokens, outbox
from adapters.ledger.sql import SqlLedger
from tests.databases import Steps
from tests.faults.town import Town, town

MANY = 10_000


async def _idle_tick(here: Town, steps: Steps) -> int:
    """Steps of one tick with nothing to do; the third, since what is looked at once an hour, or
    remembered, is done by then.
    """
    for _ in range(3):
        here.rehearsal.clock.move_to(here.now + timedelta(seconds=2))
        steps.taken = 0
        await here.settle()
    return steps.taken


async def test_an_idle_tick_costs_the_same_whatever_is_finished(sqlite_url: str) -> None:
    """Ten thousand finished letters and as many old tokens: the database works no more for it, told
    by its own count of steps, which no busy machine changes.
    """
    steps = Steps()
    async with town(sqlite_url) as here:
        ledger = here.rehearsal.concord.ledger
        assert isinstance(ledger, SqlLedger)
        event.listen(ledger._store.engine.sync_engine, "checkout", steps.watch)
        before = await _idle_tick(here, steps)
        assert here.store is not None
        letter = {
            "partnership": "halton", "person": "p", "purpose": "still_you", "stage": "",
            "about": "", "ring_key": "new", "private": b"x", "attention": 2, "queue": "mail:",
            "not_before": here.now, "latest_at": here.now, "created_at": here.now,
            "state": "told", "attempts": 1, "reports": 0, "epoch": 1, "ended_at": here.now,
            "error": "", "platform_message": "mail|{}", "drawn_sequence": 0,
        }  # fmt: skip
        letters = [{**letter, "key": f"still-you/{n}"} for n in range(MANY)]
        press = {"person": "p", "action": "open", "case": "", "stage": "", "target": ""}
        end = here.now + timedelta(days=100)
        tokens = [{**press, "token": n.to_bytes(32), "expires_at": end} for n in range(MANY)]
        async with here.store.engine.begin() as connection:
            await connection.execute(insert(outbox), letters)
            await connection.execute(insert(action_tokens), tokens)
        after = await _idle_tick(here, steps)
    assert before > 0
    assert after <= before * 1.05
