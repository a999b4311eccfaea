import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block as SlackBlock
from slack_sdk.models.views import View as SlackView

from adapters.slack.drawing.draw import draw_card, draw_card_view, draw_form, draw_home, draw_view
from adapters.slack.drawing.fields import fault_blocks
from adapters.slack.drawing.text import clean, cut, pieces, size
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
from core.notifications.wording import platforms
from core.vocabulary import Action

PRESS = Press(action=Action.OPEN)
HIDDEN = [chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200F, 0, 7, 0x1B)]
HOSTILE = [
    "<!channel>",
    "<@U0ANNA>",
    "<https://evil.example|Click>",
    "*bold* _it_ ~no~ `code` :rotating_light:",
    "https://evil.example",
    "&lt;!here&gt;",
    "\u202egnp.exe",
    "\ud83d",
    "👩‍👧" * 40,
]
TEXT = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=40),
    st.text(alphabet=st.characters(), max_size=10).map(lambda text: text * 500),
)
BUTTON = st.builds(
    Button,
    label=TEXT,
    press=st.just(PRESS),
    style=st.sampled_from(Style),
    token=st.just("opaque"),
)
BLOCK: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, TEXT),
    st.builds(Text, TEXT, st.sampled_from(Tone)),
    st.builds(Facts, st.lists(st.builds(Fact, TEXT, TEXT), max_size=12).map(tuple)),
    st.builds(Buttons, st.lists(BUTTON, max_size=7).map(tuple)),
    st.just(Rule()),
    st.builds(Picture, st.just("https://concord.example/policies/0.png"), TEXT),
    st.builds(
        Ladder,
        st.lists(st.builds(Step, TEXT, TEXT, st.sampled_from(StepState)), max_size=6).map(tuple),
    ),
)
BLOCKS = st.lists(BLOCK, max_size=30).map(tuple)


def texts(part: Any) -> Iterator[dict[str, Any]]:
    """All text objects in something drawn."""
    if isinstance(part, dict):
        if isinstance(part.get("text"), str) and "type" in part:
            yield part
        for value in part.values():
            yield from texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from texts(value)


def parts(part: Any) -> Iterator[dict[str, Any]]:
    """All objects in something drawn."""
    if isinstance(part, dict):
        yield part
    for value in part.values() if isinstance(part, dict) else part:
        if isinstance(value, dict | list):
            yield from parts(value)


def short(part: dict[str, Any]) -> None:
    """Assert the limits of an element that the SDK's models let pass."""
    most = 10 if part.get("type") in {"radio_buttons", "checkboxes"} else 100
    options = part.get("options", ())
    assert len(options) <= most
    assert len({option["value"] for option in options}) == len(options)
    assert len(part.get("option_groups", ())) <= 100
    limits = {"label": 2000, "hint": 2000, "description": 75}
    if part.get("type") == "button" or "value" in part:
        limits["text"] = 75
    if "options" in part:
        limits["label"] = 75
    for key, limit in limits.items():
        if isinstance(part.get(key), dict):
            assert size(part[key]["text"]) <= limit
    assert len(part.get("value", "")) <= 150
    assert part.get("options") != []
    assert part.get("option_groups") != []


def sound(blocks: list[dict[str, Any]], most: int) -> None:
    """Assert what Slack demands of blocks, by the SDK's models and beyond them."""
    assert 1 <= len(blocks) <= most
    for parsed in SlackBlock.parse_all(blocks):
        parsed.validate_json()
        parsed.to_dict()
    for part in parts(blocks):
        short(part)
    for text in texts(blocks):
        assert text["type"] == "plain_text"
        assert text["emoji"] is False
        assert text["text"].strip()
        assert not set(text["text"]) & set(HIDDEN)
        text["text"].encode()
    for block in blocks:
        for field in block.get("fields", ()):
            assert size(field["text"]) <= 2000
        if block["type"] == "header":
            assert size(block["text"]["text"]) <= 150
        if block["type"] == "actions":
            assert 1 <= len(block["elements"]) <= 5
    named = [b["block_id"] for b in blocks if "block_id" in b]
    pressed = [e["action_id"] for b in blocks for e in b.get("elements", ()) if "action_id" in e]
    assert len(set(named)) == len(named)
    assert len(set(pressed)) == len(pressed)


@settings(max_examples=150, deadline=None)
@given(TEXT, TEXT, BLOCKS, st.booleans())
@example("t", "s", (Text("x" * 200_000),), False)
@example("t", "s", tuple(Text("y" * 100) for _ in range(300)), True)
def test_no_card_carries_markup_or_exceeds_a_limit(
    title: str, summary: str, blocks: tuple[Block, ...], repeat: bool
) -> None:
    """Whatever its texts hold: mentions, links, overrides, halves of characters, far too much."""
    drawn = draw_card(Card(title=title, summary=summary, blocks=blocks), repeat=repeat)
    sound(drawn["blocks"], 50)
    assert len(json.dumps(drawn["blocks"], ensure_ascii=False)) <= 13_200
    assert "<" not in drawn["text"]
    assert ">" not in drawn["text"]
    assert 0 < len(drawn["text"]) <= 12_000


@settings(max_examples=100, deadline=None)
@given(TEXT, BLOCKS)
def test_no_view_or_home_exceeds_a_limit(title: str, blocks: tuple[Block, ...]) -> None:
    """The same for windows and Home; an empty one is drawn too."""
    for view in (
        draw_view(View(title=title, blocks=blocks)),
        draw_card_view(Card(title=title, summary="", blocks=blocks)),
        draw_home(Home(blocks=blocks)),
    ):
        sound(view["blocks"], 100)
        SlackView(**view).validate_json()
        assert "private_metadata" not in view
        if view["type"] == "modal":
            assert size(view["title"]["text"]) <= 24


INPUT = st.builds(
    Input,
    id=st.uuids().map(str),
    label=TEXT,
    kind=st.sampled_from(InputKind),
    required=st.booleans(),
    hint=TEXT,
    max_length=st.integers(min_value=-1, max_value=9000),
    groups=st.lists(
        st.builds(
            OptionGroup,
            TEXT,
            st.lists(
                st.builds(Option, st.sampled_from([f"v{n}" for n in range(30)]), TEXT), max_size=15
            ).map(tuple),
        ),
        max_size=4,
    ).map(tuple),
    value=TEXT | st.sampled_from(["v1", "v1,v2,v3", "2026-11-24", "2026-02-30", "17:00", "25:00"]),
)


@settings(max_examples=150, deadline=None)
@given(TEXT, TEXT, st.lists(BLOCK, max_size=8).map(tuple), st.lists(INPUT, max_size=8).map(tuple))
def test_no_form_carries_markup_or_exceeds_a_limit(
    title: str, submit: str, blocks: tuple[Block, ...], inputs: tuple[Input, ...]
) -> None:
    """Every kind of input, with any options and any value; only the token goes along."""
    form = Form(
        title=title, submit=submit, press=PRESS, blocks=blocks, inputs=inputs, token="opaque"
    )
    view = draw_form(form)
    sound(view["blocks"], 100)
    SlackView(**view).validate_json()
    assert len(json.dumps(view, ensure_ascii=False)) <= 250_000
    assert view["private_metadata"] == "opaque"
    assert size(view["submit"]["text"]) <= 24


def drawn_input(field: Input) -> dict[str, Any]:
    """Draw one input; return its element."""
    form = Form(title="t", submit="s", press=PRESS, inputs=(field,), token="opaque")
    view = draw_form(form)
    SlackView(**view).validate_json()
    [block] = view["blocks"]
    assert block["block_id"] == "field-f"
    return dict(block["element"])


def choice(kind: InputKind, count: int, value: str = "", groups: int = 1, **more: Any) -> Input:
    """An input with so many options."""
    options = tuple(Option(f"v{n}", f"Option {n}") for n in range(count))
    each = -(-count // groups)
    parts = tuple(
        OptionGroup(f"G{n}" if groups > 1 else "", options[n * each : (n + 1) * each])
        for n in range(groups)
    )
    return Input(id="f", label="F", kind=kind, groups=parts, value=value, **more)


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        (choice(InputKind.CHOICE, 4), "radio_buttons"),
        (choice(InputKind.CHOICE, 4, required=False), "static_select"),
        (choice(InputKind.CHOICE, 5), "static_select"),
        (choice(InputKind.CHOICE, 4, groups=2), "static_select"),
        (choice(InputKind.CHOICES, 10), "checkboxes"),
        (choice(InputKind.CHOICES, 11), "multi_static_select"),
        (Input(id="f", label="F", kind=InputKind.DATE), "datepicker"),
        (Input(id="f", label="F", kind=InputKind.TIME), "timepicker"),
        (Input(id="f", label="F", kind=InputKind.LINE), "plain_text_input"),
        (Input(id="f", label="F", kind=InputKind.PARAGRAPH), "plain_text_input"),
    ],
)
def test_each_kind_of_input_has_its_element(field: Input, kind: str) -> None:
    """A few options lie open; an optional choice is a menu, for a radio cannot be taken back."""
    assert drawn_input(field)["type"] == kind


def test_what_was_typed_is_there_again() -> None:
    """Every kind of input, filled from its value."""
    assert drawn_input(choice(InputKind.CHOICE, 3, "v1"))["initial_option"]["value"] == "v1"
    assert drawn_input(choice(InputKind.CHOICE, 30, "v1"))["initial_option"]["value"] == "v1"
    chosen = drawn_input(choice(InputKind.CHOICES, 30, "v2,v7"))["initial_options"]
    assert [option["value"] for option in chosen] == ["v2", "v7"]
    date = Input(id="f", label="F", kind=InputKind.DATE, value="2026-11-24")
    assert drawn_input(date)["initial_date"] == "2026-11-24"
    time = Input(id="f", label="F", kind=InputKind.TIME, value="17:00")
    assert drawn_input(time)["initial_time"] == "17:00"
    text = Input(id="f", label="F", kind=InputKind.PARAGRAPH, value="a\nb", max_length=9000)
    assert drawn_input(text)["initial_value"] == "a\nb"
    assert drawn_input(text)["max_length"] == 3000


def test_a_form_does_not_inherit_what_was_typed_into_another() -> None:
    """Slack keeps values by block and action id: the latter differs with the form's token."""
    field = Input(id="f", label="F", kind=InputKind.LINE)
    forms = (Form(title="t", submit="s", press=PRESS, inputs=(field,), token=t) for t in "ab")
    ids = {draw_form(form)["blocks"][0]["element"]["action_id"] for form in forms}
    assert len(ids) == 2


def test_many_options_are_all_there() -> None:
    """A thousand in numbered groups of a hundred; none is ever dropped."""
    element = drawn_input(choice(InputKind.CHOICE, 1000))
    groups = element["option_groups"]
    assert [group["label"]["text"] for group in groups][:2] == ["1/10", "2/10"]
    assert sum(len(group["options"]) for group in groups) == 1000
    with pytest.raises(ValueError, match="more options"):
        drawn_input(choice(InputKind.CHOICE, 10_001))


def test_a_long_option_runs_on_below() -> None:
    """Who is chosen must be readable to the end of a long title."""
    option = Option("v", "Designated nurse for safeguarding children " * 3)
    field = Input(
        id="f", label="F", kind=InputKind.CHOICE, groups=(OptionGroup("", (option,)),), value="v"
    )
    drawn = drawn_input(field)
    assert size(drawn["initial_option"]["text"]["text"]) <= 75
    assert drawn["initial_option"]["description"]["text"].startswith("safeguarding")


def test_a_choice_of_nothing_is_said() -> None:
    """Slack refuses a menu without options, and with it the whole form."""
    form = Form(
        title="t",
        submit="s",
        press=PRESS,
        inputs=(Input(id="f", label="Who?", kind=InputKind.CHOICE),),
    )
    assert "Who?" in draw_form(form)["blocks"][0]["text"]["text"]


def test_a_card_as_it_is_seen() -> None:
    """Title, marked warning, quiet line, facts, ladder, buttons."""
    card = Card(
        title="You are asked",
        summary="ESC-1 <b>",
        blocks=(
            Text("Due today.", Tone.DANGER),
            Text("Not counted: Good Friday", Tone.QUIET),
            Facts((Fact("Stage", "2"), Fact("Due", "Monday"))),
            Ladder((Step("Talk", "lapsed 2 April", StepState.LAPSED),)),
            Buttons((Button(label="Accept", press=PRESS, style=Style.PRIMARY, token="t1"),)),
        ),
    )
    drawn = draw_card(card)
    kinds = [block["type"] for block in drawn["blocks"]]
    assert kinds == ["header", "section", "context", "section", "section", "actions"]
    assert drawn["text"] == "ESC-1 &lt;b&gt;"
    assert drawn["blocks"][1]["text"]["text"] == "⛔ Due today."
    assert drawn["blocks"][3]["fields"][0]["text"] == "Stage\n2"
    assert drawn["blocks"][4]["text"]["text"] == "✗ Talk · lapsed 2 April"
    [button] = drawn["blocks"][5]["elements"]
    assert (button["value"], button["style"], button["action_id"]) == ("t1", "primary", "press-0")


def test_a_long_chronology_is_drawn_closer_before_it_is_cut() -> None:
    """Two hundred entries fit into a window; what does not is said, and the buttons stay."""
    entries = tuple(Text(f"Entry {n}: they spoke.") for n in range(200))
    buttons = Buttons((Button(label="Accept", press=PRESS, token="t"),))
    whole = str(draw_view(View(title="Record", blocks=(*entries, buttons))))
    assert all(f"Entry {n}:" in whole for n in range(200))
    assert platforms.MORE_THAN_FITS not in whole
    long = tuple(Text("x" * 2900) for _ in range(200))
    blocks = draw_view(View(title="Record", blocks=(*long, buttons)))["blocks"]
    assert blocks[-1]["type"] == "actions"
    assert platforms.MORE_THAN_FITS in str(blocks[-2])


def test_a_title_too_long_for_a_window_stands_in_it() -> None:
    """Cut in the bar, whole below."""
    view = draw_view(View(title="What happens next in this case", blocks=()))
    assert view["title"]["text"].endswith("…")
    assert view["blocks"][0]["text"]["text"] == "What happens next in this case"


@settings(deadline=None)
@given(TEXT, st.integers(min_value=2, max_value=200))
def test_texts_are_cut_and_split_within_their_limit(text: str, limit: int) -> None:
    """By the longest way to count; split text loses nothing but the space between."""
    text = clean(text)
    assert size(cut(text, limit)) <= limit
    parts = pieces(text, limit)
    assert all(0 < size(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_faults_find_their_inputs() -> None:
    """By block; those that have none go to the first; without any input there is no place."""
    blocks = [{"type": "section"}, *({"type": "input", "block_id": f"field-{n}"} for n in "ab")]
    assert fault_blocks(FormFaults(fields={"b": "B."}), blocks) == {"field-b": "B."}
    assert fault_blocks(FormFaults(form="All."), blocks) == {"field-a": "All."}
    assert fault_blocks(FormFaults(), blocks) == {"field-a": "–"}
    assert fault_blocks(FormFaults(form="All."), blocks[:1]) == {}
