"""Shorten a card to the size that Teams accepts: first long texts, then from the bottom; pure."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from core.desk.typed_text import clipped

CARD_BYTES: Final = 26_000
"""A message must stay below 28 KB, everything around its card included."""
DIALOG_BYTES: Final = 90_000
"""A dialog's answer must stay below 100 KB."""

_TEXTS: Final = (4000, 1500, 500)
"""Lengths that texts are cut to, in turn, before whole elements are removed."""
_KEPT: Final = ("ActionSet", "Input.")
"""Elements that can be pressed or filled in; removed last."""

Json = dict[str, Any]


def weight(value: object) -> int:
    """Return the bytes of a value as the SDK sends it."""
    return len(json.dumps(value))


def fitted(content: Json, limit: int, ending: Json) -> Json:
    """Return the card if it fits, else a shorter one that ends with ``ending``.

    The first elements are kept: titles, and the emergency advice of a form. Buttons and inputs are
    kept as long as anything else can be removed.
    """
    if weight(content) <= limit:
        return content
    bare = weight({**content, "body": [ending]})
    body: list[Json] = content["body"]
    for longest in _TEXTS:
        body = [_cut(element, longest) for element in body]
        if bare + _weights(body) <= limit:
            return {**content, "body": _ended(body, ending)}
    return {**content, "body": _ended(_fewer(body, limit - bare), ending)}


def _fewer(body: list[Json], limit: int) -> list[Json]:
    """Remove elements from the bottom: first those that can only be read, then any."""
    left = _weights(body)
    gone: set[int] = set()
    for only_read in (True, False):
        for at in range(len(body) - 1, 0, -1):
            if left <= limit:
                break
            if at not in gone and not (only_read and body[at]["type"].startswith(_KEPT)):
                gone.add(at)
                left -= weight(body[at]) + 2
    return [element for at, element in enumerate(body) if at not in gone]


def _ended(body: list[Json], ending: Json) -> list[Json]:
    """Insert the ending before the last buttons or inputs."""
    at = len(body)
    while at > 1 and body[at - 1]["type"].startswith(_KEPT):
        at -= 1
    return [*body[:at], ending, *body[at:]]


def _weights(body: Iterable[Mapping[str, Any]]) -> int:
    return sum(weight(element) + 2 for element in body)


def _cut(element: Json, longest: int) -> Json:
    match element:
        case {"type": "TextBlock", "text": str(text)}:
            return {**element, "text": _clip(text, longest)}
        case {"type": "FactSet", "facts": list(facts)}:
            cut = [{**fact, "value": _clip(fact["value"], longest)} for fact in facts]
            return {**element, "facts": cut}
        case _:
            return element


def _clip(text: str, longest: int) -> str:
    """Cut a text, but never between a backslash and the character it escapes."""
    short = clipped(text, longest)
    return short if short == text else f"{short.removesuffix('…').rstrip(chr(92))}…"
