"""Wandsworth: what can be raised, danger now, who else is told, records and closing."""

from core.cases import commands as c
from core.vocabulary import Action, Purpose, Side
from tests.clauses.town import LOOKED_AFTER, PROTECTION_PLAN, Town


async def test_wan_02_what_another_professional_did_or_not_or_decided_can_be_raised(
    wandsworth: Town,
) -> None:
    """All three kinds of occasion are offered."""
    assert await wandsworth.offers("trigger") == (
        "Something another professional did",
        "Something another professional did not do",
        "A decision another professional made",
    )


async def test_wan_03_seven_subjects_are_offered_as_examples(wandsworth: Town) -> None:
    """Each by name, and anything else can be raised as well."""
    assert {
        "A referral",
        "Access to a service",
        "Levels of need",
        "An assessment",
        "Who is responsible for what",
        "A plan that is not moving",
        "Communication",
    } <= set(await wandsworth.offers("category"))
    case = await wandsworth.raised(category="other")
    assert "Mainly about: Something else" in await wandsworth.view(wandsworth.raiser, case)


async def test_wan_01_wan_04_most_differences_end_locally_and_some_go_further(
    wandsworth: Town,
) -> None:
    """The policy page says so; everybody on a case reads the whole way up, which each agency
    goes alike.
    """
    assert "Most differences are settled by talking" in await wandsworth.page()
    case = await wandsworth.raised()
    view = await wandsworth.view(wandsworth.counterpart, case)
    for number in range(1, 7):
        assert f"Stage {number}: " in view


async def test_wan_08_the_agencys_own_safeguarding_lead_hears_of_danger_at_once(
    wandsworth: Town,
) -> None:
    """The lead of the raiser's side is alerted, and that the lead knows is owed as well."""
    case = await wandsworth.flagged(await wandsworth.raised())
    leads = wandsworth.holding("designated_safeguarding_lead", case)
    assert leads
    assert set(leads) <= wandsworth.told(Purpose.IMMEDIATE_RISK)
    asked = await wandsworth.asked_of(case, Side.RAISING)
    line = next(one for one in asked.splitlines() if one.startswith("See that your own agency's"))
    assert "(raising side): Alma Fothergill. Due now, Monday 2 November 2026, 10 am" in line
    (tick,) = (one for one in await wandsworth.offered(case.raiser, case) if one.startswith("See"))
    assert "fill this in" in await wandsworth.refused(case.raiser, case, tick, lead_told="")
    case = await wandsworth.act(case.raiser, case, tick, lead_told="Percival Dunnock")
    asked = await wandsworth.asked_of(case, Side.RAISING)
    assert "The safeguarding lead tells the Head of Safeguarding Standards" in asked
    assert "Should this be referred to MASH?" in asked


async def test_wan_09_the_head_of_safeguarding_standards_hears_of_danger(
    wandsworth: Town,
) -> None:
    """The Head of Standards is alerted too, and the lead's own word to them is owed."""
    case = await wandsworth.flagged(await wandsworth.raised())
    heads = wandsworth.holding("head_of_standards", case)
    assert heads
    assert set(heads) <= wandsworth.told(Purpose.IMMEDIATE_RISK)
    asked = await wandsworth.asked_of(case, Side.RAISING)
    (line,) = (one for one in asked.splitlines() if one.startswith("The safeguarding lead tells"))
    assert "(raising side): Percival Dunnock. Due now, Monday 2 November 2026, 10 am" in line
    (lead,) = wandsworth.holding("designated_safeguarding_lead", case)[:1]
    case = await wandsworth.act(lead, case, Action.TASK)
    view = await wandsworth.view(case.raiser, case)
    assert "Done on Monday 2 November 2026; recorded by Percival Dunnock." in view
    assert "See that your own agency's safeguarding lead knows" in view.split("Recorded")[0]


async def test_wan_10_somebody_considers_a_referral_to_mash(wandsworth: Town) -> None:
    """Once danger is flagged, the question is put; before, it is not."""
    case = await wandsworth.raised()
    assert "referred to MASH" not in await wandsworth.asked_of(case)
    case = await wandsworth.flagged(case)
    assert "referred to MASH" in await wandsworth.asked_of(case)
    said = await wandsworth.refused(
        case.raiser, case, Action.ANSWER, answer_mash="no", reason_mash=""
    )
    assert "fill this in" in said
    reason = "The social worker is with the family."
    case = await wandsworth.act(
        case.raiser, case, Action.ANSWER, answer_mash="no", reason_mash=reason
    )
    assert "referred to MASH?: Alma" not in await wandsworth.view(case.raiser, case)
    assert "020 7946 0426" in await wandsworth.raising_asks()


async def test_wan_26_the_reviewing_officer_is_told_where_the_child_is_looked_after(
    wandsworth: Town,
) -> None:
    """From the line managers' stage on, and not before."""
    case = await wandsworth.raised(statuses=LOOKED_AFTER)
    officer = set(wandsworth.holding("reviewing_officer", case))
    assert officer
    assert not officer & wandsworth.told(Purpose.INFORMED)
    await wandsworth.left_until(case, "line_managers")
    assert officer <= wandsworth.told(Purpose.INFORMED, "line_managers")


async def test_wan_26_the_conference_chair_is_told_where_the_child_has_a_protection_plan(
    wandsworth: Town,
) -> None:
    """At the line managers' stage, or at once where there is danger now."""
    case = await wandsworth.raised(statuses=PROTECTION_PLAN)
    chair = set(wandsworth.holding("conference_chair", case))
    assert chair
    assert not chair & wandsworth.told(Purpose.INFORMED)
    await wandsworth.flagged(case)
    assert chair <= wandsworth.told(Purpose.INFORMED, "consultation")


async def test_wan_12_decisions_are_shared_with_the_worker_who_raised_it(
    wandsworth: Town,
) -> None:
    """An outcome that two managers settled is told to the practitioner who raised it."""
    case = await wandsworth.settle_on(await wandsworth.at_stage("line_managers"))
    assert case.raising.owner != wandsworth.raiser
    assert wandsworth.raiser in wandsworth.told(Purpose.AGREED)


async def test_wan_13_what_was_agreed_and_what_is_done_about_it_is_in_writing(
    wandsworth: Town,
) -> None:
    """Both sides read what was agreed and what is still to be done."""
    case = await wandsworth.settle_on(
        await wandsworth.raised(), "A joint visit.", "A call on Friday."
    )
    for person in (wandsworth.raiser, wandsworth.counterpart):
        view = await wandsworth.view(person, case)
        assert "A joint visit." in view
        assert "A call on Friday." in view


async def test_wan_12_wan_13_each_side_says_that_the_written_outcome_is_shared(
    wandsworth: Town,
) -> None:
    """Each copy is ticked with the words that it is shared with the worker who raised it."""
    case = await wandsworth.settle_on(await wandsworth.raised())
    for person in (wandsworth.raiser, wandsworth.counterpart):
        assert "first of all the worker who raised it" in await wandsworth.view(person, case)


async def test_wan_14_gaps_in_policy_are_reported_to_the_partnership_at_any_time(
    wandsworth: Town,
) -> None:
    """Anybody on the case can; the office hears at once, and so it does of one named at closing."""
    case = await wandsworth.raised()
    gap = "Nothing says who books the interpreter."
    await wandsworth.act(wandsworth.counterpart, case, Action.GAP, text=gap)
    office = wandsworth.holding("partnership_office", case)
    assert office
    assert set(office) <= wandsworth.told(Purpose.GAP)


async def test_wan_14_gaps_in_policy_are_asked_for_and_reach_the_partnership(
    wandsworth: Town,
) -> None:
    """Whoever closes is asked, and a gap they name is reported; the office and the learning
    committee hear of the closing.
    """
    case = await wandsworth.settle_on(await wandsworth.raised())
    form = await wandsworth.form_asks(wandsworth.raiser, case, Action.CLOSE)
    assert "gap in a policy or procedure" in form
    for side in Side:
        await wandsworth.do(case, c.TickCopied(by=case.side(side).owner, side=side))
    case = await wandsworth.act(
        wandsworth.raiser, case, Action.CLOSE, policy_gap="Nobody books the interpreter."
    )
    office = wandsworth.holding("partnership_office", case)
    assert set(office) <= wandsworth.told(Purpose.GAP)
    for role in ("partnership_office", "learning_committee"):
        people = wandsworth.holding(role, case)
        assert people
        assert set(people) <= wandsworth.told(Purpose.CLOSED)
