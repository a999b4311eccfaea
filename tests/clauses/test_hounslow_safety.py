"""Hounslow: danger now, special circumstances, who else is told, and how a case is closed."""

from core.vocabulary import Action, Purpose, Side
from tests.clauses.town import LOOKED_AFTER, PROTECTION_PLAN, Town


async def test_hou_26_the_manager_and_the_safeguarding_lead_hear_of_danger_at_once(
    hounslow: Town,
) -> None:
    """Both of the raiser's own side are alerted while the routes to help are shown."""
    case = await hounslow.flagged(await hounslow.raised())
    told = hounslow.told(Purpose.IMMEDIATE_RISK)
    for role in ("line_manager", "safeguarding_lead"):
        people = hounslow.holding(role, case)
        assert people
        assert set(people) <= told
    assert "999" in await hounslow.raising_asks()


async def test_hou_23_hou_77_danger_is_taken_up_through_safeguarding_procedures_today(
    hounslow: Town,
) -> None:
    """Once danger is flagged, the raiser reads that the procedures are used today."""
    case = await hounslow.flagged(await hounslow.raised())
    asked = await hounslow.asked_of(case, Side.RAISING)
    assert "through the safeguarding procedures today" in asked


async def test_hou_67_special_circumstances_are_told_to_the_director_and_the_partnership(
    hounslow: Town,
) -> None:
    """Anybody on the case can report them, and the two named hear at once."""
    case = await hounslow.raised()
    await hounslow.act(hounslow.counterpart, case, Action.OVERRIDE, event="media")
    told = hounslow.told(Purpose.OVERRIDE)
    for role in ("director", "partnership_office"):
        people = hounslow.holding(role, case)
        assert people
        assert set(people) <= told


async def test_hou_68_hou_69_hou_70_hou_71_hou_72_every_special_circumstance_can_be_chosen(
    hounslow: Town,
) -> None:
    """A death, an injury that changes a life, an abduction, a judicial review, the media."""
    case = await hounslow.raised()
    form = await hounslow.form_asks(hounslow.raiser, case, Action.OVERRIDE)
    for event in (
        "A child has died, and there are safeguarding concerns",
        "An injury that changes a life",
        "A child with a protection plan or in care has been abducted",
        "A judicial review is threatened now",
        "The media are about to take it up",
    ):
        assert event in form


async def test_hou_45_the_conference_chair_is_told_where_the_child_has_a_protection_plan(
    hounslow: Town,
) -> None:
    """From the line managers' stage on, and not before."""
    case = await hounslow.raised(statuses=PROTECTION_PLAN)
    chair = set(hounslow.holding("conference_chair", case))
    assert chair
    assert not chair & hounslow.told(Purpose.INFORMED)
    await hounslow.lapsed(case)
    assert chair <= hounslow.told(Purpose.INFORMED, "line_managers")


async def test_hou_45_the_reviewing_officer_is_told_where_the_child_is_looked_after(
    hounslow: Town,
) -> None:
    """At the line managers' stage, or at once where there is danger now."""
    case = await hounslow.raised(statuses=LOOKED_AFTER)
    officer = set(hounslow.holding("reviewing_officer", case))
    assert officer
    assert not officer & hounslow.told(Purpose.INFORMED)
    await hounslow.flagged(case)
    assert officer <= hounslow.told(Purpose.INFORMED, "discussion")


async def test_hou_20_a_settlement_needs_the_yes_of_both_sides(hounslow: Town) -> None:
    """What one side proposes settles nothing until the other side has confirmed it."""
    case = await hounslow.take_on(await hounslow.raised())
    case = await hounslow.act(
        hounslow.raiser, case, Action.PROPOSE, outcome="A joint visit.", still_at_risk="no"
    )
    assert case.agreed_at is None
    case = await hounslow.act(hounslow.counterpart, case, Action.CONFIRM, still_at_risk="no")
    assert case.agreed_at is not None


async def test_hou_35_hou_65_what_is_agreed_goes_on_both_agencies_records_before_closing(
    hounslow: Town,
) -> None:
    """Closing is refused until both sides have said that the copy is on their own file."""
    case = await hounslow.settle_on(await hounslow.raised())
    assert await hounslow.refused(hounslow.raiser, case, Action.CLOSE)
    assert (await hounslow.read(case)).closed_at is None
    for person in (hounslow.raiser, hounslow.counterpart):
        case = await hounslow.act(person, case, Action.COPIED)
    case = await hounslow.act(hounslow.raiser, case, Action.CLOSE)
    assert case.closed_at is not None


async def test_hou_64_decisions_always_reach_whoever_raised_it(hounslow: Town) -> None:
    """An outcome that two managers settled is told to the practitioner who raised it."""
    case = await hounslow.settle_on(await hounslow.at_stage("line_managers"))
    assert case.raising.owner != hounslow.raiser
    assert hounslow.raiser in hounslow.told(Purpose.AGREED)


async def test_hou_66_gaps_in_policy_are_asked_for_and_reach_the_independent_advisor(
    hounslow: Town,
) -> None:
    """Whoever closes is asked for gaps in policy, and the advisor hears of the closing."""
    case = await hounslow.settle_on(await hounslow.raised())
    form = await hounslow.form_asks(hounslow.raiser, case, Action.CLOSE)
    assert "gap in a policy or procedure" in form
    await hounslow.closed(case)
    advisor = hounslow.holding("independent_advisor", case)
    assert advisor
    assert set(advisor) <= hounslow.told(Purpose.CLOSED)


async def test_hou_73_the_learning_sub_group_hears_of_every_closing(hounslow: Town) -> None:
    """Whoever closes is asked what others should learn, and the sub-group is told."""
    case = await hounslow.settle_on(await hounslow.raised())
    assert "learn" in await hounslow.form_asks(hounslow.raiser, case, Action.CLOSE)
    await hounslow.closed(case)
    group = hounslow.holding("learning_subgroup", case)
    assert group
    assert set(group) <= hounslow.told(Purpose.CLOSED)
