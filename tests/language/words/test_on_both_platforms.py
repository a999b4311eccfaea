"""The words at their moment as they arrive: one journey on Slack, one on Teams, over HTTP."""

import pytest

from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.ledger.in_memory.ledger import MemoryLedger
from tests.office import Colleague, office

TALK = "Ring or meet the practitioner you disagree with, as soon as you can."
DUTY = "If practice may put a child at risk, you have a duty to say so."
RESPECT = "Respect each other's views, whatever the rank, role or agency."
CHILD_FIRST = "The child's safety and wellbeing come first, always."
DANGER = "If you think a child may suffer significant harm very soon, act today."


def _window(who: Colleague) -> str:
    return "\n".join(who.dialog.lines)


@pytest.mark.parametrize(
    ("raiser", "other"),
    [("marlow-winstead", "robin-haverstock"), ("robin-haverstock", "marlow-winstead")],
    ids=["from Slack to Teams", "from Teams to Slack"],
)
async def test_the_words_arrive_with_the_request_the_forms_and_the_alert(
    raiser: str, other: str
) -> None:
    """Whoever raises, is asked, escalates, or is alerted reads what the policy says of it."""
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow") as here:
        ours, theirs = here[raiser], here[other]
        await ours.say("/escalate")
        if ours.dialog_is_closed:
            await ours.press("Open")
        assert DANGER in ours.dialog.lines[0]
        assert DUTY in _window(ours)
        await ours.close()
        await ours.raise_concern(f"person:{here.partnership}.{other}")
        await here.settle()
        reference = (await here.case()).reference
        request = theirs.told(f"You are asked to take on {reference}")
        assert TALK in request
        assert RESPECT in request
        await theirs.press("Open", reference=reference)
        assert TALK in _window(theirs)
        await theirs.press("Record a discussion")
        assert TALK in _window(theirs)
        await theirs.close()
        await ours.press("Open", reference=reference)
        await ours.press("Escalate")
        assert CHILD_FIRST in _window(ours)
        await ours.close()
        await ours.press("Open", reference=reference)
        await ours.press("Someone is in immediate danger")
        assert DANGER in ours.dialog.lines[0]
        await ours.close()
        await here.settle()
        case = await here.case()
        assert case.risk
        alerted = here.everybody(case.risk.told)
        assert alerted
        for one in alerted:
            alert = one.told(f"Immediate risk: {reference}")
            assert DANGER in alert
            assert "999" in alert
