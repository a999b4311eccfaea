"""Cards and forms as HTML: whatever was typed is shown letter for letter, and nothing is lost."""

import json
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.mail.access.card_json import from_json, to_json
from adapters.mail.pages.draw import (
    NOTHING,
    Frame,
    MailPage,
    draw_blocks,
    draw_form,
    framed,
    way,
)
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
    Text,
    Tone,
)
from core.desk.typed_text import plain
from core.vocabulary import Action

WORDS = st.text(max_size=60) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        "\"'><img src=x onerror=alert(1)>",
        "</textarea><h1>",
        "&lt;b&gt;",
        "]]>",
        "<!--",
        "javascript:alert(1)",
        "\u202egnilleps\u202c",
        "{{7*7}}",
        "\x00\x1b[2J",
    ]
)
ALLOWED = {
    "html", "head", "meta", "title", "link", "body", "a", "header", "div", "p", "b", "span", "main",
    "h1", "h2", "footer", "dl", "dt", "dd", "ol", "ul", "li", "hr", "img", "form", "input", "label",
    "textarea", "select", "option", "optgroup", "fieldset", "legend", "button", "strong", "nav",
}  # fmt: skip


class Strict(HTMLParser):
    """Collects elements and attributes, and checks that every element is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes.extend((name, value or "") for name, value in attrs)
        if tag not in {"meta", "link", "input", "img", "hr"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def drawn_with(words: str) -> str:
    """A page with these words in every place that takes any."""
    press = Press(action=Action.OPEN)
    blocks: tuple[Block, ...] = (
        Heading(words),
        *(Text(words, tone) for tone in Tone),
        Facts((Fact(words, words),)),
        Buttons((Button(label=words, press=press, token="t"),)),
        Picture("https://concord.example/p.png", words),
        Rule(),
        Ladder(tuple(Step(words, words, state) for state in StepState)),
    )
    groups = (OptionGroup(words, (Option(words, words), Option("b", words))),)
    inputs = tuple(
        Input(id=f"i-{kind}", label=words, kind=kind, hint=words, groups=groups, value=words)
        for kind in InputKind
    )
    form = Form(title=words, submit=words, press=press, blocks=blocks, inputs=inputs)
    faults = FormFaults(fields={one.id: words for one in inputs}, form=words)
    page = draw_form(
        form, "/m/in/form", {"token": words}, lambda one: way(one.label, "/m/"), faults=faults
    )
    return framed(MailPage(words, page.body, wrong=True), Frame(style="/m/s.css", home="/m/in"))


@settings(deadline=None, max_examples=300)
@given(WORDS)
def test_nothing_that_was_typed_becomes_markup(words: str) -> None:
    """No element, attribute or address comes from data; everything is closed in order."""
    html = drawn_with(words)
    strict = Strict()
    strict.feed(html)
    assert strict.open == []
    assert strict.elements <= ALLOWED
    names = {name for name, _ in strict.attributes}
    assert not {name for name in names if name.startswith("on") or name == "style"}
    places = {value for name, value in strict.attributes if name in {"href", "src", "action"}}
    assert all(
        one.startswith(("/m/", "#", "https://concord.example/")) or one == "" for one in places
    )
    assert plain(words).strip() in unescape(html)


@given(st.text())
def test_nothing_unseen_is_shown(words: str) -> None:
    """Characters that turn the direction of others, or hide, are left out."""
    shown = plain(words + "\u202e\u2066\u200b\ufeff\x00\U000e0041")
    assert not set(shown) & set("\u202e\u2066\u200b\ufeff\x00\U000e0041\u202a\u200f")


@settings(deadline=None)
@given(st.from_type(Card))
def test_a_card_is_kept_whole(card: Card) -> None:
    """Every block, tone, style and token comes back; only the place is for its sender alone."""
    assert from_json(json.loads(json.dumps(to_json(card)))) == replace(card, place="")


def test_a_card_that_was_kept_by_nobody_is_refused() -> None:
    """A block of no known kind is an error, not a blank."""
    with pytest.raises(ValueError, match="no known kind"):
        from_json({"title": "", "summary": "", "blocks": [{"video": "x"}]})


def test_a_first_empty_line_in_a_box_is_kept() -> None:
    """Browsers drop a newline right after the tag; what was typed has its own."""
    field = Input(id="text", label="Text", kind=InputKind.PARAGRAPH, value="\nsecond line")
    form = Form(title="t", submit="s", press=Press(action=Action.NOTE), inputs=(field,))
    page = draw_form(form, "/", {}, lambda _: NOTHING)
    assert ">\n\nsecond line</textarea>" in page.body


def test_every_input_has_its_label_its_hint_and_its_fault() -> None:
    """By id, for those who hear the page; the summary leads to each."""
    groups = (OptionGroup("", (Option("a", "A"), Option("b", "B"))),)
    for kind in InputKind:
        field = Input(id="x", label="Which?", kind=kind, hint="A hint", groups=groups)
        form = Form(title="t", submit="s", press=Press(action=Action.NOTE), inputs=(field,))
        page = draw_form(
            form, "/", {}, lambda _: NOTHING, faults=FormFaults(fields={"x": "Wrong."})
        )
        html = page.body
        assert 'aria-describedby="f-x-hint f-x-fault"' in html
        assert 'id="f-x-fault"' in html
        target = html.split('href="#')[1].split('"')[0]
        assert f'id="{target}"' in html
        assert f'for="{target}"' in html
        boxes = kind in {InputKind.CHOICE, InputKind.CHOICES}
        assert ("<fieldset" in html) == boxes
        assert page.wrong


def test_blocks_without_anything_draw_nothing() -> None:
    """An empty text or an empty row leaves no empty element behind."""
    blocks = (Text("  "), Facts(()), Buttons(()))
    assert draw_blocks(blocks, lambda _: NOTHING) == ""
