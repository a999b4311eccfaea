"""Remove the markup that cells were copied with: tags, links, bold, entities, odd spaces."""

import html
import re
import unicodedata
from functools import lru_cache
from typing import Final

MOST_IN_A_CELL: Final = 4_000
"""Characters of one cell that are read; a contact takes a few hundred."""

_UNMARKED: Final = re.compile(r"[A-Za-z0-9@ ][A-Za-z0-9@.,'’()/:+ _-]*|")
_BREAK: Final = re.compile(r"<\s*(?:br|/p|/div|/li|/tr)\s*/?\s*>", re.IGNORECASE)
# Only tags of known names: "Priya Jolley <priya.jolley@hounslow.example>" is not a tag.
_TAG: Final = re.compile(
    r"</?(?:a|b|i|u|s|p|em|br|td|tr|th|li|ul|ol|h[1-6]|div|sub|sup|del|ins|span|font|mark|small"
    r"|strong|table|thead|tbody)(?:\s[^<>]{0,400})?/?>",
    re.IGNORECASE,
)
_MARKDOWN_LINK: Final = re.compile(r"\[([^\[\]\n]{0,200})\]\([^()\n]{0,400}\)")
_HTML_MAILTO: Final = re.compile(
    r"<a\s[^<>]{0,200}?href\s{0,3}=\s{0,3}[\"']?mailto:([^\"'<>?]{0,200})[^<>]{0,200}>"
    r"(.{0,400}?)</a>",
    re.IGNORECASE | re.DOTALL,
)
_MARKDOWN_MAILTO: Final = re.compile(
    r"\[([^\[\]\n]{0,200})\]\(mailto:([^()\n?]{0,200})[^()\n]{0,200}\)", re.IGNORECASE
)
_BULLET: Final = re.compile(r"^\s*(?:#{1,6}\s+|[-•*·▪◦]\s+)")
_ODD_SPACE: Final = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000\f\v]")
_NO_WIDTH: Final = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
_ABSENT: Final = frozenset(
    {
        "", "-", "–", "—", "--", ".", "?", "n/a", "na", "none", "nil", "tbc", "tba", "vacant",
        "vacancy", "to be confirmed", "to be appointed", "not applicable", "not known", "unknown",
    }
)  # fmt: skip


def lines(raw: str) -> str:
    """Return the text without markup, with its line breaks; a tab counts as a line break."""
    if len(raw) <= MOST_IN_A_CELL and _UNMARKED.fullmatch(raw) is not None:
        return " ".join(raw.split())  # most cells
    text = _BREAK.sub("\n", raw[:MOST_IN_A_CELL])
    text = _TAG.sub("", _MARKDOWN_LINK.sub(r"\1", text))
    text = html.unescape(text).replace("**", "").replace("\r", "\n").replace("\t", "\n")
    text = _NO_WIDTH.sub("", _ODD_SPACE.sub(" ", text))
    return "\n".join(
        " ".join(part.split()) for part in _BULLET.sub("", text).split("\n") if part.strip()
    )


def plain(raw: str) -> str:
    """Return the text without markup, on one line."""
    return lines(raw).replace("\n", " ")


def value(raw: str) -> str:
    """Return the text without markup; "" if it means that there is nothing, such as a dash."""
    text = plain(raw)
    return "" if text.casefold().strip("()[] ") in _ABSENT else text


def links(raw: str) -> tuple[tuple[str, str], ...]:
    """Return each link to an e-mail address: its target and the text shown for it."""
    text = raw[:MOST_IN_A_CELL]
    pairs = [(target, shown) for target, shown in _HTML_MAILTO.findall(text)]
    pairs += [(target, shown) for shown, target in _MARKDOWN_MAILTO.findall(text)]
    return tuple((html.unescape(target).strip(), plain(shown)) for target, shown in pairs)


def has_tags(raw: str) -> bool:
    """Whether a cell holds markup that people were not meant to see."""
    return _TAG.search(raw[:MOST_IN_A_CELL]) is not None


def is_emphasised(raw: str) -> bool:
    """Whether the text is marked as a heading or bold."""
    text = raw.strip()[:MOST_IN_A_CELL]
    return text.startswith(("#", "**", "<b>", "<strong>", "<h"))


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return the text for comparisons: lower case, without accents."""
    spelled = text.replace("ø", "o").replace("Ø", "O").replace("ł", "l").replace("Ł", "L")
    apart = unicodedata.normalize("NFKD", spelled.replace("æ", "ae").replace("đ", "d"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).casefold()
