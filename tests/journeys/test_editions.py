"""A new edition of a policy: approved in Slack and in Teams, and in force for new cases at once."""

from dataclasses import replace

from core.partnership import editions
from policies.policy_files.loader import policy_to_json
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.ledger.in_memory.ledger import MemoryLedger
from tests.journeys.kept import kept_secret
from tests.office import Office, office

ON_SLACK, ON_TEAMS = "noor-castellan", "isolde-wraysbury"
MOVE = "Move to the present edition"


async def _proposed(here: Office) -> str:
    """An edition with another title for line managers waits, in a partnership with one coordinator
    on either platform; its digest.
    """
    register = here.rehearsal.concord.register
    people = (f"hounslow.{ON_SLACK}", f"hounslow.{ON_TEAMS}")
    directory = replace(here.setting.directory, coordinators=people)
    register.set_directory("hounslow", directory)
    policy = here.setting.policy
    roles = tuple(
        replace(one, title="Team lead") if one.id == "line_manager" else one for one in policy.roles
    )
    text = policy_to_json(replace(policy, edition="The next one", roles=roles))
    digest = await editions.store_edition(here.rehearsal.concord.documents, text)
    await editions.propose(here.rehearsal.concord.documents, "hounslow", digest, here.now)
    return digest


async def test_two_coordinators_on_two_platforms_put_an_edition_into_force() -> None:
    """Each sees what changes and approves; a case that is open is moved, with a reason."""
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow") as here:
        robin, noor, isolde = here["robin-haverstock"], here[ON_SLACK], here[ON_TEAMS]
        digest = await _proposed(here)
        await robin.raise_concern("person:hounslow.marlow-winstead")
        await here.settle()
        case = await here.case()
        for who in (noor, isolde):
            await who.open_home()
            await who.press("See what changes", message="home")
            assert "Team lead" in who.dialog
            await who.press("Approve this edition")
            assert here.setting.edition == (digest if who is isolde else case.edition)
            await who.close()
        assert (await here.case()).edition == case.edition
        await noor.open_home()
        await noor.press(f"Open {case.reference}", message="home")
        await noor.press(MOVE)
        assert "Team lead" in noor.dialog
        await noor.fill(reason="The new titles are used everywhere")
        assert not noor.dialog.errors
        await noor.close()
        await here.settle()
        assert (await here.case()).edition == digest
        for who in (robin, here["marlow-winstead"]):
            who.told("goes on under the present edition of the policy")
        kept_secret(here)
