"""Acting at the desk: what a press or a form does for the right person, and nothing for another."""

from dataclasses import replace

from core.cards import Form, FormFaults, Redraw, Say, ShowView
from core.cases import commands as c
from core.cases.wording import refusals
from core.directory.model import Principal
from core.vocabulary import Action, CaseStatus, Platform, Side
from tests.core.desk.replies import form_of, pressed, said, started, view
from tests.core.given import FERN, HOUNSLOW, MARLOW, NOOR, PRIYA, ROBIN, TOBIN
from tests.core.office import Office, buttons, words

UP = c.EscalateNow(by=ROBIN, stage="discussion", reason="no answer")


async def test_accepting_is_one_press_and_the_card_says_so() -> None:
    """The card is drawn anew in its place, without Accept."""
    office, case = await started()
    (card,) = office.cards(MARLOW)
    reply = await office.press(MARLOW, buttons(card.blocks)["Accept"])
    assert isinstance(reply, Redraw)
    assert "You accepted this on" in said(reply)
    assert "Accept" not in buttons(reply.card.blocks)
    assert (await office.read(case)).receiving.owner == MARLOW


async def test_two_people_accept_and_the_second_is_told_kindly() -> None:
    """By name and time, with a way to see how it stands."""
    office, case = await started()
    await office.do(case, UP)
    await office.settle()
    first, second = office.cards(TOBIN)[0], office.cards(PRIYA)[0]
    await office.press(TOBIN, buttons(first.blocks)["Accept"])
    reply = await office.press(PRIYA, buttons(second.blocks)["Accept"])
    assert "Tobin Zeller, Assistant Team Manager" in said(reply)
    assert "accepted this on Monday 2 November 2026, 10 am" in said(reply)
    assert isinstance(reply, Say)
    assert list(buttons(reply.card.blocks)) == ["Open"]


async def test_a_forwarded_card_shows_and_does_nothing_for_another() -> None:
    """Whoever got it from a colleague, also when they are on the case themselves."""
    office, case = await started()
    (card,) = office.cards(MARLOW)
    for person in (ROBIN, FERN, NOOR):
        for button in buttons(card.blocks).values():
            assert said(await office.press(person, button)) == refusals.NOT_FOUND
            form = Form(title="", submit="", press=button.press, token=button.token)
            assert said(await office.submit(person, form)) == refusals.NOT_FOUND
    assert (await office.read(case)).receiving.owner == ""


async def test_unknown_and_not_yours_are_the_same_answer() -> None:
    """Nobody can find out which references exist."""
    office, case = await started()
    unknown = await office.says(FERN, "show ESC-0000-0000")
    for text in (
        f"show {case.reference}",
        f"when {case.reference}",
        "show nonsense",
        f"open {case.reference}",
    ):
        assert await office.says(FERN, text) == unknown
    assert case.reference in view(await office.says(MARLOW, f"show {case.reference}"))


async def test_a_stranger_is_told_nothing_but_that() -> None:
    """Not enrolled: no form, no list, no case, no policy."""
    office, case = await started()
    stranger = Principal(Platform.SLACK, "T0CONCORD1", "U0STRANGER")
    for text in ("", "now", "list", f"show {case.reference}", "policy", "contacts council", "help"):
        assert said(await office.desk.command(stranger, text)) == refusals.NOT_ENROLLED
    assert words((await office.desk.home(stranger)).blocks) == refusals.NOT_ENROLLED
    (card,) = office.cards(MARLOW)
    token = buttons(card.blocks)["Open"].token
    assert said(await office.desk.press(stranger, token)) == refusals.NOT_ENROLLED
    assert said(await office.desk.submit(stranger, token, {})) == refusals.NOT_ENROLLED


async def test_the_same_user_id_in_another_workspace_is_a_stranger() -> None:
    """A principal is platform, tenant and user together."""
    office, _ = await started()
    own = office.principal(MARLOW)
    other = Principal(own.platform, "T0OTHER", own.user)
    assert said(await office.desk.command(other, "list")) == refusals.NOT_ENROLLED


async def test_a_button_of_a_stage_that_has_ended_is_refused_with_a_way_to_see() -> None:
    """Stale, kindly; nothing is changed and no form opens in vain."""
    office, case = await started()
    (card,) = office.cards(MARLOW)
    await office.do(case, UP)
    for label in ("Accept", "Not me", "Escalate"):
        reply = await office.press(MARLOW, buttons(card.blocks)[label])
        text = said(reply) if isinstance(reply, Say) else view(reply)
        assert "The case changed on Monday 2 November 2026, 10 am" in text
    assert (await office.read(case)).stage == "line_managers"


async def test_a_form_left_open_past_its_stage_keeps_what_was_typed() -> None:
    """Refused as stale; opened again at the new stage, the words are still there."""
    office, case = await started()
    form = form_of(await pressed(office, ROBIN, "Record a discussion"))
    await office.do(case, UP)
    reply = await office.submit(ROBIN, form, people="us two", account="long thought about")
    assert "The case changed on" in view(reply)
    again = form_of(await pressed(office, ROBIN, "Record a discussion"))
    assert {one.id: one.value for one in again.inputs}["account"] == "long thought about"


async def test_a_form_asks_for_yes_or_no_rather_than_taking_silence_for_no() -> None:
    """The question about risk has no default."""
    office, _ = await started()
    form = form_of(await pressed(office, ROBIN, "Propose an outcome"))
    reply = await office.submit(ROBIN, form, outcome="visit weekly")
    assert isinstance(reply, FormFaults)
    assert reply.fields == {"still_at_risk": refusals.YES_OR_NO}
    risky = await office.submit(ROBIN, form, outcome="visit weekly", still_at_risk="yes")
    assert isinstance(risky, FormFaults)
    assert "Refer the child today through the front door" in risky.fields["still_at_risk"]


async def test_what_is_confirmed_is_what_was_read() -> None:
    """The proposal changed while the form was open: the answer does not count for the new one."""
    office, case = await started()
    case = await office.do(case, c.Accept(by=MARLOW, stage="discussion"))
    propose = c.ProposeOutcome(
        by=ROBIN, stage="discussion", outcome="visit weekly", outstanding="", still_at_risk=False
    )
    case = await office.do(case, propose)
    form = form_of(await pressed(office, MARLOW, "Confirm the outcome"))
    assert "visit weekly" in words(form.blocks)
    case = await office.do(case, replace(propose, outcome="do nothing"))
    reply = await office.submit(MARLOW, form, still_at_risk="no")
    assert "A new outcome was proposed" in view(reply)
    assert (await office.read(case)).status is CaseStatus.OPEN
    fresh = form_of(await pressed(office, MARLOW, "Confirm the outcome"))
    await office.submit(MARLOW, fresh, still_at_risk="no")
    assert (await office.read(case)).status is CaseStatus.AGREED


async def test_escalating_answers_what_the_stage_demands_in_the_same_form() -> None:
    """The open decision is part of the form; both are saved or neither."""
    office, case = await started()
    case = await office.do(case, UP)
    form = form_of(await pressed(office, TOBIN, "Escalate"))
    ids = [one.id for one in form.inputs]
    assert {"reason", "answer_professionals_meeting", "reason_professionals_meeting"} <= set(ids)
    partly = await office.submit(TOBIN, form, reason="x", answer_professionals_meeting="no")
    assert isinstance(partly, FormFaults)
    assert (await office.read(case)).answered == ()
    await office.submit(
        TOBIN,
        form,
        reason="x",
        answer_professionals_meeting="no",
        reason_professionals_meeting="not yet",
    )
    assert (await office.read(case)).stage == "safeguarding_leads"


async def test_an_alert_is_one_press_in_the_case_and_seen_with_one_press_on_the_card() -> None:
    """Also on the card of a repeat, whose words ask for it."""
    office, case = await started()
    reply = await pressed(office, MARLOW, "Someone is in immediate danger")
    assert "Immediate risk was flagged by Marlow Winstead" in view(reply)
    await office.fast_forward(hours=0.3)
    cards = [x for x in office.cards(ROBIN) if x.title.startswith("Immediate risk")]
    alert, again = (x for x in cards if x.title == f"Immediate risk: {case.reference}")
    (repeat,) = (x for x in cards if "is not acknowledged" in x.title)
    assert again.summary == alert.summary
    for card in (alert, repeat):
        assert "I have seen this" in buttons(card.blocks)
    seen = await office.press(ROBIN, buttons(repeat.blocks)["I have seen this"])
    assert isinstance(seen, Redraw)
    now = await office.read(case)
    assert now.risk is not None
    assert now.risk.acknowledged == (ROBIN,)


async def test_the_hand_up_is_ticked_with_one_press_on_its_reminder() -> None:
    """The card then says that it is over."""
    office, case = await started()
    await office.fast_forward(working_days=6)
    card = next(card for card in office.cards(ROBIN) if "handed up?" in card.title)
    reply = await office.press(ROBIN, buttons(card.blocks)["It has been handed up"])
    assert "This is over" in said(reply)
    now = await office.read(case)
    assert now.hand_up(Side.RAISING) is None
    assert now.hand_up(Side.RECEIVING) is not None


async def test_a_whole_case_from_the_first_form_to_the_last() -> None:
    """Agree, copy, close; then not satisfied, and it goes on at the next stage."""
    office, case = await started()
    (card,) = office.cards(MARLOW)
    await office.press(MARLOW, buttons(card.blocks)["Accept"])
    form = form_of(await pressed(office, ROBIN, "Propose an outcome"))
    await office.submit(ROBIN, form, outcome="visit weekly", still_at_risk="no")
    await office.settle()
    (proposed,) = [card for card in office.cards(MARLOW) if "is proposed" in card.title]
    form = form_of(await office.press(MARLOW, buttons(proposed.blocks)["Confirm the outcome"]))
    await office.submit(MARLOW, form, still_at_risk="no")
    await office.settle()
    (agreed,) = [card for card in office.cards(ROBIN) if "both sides agree" in card.title]
    ticked = await office.press(ROBIN, buttons(agreed.blocks)["Copy is on our file"])
    assert "Copy is on our file" not in buttons(
        ticked.card.blocks if isinstance(ticked, Redraw) else ()
    )
    await pressed(office, MARLOW, "Copy is on our file")
    form = form_of(await pressed(office, ROBIN, "Close the case"))
    assert "policy_gap" in {one.id for one in form.inputs}
    await office.submit(ROBIN, form, learning="ring sooner", policy_gap="none named")
    now = await office.read(case)
    assert now.status is CaseStatus.CLOSED
    record = await pressed(office, ROBIN, "Read the record")
    assert "reported a gap in policy or procedure" in view(record)
    assert "Text: none named" in view(record)
    form = form_of(await pressed(office, ROBIN, "I am not satisfied"))
    await office.submit(ROBIN, form, reason="nothing happened")
    now = await office.read(case)
    assert (now.status, now.stage) == (CaseStatus.OPEN, "line_managers")


async def test_a_closed_case_refuses_forms_by_its_own_reason() -> None:
    """Not "for others", but closed, and since when."""
    office, case = await started()
    reply = await office.says(ROBIN, f"show {case.reference}")
    assert isinstance(reply, ShowView)
    old = buttons(reply.view.blocks)
    await office.do(case, c.Accept(by=MARLOW, stage="discussion"))
    propose = c.ProposeOutcome(
        by=ROBIN, stage="discussion", outcome="o", outstanding="", still_at_risk=False
    )
    await office.do(case, propose)
    await office.do(case, c.ConfirmOutcome(by=MARLOW, stage="discussion", still_at_risk=False))
    agreed = view(await office.press(ROBIN, old["Escalate"]))
    assert "Both sides agreed an outcome on Monday 2 November 2026, 10 am" in agreed
    await office.settle()
    for by, side in ((ROBIN, Side.RAISING), (MARLOW, Side.RECEIVING)):
        await office.do(case, c.TickCopied(by=by, side=side))
    await office.do(case, c.CloseCase(by=ROBIN))
    closed = view(await office.press(ROBIN, old["Escalate"]))
    assert "This case was closed on Monday 2 November 2026, 10 am" in closed


async def test_reading_a_case_is_written_to_the_access_log() -> None:
    """Who, which case, what: at every view and every form on a case."""
    office, case = await started()
    await office.says(MARLOW, f"show {case.reference}")
    await pressed(office, NOOR, "Read the record")
    read = {
        (person, what) for _, person, where, what in office.ledger.access_log if where == case.id
    }
    assert read == {(MARLOW, Action.OPEN), (NOOR, Action.OPEN), (NOOR, Action.RECORD)}


async def test_one_who_has_left_sees_nothing_any_more() -> None:
    """Taken off the contact list: the same principal is a stranger at the next press."""
    office, case = await started()
    (card,) = office.cards(MARLOW)
    people = {k: v for k, v in HOUNSLOW.directory.people.items() if k != MARLOW}
    fewer = replace(HOUNSLOW, directory=replace(HOUNSLOW.directory, people=people))
    office.desk._register = Office(fewer).register
    assert said(await office.press(MARLOW, buttons(card.blocks)["Open"])) == refusals.NOT_ENROLLED
    assert (await office.read(case)).receiving.owner == ""


def test_every_button_and_every_word_has_one_desk() -> None:
    """Whatever is added to the vocabulary is answered, and by one desk alone."""
    desks = Office().desk._subject_desks
    presses = [press for desk in desks for press in desk.presses]
    words = [word for desk in desks for word in desk.words]
    assert sorted(presses) == sorted(set(Action) - {Action.HOME})
    assert len(words) == len(set(words))
    assert all(desk.for_strangers <= desk.words | desk.presses for desk in desks)
