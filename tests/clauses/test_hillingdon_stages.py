"""Hillingdon, stage by stage, from a first talk to the Executive Leadership Group."""

from core.vocabulary import Action, Purpose, Side, SubjectType
from tests.clauses.town import Town, london


async def test_hil_06_people_talk_within_a_time_that_protects_the_person(
    hillingdon: Town,
) -> None:
    """The document gives no time: the form asks for the day, and where a stage has none, the view
    says that five working days are Concord's own.
    """
    assert "by which day" in (await hillingdon.raising_asks()).casefold()
    case = await hillingdon.raised(protective=london("2026-11-04 17:00"))
    assert case.stage == "discussion"
    assert case.due == london("2026-11-04 17:00")
    case = await hillingdon.left_until(case, "first_line_managers")
    view = await hillingdon.view(hillingdon.raiser, case)
    assert case.due == london("2026-11-11 17:00")
    assert "this is Concord's default, not a policy timescale" in view


async def test_hil_28_the_supervisor_is_told_and_consulted_first(hillingdon: Town) -> None:
    """The raiser's own first line manager hears of it at the opening, and is to be consulted."""
    case = await hillingdon.raised()
    managers = hillingdon.holding("first_line_manager", case)
    assert managers
    assert set(managers) <= hillingdon.told(Purpose.INFORMED, "discussion")
    assert "Consult your supervisor" in await hillingdon.asked_of(case, Side.RAISING)


async def test_hil_29_hil_30_the_people_who_differ_talk_to_each_other(hillingdon: Town) -> None:
    """Both practitioners read that they should talk, and record how, when and with whom."""
    case = await hillingdon.raised()
    assert case.receiving.current == (hillingdon.counterpart,)
    for side in Side:
        assert "Talk to each other, and record how" in await hillingdon.asked_of(case, side)


async def test_hil_31_an_e_mail_confirms_what_was_settled_and_what_is_open(
    hillingdon: Town,
) -> None:
    """The raiser reads that an e-mail is owed afterwards."""
    case = await hillingdon.raised()
    assert "Confirm by e-mail" in await hillingdon.asked_of(case, Side.RAISING)


async def test_hil_14_whoever_is_challenged_looks_again_and_gives_reasons(
    hillingdon: Town,
) -> None:
    """It is owed by the other side, and the policy page says why challenge is good."""
    case = await hillingdon.raised()
    assert "give your reasons" in await hillingdon.asked_of(case, Side.RECEIVING)
    assert "a chance to reflect and to give your reasons" in await hillingdon.page()


async def test_hil_07_what_is_not_settled_in_time_goes_to_senior_staff_at_once(
    hillingdon: Town,
) -> None:
    """The managers are asked at the lapse, and the hand-up in person is due at that moment."""
    case = await hillingdon.at_stage("first_line_managers")
    view = await hillingdon.view(hillingdon.raiser, case)
    assert "hand it up in person by Monday 9 November 2026, 10 am" in view


async def test_hil_16_hil_17_differences_are_settled_soon_and_at_the_earliest_stage(
    hillingdon: Town,
) -> None:
    """The policy page asks for it, and what two practitioners settle goes no further."""
    assert "Settle it as soon and as early as you can." in await hillingdon.page()
    await hillingdon.closed(await hillingdon.raised())
    await hillingdon.until(london("2026-12-20 12:00"))
    assert hillingdon.told(Purpose.ASKED) == {hillingdon.counterpart}


async def test_hil_33_hil_34_ones_own_manager_raises_it_with_the_equivalent_manager(
    hillingdon: Town,
) -> None:
    """The first line managers of both sides are asked, and read that they talk to each other."""
    case = await hillingdon.at_stage("first_line_managers")
    for side in Side:
        managers = hillingdon.holding("first_line_manager", case, side)
        assert set(managers) <= hillingdon.told(Purpose.ASKED, "first_line_managers")
        assert "with the equivalent manager" in await hillingdon.asked_of(case, side)


async def test_hil_20_managers_ask_their_designated_safeguarding_professional(
    hillingdon: Town,
) -> None:
    """For a child the children's leads of both agencies are told and nobody else's; the managers
    read that they ask for advice.
    """
    case = await hillingdon.at_stage("first_line_managers")
    informed = hillingdon.told(Purpose.INFORMED, "first_line_managers")
    for side in Side:
        leads = hillingdon.holding("children_safeguarding_lead", case, side)
        assert leads
        assert set(leads) <= informed
        assert "for advice" in await hillingdon.asked_of(case, side)
    adults = hillingdon.holding("adult_safeguarding_lead", case)
    assert not set(adults) & informed


async def test_hil_20_for_an_adult_the_adult_safeguarding_leads_are_told(hillingdon: Town) -> None:
    """Those of both agencies, and not the children's."""
    case = await hillingdon.at_stage("first_line_managers", subject_type=SubjectType.ADULT)
    informed = hillingdon.told(Purpose.INFORMED, "first_line_managers")
    for side in Side:
        leads = hillingdon.holding("adult_safeguarding_lead", case, side)
        assert leads
        assert set(leads) <= informed
    children = hillingdon.holding("children_safeguarding_lead", case)
    assert not set(children) & informed


async def test_hil_21_hil_35_what_managers_cannot_settle_goes_up_to_senior_managers(
    hillingdon: Town,
) -> None:
    """The senior managers of both sides are asked, and the hand-up is due at once."""
    case = await hillingdon.at_stage("senior_managers")
    for side in Side:
        seniors = hillingdon.holding("senior_manager", case, side)
        assert set(seniors) <= hillingdon.told(Purpose.ASKED, "senior_managers")
    view = await hillingdon.view(hillingdon.raiser, case)
    assert "hand it up in person by Monday 16 November 2026, 5 pm" in view


async def test_hil_36_the_two_seniors_must_try_to_settle_it_by_talking(hillingdon: Town) -> None:
    """Both read that they try, and record what was said."""
    case = await hillingdon.at_stage("senior_managers")
    for side in Side:
        assert "Try to settle it by talking" in await hillingdon.asked_of(case, side)


async def test_hil_26_whoever_cannot_reach_the_record_gives_a_report_to_somebody_who_can(
    hillingdon: Town,
) -> None:
    """The senior managers, who may have no access, read it."""
    case = await hillingdon.at_stage("senior_managers")
    assert "written report to somebody who can" in await hillingdon.asked_of(case)


async def test_hil_37_what_agencies_cannot_settle_is_referred_to_the_implementation_unit(
    hillingdon: Town,
) -> None:
    """The unit is asked, and the senior manager's referral is due at once."""
    case = await hillingdon.at_stage("implementation_unit")
    unit = hillingdon.holding("implementation_unit", case, Side.RECEIVING)
    assert set(unit) <= hillingdon.told(Purpose.ASKED, "implementation_unit")
    view = await hillingdon.view(hillingdon.raiser, case)
    assert "hand it up in person by Monday 23 November 2026, 5 pm" in view


async def test_hil_46_hil_50_hil_51_hil_52_hil_57_hil_58_hil_60_the_request_asks_what_its_form_asks(
    hillingdon: Town,
) -> None:
    """Before the unit decides, a summary, what was done, and the person's particulars."""
    case = await hillingdon.at_stage("implementation_unit")
    form = await hillingdon.form_asks(hillingdon.raiser, case, Action.DETAILS)
    for asked in (
        "A short summary of the case",
        "What has been done, and by which agencies and people?",
        "Date of birth",
        "Address",
        "Family and carers",
    ):
        assert asked in form


async def test_hil_53_hil_54_hil_55_hil_56_particulars_are_asked_only_where_they_matter(
    hillingdon: Town,
) -> None:
    """One question for all four, and it may be left empty."""
    case = await hillingdon.at_stage("implementation_unit")
    form = await hillingdon.form_asks(hillingdon.raiser, case, Action.DETAILS)
    assert "Does ethnicity, disability, gender or religion matter to this decision?" in form
    assert "Leave it empty unless it helps" in form


async def test_hil_38_hil_39_hil_40_the_unit_chooses_how_to_go_on(hillingdon: Town) -> None:
    """It can settle it directly, call a panel, or refer it to the Chairs, and says which."""
    case = await hillingdon.at_stage("implementation_unit")
    asked = await hillingdon.asked_of(case, Side.RECEIVING)
    assert "Choose how to go on" in asked
    assert "Settle it directly" in asked
    assert "Call a Resolution Panel" in asked
    assert "Refer it to the Chair" in asked


async def test_hil_41_a_panel_has_members_from_council_police_and_health_board(
    hillingdon: Town,
) -> None:
    """The unit reads whom a panel needs, and that those concerned say so."""
    case = await hillingdon.at_stage("implementation_unit")
    asked = await hillingdon.asked_of(case, Side.RECEIVING)
    assert "members from council, police and health board" in asked


async def test_hil_42_hil_43_the_panel_goes_over_it_with_the_agencies_involved(
    hillingdon: Town,
) -> None:
    """The unit reads it; the other side's senior manager is told, so as to be there."""
    case = await hillingdon.at_stage("implementation_unit")
    asked = await hillingdon.asked_of(case, Side.RECEIVING)
    assert "with the agencies involved, who are present" in asked
    seniors = hillingdon.holding("senior_manager", case, Side.RECEIVING)
    assert seniors
    assert set(seniors) <= hillingdon.told(Purpose.INFORMED, "implementation_unit")


async def test_hil_44_a_written_answer_goes_to_whoever_referred_it(hillingdon: Town) -> None:
    """The unit reads that it is owed, with copies to the agencies involved."""
    case = await hillingdon.at_stage("implementation_unit")
    asked = await hillingdon.asked_of(case, Side.RECEIVING)
    assert "in writing to whoever referred it" in asked


async def test_hil_45_what_touches_the_system_itself_can_go_to_the_executive_leadership_group(
    hillingdon: Town,
) -> None:
    """The unit is asked whether it does; what stays open reaches the group at once, and the unit
    and the other side's senior manager hear of it.
    """
    case = await hillingdon.at_stage("implementation_unit")
    assert "the safeguarding system itself" in await hillingdon.asked_of(case)
    case = await hillingdon.left_until(case, "executive_leadership_group")
    assert case.due == london("2026-12-07 17:00")
    view = await hillingdon.view(hillingdon.raiser, case)
    assert "hand it up in person by Monday 30 November 2026, 5 pm" in view
    group = hillingdon.holding("executive_leadership_group", case, Side.RECEIVING)
    assert set(group) <= hillingdon.told(Purpose.ASKED, "executive_leadership_group")
    informed = hillingdon.told(Purpose.INFORMED, "executive_leadership_group")
    for role in ("implementation_unit", "senior_manager"):
        people = hillingdon.holding(role, case, Side.RECEIVING)
        assert people
        assert set(people) <= informed
