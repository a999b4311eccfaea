"""What the policy wants to travel with a hand-up is asked for when handing up, never at opening."""

from core.cases.events import DetailsSupplied
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.ledger.in_memory.ledger import MemoryLedger
from tests.office import CANARIES, office


async def test_hillingdons_request_form_goes_with_the_referral() -> None:
    """Not on the first form; compulsory on escalating; after a lapse it can be completed."""
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hillingdon") as here:
        raiser = here["celandine-hurst"]
        await raiser.say("/escalate")
        assert "date_of_birth" not in {f.id for f in raiser.dialog.fields}
        await raiser.close()
        await raiser.raise_concern("person:hillingdon.merryn-oakeshott")
        for _ in range(3):
            due = (await here.case()).due
            assert due is not None
            await here.until(due)
        await raiser.press("Open", reference=(await here.case()).reference)
        assert "To travel with the hand-up, not written yet" in raiser.dialog
        await raiser.press("Complete the hand-up")
        await raiser.fill(case_summary=CANARIES["story"], escalation_reason="no way on")
        assert CANARIES["story"] in raiser.dialog
        assert await here.events(DetailsSupplied)
        assert not any(CANARIES["story"] in text for text in here.everything_sent())
