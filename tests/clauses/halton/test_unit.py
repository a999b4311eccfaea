"""Halton's children's unit: mediation, what is decided even without it, and the Chair's report."""

from core.cases.case import Case
from core.vocabulary import Action, Purpose, Side
from tests.clauses.town import Town, beginning


async def at_the_unit(town: Town) -> Case:
    """A case with the unit's manager, who has taken it on."""
    return await town.take_on(await town.at_stage("childrens_unit"))


async def label_of(town: Town, person: str, case: Case, start: str) -> str:
    """The button that begins so."""
    return beginning(await town.offered(person, case), start)


async def test_hal_27_the_unit_manager_offers_mediation_and_records_what_each_said(
    halton: Town,
) -> None:
    """Taken up or refused, agency by agency."""
    case = await at_the_unit(halton)
    manager = case.receiving.owner
    assert "Offer mediation to both agencies" in await halton.asked_of(case, Side.RECEIVING)
    label = await label_of(halton, manager, case, "Offer mediation")
    form = await halton.form_asks(manager, case, label)
    assert {"They take it up", "They refuse it"} <= set(form.splitlines())
    values = {"mediation_raising": "They take it up", "mediation_receiving": "They refuse it"}
    for one in values:
        assert "fill this in" in await halton.refused(manager, case, label, **{**values, one: ""})
    case = await halton.act(manager, case, label, **values)
    assert label not in await halton.offered(manager, case)


async def test_hal_28_hal_38_what_is_to_be_done_is_decided_even_without_mediation(
    halton: Town,
) -> None:
    """It is owed by a date of our own; refused mediation is no way out of it (reading HAL-A7)."""
    case = await at_the_unit(halton)
    manager = case.receiving.owner
    asked = await halton.asked_of(case, Side.RECEIVING)
    line = beginning(asked.splitlines(), "Decide what is to be done")
    assert "Monday 30 November 2026, 5 pm" in line
    form = await halton.form_asks(manager, case, Action.DISPOSE)
    for way in ("What mediation came to", "Without mediation, the unit's manager lays down"):
        assert way in form
    chosen = {"disposition": "determined"}
    assert "fill this in" in await halton.refused(
        manager, case, Action.DISPOSE, **chosen, reason=""
    )
    case = await halton.act(manager, case, Action.DISPOSE, **chosen, reason="A joint visit.")
    assert case.stage == "childrens_unit"
    assert "Without mediation" in await halton.view(manager, case)


async def test_hal_28_hal_29_what_the_chair_is_to_end_goes_there_at_once(halton: Town) -> None:
    """It is one of the ways in which the unit's manager may decide."""
    case = await at_the_unit(halton)
    case = await halton.act(
        case.receiving.owner,
        case,
        Action.DISPOSE,
        disposition="to_the_chair",
        reason="Both refuse.",
    )
    assert case.stage == "chair"


async def test_hal_27_hal_28_hal_29_what_mediation_came_to_reaches_the_chair_too(
    halton: Town,
) -> None:
    """The Chair hears of what was decided also where nothing failed."""
    case = await at_the_unit(halton)
    before = chair_told(halton, case)
    case = await halton.act(
        case.receiving.owner, case, Action.DISPOSE, disposition="mediated", reason="They agree."
    )
    assert chair_told(halton, case) > before


def chair_told(town: Town, case: Case) -> int:
    """How many messages of what happened the Chair was owed."""
    (chair,) = town.holding("chair", case)[:1]
    return len(town.owed(chair))


async def test_hal_29_hal_38_the_unit_manager_reports_to_the_chair_always(halton: Town) -> None:
    """The report is owed whatever was decided; the Chair hears of the case when the unit does, and
    again once the report is recorded.
    """
    case = await at_the_unit(halton)
    manager = case.receiving.owner
    chair = halton.holding("chair", case)
    assert chair
    assert set(chair) <= halton.told(Purpose.INFORMED, "childrens_unit")
    asked = await halton.asked_of(case, Side.RECEIVING)
    line = beginning(asked.splitlines(), "Report to the Chair")
    assert "Monday 30 November 2026, 5 pm" in line
    label = await label_of(halton, manager, case, "Report to the Chair")
    await halton.act(manager, case, label, reported="Both keep to the plan.")
    rows = (one.message for one in halton.owed(chair[0], Purpose.INFORMED))
    assert "task:report_to_chair" in {one.about for one in rows}
