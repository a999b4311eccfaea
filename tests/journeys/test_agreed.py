"""Raised, accepted, reminded, agreed by both sides, copied, closed: each policy, both ways round."""

import pytest

from core.cases.events import CaseClosed, Reminded
from core.cases.wording.labels import LABEL
from core.cases.wording.questions import WE_CONFIRM
from core.vocabulary import Action, CaseStatus
from policies.library import policy_of
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.ledger.in_memory.ledger import MemoryLedger
from tests.journeys.test_unattended import WAYS
from tests.office import CANARIES, office


@pytest.mark.parametrize(("policy", "raiser", "with_whom"), WAYS)
async def test_a_case_is_settled_across_the_two_platforms(
    policy: str, raiser: str, with_whom: str
) -> None:
    """Slack and Teams hold the two sides of one case; each hears of what the other does."""
    async with office(MemoryLedger(), MemoryKeyValueStore(), policy) as here:
        raising = here[raiser]
        receiving = here[with_whom.removeprefix("person:")]
        await raising.raise_concern(with_whom)
        await here.settle()
        reference = (await here.case()).reference
        assert "What happens next" in raising.told(reference)

        await receiving.press("Accept", reference=reference)
        await here.settle()
        assert "You accepted this" in receiving.told("You are asked to take on")
        raising.told(f"{reference} has been accepted")

        due = (await here.case()).due
        assert due is not None
        await here.until(due.replace(hour=9, minute=30))
        assert await here.events(Reminded)
        raising.told(f"{reference} is due today")
        receiving.told(f"{reference} is due today")

        await raising.press("Open", reference=reference)
        await raising.press("Propose an outcome")
        await raising.fill(outcome=CANARIES["story"], still_at_risk="no")
        await raising.close()
        await here.settle()
        await receiving.press("Confirm the outcome", reference=f"{reference}: an outcome")
        assert CANARIES["story"] in receiving.dialog
        await receiving.fill(still_at_risk="no")
        await here.settle()
        assert (await here.case()).status is CaseStatus.AGREED

        words = policy_of(policy).policy.closing.copy_text
        tick = WE_CONFIRM if words else LABEL[Action.COPIED]
        await receiving.press(tick)
        await receiving.press("Close the case")
        await receiving.fill(learning="Ring earlier.")
        assert "has not yet said that a copy is on their own file" in receiving.dialog
        await receiving.close()
        raising.told(f"{reference}: both sides agree")
        await raising.press(tick, reference=f"{reference}: both sides agree")
        await here.settle()
        await raising.press("Open", reference=f"{reference}: both sides agree")
        await raising.press("Close the case")
        await raising.fill(learning="Ring earlier.")
        await here.settle()
        assert (await here.case()).status is CaseStatus.CLOSED
        assert await here.events(CaseClosed)
        receiving.told(f"{reference} is closed")
        for text in here.everything_sent():
            assert not any(canary in text for canary in CANARIES.values())
