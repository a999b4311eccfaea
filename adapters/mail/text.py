"""Make untrusted text safe for e-mail headers, plain text and HTML."""

import unicodedata
from html import escape
from typing import Final

import email_validator

_KEPT: Final = "\n\u200c\u200d"
"""The line break, and the two format characters that scripts and emoji need."""

# Special-use domains stay valid: some agencies have internal mail under .local.
email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()


def plain(text: str) -> str:
    """Return text without invisible characters that change how others are read: controls, text
    direction overrides, tags (T16). A tab becomes a space; line breaks stay.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(map(_visible, lines))


def one_line(text: str) -> str:
    """Return plain text on one line, so that it cannot start another header."""
    return " ".join(plain(text).split())


def for_header(text: str) -> str:
    """Return text for a header, with encoded words broken up: the library would decode
    ``=?utf-8?q?=0d=0aBcc:?=`` in a header, line break included.
    """
    return one_line(text).replace("=?", "= ?")


def literal(text: str) -> str:
    """Return text escaped for HTML; line breaks become ``<br>``."""
    return escape(plain(text).strip()).replace("\n", "<br>\n")


def clipped(text: str, longest: int) -> str:
    """Return text cut to ``longest`` characters, a cut shown by an ellipsis."""
    return text if len(text) <= longest else f"{text[: max(longest - 1, 0)].rstrip()}…"


def is_address(text: str) -> bool:
    """Whether this is an address that can be written to: one, in ASCII, and without a quoted part.
    The domain may be the name of a host in the same network.
    """
    try:
        email_validator.validate_email(
            text,
            allow_smtputf8=False,
            strict=True,
            check_deliverability=False,
            globally_deliverable=False,
        )
    except email_validator.EmailNotValidError:
        return False
    return text.isascii()


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
