"""What runs here: files only propose, a file with mistakes changes nothing, cases keep theirs."""

from dataclasses import replace
from datetime import UTC, datetime

from adapters.clock import MovableClock
from bot.app.start_up import StartUp, load_partnerships
from bot.settings.files import SourceFile
from bot.workbench.rehearsal import approved_by_two
from core.partnership.editions import EDITIONS
from policies.library import directory_text, policy_of, policy_text
from policies.policy_files.loader import policy_to_json
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore

CLOCK = MovableClock(datetime(2026, 11, 2, 10, tzinfo=UTC))
PEOPLE = {"hounslow": SourceFile("people.yaml", directory_text("hounslow"))}
POLICY = SourceFile("hounslow.yaml", policy_text("hounslow"))
NEXT = SourceFile("next.yaml", POLICY.text.replace("title: Line manager", "title: Team lead", 1))


async def running(documents: MemoryKeyValueStore, *files: SourceFile) -> StartUp:
    """Files proposed, and approved by two."""
    shelves = await load_partnerships(documents, CLOCK, files, PEOPLE)
    assert shelves.faults == ()
    await approved_by_two(documents, CLOCK, shelves)
    return shelves


async def test_a_sound_file_only_proposes_its_edition() -> None:
    """Nothing runs at a first start; the edition waits, and it is kept as canonical JSON."""
    documents = MemoryKeyValueStore()
    shelves = await load_partnerships(documents, CLOCK, [POLICY], PEOPLE)
    assert shelves.register.partnerships == ()
    (standing,) = shelves.standings
    assert standing.waiting is not None
    assert standing.waiting.digest == policy_of("hounslow").digest
    kept = await documents.get(EDITIONS, standing.waiting.digest)
    assert kept == policy_to_json(policy_of("hounslow").policy)


async def test_a_new_edition_waits_while_the_one_in_force_runs_on() -> None:
    """A file exchanged in the settings changes nothing at the next start."""
    documents = MemoryKeyValueStore()
    before = (await running(documents, POLICY)).register.setting("hounslow").edition
    after = await load_partnerships(documents, CLOCK, [NEXT], PEOPLE)
    assert after.register.setting("hounslow").edition == before
    assert after.standings[0].waiting is not None


async def test_the_next_edition_may_lie_beside_the_one_in_force() -> None:
    """In either order: it waits, and starting again does not make it wait anew."""
    documents = MemoryKeyValueStore()
    await running(documents, POLICY)
    waits = []
    for files in ((POLICY, NEXT), (NEXT, POLICY)):
        shelves = await load_partnerships(documents, CLOCK, files, PEOPLE)
        assert shelves.faults == ()
        waits.append(shelves.standings[0].waiting)
    assert waits[0] is not None
    assert waits[0] == waits[1]
    alone = await load_partnerships(documents, CLOCK, [POLICY], PEOPLE)
    assert alone.standings[0].waiting is None


async def test_two_files_that_propose_different_editions_are_reported() -> None:
    """One of them waits, and both files are named."""
    documents = MemoryKeyValueStore()
    shelves = await load_partnerships(documents, CLOCK, [POLICY, NEXT], PEOPLE)
    (fault,) = shelves.faults
    assert fault.file == "next.yaml"
    assert "hounslow.yaml" in fault.message
    assert shelves.standings[0].waiting is not None


async def test_a_faulty_file_leaves_the_running_edition() -> None:
    """Every mistake is reported with its line; the edition that ran before runs on."""
    documents = MemoryKeyValueStore()
    before = await running(documents, POLICY)
    broken = POLICY.text.replace("level: practitioner", "level: practicioner").replace(
        "unit: elapsed_hours", "unit: hours"
    )
    after = await load_partnerships(documents, CLOCK, [SourceFile("hounslow.yaml", broken)], PEOPLE)
    assert len({fault.line for fault in after.faults}) >= 2
    assert all(fault.file == "hounslow.yaml" for fault in after.faults)
    running_now = after.register.setting("hounslow")
    assert running_now.edition == before.register.setting("hounslow").edition
    assert after.standings[0].waiting is None


async def test_a_case_keeps_the_edition_it_began_under() -> None:
    """A new edition is in force for new cases; the earlier one is still there for its own."""
    documents = MemoryKeyValueStore()
    old = (await running(documents, POLICY)).register.setting("hounslow").edition
    second = await running(documents, NEXT)
    assert second.register.setting("hounslow").edition != old
    assert second.register.setting("hounslow", old).policy.role("line_manager").title == (
        "Line manager"
    )
    present = second.register.setting("hounslow", old).present
    assert present is not None
    assert present.policy.role("line_manager").title == "Team lead"


async def test_a_process_takes_up_what_another_put_into_force() -> None:
    """Without a restart: new cases begin under it here too, and the earlier one stays known."""
    documents = MemoryKeyValueStore()
    here = await running(documents, POLICY)
    old = here.register.setting("hounslow").edition
    await running(documents, NEXT)
    assert here.register.setting("hounslow").edition == old
    await here.edition_sync.look()
    setting = here.register.setting("hounslow")
    assert setting.policy.role("line_manager").title == "Team lead"
    assert here.register.setting("hounslow", old).edition == old


async def test_a_case_of_an_edition_that_was_not_taken_up_yet_can_be_read() -> None:
    """Another process may have opened it a moment after the edition came into force."""
    documents = MemoryKeyValueStore()
    here = await running(documents, POLICY)
    digest = (await running(documents, NEXT)).register.setting("hounslow").edition
    assert here.register.edition(digest) is None
    edition = await here.edition_sync.edition("hounslow", digest)
    assert edition is not None
    assert edition.policy.role("line_manager").title == "Team lead"


async def test_the_contact_list_may_name_the_roles_of_an_edition_that_waits() -> None:
    """The people a new edition needs have to be there before it can be put into force."""
    documents = MemoryKeyValueStore()
    await running(documents, POLICY)
    renamed = SourceFile("next.yaml", POLICY.text.replace("line_manager", "team_lead"))
    people = PEOPLE["hounslow"].text.replace("line_manager", "line_manager, team_lead")
    assert people != PEOPLE["hounslow"].text
    after = await load_partnerships(
        documents, CLOCK, [renamed], {"hounslow": SourceFile("people.yaml", people)}
    )
    assert after.faults == ()
    await approved_by_two(documents, CLOCK, after)
    assert after.register.setting("hounslow").policy.role("team_lead").title == "Line manager"


async def test_a_faulty_contact_list_leaves_the_running_one() -> None:
    """People who could be reached a minute ago still can."""
    documents = MemoryKeyValueStore()
    await running(documents, POLICY)
    broken = {"hounslow": replace(PEOPLE["hounslow"], text=PEOPLE["hounslow"].text + "slak: 1\n")}
    after = await load_partnerships(documents, CLOCK, [POLICY], broken)
    assert after.faults
    assert after.register.setting("hounslow").directory.people


async def test_a_policy_without_a_contact_list_does_not_run() -> None:
    """Nobody could be told, so it does not begin, and the fault says what to do."""
    alone = await load_partnerships(MemoryKeyValueStore(), CLOCK, [POLICY], {})
    assert alone.register.partnerships == ()
    assert "contact list" in alone.faults[0].message


async def test_a_kept_edition_that_cannot_be_read_any_more_is_reported() -> None:
    """The cases that began under it would stand still, and nobody would know why."""
    documents = MemoryKeyValueStore()
    old = (await running(documents, POLICY)).register.setting("hounslow").edition
    await running(documents, NEXT)
    for text in ('{"id":"x"}', "no JSON", policy_to_json(policy_of("halton").policy)):
        await documents.put(EDITIONS, old, text, None)
        after = await load_partnerships(documents, CLOCK, [], PEOPLE)
        assert {fault.file for fault in after.faults} == {f"edition {old[:12]}"}
        assert after.register.partnerships == ("hounslow",)
