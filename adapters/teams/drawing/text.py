"""Make untrusted text safe for Teams: it is shown character for character (T16, T21-T25)."""

import re
import unicodedata
from typing import Final

_KEPT: Final = "\n\u200c\u200d"
"""The line break, and the two format characters that scripts and emoji need."""

_MARKS: Final = re.compile(
    r"[\\`*_{}\[\]<>&~|@]"  # card markdown, entities, mentions, the card's own date functions
    r"|(?<=[A-Za-z]):(?=\S)|(?<=\w)\.(?=[^\W\d_])|(?<=\])\("  # what would make a web address a link
)

_AT_LINE_START: Final = re.compile(r"^( *)(?:([-+#=])|(\d+)([.)]))", re.MULTILINE)
"""What would begin a list, a heading or a line."""

_INDENTED: Final = re.compile(r"^ {4,}", re.MULTILINE)


def plain(text: str) -> str:
    """Return text without control characters, text direction overrides and other invisible ones.

    Line breaks stay; a tab becomes a space, a lone surrogate the replacement character. For places
    that show text as it is: titles of buttons, labels, choices, notifications.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(map(_visible, lines))


def literal(text: str) -> str:
    """Return text escaped so that card markdown shows every character and interprets none: no
    emphasis, list, link, mention, entity or date function. For TextBlock and FactSet.
    """
    escaped = _MARKS.sub(r"\\\g<0>", _INDENTED.sub("   ", plain(text)))
    return _AT_LINE_START.sub(_guarded, escaped).replace("\n", "\n\n")


def clipped(text: str, longest: int) -> str:
    """Return text cut to ``longest`` characters, a cut shown by an ellipsis."""
    return text if len(text) <= longest else f"{text[: max(longest - 1, 0)].rstrip()}…"


def _visible(character: str) -> str:
    if character in _KEPT:
        return character
    if character in "\t\u00a0":
        return " "
    match unicodedata.category(character):
        case "Cc" | "Cf":
            return ""
        case "Cs":
            return "\ufffd"
        case "Zl" | "Zp":
            return "\n"
        case _:
            return character


def _guarded(match: re.Match[str]) -> str:
    space, mark, number, dot = match.groups()
    return f"{space}\\{mark}" if mark else f"{space}{number}\\{dot}"
