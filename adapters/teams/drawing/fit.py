"""Cuts a card to the size Teams takes: long texts first, then from the bottom; pure."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from adapters.teams.drawing.text import clipped

CARD_BYTES: Final = 26_000
"""A message is to stay below 28 KB with everything around its card."""
DIALOG_BYTES: Final = 90_000
"""A dialog's answer is to stay below 100 KB."""

_TEXTS: Final = (4000, 1500, 500)
"""What a single text may be cut to before anything is left out altogether."""
_KEPT: Final = ("ActionSet", "Input.")
"""What can be pressed or filled in goes last."""

Json = dict[str, Any]


def weight(value: object) -> int:
    """Bytes of a value as the SDK sends it."""
    return len(json.dumps(value))


def fitted(content: Json, limit: int, ending: Json) -> Json:
    """The card itself where it fits, else a shorter one that ends with ``ending``.

    What stands first stays: titles, and the emergency routes of a form. Buttons and inputs stay
    as long as anything else can go.
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
    """Leave out from the bottom, first what can only be read, then whatever it takes."""
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
    """Put the ending before the buttons or inputs that stand last."""
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
    """Cut between characters, never between a backslash and the mark it guards."""
    short = clipped(text, longest)
    return short if short == text else f"{short.removesuffix('…').rstrip(chr(92))}…"
