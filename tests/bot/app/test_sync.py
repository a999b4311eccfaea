"""Two processes on one database: what one puts into force, the other takes up without a restart."""

from datetime import UTC, datetime

import pytest

from adapters.clock import MovableClock
from bot.app.start_up import StartUp, load_partnerships
from bot.app.wiring import Concord, assemble
from bot.settings.files import SourceFile
from bot.workbench.rehearsal import approved_by_two
from core.cases.casework import Done
from core.partnership import editions
from core.ports import KeyValueStore
from policies.library import directory_text, policy_text
from tests.core.given import opening
from tests.databases import AnyLedger

CLOCK = MovableClock(datetime(2026, 11, 2, 10, tzinfo=UTC))
PEOPLE = {"hounslow": SourceFile("people.yaml", directory_text("hounslow"))}
POLICY = SourceFile("hounslow.yaml", policy_text("hounslow"))
NEXT = SourceFile("next.yaml", POLICY.text.replace("title: Line manager", "title: Team lead", 1))


async def process(ledger: AnyLedger, documents: KeyValueStore) -> Concord:
    """A Concord that runs Hounslow's policy as it is in force."""
    shelves = await load_partnerships(documents, CLOCK, [POLICY], PEOPLE)
    await approved_by_two(documents, CLOCK, shelves)
    return assemble(
        ledger=ledger,
        documents=documents,
        clock=CLOCK,
        register=shelves.register,
        edition_sync=shelves.edition_sync,
        name="other",
    )


async def elsewhere(documents: KeyValueStore) -> StartUp:
    """Another process puts the next edition into force."""
    shelves = await load_partnerships(documents, CLOCK, [NEXT], PEOPLE)
    await approved_by_two(documents, CLOCK, shelves)
    return shelves


@pytest.mark.parametrize("ledger_url", ["sqlite", "postgresql"], indirect=True)
async def test_the_beat_takes_up_what_another_process_put_into_force(
    ledger: AnyLedger, documents: KeyValueStore
) -> None:
    """New cases begin under it; the case that was open goes on under its own."""
    here = await process(ledger, documents)
    before = await here.casework.open("hounslow", opening(reference="ESC-7KQ4-M2X1"), "one")
    assert isinstance(before, Done)
    there = await elsewhere(documents)
    await here.scheduler.look()
    after = await here.casework.open("hounslow", opening(reference="ESC-7KQ4-M2Y2"), "two")
    assert isinstance(after, Done)
    assert after.case.edition == there.register.setting("hounslow").edition
    again = await here.casework.read(before.case.id)
    assert again is not None
    assert again.edition == before.case.edition != after.case.edition
    assert await ledger.pinned("hounslow") == {before.case.edition: 1, after.case.edition: 1}
    await here.close()


async def test_a_case_brings_its_edition_with_it(
    ledger: AnyLedger, documents: KeyValueStore
) -> None:
    """Opened elsewhere between two beats of this process, it can be read and told of here."""
    here = await process(ledger, documents)
    await elsewhere(documents)
    shelves = await load_partnerships(documents, CLOCK, [], PEOPLE)
    there = assemble(ledger=ledger, documents=documents, clock=CLOCK, register=shelves.register)
    opened = await there.casework.open("hounslow", opening(), "one")
    assert isinstance(opened, Done)
    case = await here.casework.read(opened.case.id)
    assert case is not None
    assert here.casework.setting(case).policy.role("line_manager").title == "Team lead"
    await here.scheduler.settle()
    await here.close()
    await there.close()


async def test_an_edition_that_cannot_be_read_does_not_stop_the_clock(
    ledger: AnyLedger, documents: KeyValueStore
) -> None:
    """What was in force runs on here, one alarm is counted, and the beat goes on."""
    here = await process(ledger, documents)
    running = here.register.setting("hounslow").edition
    there = await elsewhere(documents)
    await documents.put(editions.EDITIONS, there.register.setting("hounslow").edition, "{}", None)
    for _ in range(3):
        await here.scheduler.look()
    alarms = here.metrics.alarms.labels("NotAsKeptError")
    assert alarms._value.get() == 1
    assert here.register.setting("hounslow").edition == running
    assert "other" in await ledger.beats()
    await here.close()
