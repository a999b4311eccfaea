"""Make untrusted text safe for e-mail headers, plain text and HTML."""

from html import escape

import email_validator

from core.desk.typed_text import plain

# Special-use domains stay valid: some agencies have internal mail under .local.
email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()


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
