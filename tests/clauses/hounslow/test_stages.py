"""Hounslow, stage by stage: each test is named after the clauses it keeps."""

from core.vocabulary import Action, Purpose, Side
from tests.clauses.town import Town, london


async def test_hou_24_hou_27_stage_1_has_five_working_days(hounslow: Town) -> None:
    """Raised on a Monday, the first talk has until the Monday after, at the end of the day."""
    case = await hounslow.raised()
    assert case.stage == "discussion"
    assert case.due == london("2026-11-09 17:00")


async def test_hou_38_the_line_manager_is_asked_at_once_when_stage_1_fails(hounslow: Town) -> None:
    """At the lapse itself the raiser's own line manager is asked."""
    case = await hounslow.at_stage("line_managers")
    managers = hounslow.holding("line_manager", case, Side.RAISING)
    assert managers
    assert set(managers) <= hounslow.told(Purpose.ASKED)


async def test_hou_38_the_practitioner_hands_it_up_in_person_within_24_hours(
    hounslow: Town,
) -> None:
    """Everybody on the case reads until when it is handed up."""
    case = await hounslow.at_stage("line_managers")
    told = await hounslow.view(hounslow.raiser, case)
    assert "hand it up in person by Tuesday 10 November 2026, 5 pm" in told


async def test_hou_39_line_managers_have_five_working_days(hounslow: Town) -> None:
    """From the Monday of the lapse to the Monday after."""
    case = await hounslow.at_stage("line_managers")
    assert case.due == london("2026-11-16 17:00")


async def test_hou_37_hou_76_no_more_than_ten_working_days_have_passed_after_stage_2(
    hounslow: Town,
) -> None:
    """A case that was settled late in stage 1 and came back gets no week of its own."""
    case = await hounslow.raised()
    case = await hounslow.reopened(case, london("2026-11-12 12:00"))
    assert case.stage == "line_managers"
    assert case.due == london("2026-11-16 17:00")


async def test_hou_40_line_managers_talk_to_their_opposite_numbers(hounslow: Town) -> None:
    """Both managers are asked, and read that they should discuss it with each other."""
    case = await hounslow.at_stage("line_managers")
    for side in Side:
        assert "with your opposite number" in await hounslow.asked_of(case, side)


async def test_hou_41_both_sides_say_exactly_what_the_difference_is(hounslow: Town) -> None:
    """Both managers read that what is challenged and what each side wants is written down."""
    case = await hounslow.at_stage("line_managers")
    for side in Side:
        assert "what is challenged, and what your side wants" in await hounslow.asked_of(case, side)


async def test_hou_42_a_professionals_meeting_is_considered_before_stage_2_is_left(
    hounslow: Town,
) -> None:
    """Nobody escalates from the line managers without saying yes or no to it, with a reason."""
    case = await hounslow.at_stage("line_managers")
    case = await hounslow.take_on(case)
    assert "professionals' meeting" in await hounslow.asked_of(case)
    said = await hounslow.refused(case.raising.owner, case, Action.ESCALATE, reason="Stuck.")
    assert case.stage == (await hounslow.read(case)).stage
    assert said


async def test_hou_43_hou_44_what_was_settled_and_what_stays_open_is_recorded(
    hounslow: Town,
) -> None:
    """Both managers read that they record what was agreed and what is still open."""
    case = await hounslow.at_stage("line_managers")
    for side in Side:
        assert "settled or agreed, and what is still open" in await hounslow.asked_of(case, side)


async def test_hou_44_each_agencys_safeguarding_representative_is_told_of_stage_3(
    hounslow: Town,
) -> None:
    """What stays open comes to both representatives when the leads are asked."""
    case = await hounslow.at_stage("safeguarding_leads")
    informed = hounslow.told(Purpose.INFORMED, "safeguarding_leads")
    for side in Side:
        people = hounslow.holding("safeguarding_representative", case, side)
        assert people
        assert set(people) <= informed


async def test_hou_47_hou_48_the_safeguarding_leads_are_asked_and_handed_it_within_24_hours(
    hounslow: Town,
) -> None:
    """The leads of both sides are asked at the lapse; the manager hands it up by the next day."""
    case = await hounslow.at_stage("safeguarding_leads")
    for side in Side:
        leads = hounslow.holding("safeguarding_lead", case, side)
        assert set(leads) <= hounslow.told(Purpose.ASKED, "safeguarding_leads")
    told = await hounslow.view(hounslow.raiser, case)
    assert "hand it up in person by Tuesday 17 November 2026, 5 pm" in told


async def test_hou_49_the_leads_work_out_a_strategy_together(hounslow: Town) -> None:
    """Both leads read that a strategy is owed and recorded."""
    case = await hounslow.at_stage("safeguarding_leads")
    assert "strategy together" in await hounslow.asked_of(case)


async def test_hou_50_the_leads_tell_the_people_involved_what_came_of_it(hounslow: Town) -> None:
    """They read that telling the people and agencies involved is theirs."""
    case = await hounslow.at_stage("safeguarding_leads")
    assert "Tell the people and agencies involved" in await hounslow.asked_of(case)


async def test_hou_51_the_leads_have_five_working_days(hounslow: Town) -> None:
    """From the Monday they were asked to the Monday after."""
    case = await hounslow.at_stage("safeguarding_leads")
    assert case.due == london("2026-11-23 17:00")


async def test_hou_46_hou_76_no_more_than_fifteen_working_days_have_passed_after_stage_3(
    hounslow: Town,
) -> None:
    """A case that was settled at stage 2 and came back late ends stage 3 in its window."""
    case = await hounslow.at_stage("line_managers")
    case = await hounslow.reopened(case, london("2026-11-19 12:00"))
    assert case.stage == "safeguarding_leads"
    assert case.due == london("2026-11-23 17:00")


async def test_hou_74_expert_advice_is_considered_where_the_case_is_complex(
    hounslow: Town,
) -> None:
    """The leads are asked whether they want it."""
    case = await hounslow.at_stage("safeguarding_leads")
    assert "expert advice" in await hounslow.asked_of(case)


async def test_hou_53_the_heads_of_service_are_reached_within_two_working_days(
    hounslow: Town,
) -> None:
    """Both heads are asked; the lead hands it up by Wednesday, before the heads' own days begin."""
    case = await hounslow.at_stage("heads_of_service")
    for side in Side:
        heads = hounslow.holding("head_of_service", case, side)
        assert set(heads) <= hounslow.told(Purpose.ASKED, "heads_of_service")
    told = await hounslow.view(hounslow.raiser, case)
    assert "hand it up in person by Wednesday 25 November 2026, 5 pm" in told


async def test_hou_57_the_heads_have_five_working_days_of_their_own(hounslow: Town) -> None:
    """Five working days after the two for handing up."""
    case = await hounslow.at_stage("heads_of_service")
    assert case.due == london("2026-12-02 17:00")


async def test_hou_52_hou_76_no_more_than_22_working_days_have_passed_after_stage_4(
    hounslow: Town,
) -> None:
    """A case that was settled at stage 3 and came back late ends stage 4 in its window."""
    case = await hounslow.at_stage("safeguarding_leads")
    case = await hounslow.reopened(case, london("2026-11-27 12:00"))
    assert case.stage == "heads_of_service"
    assert case.due == london("2026-12-02 17:00")


async def test_hou_52_the_designated_professional_is_told_where_health_is_involved(
    hounslow: Town,
) -> None:
    """A health visitor's case reaches the health board's designated professional at stage 4."""
    case = await hounslow.at_stage("heads_of_service")
    people = hounslow.holding("designated_professional", case)
    assert people
    assert set(people) <= hounslow.told(Purpose.INFORMED, "heads_of_service")


async def test_hou_52_the_designated_professional_is_told_whichever_side_health_is_on(
    hounslow: Town,
) -> None:
    """A social worker's case with a health visitor as well; one without health, never."""
    both = {"by": hounslow.counterpart, "counterpart": hounslow.raiser}
    case = await hounslow.at_stage("heads_of_service", **both)
    people = set(hounslow.holding("designated_professional", case))
    assert people <= set(case.informed)
    without = {"by": hounslow.counterpart, "counterpart": "hounslow.ellis-brackenbury"}
    case = await hounslow.at_stage("heads_of_service", **without)
    assert not people & set(case.informed)


async def test_hou_54_the_heads_go_over_what_was_said_and_done_so_far(hounslow: Town) -> None:
    """They read that the first three stages are gone over."""
    case = await hounslow.at_stage("heads_of_service")
    assert "Go over the discussions and actions" in await hounslow.asked_of(case)


async def test_hou_55_the_heads_give_clear_advice_towards_a_solution(hounslow: Town) -> None:
    """They read that leadership and advice is expected of them."""
    case = await hounslow.at_stage("heads_of_service")
    assert "clear leadership and advice" in await hounslow.asked_of(case)


async def test_hou_56_the_heads_make_the_solution_known(hounslow: Town) -> None:
    """They read that it is made known who does what by when."""
    case = await hounslow.at_stage("heads_of_service")
    assert "who does what by when" in await hounslow.asked_of(case)


async def test_hou_58_the_heads_are_asked_whether_it_is_a_matter_of_policy(hounslow: Town) -> None:
    """One that the partnership should look at now, while the ladder runs on."""
    case = await hounslow.at_stage("heads_of_service")
    assert "matter of policy that the partnership should look at" in await hounslow.asked_of(case)


async def test_hou_58_what_stays_open_reaches_the_partnership_at_once_for_28_days(
    hounslow: Town,
) -> None:
    """The office is told, the hand-up is asked for immediately, and 28 days are the most."""
    case = await hounslow.at_stage("partnership")
    assert case.due == london("2026-12-30 17:00")
    office = hounslow.holding("partnership_office", case)
    assert set(office) <= hounslow.told(Purpose.INFORMED, "partnership")
    told = await hounslow.view(hounslow.raiser, case)
    assert "hand it up in person by Wednesday 2 December 2026, 5 pm" in told


async def test_hou_59_the_independent_advisor_is_asked_and_the_managers_responsible_are_there(
    hounslow: Town,
) -> None:
    """The advisor is asked to take it on; the heads of service of both sides are part of it."""
    case = await hounslow.at_stage("partnership")
    advisor = hounslow.holding("independent_advisor", case, Side.RECEIVING)
    assert set(advisor) <= hounslow.told(Purpose.ASKED, "partnership")
    raising = hounslow.holding("head_of_service", case, Side.RAISING)
    assert set(raising) <= hounslow.told(Purpose.ASKED, "partnership")
    receiving = hounslow.holding("head_of_service", case, Side.RECEIVING)
    assert set(receiving) <= hounslow.told(Purpose.INFORMED, "partnership")
