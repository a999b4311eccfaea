"""Make untrusted text safe for Slack: not interpreted, nothing invisible, limited length."""

import re
from typing import Any, Final

from core.desk.typed_text import storable

NOTHING: Final = "–"
"""Shown in place of empty texts, which Slack refuses."""

_BREAKS: Final = re.compile("[\x0b\x0c\x85\u2028\u2029]")
# Control characters, and invisible characters that change how others are read: bidi overrides and
# marks, joiners of nothing, tags. The two joiners that scripts need are kept.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def clean(text: str) -> str:
    """Return the text without invisible characters; line breaks become newlines."""
    return _UNSEEN.sub("", _BREAKS.sub("\n", storable(text)))


def one_line(text: str) -> str:
    """Return the cleaned text on one line."""
    return " ".join(clean(text).split())


def size(text: str) -> int:
    """Return the length in UTF-16 units, the largest count that Slack could use."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """Return the text, cut and ended by an ellipsis if it is longer than the limit."""
    if size(text) <= limit:
        return text
    return f"{_head(text, limit - 1).rstrip()}…"


def pieces(text: str, limit: int) -> tuple[str, ...]:
    """Split a cleaned text into pieces within the limit, at line breaks or spaces if possible."""
    parts: list[str] = []
    rest = clean(text).strip()
    while size(rest[: limit + 1]) > limit:
        head = _head(rest[:limit], limit)
        at = max(head.rfind("\n", limit // 2), 0) or max(head.rfind(" ", limit // 2), 0)
        head = head[:at] if at else head
        parts.append(head.rstrip() or NOTHING)
        rest = rest[len(head) :].lstrip()
    return (*parts, rest) if rest else tuple(parts)


def plain(text: str, limit: int) -> dict[str, Any]:
    """Return a ``plain_text`` object: the only kind in which data is ever shown."""
    shown = cut(clean(text).strip(), limit) or NOTHING
    return {"type": "plain_text", "text": shown, "emoji": False}


def label(text: str, limit: int) -> dict[str, Any]:
    """Return a ``plain_text`` object of one line."""
    return plain(one_line(text), limit)


def escaped(text: str) -> str:
    """Return cleaned text, escaped for a message's ``text``, which Slack reads as markup."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _head(text: str, units: int) -> str:
    """Return the longest start of the text that fits into ``units`` UTF-16 units."""
    return text.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore")
