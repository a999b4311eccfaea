"""Going straight to a higher stage where the risk is great, on the real adapters."""

import pytest

from core.cases import events as e
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.ledger.in_memory.ledger import MemoryLedger
from tests.journeys.kept import kept_secret
from tests.office import CANARIES, office


@pytest.mark.parametrize("raiser", ["cressida-marlowe-hunt", "roisin-featherstone"])
async def test_a_practitioner_decides_and_the_senior_officers_are_asked(raiser: str) -> None:
    """Flagged, decided with a reason, and at once at the stage chosen; the reason stays inside."""
    pair = {"cressida-marlowe-hunt", "roisin-featherstone"}
    (other,) = pair - {raiser}
    async with office(MemoryLedger(), MemoryKeyValueStore(), "tri-borough") as here:
        ours = here[raiser]
        await ours.raise_concern(f"person:tri-borough.{other}")
        await here.settle()
        reference = (await here.case()).reference
        await ours.press("Open", reference=reference)
        await ours.press("Go straight to a higher stage")
        stages = next(f for f in ours.dialog.fields if f.id == "to").options
        await ours.fill(bypass="yes", to=stages[-1][0], reason=" ")
        assert ours.dialog.errors
        await ours.fill(bypass="yes", to=stages[-1][0], reason=CANARIES["story"])
        assert not ours.dialog.errors, ours.dialog.errors
        await ours.close()
        await here.settle()
        (decided,) = await here.events(e.BypassDecided)
        case = await here.case()
        assert (decided.to, case.stage) == (stages[-1][0], stages[-1][0])
        for one in here.everybody(case.receiving.asked):
            one.told(f"You are asked to take on {reference}")
        kept_secret(here)
