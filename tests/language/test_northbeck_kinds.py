"""Kinds of dispute, what belongs elsewhere, and a matter of policy beside a case, in Northbeck."""

import pytest

from core.cases.case import Case
from tests.journeys.kept import kept_secret
from tests.language.imagined_files import imagined
from tests.language.imagined_hands import does, takes_on
from tests.office import CANARIES, Office

STORY = CANARIES["story"]
RAISERS = [
    ("council-practitioner-north", "hospital-practitioner"),
    ("hospital-practitioner", "council-practitioner-north"),
]


async def _open(here: Office) -> dict[str, Case]:
    ledger, casework = here.rehearsal.concord.ledger, here.rehearsal.concord.casework
    found = [await casework.read(one) for one in await ledger.cases_in(here.partnership)]
    return {one.reference: one for one in found if one}


async def test_two_teams_of_one_agency_end_with_their_managers() -> None:
    """The other team of one's own agency may be chosen, and nothing hands up beyond the managers."""
    async with imagined("northbeck") as here:
        ours = here["council-practitioner-north"]
        await ours.raise_concern("team:south", kind="own_house")
        await here.settle()
        case = await here.case()
        assert case.raising.agency == case.receiving.agency == "council"
        assert case.receiving.asked == ("northbeck.council-manager-south",)
        await here.until(case.visit.due)
        case = await here.case()
        assert (case.stage, case.visit.lapsed_at is not None) == ("managers", True)
        kept_secret(here)


@pytest.mark.parametrize(("raiser", "other"), RAISERS)
async def test_a_matter_between_boards_may_begin_with_the_heads_and_ends_there(
    raiser: str, other: str
) -> None:
    """With a reason; the form says what belongs elsewhere, and refuses nothing."""
    async with imagined("northbeck") as here:
        ours = here[raiser]
        await ours.say("/escalate")
        if ours.dialog_is_closed:
            await ours.press("Open")
        assert "Use that agency's complaints procedure." in " ".join(ours.dialog.lines)
        await ours.close()
        await ours.raise_concern(
            f"person:northbeck.{other}",
            kind="between_boards",
            entry_stage="heads",
            entry_reason=STORY,
        )
        await here.settle()
        case = await here.case()
        assert case.stage == "heads"
        await here.until(case.visit.due)
        case = await here.case()
        assert (case.stage, case.visit.lapsed_at is not None) == ("heads", True)
        kept_secret(here)


@pytest.mark.parametrize(("raiser", "other"), RAISERS)
async def test_a_matter_of_policy_goes_to_the_panel_from_the_heads_on(
    raiser: str, other: str
) -> None:
    """Not offered below; taken, it is a case of its own and the child's goes on."""
    async with imagined("northbeck") as here:
        await here[raiser].raise_concern(f"person:northbeck.{other}")
        await here.settle()
        reference = (await here.case()).reference
        ours, _ = await takes_on(here, reference)
        label = "Take a matter of policy to the panel"
        await ours.press("Open", reference=reference)
        assert label not in {one.label for one in ours.dialog.buttons}
        await ours.close()
        await does(here, ours, reference, "Escalate", reason=STORY)
        ours, _ = await takes_on(here, reference)
        await does(here, ours, reference, label, reason=STORY)
        cases = await _open(here)
        assert cases.pop(reference).stage == "heads"
        (matter,) = cases.values()
        assert (matter.stage, matter.parent_reference) == ("panel", reference)
        kept_secret(here)
