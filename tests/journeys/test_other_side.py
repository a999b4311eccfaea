"""A case opened in haste without naming the other agency: the coordinator, or anybody, names it."""

from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.ledger.in_memory.ledger import MemoryLedger
from tests.office import office


async def test_a_coordinator_names_the_agency_and_its_contact_is_asked() -> None:
    """Nobody is asked in an unknown agency's place; once it is named, its own people are."""
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow") as here:
        raiser, coordinator = here["marlow-winstead"], here["noor-castellan"]
        await raiser.say("/escalate now")
        await raiser.fill()
        await raiser.close()
        await here.settle()
        case = await here.case()
        assert case.receiving.asked == ()
        due = case.due
        coordinator.told("one side has nobody yet")
        await coordinator.press("Open", reference="one side has nobody yet")
        await coordinator.press("Name the other agency")
        await coordinator.fill(with_whom="team:intake-west")
        assert "the raising agency itself" in coordinator.dialog.errors["with_whom"]
        await coordinator.fill(with_whom="person:hounslow.robin-haverstock")
        await here.settle()
        case = await here.case()
        assert case.receiving.asked == ("hounslow.robin-haverstock",)
        assert case.due == due
        here["robin-haverstock"].told("You are asked to take on")
        assert "Name the other agency" not in [b.label for b in coordinator.dialog.buttons]
