"""Checks Adaptive Cards more strictly than Teams does, with JSON pointers.

Teams silently drops what it does not know; the stand-in reports it.
"""

import json
from collections.abc import Iterator
from typing import Any

CARD = "application/vnd.microsoft.card.adaptive"
BIGGEST = 28 * 1024
"""Bytes of JSON in a message or an answer."""
NEWEST = (1, 5)
MOST_ACTIONS = 6
"""Buttons in one row; Teams moves further ones to an overflow menu or drops them."""

CONTAINERS = {"Container": "items", "Column": "items", "ColumnSet": "columns",
              "ActionSet": "actions", "FactSet": "facts"}  # fmt: skip
ELEMENTS = {
    "TextBlock", "RichTextBlock", "Image", "Container", "ColumnSet", "FactSet", "ActionSet",
    "Table", "Input.Text", "Input.Number", "Input.Date", "Input.Time", "Input.Toggle",
    "Input.ChoiceSet",
}  # fmt: skip
ACTIONS = {"Action.Execute", "Action.Submit", "Action.OpenUrl", "Action.ShowCard",
           "Action.ToggleVisibility"}  # fmt: skip

Faults = Iterator[str]


def size(value: object) -> int:
    """Return the size in bytes of JSON, as sent."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def card_faults(card: object, *, dialog: bool = False) -> list[str]:
    """Return the faults of a card; a dialog cannot run Action.Execute."""
    if not isinstance(card, dict) or card.get("type") != "AdaptiveCard":
        return ["/type: must be AdaptiveCard"]
    faults = list(_version(card.get("version")))
    if not isinstance(card.get("body", []), list):
        return [*faults, "/body: must be an array"]
    for place, element in enumerate(card.get("body", [])):
        faults += _element(element, f"/body/{place}")
    faults += _actions(card.get("actions", []), "/actions")
    ids = [e["id"] for e, _ in walk(card) if str(e.get("type", "")).startswith("Input.")
           and e.get("id")]  # fmt: skip
    faults += [f"/body: input id {n!r} twice" for n in sorted({n for n in ids if ids.count(n) > 1})]
    if dialog:
        faults += [
            f"{at}: Action.Execute does nothing in a dialog"
            for element, at in walk(card)
            if element.get("type") == "Action.Execute"
        ]
    return faults


def activity_faults(activity: dict[str, Any]) -> list[str]:
    """Return the faults of a message; empty if Teams would accept it."""
    faults: list[str] = []
    attachments = activity.get("attachments") or []
    if not attachments and not activity.get("text"):
        faults.append("/: neither text nor attachments")
    for place, attachment in enumerate(attachments):
        if attachment.get("contentType") == CARD:
            faults += [f"/attachments/{place}{f}" for f in card_faults(attachment.get("content"))]
        else:
            faults.append(f"/attachments/{place}/contentType: {attachment.get('contentType')!r}")
    return faults


def walk(node: object, at: str = "") -> Iterator[tuple[dict[str, Any], str]]:
    """Yield every typed object of a card with its JSON pointer, in drawing order."""
    if isinstance(node, dict):
        if "type" in node and at:
            yield node, at
        for name in ("body", "items", "columns", "rows", "cells", "inlines", "actions"):
            for place, inner in enumerate(node.get(name) or ()):
                yield from walk(inner, f"{at}/{name}/{place}")
        for name in ("card", "selectAction"):
            if isinstance(node.get(name), dict):
                yield from walk(node[name], f"{at}/{name}")


def _version(version: object) -> Faults:
    try:
        major, minor = map(int, str(version).split("."))
    except ValueError:
        yield f"/version: {version!r}"
        return
    if not (1, 0) <= (major, minor) <= NEWEST:
        yield f"/version: {version} is newer than Teams draws (1.5)"


def _element(element: object, at: str) -> Faults:
    if not isinstance(element, dict):
        yield f"{at}: must be an object"
        return
    kind = str(element.get("type"))
    if kind not in ELEMENTS | {"Column"}:
        yield f"{at}/type: {kind!r} is not drawn"
        return
    if kind == "TextBlock" and not isinstance(element.get("text"), str):
        yield f"{at}/text: missing"
    if kind == "Image":
        yield from (f"{at}/{key}: missing" for key in ("url", "altText") if not element.get(key))
    if kind == "ActionSet":
        yield from _actions(element.get("actions"), f"{at}/actions")
        return
    if kind == "FactSet":
        yield from _pairs(element.get("facts"), f"{at}/facts", ("title", "value"))
        return
    if kind.startswith("Input."):
        yield from _input(element, kind, at)
        return
    name = CONTAINERS.get(kind)
    if name is not None:
        items = element.get(name)
        if not isinstance(items, list):
            yield f"{at}/{name}: must be an array"
            return
        for place, item in enumerate(items):
            yield from _element(
                {"type": "Column", **item} if name == "columns" else item, f"{at}/{name}/{place}"
            )


def _input(element: dict[str, Any], kind: str, at: str) -> Faults:
    if not element.get("id"):
        yield f"{at}/id: missing"
    if element.get("isRequired") and not element.get("errorMessage"):
        yield f"{at}/errorMessage: a required input needs one"
    if kind == "Input.Toggle" and not element.get("title"):
        yield f"{at}/title: missing"
    if kind == "Input.ChoiceSet":
        yield from _pairs(element.get("choices"), f"{at}/choices", ("title", "value"))
        known = {c.get("value") for c in element.get("choices") or () if isinstance(c, dict)}
        given = str(element.get("value") or "")
        parts = given.split(",") if element.get("isMultiSelect") else [given]
        if given and not set(parts) <= known:
            yield f"{at}/value: {given!r} is none of the choices"


def _pairs(pairs: object, at: str, names: tuple[str, str]) -> Faults:
    if not isinstance(pairs, list) or not pairs:
        yield f"{at}: must hold something"
        return
    for place, pair in enumerate(pairs):
        for name in names:
            if not isinstance(pair, dict) or not isinstance(pair.get(name), str):
                yield f"{at}/{place}/{name}: missing"


def _actions(actions: object, at: str) -> Faults:
    if not isinstance(actions, list):
        yield f"{at}: must be an array"
        return
    if len(actions) > MOST_ACTIONS:
        yield f"{at}: more than {MOST_ACTIONS} buttons"
    for place, action in enumerate(actions):
        if not isinstance(action, dict) or action.get("type") not in ACTIONS:
            yield f"{at}/{place}/type: not a button Teams knows"
        elif not action.get("title"):
            yield f"{at}/{place}/title: missing"
        elif action["type"] == "Action.Execute" and not action.get("verb"):
            yield f"{at}/{place}/verb: missing"
