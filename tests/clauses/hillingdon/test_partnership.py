"""Hillingdon's fourth and fifth stage: the unit, its panel, the Chairs, and the Executive Group."""

from typing import Final

from core.cases import events as e
from core.cases.case import Case
from core.desk.wording.derived import EARLIER
from core.vocabulary import Action, Purpose, Side, SubjectType
from tests.clauses.town import Town, london

PANEL: Final = {
    "agencies": "council,police,care-board,community-health",
    "decision": "One plan.",
    "decided_by": "the panel",
    "product": "Both agencies keep to one plan.",
}
"""What is written down of a panel that had everybody it needs."""
FORM: Final = {"case_summary": "a story", "escalation_reason": "no way on between the two"}


async def at_unit(town: Town, subject: SubjectType = SubjectType.CHILD) -> tuple[Case, str]:
    """A case that the unit has taken on, and who did."""
    case = await town.at_stage("implementation_unit", subject_type=subject)
    case = await town.take_on(case, Side.RECEIVING)
    return case, case.receiving.owner


async def sent_on(town: Town, way: str, subject: SubjectType = SubjectType.CHILD) -> Case:
    """A case for which the unit has chosen this way."""
    case, unit = await at_unit(town, subject)
    case = await town.act(unit, case, Action.DISPOSE, disposition=way, reason="it is best so")
    return await town.read(case)


async def in_person(town: Town, case: Case, by: str) -> None:
    """Left alone, the case reaches the Executive Leadership Group, handed up in person."""
    case = await town.lapsed(case)
    assert case.stage == "executive_leadership_group"
    assert f"hand it up in person by {by}" in await town.view(town.raiser, case)


# --- The request ----------------------------------------------------------------------------------


async def test_hil_37_what_agencies_cannot_settle_is_referred_to_the_implementation_unit(
    hillingdon: Town,
) -> None:
    """The unit is asked, and the senior manager's referral is due at once."""
    case = await hillingdon.at_stage("implementation_unit")
    unit = hillingdon.holding("implementation_unit", case, Side.RECEIVING)
    assert set(unit) <= hillingdon.told(Purpose.ASKED, "implementation_unit")
    view = await hillingdon.view(hillingdon.raiser, case)
    assert "hand it up in person by Monday 23 November 2026, 5 pm" in view
    assert case.due == london("2026-11-30 17:00")


async def test_hil_46_the_request_goes_to_the_partnerships_mailbox_and_somebody_answers(
    hillingdon: Town,
) -> None:
    """The senior manager owes it at once; once it is sent the unit is told, and is reminded every
    working day until somebody there says that it has arrived (reading HIL-A9).
    """
    case = await hillingdon.at_stage("implementation_unit")
    (sent,) = (one for one in case.open_duties if one.task == "send_request")
    assert (sent.side, sent.due) == (Side.RAISING, london("2026-11-23 17:00"))
    assert "the partnership's mailbox" in await hillingdon.asked_of(case, Side.RAISING)
    (senior, *_) = case.raising.current
    (unit, *_) = case.receiving.current
    case = await hillingdon.recorded(case, "send_request", senior)
    (done,) = [x for x in await hillingdon.events(case, e.TaskDone) if x.task == "send_request"]
    assert unit in done.told
    (arrived,) = (one for one in case.open_duties if one.task == "confirm_receipt")
    assert (arrived.side, arrived.labelled_default) == (Side.RECEIVING, True)
    await hillingdon.until(london("2026-11-26 12:00"))
    assert "Say that the request has arrived" in hillingdon.texts(unit)
    case = await hillingdon.recorded(case, "confirm_receipt", unit)
    assert "confirm_receipt" not in {one.task for one in case.open_duties}


async def test_hil_46_hil_51_hil_52_hil_57_hil_58_hil_59_the_request_asks_what_its_form_asks(
    hillingdon: Town,
) -> None:
    """Before the unit decides: a summary, why the partnership, and the person's particulars, which
    may be left empty.
    """
    case = await hillingdon.at_stage("implementation_unit")
    form = await hillingdon.form_asks(hillingdon.raiser, case, Action.DETAILS)
    for asked in (
        "A short summary of the case",
        "Why does this need the partnership?",
        "Date of birth",
        "Address",
        "Family and carers",
    ):
        assert asked in form
    case = await hillingdon.act(hillingdon.raiser, case, Action.DETAILS, **FORM)
    assert "no way on between the two" in await hillingdon.view(hillingdon.raiser, case)


async def test_hil_47_hil_48_hil_49_hil_50_hil_60_what_concord_knows_is_filled_in(
    hillingdon: Town,
) -> None:
    """Who refers it, for which agency, how to reach them, whom it is about and what was done at
    the stages before stand there already, and the form does not ask for them.
    """
    case, unit = await at_unit(hillingdon)
    view = await hillingdon.view(unit, case)
    form = await hillingdon.form_asks(hillingdon.raiser, case, Action.DETAILS)
    for label, said in (
        ("Referrer", "Celandine Hurst"),
        ("Agency of the referrer", "London Borough of Hillingdon"),
        ("How to reach the referrer", "Social Worker"),
        ("The person it is about", "A.B."),
        ("What was done at each stage so far and by whom", "First line managers"),
    ):
        assert f"{label}: {said}" in view or (label in view and said in view), label
        assert label not in form


async def test_hil_53_hil_54_hil_55_hil_56_particulars_are_asked_only_where_they_matter(
    hillingdon: Town,
) -> None:
    """Each of the four may be left empty, and nobody reads it but those who act on the case."""
    case, unit = await at_unit(hillingdon)
    form = await hillingdon.form_asks(hillingdon.raiser, case, Action.DETAILS)
    asked = {"Ethnicity", "Disability", "Gender", "Religion"}
    assert all(f"{one}, if it matters here" in form for one in asked)
    assert form.count("You can leave this empty. Only those who act") == len(asked)
    said = {one.casefold(): f"the {one} said" for one in asked}
    case = await hillingdon.act(hillingdon.raiser, case, Action.DETAILS, **FORM, **said)
    (informed, *_) = hillingdon.holding("senior_manager", case, Side.RECEIVING)
    assert "the Religion said" in await hillingdon.view(unit, case)
    assert "the Religion said" not in await hillingdon.view(informed, case)
    assert not any("the Religion said" in hillingdon.texts(one) for one in (unit, informed))


# --- The unit's decision --------------------------------------------------------------------------


async def test_hil_38_hil_39_hil_40_the_unit_chooses_one_of_three_ways_with_a_reason(
    hillingdon: Town,
) -> None:
    """It must, by a time that is ours, and cannot leave the reason out (reading HIL-A5)."""
    case, unit = await at_unit(hillingdon)
    (decision,) = (one for one in case.open_duties if one.task == "disposition")
    assert (decision.due, decision.labelled_default) == (london("2026-11-30 17:00"), True)
    form = await hillingdon.form_asks(unit, case, Action.DISPOSE)
    for way in ("The unit settles it directly", "Call a Resolution Panel", "Refer it to the Chair"):
        assert way in form
    assert await hillingdon.refused(unit, case, Action.DISPOSE, disposition="panel", reason="")


async def test_hil_38_what_the_unit_settles_directly_stays_with_it(hillingdon: Town) -> None:
    """The choice is on the record with its date, and the case does not move."""
    case = await sent_on(hillingdon, "directly")
    assert case.stage == "implementation_unit"
    assert "disposition" not in {one.task for one in case.open_duties}
    assert "The unit settles it directly" in await hillingdon.record(hillingdon.raiser, case)


async def test_hil_40_the_chair_of_the_board_concerned_is_asked(hillingdon: Town) -> None:
    """The children's Chair for a child, and the unit and the other senior manager are told; no time
    is gained by it.
    """
    before = london("2026-11-30 17:00")
    case = await sent_on(hillingdon, "chair")
    assert (case.stage, case.due) == ("board_chairs", before)
    assert case.receiving.asked == ("hillingdon.rupert-lindqvist",)
    assert case.raising.current
    *_, entered = await hillingdon.events(case, e.StageEntered)
    for role in ("implementation_unit", "senior_manager"):
        assert set(hillingdon.holding(role, case, Side.RECEIVING)) <= set(entered.informed)


async def test_hil_40_for_an_adult_it_is_the_adults_chair(hillingdon: Town) -> None:
    """And nobody asks the children's."""
    case = await sent_on(hillingdon, "chair", SubjectType.ADULT)
    assert case.receiving.asked == ("hillingdon.hermione-castlegate",)


async def test_hil_40_where_a_child_and_an_adult_are_concerned_both_chairs_are_asked(
    hillingdon: Town,
) -> None:
    """Reading HIL-A5; the page says that somebody of 17 is raised so."""
    case = await sent_on(hillingdon, "chair", SubjectType.BOTH)
    both = {"hillingdon.rupert-lindqvist", "hillingdon.hermione-castlegate"}
    assert set(case.receiving.asked) == both
    assert "For a young person of 17" in await hillingdon.page()


# --- The panel ------------------------------------------------------------------------------------


async def test_hil_39_the_unit_can_call_a_resolution_panel(hillingdon: Town) -> None:
    """It keeps the case in hand, on a stage of its own that is due no later."""
    case = await sent_on(hillingdon, "panel")
    assert (case.stage, case.due) == ("resolution_panel", london("2026-11-30 17:00"))
    unit = hillingdon.holding("implementation_unit", case)
    assert set(unit) <= hillingdon.told(Purpose.ASKED, "resolution_panel")


async def test_hil_41_a_panel_without_council_police_and_health_board_is_none(
    hillingdon: Town,
) -> None:
    """It is refused, naming who lacks; one of them that is concerned itself sits all the same, and
    the unit writes that down (reading HIL-A4).
    """
    case = await sent_on(hillingdon, "panel")
    (unit, *_) = case.receiving.current
    (panel,) = (one for one in case.open_duties if one.task == "meeting:resolution_panel")
    assert (panel.due, panel.labelled_default) == (london("2026-11-30 17:00"), True)
    without = PANEL | {"agencies": "council,care-board"}
    assert "police" in (await hillingdon.refused(unit, case, Action.MEETING, **without)).casefold()
    case = await hillingdon.act(unit, case, Action.MEETING, **PANEL)
    (interest,) = (one for one in case.open_duties if one.task == "record_interest")
    assert interest.due is not None
    assert "write down that it sat on the panel" in await hillingdon.asked_of(case, Side.RECEIVING)


async def test_hil_42_hil_43_the_panel_goes_over_it_with_the_agencies_involved(
    hillingdon: Town,
) -> None:
    """Its form says so and whoever is asked reads the stages before; both senior managers hear of
    it so as to be there, and an agency concerned that stayed away is named.
    """
    case = await sent_on(hillingdon, "panel")
    (unit, *_) = case.receiving.current
    form = await hillingdon.form_asks(unit, case, Action.MEETING)
    assert "go over the concern and the record so far, and talk it over" in form
    view = await hillingdon.view(unit, case)
    assert EARLIER in view
    assert "First line managers" in view
    (own, *_) = case.raising.current
    assert own in hillingdon.holding("senior_manager", case)
    other = hillingdon.holding("senior_manager", case, Side.RECEIVING)
    assert set(other) <= hillingdon.told(Purpose.INFORMED, "resolution_panel")
    assert set(other) <= hillingdon.told(Purpose.INFORMED, "implementation_unit")
    absent = PANEL | {"agencies": "council,police,care-board"}
    case = await hillingdon.act(unit, case, Action.MEETING, **absent)
    (held,) = await hillingdon.events(case, e.MeetingHeld)
    assert held.absent == ("community-health",)


async def test_hil_44_a_written_answer_goes_to_whoever_referred_it(hillingdon: Town) -> None:
    """A panel without one is refused; with it, the raiser and both sides hear and can read it."""
    case = await sent_on(hillingdon, "panel")
    (unit, *_) = case.receiving.current
    assert await hillingdon.refused(unit, case, Action.MEETING, **(PANEL | {"product": ""}))
    case = await hillingdon.act(unit, case, Action.MEETING, **PANEL)
    assert "Both agencies keep to one plan." in await hillingdon.record(hillingdon.raiser, case)
    assert hillingdon.raiser in hillingdon.told(Purpose.DECIDED)


# --- The Executive Leadership Group ---------------------------------------------------------------


async def test_hil_45_after_the_panel_it_is_said_whether_it_goes_to_the_executive_group(
    hillingdon: Town,
) -> None:
    """One of three answers with a reason, counted from the panel; not settled, it goes up."""
    case = await sent_on(hillingdon, "panel")
    (unit, *_) = case.receiving.current
    case = await hillingdon.act(unit, case, Action.MEETING, **PANEL)
    (decision,) = (one for one in case.open_duties if one.task == "disposition")
    assert decision.due == london("2026-11-24 17:00")
    form = await hillingdon.form_asks(unit, case, Action.DISPOSE)
    for answer in ("No, it is settled here", "Yes, it is not settled", "Yes, it touches the safe"):
        assert answer in form
    refused = {"disposition": "settled", "reason": ""}
    assert await hillingdon.refused(unit, case, Action.DISPOSE, **refused)
    up = {"disposition": "unresolved", "reason": "no plan"}
    case = await hillingdon.act(unit, case, Action.DISPOSE, **up)
    assert case.stage == "executive_leadership_group"


async def test_hil_45_the_chairs_say_whether_it_goes_to_the_executive_group(
    hillingdon: Town,
) -> None:
    """The same three answers, by a time that is ours."""
    case = await sent_on(hillingdon, "chair")
    case = await hillingdon.take_on(case, Side.RECEIVING)
    chair = case.receiving.owner
    (decision,) = (one for one in case.open_duties if one.task == "disposition")
    assert decision.due == london("2026-11-30 17:00")
    form = await hillingdon.form_asks(chair, case, Action.DISPOSE)
    for answer in ("No, it is settled here", "Yes, it is not settled", "Yes, it touches the safe"):
        assert answer in form
    up = {"disposition": "system", "reason": "every team reads it otherwise"}
    case = await hillingdon.act(chair, case, Action.DISPOSE, **up)
    assert case.stage == "executive_leadership_group"


async def test_hil_45_what_panel_or_chairs_leave_open_reaches_the_executive_group(
    hillingdon: Town,
) -> None:
    """At once, and in person as well."""
    await in_person(hillingdon, await sent_on(hillingdon, "panel"), "Monday 30 November 2026, 5 pm")


async def test_hil_45_what_the_chairs_leave_open_reaches_the_executive_group(
    hillingdon: Town,
) -> None:
    """At once, and in person as well."""
    await in_person(hillingdon, await sent_on(hillingdon, "chair"), "Monday 30 November 2026, 5 pm")


async def test_hil_45_what_touches_the_system_can_go_to_the_group_while_the_case_goes_on(
    hillingdon: Town,
) -> None:
    """From the unit on, as a matter of its own; the unit is told."""
    ask = "Put it to the Executive"
    case = await hillingdon.raised()
    assert ask not in await hillingdon.offered(hillingdon.raiser, case)
    case = await hillingdon.left_until(case, "implementation_unit")
    values = {"reason": "every team reads it otherwise", "protective_date": "2026-12-18"}
    assert ask not in await hillingdon.offered(hillingdon.raiser, case)
    case = await hillingdon.act(case.receiving.named, case, ask, **values)
    assert case.stage == "implementation_unit"
    (link,) = case.links
    matter = await hillingdon.casework.read(link.matter)
    assert matter is not None
    assert matter.stage == "executive_leadership_group"


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
