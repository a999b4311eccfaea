"""Hounslow: danger now, special circumstances, who else is told, and how a case is closed."""

from core.cases.events import GapReported
from core.vocabulary import Action, Purpose, Side
from tests.clauses.town import LOOKED_AFTER, PROTECTION_PLAN, Town, london


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
    (owed,) = [one for one in case.open_duties if one.task == "use_procedures"]
    assert owed.due == london("2026-11-02 17:00")


async def test_hou_23_hou_77_with_whom_it_was_taken_up_is_written_down(hounslow: Town) -> None:
    """The record says with whom and when, for whoever is on the case."""
    case = await hounslow.flagged(await hounslow.raised())
    (label,) = [
        one
        for one in await hounslow.offered(hounslow.raiser, case)
        if one.startswith("Take it up through")
    ]
    form = await hounslow.form_asks(hounslow.raiser, case, label)
    assert "With whom was it taken up, and when?" in form
    case = await hounslow.act(
        hounslow.raiser, case, label, done="yes", taken_up_with="The front door, 10.20 am"
    )
    assert not [one for one in case.open_duties if one.task == "use_procedures"]
    assert "The front door, 10.20 am" in await hounslow.record(hounslow.raiser, case)


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


async def test_hou_67_whoever_first_comes_to_know_reports_them_without_a_case(
    hounslow: Town,
) -> None:
    """One choice is all that is asked; director, partnership and coordinators hear at once, and
    the ladder's deadline runs on.
    """
    form = await hounslow.form(hounslow.raiser, "override")
    assert [one.id for one in form.inputs if one.required] == ["event"]
    await hounslow.submit(hounslow.raiser, form, event="child_death")
    await hounslow.settle()
    told = hounslow.told(Purpose.OVERRIDE)
    (found,) = await hounslow.ledger.cases_in("hounslow")
    case = await hounslow.casework.read(found)
    assert case is not None
    for role in ("director", "partnership_office"):
        assert set(hounslow.holding(role, case)) <= told
    assert set(hounslow.directory.coordinators) <= told
    assert case.due is not None


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


async def test_hou_45_chair_and_reviewing_officer_hear_of_every_later_stage_and_the_closing(
    hounslow: Town,
) -> None:
    """A child may have both statuses; each of the two is told, stage by stage to the end."""
    case = await hounslow.raised(statuses=(*PROTECTION_PLAN, *LOOKED_AFTER))
    people = {*hounslow.holding("conference_chair", case)}
    people |= {*hounslow.holding("reviewing_officer", case)}
    assert len(people) == 2
    for stage in ("safeguarding_leads", "heads_of_service", "partnership"):
        before = {one: len(hounslow.cards(one)) for one in people}
        case = await hounslow.left_until(case, stage)
        assert all(len(hounslow.cards(one)) > before[one] for one in people), stage
    await hounslow.closed(case)
    assert people <= hounslow.told(Purpose.CLOSED)


async def test_hou_45_chair_and_reviewing_officer_hear_of_special_circumstances_at_once(
    hounslow: Town,
) -> None:
    """At the first stage too, before they would be told of the case."""
    case = await hounslow.raised(statuses=(*PROTECTION_PLAN, *LOOKED_AFTER))
    await hounslow.act(hounslow.counterpart, case, Action.OVERRIDE, event="media")
    for role in ("conference_chair", "reviewing_officer"):
        assert set(hounslow.holding(role, case)) <= hounslow.told(Purpose.INFORMED, "discussion")


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
    """Anybody on the case reports one at any time, and whoever closes is asked; the advisor hears of
    each, and reads in the case what it is.
    """
    case = await hounslow.raised()
    advisor = set(hounslow.holding("independent_advisor", case))
    assert advisor
    case = await hounslow.act(hounslow.counterpart, case, Action.GAP, text="No joint threshold.")
    assert advisor <= hounslow.told(Purpose.GAP)
    assert "No joint threshold." in await hounslow.record(next(iter(advisor)), case)
    case = await hounslow.settle_on(case)
    form = await hounslow.form_asks(hounslow.raiser, case, Action.CLOSE)
    assert "gap in a policy or procedure" in form
    for person in (hounslow.raiser, hounslow.counterpart):
        case = await hounslow.act(person, case, Action.COPIED)
    await hounslow.act(hounslow.raiser, case, Action.CLOSE, policy_gap="No form for it.")
    assert len(await hounslow.events(case, GapReported)) == 2


async def test_hou_73_the_learning_sub_group_hears_of_every_closing(hounslow: Town) -> None:
    """Whoever closes is asked what others should learn, and the sub-group is told."""
    case = await hounslow.settle_on(await hounslow.raised())
    assert "learn" in await hounslow.form_asks(hounslow.raiser, case, Action.CLOSE)
    await hounslow.closed(case)
    group = hounslow.holding("learning_subgroup", case)
    assert group
    assert set(group) <= hounslow.told(Purpose.CLOSED)
