"""The metronome: one broken message or case stops nothing, and somebody always hears of it."""

from datetime import datetime, timedelta
from typing import Any, cast

import structlog

from bot.app.metrics import Metrics
from bot.app.scheduler_loop import SchedulerLoop
from core.directory import ListEntry, PersonLeft
from core.notifications.couriers import DeliveryFailed
from core.partnership.edition_sync import EditionSync
from core.vocabulary import Purpose
from tests.core.given import MARLOW, NOOR, TOBIN, opening
from tests.core.office import Office

MARLOW_SLACK = "U0HOU00001"


def _scheduler(office: Office, edition_sync: EditionSync | None = None) -> SchedulerLoop:
    return SchedulerLoop(
        office.ledger, office.casework, office.delivery, office.redrawing, office.clock, Metrics(),
        edition_sync=edition_sync,
    )  # fmt: skip


async def test_a_message_that_breaks_us_is_reported_to_a_human_within_minutes() -> None:
    """A fault of ours is no platform's answer, and yet nobody may wait for it for ever (P5)."""
    office = Office(mail=False)
    broken = cast("DeliveryFailed", RuntimeError("what Marlow was sent"))
    office.slack.script[MARLOW_SLACK] = [broken] * 1000
    scheduler = _scheduler(office)
    await office.open(opening())
    with structlog.testing.capture_logs() as lines:
        for _ in range(15):
            await scheduler.settle()
            office.clock.move_to(office.clock.now() + timedelta(minutes=1))
    (told,) = office.owed(NOOR, Purpose.UNREACHED)
    assert told.message.about.startswith(MARLOW)
    assert lines
    assert not any("hounslow" in str(line) for line in lines)
    office.slack.script.clear()
    office.clock.move_to(office.clock.now() + timedelta(minutes=20))
    await scheduler.settle()
    assert any(one.channel.user == MARLOW_SLACK for one in office.slack.sent)


async def test_a_long_catching_up_keeps_beating() -> None:
    """Or whoever watches would take it for dead, and restart it in the midst."""
    office = Office()
    cases = [await office.open(opening()) for _ in range(3)]
    beats: list[datetime] = []
    looks: list[int] = []

    async def one_at_a_time(now: datetime, _limit: int, lease: float) -> tuple[str, ...]:
        looks.append(len(beats))
        found: tuple[str, ...] = await claim(now, 1, lease)
        return found

    async def beat(_name: str, now: datetime) -> None:
        beats.append(now)

    ledger: Any = office.ledger
    claim, ledger.claim_due, ledger.beat = ledger.claim_due, one_at_a_time, beat
    office.clock.move_to(office.clock.now() + timedelta(days=30))
    await _scheduler(office).look()
    assert len(looks) > len(cases)
    assert looks == list(range(len(looks)))


async def test_a_broken_case_of_somebody_who_left_stops_no_other() -> None:
    """Not their other cases, and not the beat itself (fault F9)."""
    office = Office()
    await office.keep_list()
    for _ in range(2):
        await office.open(opening())
    await office.settle()
    broken, whole = await office.ledger.cases_of(MARLOW)
    casework: Any = office.casework
    look = casework.look

    async def breaks(case: str) -> object:
        if case == broken:
            raise RuntimeError("what Marlow was sent")
        return await look(case)

    casework.look = breaks
    scheduler = _scheduler(office, office.edition_sync)
    await scheduler.look()
    goes = ListEntry(
        at=office.clock.now(), by=NOOR, why="",
        changes=(PersonLeft(person=MARLOW, on=office.clock.now().date()),),
    )  # fmt: skip
    number = (await office.roll.lengths())["hounslow"]
    assert await office.roll.append("hounslow", number, goes)
    await scheduler.look()
    assert office.alarms == [("RuntimeError", broken)]
    for case, asked in ((broken, MARLOW), (whole, TOBIN)):
        stands = await office.casework.read(case)
        assert stands is not None
        assert stands.receiving.asked[-1] == asked
