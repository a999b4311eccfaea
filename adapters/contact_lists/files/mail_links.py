"""A link to an e-mail address beside the text it is shown as."""

from html import escape
from typing import Final
from urllib.parse import unquote

_MAILTO: Final = "mailto:"


def linked(shown: str, target: str) -> str:
    """The text alone where it says what the link says; else both, as a web page would write them,
    so that whoever reads the row can hold one against the other.
    """
    if not target.lower().startswith(_MAILTO):
        return shown
    address = unquote(target[len(_MAILTO) :].partition("?")[0]).strip()
    if not address or address.lower() == shown.strip().lower():
        return shown
    return f'<a href="mailto:{escape(address)}">{escape(shown, quote=False)}</a>'
