"""How freely what was written down is shown: on cards, in windows, and to whom (S-17)."""

from dataclasses import replace

import pytest

from core.cards import Press
from core.cases import commands as c
from core.cases.case import Case
from core.cases.notices import Notice
from core.cases.record.seals import Entry
from core.cases.rules.fields import opening_fields
from core.cases.rules.ladder.moving import details_owed
from core.cases.wording.history import NOT_FOR_YOU
from core.desk.cases import forms, views
from core.desk.cases.derived_fields import derived_values
from core.notifications.message_cards import message_card
from core.policy.model import Field
from core.vocabulary import Action, DerivedField, Purpose, Sensitivity
from tests.core.desk.test_cards import cards, lists, readable
from tests.core.given import (
    HOUNSLOW,
    IMOGEN,
    MARLOW,
    NOOR,
    ROBIN,
    THEA,
    TOBIN,
    World,
    apply,
    done,
    opened,
    opening,
)
from tests.core.stories import PLANTED, entry, lives

HEALTH = Field(
    id="health",
    label="What is known of their health?",
    kind="text",
    at="opening",
    required=False,
    sensitivity=Sensitivity.SPECIAL_CATEGORY,
)
FAITH = replace(HEALTH, id="faith", label="What is their faith?", at="hand_up")
URGENCY = Field(
    id="urgency",
    label="How soon?",
    kind="choice",
    at="opening",
    sensitivity=Sensitivity.CHAT_SAFE,
    options=("This week", "Today"),
)
WORKED = tuple(
    Field(id=f"w_{kind}", label=f"About the {kind}", kind="line", at="hand_up", derived=kind)
    for kind in DerivedField
)
SECRET = "Zebedee has a heart condition"


def here() -> World:
    """Hounslow, asking for what is special, what is safe, and what can be worked out."""
    policy = HOUNSLOW.policy
    fields = (*policy.fields, HEALTH, FAITH, URGENCY, *WORKED)
    (main, *others) = policy.tracks
    first = main.stages[0]
    assert first.hand_up is not None
    carries = ("health", "faith", *(one.id for one in WORKED))
    first = replace(first, hand_up=replace(first.hand_up, carries=carries))
    main = replace(main, stages=(first, *main.stages[1:]))
    return replace(HOUNSLOW, policy=replace(policy, fields=fields, tracks=(main, *others)))


HERE = here()


def story() -> tuple[Case, tuple[Entry, ...]]:
    """Robin's case with Marlow, accepted, gone up, and completed by Tobin at the second stage."""
    usual = opening()
    answers = {**usual.answers, "health": SECRET, "urgency": "Today"}
    events = list(opened(opening(answers=answers), HERE.at()))
    case = apply(None, events)
    for command in (
        c.Accept(by=MARLOW, stage="discussion"),
        c.EscalateNow(by=ROBIN, stage="discussion", reason="no answer"),
        c.Accept(by=TOBIN, stage="line_managers"),
        c.SupplyDetails(by=TOBIN, answers={"faith": f"{SECRET} too"}),
    ):
        more = done(case, command, HERE.at())
        case = apply(case, more)
        events.extend(more)
    return case, tuple(entry(event, number) for number, event in enumerate(events, start=1))


def seen(person: str, case: Case, entries: tuple[Entry, ...]) -> str:
    """Everything this person can read of the case and its record."""
    shown = views.case_view(case, entries, person, HERE.at())
    record = views.record_view(case, entries, person, HERE.at())
    return f"{readable(shown)}\n{readable(record)}"


def test_no_card_holds_anything_that_is_not_chat_safe() -> None:
    """Every card of every purpose at every stage, home and list, with a canary in every field."""
    for life in lives(HERE):
        setting = HERE.at(life.now)
        answers = {one.id: f"{PLANTED} {one.id}" for one in HERE.policy.fields}
        life.case = replace(life.case, answers=answers)
        for thing in (*cards(life, setting), *lists(life, setting)):
            assert PLANTED not in repr(thing)


def test_what_was_chosen_of_the_policys_own_words_may_stand_on_a_card() -> None:
    """Only a choice on the list, and only for whoever is asked to take the case on."""
    case, _ = story()
    asked = Notice(person=TOBIN, purpose=Purpose.ASKED, stage=case.stage, about="opened")
    assert "How soon?" in readable(message_card(asked, case, HERE.at()))
    odd = replace(case, answers={**case.answers, "urgency": SECRET})
    assert "How soon?" not in readable(message_card(asked, odd, HERE.at()))


def test_special_category_data_is_told_to_those_who_act_on_the_case_only() -> None:
    """The raiser, and whoever is asked or holds it now; the informed and coordinators are not."""
    case, entries = story()
    case = replace(case, informed=(*case.informed, THEA))
    for person in (ROBIN, TOBIN):
        text = seen(person, case, entries)
        assert SECRET in text
        assert f"{SECRET} too" in text
        assert f"{HEALTH.label} (sensitive)" in text
    for person in (THEA, NOOR):
        text = seen(person, case, entries)
        assert SECRET not in text
        assert NOT_FOR_YOU in text


def test_who_held_a_stage_goes_on_reading_what_was_asked_for_at_it() -> None:
    """And not what was asked for after their stage."""
    case, entries = story()
    text = seen(MARLOW, case, entries)
    assert SECRET in text
    assert f"{SECRET} too" not in text
    assert SECRET not in seen(IMOGEN, case, entries)


@pytest.mark.parametrize("action", list(Action))
def test_what_is_worked_out_is_asked_by_no_form(action: Action) -> None:
    """Neither at opening nor at a hand-up nor at closing."""
    case, _ = story()
    press = Press(action=action, case=case.id, stage=case.stage, target="hounslow")
    try:
        form = forms.form(press, case, HERE.at(), ROBIN, {})
    except KeyError:
        return  # an action without a form
    assert not {one.id for one in form.inputs} & {one.id for one in WORKED}


def test_what_is_worked_out_is_never_owed() -> None:
    """It holds up neither an opening nor a hand-up."""
    case, _ = story()
    worked = {one.id for one in WORKED}
    assert not worked & {one.id for one in opening_fields(HERE.policy)}
    assert not worked & {one.id for one in details_owed(case, HERE.at(), leaving=True)}


def test_special_category_data_says_in_its_form_that_it_is_optional() -> None:
    """And who can read it."""
    press = Press(action=Action.RAISE, target="hounslow")
    form = forms.form(press, None, HERE.at(), ROBIN, {})
    (asked,) = [one for one in form.inputs if one.id == "health"]
    assert not asked.required
    assert "Only those who act on the case" in asked.hint


def test_everything_that_can_be_worked_out_is_shown_on_the_case() -> None:
    """Under the policy's labels, to whoever may open it."""
    case, entries = story()
    facts = {one.derived: text for one, text in derived_values(case, entries, HERE.at())}
    assert set(facts) == set(DerivedField)
    assert all(facts.values())
    text = seen(TOBIN, case, entries)
    for field, value in derived_values(case, entries, HERE.at()):
        assert field.label in text
        assert value.split("\n", maxsplit=1)[0] in text
