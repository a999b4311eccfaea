"""Hounslow's partnership: the referral and its urgency, the meeting, and the decision."""

from datetime import date

from core.cases import events as e
from core.cases.case import Case
from core.vocabulary import Action, Purpose, Side
from tests.clauses.town import Town, london

SOON_ENOUGH = "28 days are soon enough"
SOONER = "It has to be sooner, by the date that protects the child"
REFERRED = {"reason": "We cannot agree.", "urgency": SOON_ENOUGH}
PANEL = {
    "held_as": "panel",
    "held_on": "2026-12-02",
    "agencies": "council,west-london",
    "decision": "A joint plan, reviewed monthly.",
    "decided_by": "Isolde Wraysbury for the panel",
}


async def referred(town: Town, **changes: str) -> Case:
    """A case that the heads of service refer to the partnership the moment they are asked."""
    case = await town.take_on(await town.at_stage("heads_of_service"))
    return await town.act(case.raising.owner, case, Action.ESCALATE, **(REFERRED | changes))


async def test_hou_58_the_referral_says_how_urgent_it_is(hounslow: Town) -> None:
    """The heads cannot refer it without; both answers are offered."""
    case = await hounslow.take_on(await hounslow.at_stage("heads_of_service"))
    form = await hounslow.form_asks(case.raising.owner, case, Action.ESCALATE)
    assert SOON_ENOUGH in form
    assert SOONER in form
    said = await hounslow.refused(
        case.raising.owner, case, Action.ESCALATE, reason="We cannot agree."
    )
    assert said
    assert (await hounslow.read(case)).stage == "heads_of_service"
    case = await hounslow.act(case.raising.owner, case, Action.ESCALATE, **REFERRED)
    assert case.stage == "partnership"
    assert SOON_ENOUGH in await hounslow.view(hounslow.raiser, case)


async def test_hou_58_left_alone_the_referral_still_asks_how_urgent_it_is(hounslow: Town) -> None:
    """Where nobody referred it, what is missing is named and can be filled in afterwards."""
    case = await hounslow.at_stage("partnership")
    assert "How urgent is it?" in await hounslow.view(hounslow.raiser, case)
    assert SOONER in await hounslow.form_asks(hounslow.raiser, case, Action.DETAILS)


async def test_hou_58_urgency_shortens_the_28_days_and_never_lengthens_them(
    hounslow: Town,
) -> None:
    """A date before day 28 counts, and the meeting's date comes forward with it."""
    case = await referred(hounslow, urgency=SOONER, protective_date="2026-12-04")
    assert case.due == london("2026-12-04 17:00")
    (meeting,) = [one for one in case.open_duties if one.task == "meeting:resolution"]
    assert meeting.due == london("2026-12-04 17:00")


async def test_hou_58_a_date_after_day_28_changes_nothing(hounslow: Town) -> None:
    """28 calendar days from the moment the heads' stage was left."""
    case = await referred(hounslow, protective_date="2027-02-01")
    entered = case.visit.since.date()
    assert case.due is not None
    assert (case.due.date() - entered).days == 28


async def test_hou_60_the_meeting_is_within_a_month_and_never_after_day_28(
    hounslow: Town,
) -> None:
    """Told on 2 December, a month would be 2 January; 28 days end on 30 December."""
    case = await hounslow.at_stage("partnership")
    (meeting,) = [one for one in case.open_duties if one.task == "meeting:resolution"]
    assert meeting.due == case.due == london("2026-12-30 17:00")
    assert "sooner than its own limit of Saturday 2 January 2027" in meeting.explanation


async def test_hou_60_a_case_that_comes_back_gets_no_second_month(hounslow: Town) -> None:
    """Settled at the partnership and reopened there, the month from the first notice stands."""
    case = await hounslow.at_stage("partnership")
    case = await hounslow.reopened(case, london("2026-12-21 12:00"))
    assert case.stage == "partnership"
    meeting = [one for one in case.open_duties if one.task == "meeting:resolution"][-1]
    assert meeting.due == london("2027-01-02 17:00")


async def test_hou_59_hou_61_the_meeting_records_its_form_who_came_the_decision_and_by_whom(
    hounslow: Town,
) -> None:
    """A meeting of senior managers or a panel; without a decision, or who made it, it is none."""
    case = await hounslow.take_on(await hounslow.at_stage("partnership"))
    (advisor, *_) = hounslow.holding("independent_advisor", case)
    form = await hounslow.form_asks(advisor, case, Action.MEETING)
    assert "Meeting of the most senior managers responsible for the case" in form
    assert "Conflict resolution panel" in form
    for missing in ("decision", "decided_by"):
        said = await hounslow.refused(advisor, case, Action.MEETING, **(PANEL | {missing: ""}))
        assert "fill this in" in said
    case = await hounslow.act(advisor, case, Action.MEETING, **PANEL)
    (held,) = await hounslow.events(case, e.MeetingHeld)
    assert (held.form, held.held_on) == ("panel", date(2026, 12, 2))
    assert held.decided_by == PANEL["decided_by"]
    record = await hounslow.record(hounslow.raiser, case)
    assert PANEL["decision"] in record
    assert PANEL["decided_by"] in record
    assert hounslow.raiser in hounslow.told(Purpose.DECIDED)


async def test_hou_59_the_independent_advisor_is_chased_until_the_meeting_is_held(
    hounslow: Town,
) -> None:
    """It is the advisor's to hold, whoever of the managers comes."""
    case = await hounslow.at_stage("partnership")
    (advisor, *_) = hounslow.holding("independent_advisor", case)
    view = await hounslow.view(advisor, case)
    assert "Hold the meeting of senior managers or the panel" in view
    assert "Isolde Wraysbury" in view
    await hounslow.until(london("2027-01-05 12:00"))
    assert "Hold the meeting of senior managers" in hounslow.texts(advisor)


async def test_hou_59_an_agency_concerned_that_was_absent_is_named(hounslow: Town) -> None:
    """The managers of both agencies belong there; the record says who was missing."""
    case = await hounslow.take_on(await hounslow.at_stage("partnership"))
    (advisor, *_) = hounslow.holding("independent_advisor", case)
    case = await hounslow.act(advisor, case, Action.MEETING, **(PANEL | {"agencies": "council"}))
    (held,) = await hounslow.events(case, e.MeetingHeld)
    assert held.absent == ("west-london",)


async def test_hou_74_expert_advice_is_considered_at_the_partnership_too(hounslow: Town) -> None:
    """The advisor is asked whether the meeting wants it."""
    case = await hounslow.at_stage("partnership")
    assert "expert advice" in await hounslow.asked_of(case, Side.RECEIVING)


async def test_hou_58_a_policy_issue_says_which_matter_and_how_urgent_and_the_leads_hear_of_it(
    hounslow: Town,
) -> None:
    """Both are asked; leads and office are told; the matter has 28 days of its own."""
    case = await hounslow.take_on(await hounslow.at_stage("safeguarding_leads"))
    due = case.due
    issue = "Refer a policy issue"
    form = await hounslow.form_asks(case.raising.owner, case, issue)
    assert "Which matter of policy does it raise?" in form
    assert "It has to be sooner" in form
    values = {"reason": "Every team meets it.", "policy_urgency": "It has to be sooner"}
    said = await hounslow.refused(case.raising.owner, case, issue, **values)
    assert "fill this in" in said
    case = await hounslow.act(
        case.raising.owner,
        case,
        issue,
        **values,
        policy_matter="No joint threshold",
        protective_date="2026-12-01",
    )
    assert (case.stage, case.due) == ("safeguarding_leads", due)
    matter = await hounslow.casework.read(case.links[0].matter)
    assert matter is not None
    assert matter.stage == "partnership"
    assert matter.due == london("2026-12-01 17:00")
    for role in ("safeguarding_lead", "partnership_office"):
        assert set(hounslow.holding(role, case)) <= set(matter.people)
