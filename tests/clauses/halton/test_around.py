"""Halton: what can be raised, danger now, what is confirmed in writing, and closing."""

from core.cases import commands as c
from core.vocabulary import Action, Purpose, Side
from tests.clauses.town import Town, beginning


async def test_hal_13_hal_33_what_can_be_raised_and_what_it_may_be_about(halton: Town) -> None:
    """All three kinds of occasion and the usual subjects are offered, and none is refused."""
    assert await halton.offers("trigger") == (
        "Something another agency did",
        "Something another agency did not do",
        "A decision or response of another agency",
    )
    assert {
        "Levels of need",
        "Who is responsible for what",
        "Whether action is needed",
        "Communication",
    } <= set(await halton.offers("category"))
    case = await halton.raised(category="other")
    assert "Mainly about: Something else" in await halton.view(halton.raiser, case)


async def test_hal_02_there_is_one_plain_way_up_that_everybody_can_read(halton: Town) -> None:
    """The worker it is about reads every stage and when the present one ends."""
    case = await halton.raised()
    view = await halton.view(halton.counterpart, case)
    for number in range(1, 6):
        assert f"Stage {number}: " in view


async def test_hal_05_a_disagreement_is_settled_in_time_or_moves_up(halton: Town) -> None:
    """The policy page says why; with nobody doing anything it goes up to the Chair, and there
    the coordinators are told that nobody settled it.
    """
    assert "disagreement only harms when it is left" in await halton.page()
    await halton.lapsed(await halton.at_stage("chair"))
    assert set(halton.directory.coordinators) <= halton.told(Purpose.LAPSED, "chair")


async def test_hal_10_the_manager_and_the_designated_professional_hear_of_danger_at_once(
    halton: Town,
) -> None:
    """Both of the raiser's own side, with the emergency routes in front of everything."""
    case = await halton.flagged(await halton.raised())
    told = halton.told(Purpose.IMMEDIATE_RISK)
    for role in ("line_manager", "designated_professional"):
        people = halton.holding(role, case)
        assert people
        assert set(people) <= told
    assert "999" in await halton.raising_asks()


async def test_hal_10_hal_32_danger_is_taken_up_through_safeguarding_procedures_today(
    halton: Town,
) -> None:
    """Once danger is flagged, the raiser reads that the procedures are used today."""
    case = await halton.flagged(await halton.raised())
    asked = await halton.asked_of(case, Side.RAISING)
    line = beginning(asked.splitlines(), "Take it up through")
    assert "Due Monday 2 November 2026, 5 pm" in line
    label = beginning(await halton.offered(halton.raiser, case), "Take it up")
    assert "fill this in" in await halton.refused(halton.raiser, case, label, taken_up_with="")


async def test_hal_04_a_settlement_needs_the_yes_of_both_sides(halton: Town) -> None:
    """What one side proposes settles nothing until the other side has confirmed it."""
    case = await halton.take_on(await halton.raised())
    case = await halton.act(
        halton.raiser, case, Action.PROPOSE, outcome="A joint visit.", still_at_risk="no"
    )
    assert case.agreed_at is None
    case = await halton.act(halton.counterpart, case, Action.CONFIRM, still_at_risk="no")
    assert case.agreed_at is not None


async def test_hal_12_whoever_still_believes_the_child_at_risk_cannot_agree(halton: Town) -> None:
    """An outcome is refused while anybody on that side still sees a risk of harm."""
    case = await halton.take_on(await halton.raised())
    said = await halton.refused(
        halton.raiser, case, Action.PROPOSE, outcome="A joint visit.", still_at_risk="yes"
    )
    assert "risk" in said
    assert "child protection procedures" in said
    assert (await halton.read(case)).proposal is None


async def test_hal_23_hal_24_what_is_agreed_and_how_it_is_followed_up_is_in_writing(
    halton: Town,
) -> None:
    """Both sides read what was agreed and what is still to be done about it."""
    case = await halton.settle_on(await halton.raised(), "A joint visit.", "A call on Friday.")
    for person in (halton.raiser, halton.counterpart):
        view = await halton.view(person, case)
        assert "A joint visit." in view
        assert "A call on Friday." in view


async def test_hal_06_a_concern_inside_ones_own_agency_has_that_agencys_procedure(
    halton: Town,
) -> None:
    """The form says so, and refuses nothing."""
    form = await halton.raising_asks()
    assert "A concern inside your own agency" in form
    assert "Use your own agency's procedure for it." in form


async def test_hal_23_hal_24_who_pursues_what_is_outstanding_and_by_when_is_written_down(
    halton: Town,
) -> None:
    """Each side says that it has the agreement in writing; once closed, both are asked who sees to
    what is outstanding and by which day, until one of them has written both.
    """
    case = await halton.settle_on(await halton.raised(), "A joint visit.", "A call on Friday.")
    for person in (halton.raiser, halton.counterpart):
        assert "in writing from both sides" in await halton.view(person, case)
    case = await halton.closed(case)
    label = "Write down who pursues what is outstanding, and by which day"
    view = await halton.view(halton.raiser, case)
    line = beginning(view.splitlines(), label)
    assert "Due Tuesday 3 November 2026, 5 pm" in line
    values = {"outstanding_owner": "Sorrel Whitcombe", "outstanding_date": "6 November"}
    for one in values:
        said = await halton.refused(halton.raiser, case, label, **{**values, one: ""})
        assert "fill this in" in said
    case = await halton.act(halton.raiser, case, label, **values)
    assert label not in await halton.offered(halton.counterpart, case)


async def test_hal_30_talking_it_over_is_offered_and_never_chased(halton: Town) -> None:
    """It stands among what can be done once the case is closed."""
    case = await halton.closed(await halton.raised())
    view = await halton.view(halton.raiser, case)
    line = beginning(view.splitlines(), "Talk it over together")
    assert "if wanted" in line


async def test_hal_31_what_is_general_is_referred_to_the_childrens_unit(halton: Town) -> None:
    """Named at the closing it is told to the unit's manager for the list of gaps; after it, both
    sides are asked to refer it, and the manager hears once that is done.
    """
    case = await halton.settle_on(await halton.raised())
    for side in Side:
        case = await halton.do(case, c.TickCopied(by=case.side(side).owner, side=side))
    await halton.settle()
    gap = "Two lists of levels are in use."
    case = await halton.act(halton.raiser, case, Action.CLOSE, policy_gap=gap)
    (manager,) = halton.holding("unit_manager", case)[:1]
    assert manager in halton.told(Purpose.GAP)
    offered = await halton.offered(halton.raiser, case)
    label = beginning(offered, "Refer what there is")
    await halton.act(halton.raiser, case, label, general_issues="One list is enough.")
    rows = (one.message for one in halton.owed(manager, Purpose.INFORMED))
    assert "task:refer_learning" in {one.about for one in rows}


async def test_hal_31_general_issues_are_asked_for_and_reach_the_childrens_unit(
    halton: Town,
) -> None:
    """Whoever closes is asked; the unit's manager hears of the closing."""
    case = await halton.settle_on(await halton.raised())
    form = await halton.form_asks(halton.raiser, case, Action.CLOSE)
    assert "something general to be learnt" in form
    await halton.closed(case)
    manager = halton.holding("unit_manager", case)
    assert manager
    assert set(manager) <= halton.told(Purpose.CLOSED)
