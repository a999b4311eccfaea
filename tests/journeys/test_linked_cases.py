"""A conference is asked for beside a case, from either platform; people on both are told."""

import pytest

from core.cases.wording.labels import LABEL
from core.vocabulary import Action
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.ledger.in_memory.ledger import MemoryLedger
from tests.office import CANARIES, office

WAYS = [
    ("alma-fothergill", "willa-ashcombe"),
    ("willa-ashcombe", "alma-fothergill"),
]
"""Who raises it, and with whom: on Slack with somebody on Teams, and the other way round."""


@pytest.mark.parametrize(("raiser", "other"), WAYS)
async def test_a_matter_beside_a_case_is_asked_for_and_taken_on(raiser: str, other: str) -> None:
    """A button on the case, a form, a message to its own contact, and the other side hears."""
    async with office(MemoryLedger(), MemoryKeyValueStore(), "wandsworth") as here:
        colleague = here[raiser]
        await colleague.raise_concern(f"person:wandsworth.{other}")
        await here.settle()
        case = await here.case()
        await colleague.press(LABEL[Action.OPEN], reference=case.reference)
        await colleague.press("Ask for a child protection conference")
        await colleague.fill(
            reason=CANARIES["story"],
            supporter="the named nurse",
            supporter_post="Named professional",
            protective_date="2026-11-09",
        )
        assert not colleague.dialog.errors
        await colleague.close()
        await here.settle()
        ledger, casework = here.rehearsal.concord.ledger, here.rehearsal.concord.casework
        after = await casework.read(case.id)
        assert after is not None
        (link,) = after.links
        matter = await casework.read(link.matter)
        assert matter is not None
        assert len(await ledger.cases_in("wandsworth")) == 2
        assert link.reference in here[other].told("a matter of its own has begun beside it")
        for one in here.everybody(matter.receiving.asked):
            one.told(f"You are asked to take on {link.reference}")
        colleague.told(f"Your concern is recorded: {link.reference}")
        for text in here.everything_sent():
            assert not any(canary in text for canary in CANARIES.values())
