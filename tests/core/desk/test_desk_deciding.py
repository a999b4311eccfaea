"""Deciding at the desk: the forms, cards and views by which people take a case on its way."""

from core.cards import Card, FormFaults, Redraw, Reply
from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.vocabulary import Action
from tests.core.cases.agreement.crossroads import CROSSROADS
from tests.core.desk.replies import form_of, said, view
from tests.core.given import local_time, small_opening
from tests.core.office import Office, buttons, words

ANN, BOB, MIA, MAX, CHAIR, CORA = (
    f"small.{one}" for one in ("ann", "bob", "mia", "max", "chair", "cora")
)
STORY = "seen by the canary witness"
FRIDAY = local_time("2026-11-06 12:00")


async def _started(*steps: c.AnyCommand) -> tuple[Office, Case]:
    office = Office(CROSSROADS)
    case = await office.open(small_opening(protective=None))
    for step in steps:
        case = await office.do(case, step)
    await office.settle()
    return office, case


async def _press(office: Office, case: Case, person: str, label: str) -> Reply:
    shown = await office.says(person, f"show {case.reference}")
    assert hasattr(shown, "view"), shown
    return await office.press(person, buttons(shown.view.blocks)[label])


def _up(by: str, stage: str) -> c.EscalateNow:
    return c.EscalateNow(by=by, stage=stage, reason="no answer")


UNIT = (_up(ANN, "s1"), _up(MIA, "s2"))


async def test_ann_takes_the_case_straight_to_a_higher_stage() -> None:
    """She chooses the stage and says why; its people are asked, her manager hears of it."""
    office, case = await _started(c.FlagImmediateRisk(by=ANN))
    form = form_of(await _press(office, case, ANN, "Go straight to a higher stage"))
    assert [one.id for one in form.inputs] == ["bypass", "to", "reason"]
    faulty = await office.submit(ANN, form, bypass="yes", to="s3", reason=" ")
    assert isinstance(faulty, FormFaults)
    done = await office.submit(ANN, form, bypass="yes", to="s3", reason=STORY)
    assert "Stage 3: Unit" in view(done)
    await office.settle()
    assert (await office.read(case)).stage == "s3"
    assert any(card.title.endswith("a decision was recorded") for card in office.cards(MIA))
    assert any(card.title.startswith("You are asked") for card in office.cards(CHAIR))
    assert STORY not in str(office.slack.sent) + str(office.teams.sent)


async def test_bob_agrees_to_anns_date_with_one_press_on_the_card() -> None:
    """The card is over then, the view shows the date, and nobody is reminded to agree any more."""
    office, case = await _started()
    shown = view(await office.says(BOB, f"show {case.reference}"))
    assert "Both sides are to agree by when" in shown
    asked = next(card for card in office.cards(BOB) if card.title.startswith("You are asked"))
    assert "Name a date" in buttons(asked.blocks)
    form = form_of(await _press(office, case, ANN, "Name a date"))
    late = await office.submit(ANN, form, date_by="2026-11-20")
    assert isinstance(late, FormFaults)
    assert "never made longer" in late.fields["date_by"]
    assert "waits for the other side's yes" in view(
        await office.submit(ANN, form, date_by="2026-11-05", date_time="12:00", reason=STORY)
    )
    await office.settle()
    card = next(card for card in office.cards(BOB) if "waits for your side's yes" in card.title)
    assert "Thursday 5 November 2026, noon" in words(card.blocks)
    reply = await office.press(BOB, buttons(card.blocks)["Agree to this date"])
    assert isinstance(reply, Redraw)
    assert "This is over" in said(reply)
    await office.settle()
    assert any("both sides agreed a date" in card.title for card in office.cards(ANN))
    again = view(await office.says(ANN, f"show {case.reference}"))
    assert "Both sides agreed Thursday 5 November 2026, noon." in again
    assert STORY not in str(office.slack.sent)


async def test_bob_names_another_day_and_ann_agrees_in_her_window() -> None:
    """Filled with the day that was named: left as it is, it is agreed by that."""
    office, case = await _started()
    form = form_of(await _press(office, case, ANN, "Name a date"))
    await office.submit(ANN, form, date_by="2026-11-05")
    other = form_of(await _press(office, case, BOB, "Name a date"))
    assert {one.id: one.value for one in other.inputs}["date_by"] == "2026-11-05"
    await office.submit(BOB, other, date_by="2026-11-04")
    await _press(office, case, ANN, "Agree to this date")
    now = await office.read(case)
    assert str(now.due) == "2026-11-04 17:00:00+00:00"


async def test_the_unit_decides_how_it_goes_on() -> None:
    """Sent aside with a reason: the chair's stage opens, no later than the unit's was due."""
    office, case = await _started(*UNIT)
    form = form_of(await _press(office, case, CHAIR, "Decide how it goes on"))
    offered = [option.value for group in form.inputs[0].groups for option in group.options]
    assert offered == ["direct", "chair", "back", "up"]
    shown = view(await office.submit(CHAIR, form, disposition="chair", reason=STORY))
    assert "How it goes on: Refer it to the chair." in shown
    await office.settle()
    now = await office.read(case)
    assert (now.stage, now.due) == ("a1", case.due)
    told = next(card for card in office.cards(ANN) if "a decision was recorded" in card.title)
    assert "Refer it to the chair." in words(told.blocks)
    assert STORY not in str(office.slack.sent)


async def test_a_panel_is_recorded_by_its_chair_and_shown_to_all() -> None:
    """Without its quorum it is refused by name of who is missing; an absent party is named."""
    office, case = await _started(*UNIT)
    form = form_of(await _press(office, case, CHAIR, "Record the meeting"))
    chairs = next(one for one in form.inputs if one.id == "chair_agency")
    assert "nhs" not in {option.value for group in chairs.groups for option in group.options}
    typed = {
        "held_as": "panel",
        "agencies": "council,police",
        "chair_agency": "school",
        "decision": STORY,
        "decided_by": "All of them",
        "product": STORY,
    }
    faulty = await office.submit(CHAIR, form, **typed)
    assert isinstance(faulty, FormFaults)
    assert "health" in faulty.fields["agencies"]
    shown = view(await office.submit(CHAIR, form, **{**typed, "agencies": "council,nhs,police"}))
    assert "Resolution Panel (a panel) met on Monday 2 November 2026" in shown
    assert "Chaired by Small School" in shown
    await office.settle()
    (held,) = [
        entry.event
        for entry in await office.ledger.read(case.id)
        if isinstance(entry.event, e.MeetingHeld)
    ]
    assert held.decided_by == "All of them"
    record = view(await _press(office, case, MIA, "Read the record"))
    assert "Decided by: All of them" in record
    assert any("a decision was recorded" in card.title for card in office.cards(ANN))
    assert STORY not in str(office.slack.sent) + str(office.teams.sent)


async def test_what_a_stage_does_not_have_is_neither_offered_nor_opened() -> None:
    """No button for it, and a form asked for all the same is refused kindly."""
    office, case = await _started()
    shown = await office.says(ANN, f"show {case.reference}")
    assert hasattr(shown, "view")
    offered = {button.press.action for button in buttons(shown.view.blocks).values()}
    assert not {Action.DISPOSE, Action.MEETING} & offered
    assert {Action.AGREE_DATE, Action.BYPASS} <= offered


async def test_what_is_not_decided_is_asked_for_until_it_is_with_a_button_of_its_own() -> None:
    """The alert's bypass and the date of both, on the next working day; pressed, their forms open."""
    flagged = (c.FlagImmediateRisk(by=ANN), c.AcknowledgeRisk(by=BOB))
    office, case = await _started(*flagged)
    await office.fast_forward(working_days=1)
    bypass, date = "Is it necessary to go straight", "Agree with the other side by when"
    for person, asks, inputs in ((ANN, bypass, "bypass"), (ANN, date, "date_by")):
        pressed = buttons(_reminded(office, person, asks).blocks)
        label = next(one for one in pressed if one.startswith(asks))
        form = form_of(await office.press(person, pressed[label]))
        assert inputs in {one.id for one in form.inputs}
    assert date in words(_reminded(office, BOB, date).blocks)
    await office.do(case, c.NameDate(by=ANN, stage="s1", date=FRIDAY))
    await office.do(case, c.AgreeDate(by=BOB, stage="s1"))
    sent = len(office.cards(BOB))
    await office.fast_forward(working_days=1)
    assert not [card for card in office.cards(BOB)[sent:] if date in words(card.blocks)]


def _reminded(office: Office, person: str, asks: str) -> Card:
    """The newest message to a person that asks for this."""
    return [card for card in office.cards(person) if asks in words(card.blocks)][-1]
