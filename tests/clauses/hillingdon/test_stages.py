"""Hillingdon's first three stages: people who differ, their managers, and the senior managers."""

from core.cards import FormFaults
from core.vocabulary import Purpose, Side, SubjectType
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


async def test_hil_06_no_case_begins_without_a_date_that_protects_the_person(
    hillingdon: Town,
) -> None:
    """A working week is filled in and labelled as Concord's; without any date it is refused."""
    form = await hillingdon.form(hillingdon.raiser)
    (asked,) = (one for one in form.inputs if one.id == "protective_date")
    assert asked.required
    assert asked.value == "2026-11-09"
    assert "The day filled in is Concord's default" in asked.hint
    refused = await hillingdon.submit(hillingdon.raiser, form, protective_date="")
    assert isinstance(refused, FormFaults)
    assert "protective_date" in refused.fields


async def test_hil_28_the_supervisor_is_told_and_consulted_first(hillingdon: Town) -> None:
    """The raiser's own first line manager hears of it at the opening, and is to be consulted."""
    case = await hillingdon.raised()
    managers = hillingdon.holding("first_line_manager", case)
    assert managers
    assert set(managers) <= hillingdon.told(Purpose.INFORMED, "discussion")
    assert "Consult your supervisor" in await hillingdon.asked_of(case, Side.RAISING)
    case = await hillingdon.recorded(case, "consult", hillingdon.raiser)
    assert "Consult your supervisor" in await hillingdon.record(hillingdon.raiser, case)


async def test_hil_29_hil_30_the_people_who_differ_talk_to_each_other(hillingdon: Town) -> None:
    """Both practitioners read that they should talk, and record how, when and with whom."""
    case = await hillingdon.raised()
    assert case.receiving.current == (hillingdon.counterpart,)
    for side in Side:
        assert "Talk to each other, and record how" in await hillingdon.asked_of(case, side)
    case = await hillingdon.recorded(case, "talk", hillingdon.counterpart)
    assert {"consult"} <= {one.task for one in case.open_duties}, "neither waits for the other"


async def test_hil_31_an_e_mail_confirms_what_was_settled_and_what_is_open(
    hillingdon: Town,
) -> None:
    """The raiser reads that an e-mail is owed: it is counted from the talk, and due with the date
    that protects the person.
    """
    case = await hillingdon.raised()
    (mail,) = (one for one in case.open_duties if one.task == "confirm_by_mail")
    assert mail.due is None
    assert "Confirm by e-mail" in await hillingdon.asked_of(case, Side.RAISING)
    case = await hillingdon.recorded(case, "talk", hillingdon.raiser)
    (mail,) = (one for one in case.open_duties if one.task == "confirm_by_mail")
    assert mail.due == london("2026-11-09 10:00")


async def test_hil_14_whoever_is_challenged_looks_again_and_gives_reasons(
    hillingdon: Town,
) -> None:
    """It is owed by the other side, with the reasons in writing, and the policy page says why
    challenge is good.
    """
    case = await hillingdon.raised()
    form = await hillingdon.form_asks(
        hillingdon.counterpart, case, "Look at it again, and give your reasons"
    )
    assert "Your reasons, now that you have looked at it again" in form
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
        asked = await hillingdon.asked_of(case, side)
        assert "Raise it with the equivalent manager, and record it" in asked


async def test_hil_20_managers_ask_their_designated_safeguarding_professional(
    hillingdon: Town,
) -> None:
    """For a child the children's leads of both agencies are told and nobody else's; the managers
    read that they ask for advice, each side for itself.
    """
    case = await hillingdon.at_stage("first_line_managers")
    advice = {one.side for one in case.open_duties if one.task == "seek_advice"}
    assert advice == set(Side)
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
    """The senior managers of each side, who may have no access, read it, and say to whom."""
    case = await hillingdon.at_stage("senior_managers")
    for side in Side:
        assert "written report to somebody who can" in await hillingdon.asked_of(case, side)
        (person, *_) = case.side(side).current
        label = next(
            one for one in await hillingdon.offered(person, case) if one.startswith("If you cannot")
        )
        form = await hillingdon.form_asks(person, case, label)
        assert "To whom was the written report given?" in form


async def test_hil_11_the_risk_is_weighed_anew_at_every_stage_above_the_first(
    hillingdon: Town,
) -> None:
    """Whoever stands for the raising side is asked in writing, with the managers, with the senior
    managers and with the unit.
    """
    case = await hillingdon.raised()
    for stage in ("first_line_managers", "senior_managers", "implementation_unit"):
        case = await hillingdon.left_until(case, stage)
        assert "weigh_risk" in {one.task for one in case.open_duties}, stage
        (person, *_) = case.raising.current
        label = "Say what the risk to the person is now, while this stays op…"
        form = await hillingdon.form_asks(person, case, label)
        assert "The risk to the person as it stands now" in form
