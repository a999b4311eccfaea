"""Keep the target of a link to an e-mail address along with its text."""

from html import escape
from typing import Final
from urllib.parse import unquote

_MAILTO: Final = "mailto:"


def linked(shown: str, target: str) -> str:
    """Return the text if it equals the link's address; else both, as HTML, for comparison."""
    if not target.lower().startswith(_MAILTO):
        return shown
    address = unquote(target[len(_MAILTO) :].partition("?")[0]).strip()
    if not address or address.lower() == shown.strip().lower():
        return shown
    return f'<a href="mailto:{escape(address)}">{escape(shown, quote=False)}</a>'
