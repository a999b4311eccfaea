"""A coordinator changes who holds a post: the next lapse asks the new one, in every process."""

from bot.app.start_up import load_partnerships
from bot.app.wiring import assemble
from bot.settings.files import SourceFile
from bot.workbench.rehearsal import PartnershipFiles
from policies.library import directory_text, policy_text
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.ledger.in_memory.ledger import MemoryLedger
from tests.journeys.kept import kept_secret
from tests.office import Office, office

TWO = "coordinators: [hounslow.noor-castellan, hounslow.merrick-dunmore]"
ON_BOTH = "coordinators: [hounslow.noor-castellan, hounslow.isolde-wraysbury]"
COUNCIL = "London Borough of Hounslow"
MANAGERS = "Assistant Team Manager, Family Help Team"


def files() -> PartnershipFiles:
    """Hounslow with one coordinator on Slack and one on Teams."""
    people = directory_text("hounslow")
    assert TWO in people
    return PartnershipFiles(
        SourceFile("hounslow.yaml", policy_text("hounslow")),
        SourceFile("people.yaml", people.replace(TWO, ON_BOTH)),
    )


async def at_the_post(here: Office, *labels: str) -> None:
    """The coordinator on Teams goes to the managers' post and presses these buttons."""
    isolde = here["isolde-wraysbury"]
    await isolde.close()
    await isolde.say("people")
    await isolde.press("Open")
    for label in (COUNCIL, MANAGERS, *labels):
        await isolde.press(label)


async def test_a_post_changes_hands_and_the_next_lapse_asks_the_new_holder() -> None:
    """Ended and appointed on Teams; the history says who did it; another process goes by it too."""
    ledger, documents = MemoryLedger(), MemoryKeyValueStore()
    async with office(ledger, documents, "hounslow", files=files()) as here:
        robin, isolde, noor = (
            here["robin-haverstock"],
            here["isolde-wraysbury"],
            here["noor-castellan"],
        )
        shelves = await load_partnerships(documents, here.rehearsal.clock, [], {})
        elsewhere = assemble(
            ledger=ledger,
            documents=documents,
            clock=here.rehearsal.clock,
            register=shelves.register,
            edition_sync=shelves.edition_sync,
            name="elsewhere",
        )
        await robin.raise_concern("person:hounslow.marlow-winstead")
        await here.settle()
        await at_the_post(here, "Appoint")
        await isolde.fill(person="hounslow.devi-larkspur", why="Takes over")
        assert "Devi Larkspur holds Assistant Team Manager" in isolde.dialog
        for leaving in ("tobin-zeller", "priya-ashdown"):
            await at_the_post(here, "End")
            await isolde.fill(holder=f"holder:hounslow.{leaving}")
            assert not isolde.dialog.errors
        await isolde.close()
        await elsewhere.scheduler.look()
        post = "council.family-help.manager"
        for register in (here.rehearsal.concord.register, elsewhere.register):
            posts = register.setting("hounslow").directory.posts
            (now,) = [one for one in posts if one.id == post]
            assert now.holders == ("hounslow.devi-larkspur",)
        case = await here.case()
        assert case.due is not None
        await here.until(case.due)
        assert (await here.case()).stage != case.stage
        here["devi-larkspur"].told((await here.case()).reference)
        here["tobin-zeller"].not_told((await here.case()).reference)
        await noor.say("/escalate history council.family-help.manager")
        assert "Tobin Zeller" in noor.dialog
        assert "until Monday 2 November 2026" in noor.dialog
        assert "By Isolde Wraysbury" in noor.dialog
        kept_secret(here)
        await elsewhere.close()
