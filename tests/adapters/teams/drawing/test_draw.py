"""Every card, view, form and home, drawn as a good Adaptive Card that fits."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.teams.drawing.draw import (
    draw_card,
    draw_card_dialog,
    draw_form,
    draw_home,
    draw_opener,
    draw_retry_form,
    draw_summary,
    draw_view,
    words_of,
)
from adapters.teams.drawing.fit import CARD_BYTES, DIALOG_BYTES, weight
from core.cards import (
    Block,
    Button,
    Buttons,
    Card,
    Fact,
    Facts,
    Form,
    FormFaults,
    Heading,
    Home,
    Input,
    InputKind,
    Ladder,
    Option,
    OptionGroup,
    Picture,
    Press,
    Rule,
    Step,
    StepState,
    Style,
    Text,
    Tone,
    View,
)
from core.desk.typed_text import plain
from core.notifications.wording import platforms, teams
from core.vocabulary import Action
from tests.adapters.teams.drawing.schema import check, elements, texts

PRESS = Press(action=Action.ACCEPT)


def _button(label: str = "Accept", *, opens: bool = False, **given: Any) -> Button:
    return Button(label=label, press=PRESS, opens=opens, token=given.pop("token", "t1"), **given)


EVERYTHING: tuple[Block, ...] = (
    Heading("Heading"),
    *(Text(f"In tone {tone}", tone) for tone in Tone),
    Facts((Fact("Due", "Monday"), Fact("Held by", "Anna"))),
    Rule(),
    Picture("https://concord.example/policies/0.png", "The ladder, in words"),
    Ladder(tuple(Step(f"Step {state}", "by Monday", state) for state in StepState)),
    Buttons((_button(style=Style.PRIMARY), _button("Open", opens=True, style=Style.DANGER))),
    Rule(),
)
GROUPS = (
    OptionGroup("Council", (Option("a", "Anna"), Option("b", "Ben"))),
    OptionGroup("Health", (Option("c", "Cy"),)),
)
INPUTS = (
    Input(id="line", label="Line", kind=InputKind.LINE, value="typed before"),
    Input(id="story", label="Story", kind=InputKind.PARAGRAPH, max_length=500, hint="Briefly"),
    Input(id="who", label="Who", kind=InputKind.CHOICE, groups=GROUPS, value="b"),
    Input(id="all", label="All", kind=InputKind.CHOICES, groups=GROUPS, value="a,c"),
    Input(id="day", label="Day", kind=InputKind.DATE, value="2026-11-23", required=False),
    Input(id="hour", label="Hour", kind=InputKind.TIME, value="09:30", required=False),
)
FORM = Form(
    title="Raise a concern",
    submit="Send",
    press=PRESS,
    blocks=EVERYTHING,
    inputs=INPUTS,
    token="f1",
)


def _card(*blocks: Block, title: str = "Title") -> Card:
    return Card(title=title, summary="A summary", blocks=blocks)


def _input(field_id: str, *, typed: Any = None, faults: FormFaults | None = None) -> dict[str, Any]:
    drawn = elements(draw_form(FORM, typed, faults), "Input.")
    return next(element for element in drawn if element["id"] == field_id)


@pytest.mark.parametrize(
    "drawn",
    [
        draw_card(_card(*EVERYTHING)),
        draw_card(_card(*EVERYTHING), repeat=True),
        draw_card(_card()),
        draw_home(Home(blocks=EVERYTHING)),
        draw_home(Home(blocks=())),
        draw_view(View(title="View", blocks=EVERYTHING)),
        draw_card_dialog(_card(*EVERYTHING)),
        draw_form(FORM),
        draw_form(
            FORM, {"line": "x"}, FormFaults(fields={"line": "No.", "gone": "No."}, form="No.")
        ),
        draw_retry_form("t", {"a": "b"}),
        draw_opener("Form", {"concord": "t"}),
    ],
)
def test_everything_is_a_good_card(drawn: dict[str, Any]) -> None:
    """Against the official schema of 1.5."""
    check(drawn)
    assert drawn["content"]["version"] == "1.5"
    assert "refresh" not in drawn["content"]


def test_a_button_that_acts_at_once_is_a_universal_action_with_a_fallback() -> None:
    """Older clients send the same data as a message."""
    (action,) = elements(draw_card(_card(Buttons((_button(),)))), "Action.Execute")
    assert action["data"] == {"concord": "t1"}
    assert action["verb"] == "press"
    assert action["fallback"]["type"] == "Action.Submit"
    assert action["fallback"]["data"] == action["data"]


def test_a_button_that_opens_asks_for_a_dialog() -> None:
    """With its token, and nothing of what it stands for."""
    (action,) = elements(draw_card(_card(Buttons((_button(opens=True),)))), "Action.")
    assert action["type"] == "Action.Submit"
    assert action["data"] == {"concord": "t1", "msteams": {"type": "task/fetch"}}


@pytest.mark.parametrize("opens", [True, False])
def test_in_a_dialog_every_button_is_submitted_as_a_press(opens: bool) -> None:
    """Dialogs know no other action; the fields around it are not sent along."""
    drawn = draw_view(View(title="V", blocks=(Buttons((_button(opens=opens),)),)))
    (action,) = elements(drawn, "Action.")
    assert action["type"] == "Action.Submit"
    assert action["data"] == {"concord": "t1", "concord_means": "press"}
    assert action["associatedInputs"] == "none"


def test_no_button_is_lost_in_a_long_row() -> None:
    """Teams shows six in a row and drops the rest, so there are several rows."""
    buttons = Buttons(tuple(_button(f"B{n}", token=f"t{n}") for n in range(15)))
    rows = elements(draw_card(_card(buttons)), "ActionSet")
    assert [len(row["actions"]) for row in rows] == [6, 6, 3]


def test_a_press_is_never_drawn() -> None:
    """People and clients only ever see the opaque token."""
    secret = Press(action=Action.ESCALATE, case="case-canary", target="target-canary")
    button = Button(label="Escalate", press=secret, token="t9")
    form = Form(title="F", submit="S", press=secret, inputs=INPUTS, token="f9")
    drawn = f"{draw_card(_card(Buttons((button,))))}{draw_form(form)}"
    assert "canary" not in drawn
    assert "f9" in drawn


def test_the_ladder_says_where_each_step_stands_in_words() -> None:
    """Nobody depends on a colour."""
    drawn = draw_card(_card(*EVERYTHING))
    for words in teams.STEP.values():
        assert words in texts(drawn)


def test_inputs_are_of_their_kind() -> None:
    """Each with its label, and its error where it is required."""
    kinds = {e["id"]: e["type"] for e in elements(draw_form(FORM), "Input.")}
    assert kinds == {
        "line": "Input.Text",
        "story": "Input.Text",
        "who": "Input.ChoiceSet",
        "all": "Input.ChoiceSet",
        "day": "Input.Date",
        "hour": "Input.Time",
    }
    assert _input("story")["isMultiline"]
    assert _input("story")["maxLength"] == 500
    assert _input("line")["isRequired"]
    assert _input("line")["errorMessage"] == teams.FILL_IN
    assert "isRequired" not in _input("day")
    assert _input("who")["label"] == "Who"
    assert "Briefly" in texts(draw_form(FORM))


def test_choices_carry_their_group_and_what_is_chosen() -> None:
    """Adaptive Cards know no groups."""
    titles = [choice["title"] for choice in _input("who")["choices"]]
    assert titles == ["Council: Anna", "Council: Ben", "Health: Cy"]
    assert _input("who")["value"] == "b"
    assert _input("who")["style"] == "compact"
    assert _input("all")["isMultiSelect"]
    assert _input("all")["value"] == "a,c"


def test_many_choices_can_be_searched() -> None:
    """More than ten."""
    groups = (OptionGroup("", tuple(Option(str(n), f"Person {n}") for n in range(11))),)
    many = Input(id="who", label="Who", kind=InputKind.CHOICE, groups=groups)
    form = Form(title="F", submit="S", press=PRESS, inputs=(many,))
    (drawn,) = elements(draw_form(form), "Input.")
    assert drawn["style"] == "filtered"
    assert drawn["choices"][0]["title"] == "Person 0"


def test_after_a_fault_everything_typed_stands_again() -> None:
    """Each field's fault follows it in the colour of attention; the form's own is on top."""
    typed = {"line": "Mine", "story": "Long\nstory", "who": "c", "all": "b", "day": "2026-12-24",
             "hour": "17:00"}  # fmt: skip
    faults = FormFaults(fields={"story": "Too short."}, form="Not saved.")
    drawn = draw_form(FORM, typed, faults)
    values = {e["id"]: e["value"] for e in elements(drawn, "Input.")}
    assert values == typed
    body = drawn["content"]["body"]
    assert (body[0]["text"], body[0]["color"]) == ("Not saved.", "attention")
    at = next(n for n, element in enumerate(body) if element.get("id") == "story")
    assert (body[at + 1]["text"], body[at + 1]["color"]) == (r"Too short.", "attention")


def test_a_fault_of_no_field_is_not_lost() -> None:
    """It is shown on top."""
    drawn = draw_form(FORM, {}, FormFaults(fields={"elsewhere": "Look here."}))
    assert drawn["content"]["body"][0]["text"] == "Look here."


def test_what_was_emptied_stays_empty() -> None:
    """A field somebody cleared does not fill itself again."""
    assert "value" not in _input("line", typed={"line": ""})


def test_a_kept_form_sends_the_same_again() -> None:
    """Where the form cannot be drawn, nothing typed is lost."""
    drawn = draw_retry_form("t1", {"line": "Mine"})
    (action,) = elements(drawn, "Action.Submit")
    assert action["data"] == {"line": "Mine", "concord": "t1"}
    assert platforms.NOT_SAVED in texts(drawn)


def test_a_second_copy_says_so() -> None:
    """So that nobody acts twice."""
    assert teams.REPEAT in texts(draw_card(_card(), repeat=True))
    assert teams.REPEAT not in texts(draw_card(_card()))


def test_the_summary_is_the_cards_own() -> None:
    """Nothing of the blocks goes into a notification."""
    assert draw_summary(_card(Text("canary"))) == "A summary"


def test_words_of_a_card_hold_all_it_says() -> None:
    """For places that take only text."""
    said = words_of(_card(*EVERYTHING))
    assert "Due: Monday" in said
    assert "In tone plain" in said
    assert "Now: Step live" in said


HUGE = "A long story about *everything*. " * 4000


@pytest.mark.parametrize(
    "blocks",
    [
        (Text(HUGE), Buttons((_button(),))),
        tuple(Text(f"Paragraph {n} " + "é" * 200) for n in range(500)),
        (Facts(tuple(Fact(f"Fact {n}", HUGE[:3000]) for n in range(60))),),
        (Ladder(tuple(Step(HUGE[:400], HUGE[:400], StepState.DONE) for _ in range(200))),),
        tuple(Buttons(tuple(_button(f"B{n}") for n in range(20))) for _ in range(50)),
        (Text("𝔘𝔫𝔦" * 9000),),
        (Text("\\" * 30_000),),
    ],
)
def test_a_message_that_is_too_large_is_cut(blocks: tuple[Block, ...]) -> None:
    """Below 28 KB with all around it; what stands first stays, and it says that it was cut."""
    drawn = draw_card(_card(*blocks))
    check(drawn)
    assert weight(drawn) < 28 * 1024 - 1500
    assert weight(drawn["content"]) <= CARD_BYTES
    assert drawn["content"]["body"][0]["text"] == "Title"
    assert any(text.startswith("…") for text in texts(drawn))


def test_buttons_outlive_what_can_only_be_read() -> None:
    """A shortened message can still be answered."""
    paragraphs = tuple(Text("word " * 300) for _ in range(100))
    drawn = draw_card(_card(*paragraphs, Buttons((_button(),))))
    assert elements(drawn, "Action.Execute")
    assert drawn["content"]["body"][-1]["type"] == "ActionSet"


def test_a_form_that_is_too_large_keeps_every_field() -> None:
    """And its emergency routes, which stand first."""
    blocks = (Text("In danger? 999."), *(Text(HUGE) for _ in range(30)))
    form = Form(title="F", submit="S", press=PRESS, blocks=blocks, inputs=INPUTS, token="f")
    drawn = draw_form(form)
    assert weight(drawn["content"]) <= DIALOG_BYTES
    assert len(elements(drawn, "Input.")) == len(INPUTS)
    assert drawn["content"]["body"][0]["text"] == "In danger? 999."


_TEXT = st.text(alphabet=st.characters(codec=None), max_size=80)
_BLOCK: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, _TEXT),
    st.builds(Text, _TEXT, st.sampled_from(Tone)),
    st.builds(Facts, st.lists(st.builds(Fact, _TEXT, _TEXT), max_size=3).map(tuple)),
    st.just(Rule()),
    st.builds(
        Ladder,
        st.lists(st.builds(Step, _TEXT, _TEXT, st.sampled_from(StepState)), max_size=3).map(tuple),
    ),
    st.lists(_TEXT, max_size=8).map(lambda labels: Buttons(tuple(map(_button, labels)))),
)


@settings(deadline=None, max_examples=30)
@given(st.lists(_BLOCK, max_size=6).map(tuple), _TEXT)
def test_any_text_makes_a_good_card(blocks: tuple[Block, ...], text: str) -> None:
    """Also of halves of characters and overrides; no direction is turned anywhere in it."""
    card = Card(title=text, summary=text, blocks=blocks)
    for drawn in (
        draw_card(card),
        draw_view(View(title=text, blocks=blocks)),
        draw_card_dialog(card),
    ):
        check(drawn)
        assert not set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068") & set(str(drawn))
    assert draw_summary(card) == plain(draw_summary(card))


@settings(deadline=None, max_examples=30)
@given(st.dictionaries(st.sampled_from([i.id for i in INPUTS]), _TEXT), _TEXT, _TEXT)
def test_whatever_was_typed_the_form_can_be_drawn_again(
    typed: dict[str, str], fault: str, field_fault: str
) -> None:
    """Also where what was typed is no choice, date or time."""
    drawn = draw_form(FORM, typed, FormFaults(fields={"line": field_fault}, form=fault))
    check(drawn)
