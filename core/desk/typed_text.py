"""Cleans what people type, wherever they type it: chat, pages, the command line, contact lists."""

import re
import unicodedata
from typing import Final

from core.cases.record.references import FREE_SYMBOLS, PREFIX, well_formed

LISTED_ADDRESS: Final = r"[^@\s<>]+@[^@\s<>]+\.[a-z]{2,}"
"""The pattern of an address as contact lists and policies hold it."""
_LISTED: Final = re.compile(LISTED_ADDRESS)
_ANY_ADDRESS: Final = re.compile(r"[!-?A-~]{1,64}@[!-?A-~]{1,252}", re.ASCII)
LONGEST_ADDRESS: Final = 254
_FORGIVEN: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_DASHES: Final = str.maketrans(dict.fromkeys("-_\u2010\u2011\u2012\u2013\u2014\u2212 \t\n\r\u00a0"))
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_KEPT: Final = "\n\u200c\u200d"
"""The line break, and the two format characters that scripts and emoji need."""


def reference(text: str) -> str | None:
    """Return the reference a person meant, or None where it cannot be one.

    Accepts lower case, the letters O for 0 and I or L for 1, and spaces, dashes or the prefix
    missing or doubled; a wrong check symbol is never accepted.
    """
    symbols = text.translate(_DASHES)
    if not symbols.isascii():
        return None
    symbols = symbols.upper()
    if len(symbols) == len(PREFIX) + FREE_SYMBOLS + 1:
        symbols = symbols.removeprefix(PREFIX)
    symbols = symbols.translate(_FORGIVEN)
    written = f"{PREFIX}-{symbols[:4]}-{symbols[4:]}"
    return written if well_formed(written) else None


def address(text: str) -> str | None:
    """Return an e-mail address as a contact list holds it, trimmed and in lower case; None where
    it has not the form of one.
    """
    trimmed = text.strip().lower()
    return trimmed if _LISTED.fullmatch(trimmed) else None


def any_address(text: str) -> str | None:
    """Return an address that need be on no list, trimmed, as it was typed: also one of a host, but
    in ASCII; None where it has not the form of one.
    """
    trimmed = text.strip()
    return trimmed if len(trimmed) <= LONGEST_ADDRESS and _ANY_ADDRESS.fullmatch(trimmed) else None


def storable(text: str) -> str:
    """Return the text without lone surrogates and NUL, which no store can hold; line breaks become
    newlines.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATES.sub("\ufffd", lines).replace("\0", "")


def words(text: str) -> str:
    """Return the text as it can be stored; "" if nothing in it is visible, so that an invisible
    text never counts as a reason.
    """
    whole = storable(text)
    return whole if any(c.isprintable() and not c.isspace() for c in whole) else ""


def plain(text: str) -> str:
    """Return text without control characters, text direction overrides and other invisible ones
    that change how others are read (T16). Line breaks stay; a tab becomes a space.
    """
    whole = storable(text)
    if whole.replace("\n", "").isprintable():  # most texts: nothing in them is to be taken out
        return whole
    return "".join(map(_visible, whole))


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
        case "Zl" | "Zp":
            return "\n"
        case _:
            return character
