"""HTML that is safe by its type: whatever is not markup already is escaped on its way in."""

from html import escape
from typing import Final

from adapters.mail.text import plain

_EMPTY: Final = frozenset({"input", "img", "link", "meta", "hr", "br"})


class Html(str):
    """Markup: made here only, from escaped text."""

    __slots__ = ()


NOTHING: Final = Html("")


def text(words: str) -> Html:
    """Words as they are, letter for letter."""
    return Html(escape(plain(words)))


def tag(name: str, /, *inner: str, **attributes: str | int) -> Html:
    """An element. ``inner`` is escaped unless it is Html; False leaves an attribute out, True sets
    it without a value; ``class_`` and ``aria_label`` are written as HTML spells them.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _EMPTY:
        return Html(f"<{name}{written}>")
    inside = joined(*inner)
    return Html(f"<{name}{written}>{inside}</{name}>")


def joined(*parts: str) -> Html:
    """Parts one after the other."""
    return Html("".join(part if isinstance(part, Html) else text(part) for part in parts))


def _attribute(key: str, value: str | int) -> str:
    name = key.rstrip("_").replace("_", "-")
    if value is False:
        return ""
    if value is True:
        return f" {name}"
    return f' {name}="{escape(plain(str(value)))}"'
