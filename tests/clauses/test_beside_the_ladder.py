"""Ways beside the ladder, and kinds of dispute: a clause of each policy that knows them."""

from dataclasses import replace

import pytest

from core.cards import ShowView
from core.cases.case import Case
from core.vocabulary import Purpose, Side
from tests.clauses.town import Town

ASK = "Ask for a child protection conference"
ISSUE = "Refer a policy issue"
SOON_ENOUGH = "28 days are soon enough"


async def matter_of(town: Town, case: Case) -> Case:
    """The matter that grew from a case."""
    (link,) = (await town.read(case)).links
    found = await town.casework.read(link.matter)
    assert found is not None
    return found


async def conference(town: Town, case: Case) -> Case:
    """A conference asked for by whoever raised the case."""
    values = {
        "reason": "the plan drifts",
        "supporter": "the named nurse",
        "supporter_post": "Named professional",
    }
    await town.act(case.raiser, case, ASK, **values, protective_date="2026-11-09")
    return await matter_of(town, case)


async def test_wan_37_a_conference_is_asked_for_with_its_supporter_named(wandsworth: Town) -> None:
    """The request says who supports it, and whoever answers for the other agency is asked."""
    case = await wandsworth.raised()
    asks = await wandsworth.form_asks(case.raiser, case, ASK)
    assert "Who supports the request?" in asks
    for post in ("Senior manager", "Named professional", "Designated professional"):
        assert post in asks.splitlines()
    complete = {"reason": "x", "supporter": "the named nurse", "protective_date": "2026-11-09"}
    for missing in ({"supporter": ""}, {"supporter_post": ""}):
        values = {"supporter_post": "Named professional", **complete, **missing}
        assert "fill this in" in await wandsworth.refused(case.raiser, case, ASK, **values)
    matter = await conference(wandsworth, case)
    assert matter.stage == "conference_asked"
    assert matter.receiving.asked
    assert all(wandsworth.owed(one, Purpose.ASKED) for one in matter.receiving.asked)
    seen = await wandsworth.view(case.raiser, matter)
    assert "Raised by: Alma Fothergill" in seen
    assert "the named nurse" in seen
    assert "Named professional" in seen
    assert (await wandsworth.read(case)).stage == case.stage


async def test_wan_37_the_requests_own_senior_manager_hears_of_it(wandsworth: Town) -> None:
    """Their support is asked for, so they are kept informed."""
    matter = await conference(wandsworth, await wandsworth.raised())
    seniors = wandsworth.holding("senior_manager", matter, Side.RAISING)
    assert seniors
    assert set(seniors) <= wandsworth.told(Purpose.INFORMED, "conference_asked")


async def test_wan_37_whether_the_conference_is_held_is_decided_and_recorded(
    wandsworth: Town,
) -> None:
    """Whoever answers for the other agency records that it is held, or that it is not and why."""
    matter = await conference(wandsworth, await wandsworth.raised())
    matter = await wandsworth.take_on(matter, Side.RECEIVING)
    senior = matter.receiving.owner
    offered = await wandsworth.offered(senior, matter)
    label = next(one for one in offered if one.startswith("Decide whether to hold"))
    refusal = {"conference_decision": "No conference is held"}
    said = await wandsworth.refused(senior, matter, label, **refusal, conference_reason="")
    assert "fill this in" in said
    await wandsworth.act(senior, matter, label, **refusal, conference_reason="A meeting is enough.")


async def test_wan_37_a_conference_can_be_asked_for_without_a_case(wandsworth: Town) -> None:
    """On the form that raises a concern, as a choice beside the ladder."""
    assert ASK in await wandsworth.offers("route")


async def test_wan_38_a_continued_disagreement_goes_straight_to_the_partnership(
    wandsworth: Town,
) -> None:
    """Past the managers' stages, while the case itself stays on the ladder."""
    case = await wandsworth.raised()
    matter = await wandsworth.lapsed(await conference(wandsworth, case))
    assert matter.stage == "partnership"
    assert [one.stage for one in matter.visits] == ["conference_asked", "partnership"]
    view = await wandsworth.view(matter.raiser, matter)
    assert "hand it up in person by Monday 9 November 2026" in view
    assert (await wandsworth.read(case)).stage != "partnership"


async def test_wan_39_the_london_procedures_are_pointed_to_where_a_conference_is_asked_for(
    wandsworth: Town,
) -> None:
    """As advice on the form."""
    case = await wandsworth.raised()
    said = await wandsworth.form_asks(case.raiser, case, ASK)
    assert "London child protection procedures say more" in said


async def policy_issue(town: Town, at: str, to: str, **fields: str) -> None:
    """A policy issue leaves the ladder from this stage for another; the case stays. Whoever holds
    the stage refers it, never the person who raised the case in their place.
    """
    case = await town.raised()
    assert ISSUE not in await town.offered(case.raiser, case)
    case = await town.left_until(case, at)
    assert ISSUE not in await town.offered(case.raiser, case)
    holder = case.raising.named
    reply = await town.form_for(holder, case, ISSUE)
    assert not isinstance(reply, ShowView)
    values = {"reason": "every borough reads it otherwise", "protective_date": "2027-01-29"}
    await town.act(holder, case, ISSUE, **values, **fields)
    matter = await matter_of(town, case)
    assert (matter.stage, matter.subject) == (to, case.subject)
    assert (await town.read(case)).stage == at
    assert matter.reference in await town.view(case.raiser, case)


async def test_hou_58_a_matter_of_policy_goes_to_the_partnership_and_the_case_goes_on(
    hounslow: Town,
) -> None:
    """Reading HOU-A9: in parallel, with its own 28 days."""
    fields = {"policy_matter": "every team reads it anew", "policy_urgency": SOON_ENOUGH}
    await policy_issue(hounslow, "safeguarding_leads", "partnership", **fields)


async def test_hal_26_a_policy_issue_goes_to_the_unit_and_the_case_goes_on(halton: Town) -> None:
    """From the representatives on."""
    await policy_issue(halton, "representatives", "childrens_unit", policy_matter="The levels.")


async def test_tri_25_significant_policy_issues_go_to_the_director_and_the_board(
    tri_borough: Town,
) -> None:
    """From the Heads of Service on."""
    await policy_issue(tri_borough, "heads_of_service", "director_and_board")


async def test_hou_09_a_strategic_issue_is_recorded_as_one_and_may_begin_higher(
    hounslow: Town,
) -> None:
    """Reading HOU-A10: with the Heads of Service, with a reason."""
    assert "About how agencies of the partnership work together" in await hounslow.offers("kind")
    case = await hounslow.raised(
        kind="strategic", entry_stage="heads_of_service", entry_reason="it concerns every team"
    )
    assert case.stage == "heads_of_service"
    seen = await hounslow.view(case.raiser, case)
    assert "Kind: About how agencies of the partnership work together" in seen


async def test_hou_10_an_operational_disagreement_is_the_usual_kind(hounslow: Town) -> None:
    """It is what the form offers first, and it begins at the first stage."""
    assert (await hounslow.offers("kind"))[0] == "About one child or family"
    case = await hounslow.raised(kind="operational")
    assert case.stage == hounslow.policy.ladder[0].id


async def test_hil_04_a_concern_within_one_agency_goes_as_far_as_its_senior_managers(
    hillingdon: Town,
) -> None:
    """Reading HIL-A7: marked, taken as far as that, with the agency's own policy pointed out."""
    own = hillingdon.directory.people[hillingdon.raiser].agency
    within = replace(
        hillingdon.opening(),
        kind="within_agency",
        receiving_agency=own,
        receiving_team="",
        counterpart="",
    )
    case = await hillingdon.open(within)
    assert case.raising.agency == case.receiving.agency == own
    case = await hillingdon.left_until(case, "senior_managers")
    assert "Your agency has a policy of its own" in await hillingdon.view(case.raiser, case)
    case = await hillingdon.lapsed(case)
    assert case.stage == "senior_managers"
    assert "Escalate" not in await hillingdon.offered(case.raiser, case)


@pytest.mark.parametrize(("area", "directors"), [("rbkc", 1), ("", 3)])
async def test_tri_29_the_home_boroughs_director_is_told_and_all_where_it_is_not_known(
    tri_borough: Town, area: str, directors: int
) -> None:
    """Reading TRI-A7."""
    case = await tri_borough.at_stage("director_and_board", area=area)
    named = {
        holder
        for post in tri_borough.directory.posts
        if "director" in post.roles
        for holder in post.holders
    }
    assert len(named & set(case.informed)) == directors
