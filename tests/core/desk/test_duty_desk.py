"""Recording what was done, as people do it: from the case, from a reminder, from Home."""

from dataclasses import replace
from datetime import timedelta

from core.cards import Facts, Form, FormFaults, Home, Reply, Say, ShowForm, ShowView
from core.cases import commands as c
from core.cases.case import Case
from core.notifications.duty_lines import owed_by
from core.policy.wording.deadlines import spoken_time
from core.vocabulary import Side
from tests.core.cases.duties.dutiful import DUTIFUL, owed, tasks
from tests.core.cases.duties.test_duties import ACCEPT, ANN, BOB, OPENING, record
from tests.core.given import MONDAY
from tests.core.office import Office, buttons, words

RECORD = "Record what was done"


async def opened(*commands: c.AnyCommand) -> tuple[Office, Case]:
    """Ann's case with Bob."""
    office = Office(DUTIFUL)
    case = await office.open(OPENING)
    return office, await office.do(case, ACCEPT, *commands)


async def view(office: Office, person: str, case: Case) -> ShowView:
    """The case as this person sees it."""
    reply = await office.says(person, f"show {case.reference}")
    assert isinstance(reply, ShowView), reply
    return reply


async def form(office: Office, person: str, case: Case, label: str = RECORD) -> Form:
    """The form behind a button of the case."""
    shown = await view(office, person, case)
    reply = await office.press(person, buttons(shown.view.blocks)[label])
    assert isinstance(reply, ShowForm), reply
    return reply.form


def asked(form: Form) -> list[str]:
    """The inputs of a form."""
    return [one.id for one in form.inputs]


async def test_the_case_says_who_owes_what_by_when_and_why() -> None:
    """And what came of the rest, with who recorded it; what stands still meanwhile is shown too."""
    office, case = await opened()
    text = words((await view(office, ANN, case)).view.blocks)
    assert "While this is open: The plan stays as it is." in text
    assert (
        "Reply in writing (receiving side): Bob Small. Due Wednesday 4 November 2026, 5 pm: "
        "2 working days from Monday 2 November 2026." in text
    )
    assert "Have tea together: Ann Small and Bob Small, if wanted." in text
    await office.do(case, record(owed(case, "talk"), ANN))
    text = words((await view(office, BOB, case)).view.blocks)
    assert "Talk: Done on Monday 2 November 2026; recorded by Ann Small." in text


async def test_a_case_says_what_to_do_before_what_is_known() -> None:
    """After the emergency routes and the stage: what is owed, what waits for the reader, and the
    alert; then the facts, what became of the rest, and everything else that can be done.
    """
    office, case = await opened()
    await office.do(case, record(owed(case, "talk"), ANN))
    shown = (await view(office, BOB, case)).view
    text = words(shown.blocks)
    places = [text.index(x) for x in ("To do, soonest first", "Raised by", "Recorded")]
    assert places == sorted(places)
    labels = list(buttons(shown.blocks))
    places = [labels.index(x) for x in ("Someone is in immediate danger", RECORD, "Add a note")]
    assert places == sorted(places)
    assert labels[0] == "Someone is in immediate danger"


async def test_a_duty_due_with_its_stage_does_not_say_again_why_then() -> None:
    """The stage's own line has said it."""
    office, case = await opened()
    text = words((await view(office, BOB, case)).view.blocks)
    reason = case.visit.explanation.partition(": ")[2]
    assert reason
    assert text.count(reason) == 1
    due = f"Due with this stage, {spoken_time(case.visit.due)}."
    along = replace(owed(case, "reply"), due=case.visit.due, explanation=case.visit.explanation)
    assert owed_by(along, case, DUTIFUL.at()) == f"Bob Small. {due}"


async def test_a_duty_is_chosen_and_recorded_on_the_form_for_it() -> None:
    """What can be chosen is what this person may record and that asks for nothing further."""
    office, case = await opened()
    one = await form(office, ANN, case)
    assert asked(one) == ["duty", "done", "held_on", "note"]
    offered = [option.label for group in one.inputs[0].groups for option in group.options]
    assert offered == [
        "Answer the reply (raising side)",
        "Talk",
        "Write it down (raising side)",
        "Have tea together",
        "Confirm that your side keeps things as they are until this is settled (raising side)",
    ] or set(offered) >= {"Talk", "Write it down (raising side)", "Have tea together"}
    reply = await office.submit(ANN, one, duty="stage:1:talk:both", held_on="2026-10-30")
    assert isinstance(reply, ShowView), reply
    after = await office.read(case)
    assert "talk" not in tasks(after)
    assert after.tasks[-1].late
    assert "on a later day" in words(reply.view.blocks)


async def test_a_duty_that_asks_for_something_in_writing_has_its_own_button_and_form() -> None:
    """The policy's fields stand on it; what is missing is named at its input, and nothing lost."""
    office, case = await opened()
    one = await form(office, BOB, case, "Reply in writing")
    assert asked(one) == ["done", "held_on", "replied", "note"]
    assert "Reply in writing" in words(one.blocks)
    reply = await office.submit(BOB, one, note="by letter")
    assert isinstance(reply, FormFaults)
    assert list(reply.fields) == ["replied"]
    reply = await office.submit(BOB, one, note="by letter", replied="We disagree.")
    assert isinstance(reply, ShowView), reply
    assert "reply" not in tasks(await office.read(case))
    record_of = await office.press(BOB, buttons(reply.view.blocks)["Read the record"])
    assert isinstance(record_of, ShowView)
    assert "What was the reply?: We disagree." in words(record_of.view.blocks)


async def test_what_was_not_done_takes_a_reason_and_no_fields() -> None:
    """An empty reason is asked for again."""
    office, case = await opened()
    one = await form(office, BOB, case, "Reply in writing")
    reply = await office.submit(BOB, one, done="no")
    assert isinstance(reply, FormFaults)
    assert list(reply.fields) == ["note"]
    reply = await office.submit(BOB, one, done="no", note="They withdrew it.")
    assert isinstance(reply, ShowView)
    assert "Not done: Bob Small gave the reason on" in words(reply.view.blocks)


async def test_what_is_typed_wrongly_is_asked_for_again() -> None:
    """No duty, a day that is none, neither yes nor no."""
    office, case = await opened()
    one = await form(office, ANN, case)
    for typed, at in (
        ({"duty": "moon"}, "duty"),
        ({"held_on": "soon"}, "held_on"),
        ({"held_on": "2027-01-01"}, "held_on"),
        ({"done": "perhaps"}, "done"),
    ):
        reply = await office.submit(ANN, one, **typed)
        assert isinstance(reply, FormFaults), typed
        assert list(reply.fields) == [at]


async def test_a_duty_recorded_meanwhile_is_refused_kindly() -> None:
    """Its button opens no form in vain, and pressing Submit twice records it once."""
    office, case = await opened()
    shown = await view(office, BOB, case)
    one = await form(office, BOB, case, "Reply in writing")
    for _ in range(2):
        reply = await office.submit(BOB, one, replied="We disagree.")
        assert isinstance(reply, ShowView)
    assert len([x for x in (await office.read(case)).tasks if x.task == "reply"]) == 1
    again = await office.press(BOB, buttons(shown.view.blocks)["Reply in writing"])
    assert isinstance(again, ShowView)
    assert "nothing here for you to record any more" in words(again.view.blocks)


async def test_a_discussion_fulfils_what_can_be_fulfilled_by_talking() -> None:
    """The form offers this side's own; each is recorded with it, and the two sides hear it once."""
    office, case = await opened()
    one = await form(office, ANN, case, "Record a discussion")
    chosen = next(x for x in one.inputs if x.id == "tasks")
    values = [option.value for group in chosen.groups for option in group.options]
    assert {"talk", "write", "tea"} <= set(values)
    assert "reply" not in values
    await office.submit(
        ANN, one, people="us", account="we talked", method="video", tasks="talk,write"
    )
    after = await office.read(case)
    assert [(x.task, x.side) for x in after.tasks] == [("talk", None), ("write", Side.RAISING)]
    await office.settle()
    shared = [x for x in office.cards(BOB) if "added to the record" in x.title]
    assert len(shared) == 1


async def test_home_lists_what_is_to_do_soonest_first() -> None:
    """With the reference and a button, and nothing of the case's story."""
    office, case = await opened()
    home: Home = await office.home(BOB)
    text = words(home.blocks)
    assert "To do, soonest first" in text
    assert text.index("Reply in writing") < text.index("Write it down")
    assert "A.B." not in text
    reply: Reply = await office.press(BOB, buttons(home.blocks)["Reply in writing"])
    assert isinstance(reply, ShowForm)
    assert case.reference in text


async def test_an_alerts_decision_is_answered_from_its_own_button() -> None:
    """Alone on its form, though the stage demands others; the alert's steps are ticked one by one."""
    office, case = await opened(c.FlagImmediateRisk(by=BOB))
    await office.fast_forward(hours=0.25)
    card = next(x for x in reversed(office.cards(ANN)) if "steps to be recorded" in x.title)
    reply = await office.press(ANN, buttons(card.blocks)["Is the ladder left?"])
    assert isinstance(reply, ShowForm)
    assert asked(reply.form) == ["answer_q9", "reason_q9"]
    await office.submit(ANN, reply.form, answer_q9="no", reason_q9="safe")
    tick = await office.press(ANN, buttons(card.blocks)["Tell the lead"])
    assert isinstance(tick, ShowForm)
    await office.submit(ANN, tick.form)
    after = await office.read(case)
    assert [x for x in tasks(after) if x in {"tell_lead", "question:q9"}] == []


async def test_an_alerts_decision_can_be_taken_after_the_stage_has_moved_on() -> None:
    """The old message's button still opens it: nothing of the immediate path is stale."""
    soon = c.BringForward(by=ANN, stage="s1", protective=MONDAY + timedelta(hours=1), reason="x")
    office, case = await opened(soon, c.FlagImmediateRisk(by=BOB))
    await office.fast_forward(hours=0.25)
    card = next(x for x in reversed(office.cards(ANN)) if "steps to be recorded" in x.title)
    await office.fast_forward(hours=1)
    assert (await office.read(case)).stage == "s2"
    reply = await office.press(ANN, buttons(card.blocks)["Is the ladder left?"])
    assert isinstance(reply, ShowForm), reply
    await office.submit(ANN, reply.form, answer_q9="yes", reason_q9="x")
    assert "question:q9" not in tasks(await office.read(case))


async def test_the_form_that_raises_a_concern_says_what_stays_as_it_is() -> None:
    """The stand-off is known before the case begins (S-24)."""
    office = Office(DUTIFUL)
    one = await office.form(ANN)
    facts = [fact for block in one.blocks if isinstance(block, Facts) for fact in block.facts]
    assert [fact.value for fact in facts] == ["The plan stays as it is."]


async def test_a_stranger_records_nothing() -> None:
    """No such case, for them."""
    office, case = await opened()
    shown = await view(office, BOB, case)
    button = buttons(shown.view.blocks)["Reply in writing"]
    reply = await office.press("small.stu", button)
    assert isinstance(reply, Say)
