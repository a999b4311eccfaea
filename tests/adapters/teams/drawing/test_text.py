"""What somebody typed is shown letter for letter, whatever a client makes of marks."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from adapters.teams.drawing.text import literal
from core.desk.typed_text import clipped, plain

NASTY = [
    "**bold** _it_ ~~gone~~ `code`",
    "[click](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "<https://evil.example>",
    "https://evil.example/path?x=1",
    "www.evil.example",
    "evil.example",
    "someone@evil.example",
    "mailto:someone@evil.example",
    "<at>Everyone</at>",
    '<at id="0">Anna</at>',
    "<script>alert(1)</script>",
    "&lt;b&gt; &#42; &amp;",
    "{{DATE(2026-11-23T09:00:00Z,SHORT)}}",
    "${expression}",
    "# heading",
    "- list\n- list",
    "+ list",
    "1. first\n2) second",
    "> quote",
    "    code",
    "```\nfence\n```",
    "---",
    "===",
    "a\n===",
    "| a | b |\n|---|---|",
    "back\\slash \\* \\",
    "tail\\",
    "[ref]: https://evil.example",
    "javascript:alert(1)",
    "e.g. 5.30 pm, ESC-7KQ4-M2XP",
    "\u202egnp.exe\u202c",
    "a\u200bb\ufeffc\u2066d\u2069",
    "\x00\x07\x1b[31mred",
    "line\u2028separated\r\nand\rreturned",
    "half \ud800 pair",
    "family 👩\u200d👧 नमस्\u200dते",
]

_MARKDOWN = MarkdownIt("commonmark").enable("strikethrough").enable("table")
_SHOWN = {"text", "text_special", "softbreak", "hardbreak"}


def _as_shown(source: str) -> str:
    """What a markdown renderer shows; fails where it makes anything but paragraphs of text."""
    paragraphs: list[str] = []
    for token in _MARKDOWN.parse(source):
        assert token.type in {"paragraph_open", "inline", "paragraph_close"}, token.type
        if token.type == "inline":
            for child in token.children or []:
                assert child.type in _SHOWN, child.type
            paragraphs.append(
                "".join(
                    "\n" if child.type.endswith("break") else child.content
                    for child in token.children or []
                )
            )
    return "\n".join(paragraphs)


def _squeezed(text: str) -> str:
    """Markdown never keeps empty lines, nor spaces at the ends of lines."""
    lines = [line.strip(" ") for line in text.split("\n")]
    return "\n".join(line for line in lines if line.strip())


@pytest.mark.parametrize("text", NASTY)
def test_markdown_makes_nothing_of_it(text: str) -> None:
    """A full renderer shows exactly the characters that were typed."""
    assert _squeezed(_as_shown(literal(text))) == _squeezed(plain(text))


_MARKS = st.text(
    alphabet=st.one_of(
        st.sampled_from("*_~`[]()<>!#+-.=|\\&{}:/@\n\t\r \"'0123456789abAB"),
        st.characters(codec=None),
    ),
    max_size=60,
)


@settings(deadline=None)
@given(_MARKS)
@example("\\\n=")
def test_no_random_text_is_more_than_text(text: str) -> None:
    """Marks, controls, overrides and halves of characters in any order."""
    shown = literal(text)
    assert _squeezed(_as_shown(shown)) == _squeezed(plain(text))
    for character in shown:
        category = unicodedata.category(character)
        assert category not in {"Cc", "Cs", "Zl", "Zp"} or character == "\n"
        assert category != "Cf" or character in "\u200c\u200d"


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("https://evil.example", "https://"),
        ("www.evil.example", "evil.example"),
        ("someone@evil.example", "e@e"),
        ("<at>Everyone</at>", "<at>"),
        ("{{DATE(2026-11-23,SHORT)}}", "{{"),
        ("[a](b)", "]("),
    ],
)
def test_what_a_client_looks_for_is_not_there(text: str, never: str) -> None:
    """Clients also search texts by themselves, before or after markdown."""
    assert never not in literal(text)


def test_ordinary_sentences_are_left_alone() -> None:
    """Nothing is escaped that need not be: some clients show the backslash."""
    words = "Due Monday 13 April 2026, 5.30 pm: 5 working days (ESC-7KQ4-M2XP); Anna's case – ok?"
    assert literal(words) == words


@settings(deadline=None)
@given(st.text(), st.integers(0, 50))
def test_a_cut_text_is_never_longer(text: str, longest: int) -> None:
    """And says that it was cut."""
    cut = clipped(text, longest)
    assert len(cut) <= max(longest, 1)
    assert cut == text or cut.endswith("…")


def test_a_text_in_which_everything_can_be_seen_is_left_alone() -> None:
    """Character by character: what Python can print is never taken out, and nothing else is kept
    but the line break and two joiners.
    """
    for number in range(0x110000):
        character = chr(number)
        if character.isprintable() or character in "\n\u200c\u200d":
            assert plain(character) == character
