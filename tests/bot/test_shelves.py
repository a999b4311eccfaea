"""What runs here: a file with mistakes changes nothing, and cases keep their edition."""

from datetime import UTC, datetime

from adapters.clock import MovableClock
from adapters.ledger.memory import MemoryCabinet
from bot.shelves import EDITIONS, Source, open_shelves
from policies.shelf import directory_text, policy_text

CLOCK = MovableClock(datetime(2026, 11, 2, 10, tzinfo=UTC))
PEOPLE = {"hounslow": Source("people.yaml", directory_text("hounslow"))}


async def test_a_faulty_file_leaves_the_running_edition() -> None:
    """Every mistake is reported with its line; the edition that ran before runs on."""
    cabinet = MemoryCabinet()
    sound = Source("hounslow.yaml", policy_text("hounslow"))
    before = await open_shelves(cabinet, CLOCK, [sound], PEOPLE)
    assert before.faults == ()
    broken = sound.text.replace("level: practitioner", "level: practicioner").replace(
        "unit: elapsed_hours", "unit: hours"
    )
    after = await open_shelves(cabinet, CLOCK, [Source("hounslow.yaml", broken)], PEOPLE)
    assert len({fault.line for fault in after.faults}) >= 2
    assert all(fault.file == "hounslow.yaml" for fault in after.faults)
    running = after.register.setting("hounslow")
    assert running.edition == before.register.setting("hounslow").edition


async def test_a_case_keeps_the_edition_it_began_under() -> None:
    """A new edition is current for new cases; the earlier one is still there for its own."""
    cabinet = MemoryCabinet()
    text = policy_text("hounslow")
    first = await open_shelves(cabinet, CLOCK, [Source("a", text)], PEOPLE)
    old = first.register.setting("hounslow").edition
    changed = text.replace("title: Line manager", "title: First line manager", 1)
    second = await open_shelves(cabinet, CLOCK, [Source("b", changed)], PEOPLE)
    assert second.faults == ()
    assert second.register.setting("hounslow").edition != old
    assert second.register.setting("hounslow", old).policy.role("line_manager").title == (
        "Line manager"
    )


async def test_a_faulty_contact_list_leaves_the_running_one() -> None:
    """People who could be reached a minute ago still can."""
    cabinet = MemoryCabinet()
    policy = Source("hounslow.yaml", policy_text("hounslow"))
    await open_shelves(cabinet, CLOCK, [policy], PEOPLE)
    broken = {"hounslow": Source("people.yaml", PEOPLE["hounslow"].text.replace("slack:", "slak:"))}
    after = await open_shelves(cabinet, CLOCK, [policy], broken)
    assert after.faults
    assert after.register.setting("hounslow").directory.people


async def test_a_policy_without_a_contact_list_does_not_run() -> None:
    """Nobody could be told, so it does not begin, and the fault says what to do."""
    policy = Source("hounslow.yaml", policy_text("hounslow"))
    alone = await open_shelves(MemoryCabinet(), CLOCK, [policy], {})
    assert alone.register.partnerships == ()
    assert "contact list" in alone.faults[0].message


async def test_a_kept_edition_that_cannot_be_read_any_more_is_reported() -> None:
    """The cases that began under it would stand still, and nobody would know why."""
    cabinet = MemoryCabinet()
    policy = Source("hounslow.yaml", policy_text("hounslow"))
    first = await open_shelves(cabinet, CLOCK, [policy], PEOPLE)
    old = first.register.setting("hounslow").edition
    changed = policy.text.replace("title: Line manager", "title: First line manager", 1)
    await cabinet.put(EDITIONS, old, policy.text.replace("level: practitioner", "level: nurse"))
    after = await open_shelves(cabinet, CLOCK, [Source("b", changed)], PEOPLE)
    assert {fault.file for fault in after.faults} == {f"edition {old[:12]}"}
    assert after.register.partnerships == ("hounslow",)


async def test_a_kept_edition_that_reads_otherwise_than_it_did_is_reported() -> None:
    """A case is decided under the very policy it began under, or somebody hears of it."""
    cabinet = MemoryCabinet()
    policy = Source("hounslow.yaml", policy_text("hounslow"))
    first = await open_shelves(cabinet, CLOCK, [policy], PEOPLE)
    old = first.register.setting("hounslow").edition
    changed = policy.text.replace("title: Line manager", "title: First line manager", 1)
    await open_shelves(cabinet, CLOCK, [Source("b", changed)], PEOPLE)
    await cabinet.put(EDITIONS, old, changed)
    after = await open_shelves(cabinet, CLOCK, [], PEOPLE)
    assert [fault.file for fault in after.faults] == [f"edition {old[:12]}"]
    running = after.register.setting("hounslow", old).policy
    assert running.role("line_manager").title == "First line manager"
