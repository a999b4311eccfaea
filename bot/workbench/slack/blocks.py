"""Checks Slack's limits on blocks and views as Slack does, with JSON pointers."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

SURFACES = {
    "message": {
        "header",
        "section",
        "context",
        "divider",
        "actions",
        "image",
        "input",
        "rich_text",
    },
    "modal": {"header", "section", "context", "divider", "actions", "image", "input", "rich_text"},
    "home": {"header", "section", "context", "divider", "actions", "image", "input", "rich_text"},
}
MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
LONGEST_VIEW = 250_000
"""Characters of JSON in a view."""

Faults = Iterator[str]


def blocks_faults(blocks: object, surface: str) -> list[str]:
    """Return what Slack would refuse in a list of blocks; empty if nothing."""
    if not isinstance(blocks, list):
        return ["[ERROR] must be an array [json-pointer:/blocks]"]
    if not blocks:
        return (
            ["[ERROR] must have at least 1 item [json-pointer:/blocks]"]
            if (surface == "message")
            else []
        )
    if len(blocks) > MOST_BLOCKS[surface]:
        return [f"[ERROR] no more than {MOST_BLOCKS[surface]} items allowed [json-pointer:/blocks]"]
    faults = [
        fault
        for place, block in enumerate(blocks)
        for fault in _block(block, f"/blocks/{place}", surface)
    ]
    ids = [block["block_id"] for block in blocks if isinstance(block, dict) and "block_id" in block]
    faults += [
        f"[ERROR] block_id {again!r} already exists [json-pointer:/blocks]"
        for again in sorted({name for name in ids if ids.count(name) > 1})
    ]
    return faults


def view_faults(view: object) -> list[str]:
    """Return what Slack would refuse in a view."""
    if not isinstance(view, dict):
        return ["[ERROR] must be an object [json-pointer:/view]"]
    kind = view.get("type")
    if kind not in {"modal", "home"}:
        return ["[ERROR] unsupported type [json-pointer:/view/type]"]
    faults = blocks_faults(view.get("blocks"), kind)
    faults += _length(view, "/view", "callback_id", 0, 255)
    faults += _length(view, "/view", "private_metadata", 0, 3000)
    faults += _length(view, "/view", "external_id", 0, 255)
    if kind == "home":
        return faults
    faults += _text(view.get("title"), "/view/title", 24, plain=True)
    for label in ("submit", "close"):
        if label in view and view[label] is not None:
            faults += _text(view[label], f"/view/{label}", 24, plain=True)
    has_input = (
        any(
            isinstance(block, dict) and block.get("type") == "input"
            for block in view["blocks"] or ()
        )
        if isinstance(view.get("blocks"), list)
        else False
    )
    if has_input and not view.get("submit"):
        faults.append("[ERROR] missing required field: submit [json-pointer:/view]")
    return faults


def _block(block: object, at: str, surface: str) -> Faults:
    if not isinstance(block, dict):
        yield f"[ERROR] must be an object [json-pointer:{at}]"
        return
    kind = block.get("type")
    if kind not in SURFACES[surface]:
        yield f"[ERROR] unsupported type: {kind} [json-pointer:{at}/type]"
        return
    yield from _length(block, at, "block_id", 1, 255)
    match kind:
        case "header":
            yield from _text(block.get("text"), f"{at}/text", 150, plain=True)
        case "section":
            yield from _section(block, at)
        case "image":
            yield from _image(block, at)
        case "context":
            yield from _items(block, at, "elements", 10, _context_element)
        case "actions":
            yield from _items(block, at, "elements", 25, _element)
            yield from _repeated_actions(block.get("elements"), at)
        case "input":
            yield from _text(block.get("label"), f"{at}/label", 2000, plain=True)
            if block.get("hint") is not None:
                yield from _text(block["hint"], f"{at}/hint", 2000, plain=True)
            element = block.get("element")
            if isinstance(element, dict) and element.get("type") in {"button", "overflow"}:
                yield f"[ERROR] unsupported type: {element['type']} [json-pointer:{at}/element]"
            else:
                yield from _element(element, f"{at}/element")
        case _:
            pass


def _section(block: dict[str, Any], at: str) -> Faults:
    if block.get("text") is None and not block.get("fields"):
        yield f"[ERROR] missing required field: text or fields [json-pointer:{at}]"
    if block.get("text") is not None:
        yield from _text(block["text"], f"{at}/text", 3000)
    if block.get("fields") is not None:
        yield from _items(block, at, "fields", 10, lambda value, place: _text(value, place, 2000))
    if block.get("accessory") is not None:
        yield from _element(block["accessory"], f"{at}/accessory")


def _image(block: dict[str, Any], at: str) -> Faults:
    for name, longest in (("image_url", 3000), ("alt_text", 2000)):
        if name not in block:
            yield f"[ERROR] missing required field: {name} [json-pointer:{at}]"
        yield from _length(block, at, name, 1, longest)
    if not str(block.get("image_url")).startswith(("https://", "http://127.0.0.1:")):
        yield f"[ERROR] downloading image failed [json-pointer:{at}/image_url]"


def _context_element(element: object, at: str) -> Faults:
    if isinstance(element, dict) and element.get("type") == "image":
        return iter(())
    return _text(element, at, 2000)


def _element(element: object, at: str) -> Faults:
    if not isinstance(element, dict):
        yield f"[ERROR] must be an object [json-pointer:{at}]"
        return
    kind = element.get("type")
    yield from _length(element, at, "action_id", 1, 255)
    if element.get("placeholder") is not None:
        yield from _text(element["placeholder"], f"{at}/placeholder", 150, plain=True)
    match kind:
        case "button":
            yield from _text(element.get("text"), f"{at}/text", 75, plain=True)
            yield from _length(element, at, "value", 1, 2000)
            yield from _length(element, at, "url", 1, 3000)
            yield from _length(element, at, "accessibility_label", 1, 75)
            if element.get("style", "primary") not in {"primary", "danger"}:
                yield f"[ERROR] must be primary or danger [json-pointer:{at}/style]"
        case "static_select" | "multi_static_select":
            yield from _choice(element, at, 100)
        case "radio_buttons" | "checkboxes":
            yield from _choice(element, at, 10)
        case "overflow":
            yield from _choice(element, at, 5)
        case "plain_text_input" | "email_text_input" | "url_text_input" | "number_input":
            yield from _length(element, at, "initial_value", 0, 3000)
            longest = element.get("max_length", 3000)
            if not isinstance(longest, int) or not 1 <= longest <= 3000:
                yield f"[ERROR] must be between 1 and 3000 [json-pointer:{at}/max_length]"
            elif len(str(element.get("initial_value") or "")) > longest:
                yield f"[ERROR] initial_value exceeds max_length [json-pointer:{at}/initial_value]"
            if kind == "number_input" and "is_decimal_allowed" not in element:
                yield f"[ERROR] missing required field: is_decimal_allowed [json-pointer:{at}]"
        case "datepicker" | "timepicker" | "datetimepicker":
            yield from _length(element, at, "initial_date", 10, 10)
            yield from _length(element, at, "initial_time", 5, 5)
        case _:
            yield f"[ERROR] unsupported type: {kind} [json-pointer:{at}/type]"


def _choice(element: dict[str, Any], at: str, most: int) -> Faults:
    if element.get("option_groups") is not None and "select" in element["type"]:
        yield from _items(element, at, "option_groups", 100, _option_group)
        groups = element["option_groups"]
        options = [o for g in groups if isinstance(g, dict) for o in g.get("options") or ()]
    else:
        yield from _items(element, at, "options", most, _option)
        options = element.get("options") or []
    for name in ("initial_option", "initial_options"):
        given = element.get(name)
        if given is None:
            continue
        wanted = given if isinstance(given, list) else [given]
        if not wanted:
            yield f"[ERROR] must have at least 1 item [json-pointer:{at}/{name}]"
        if any(option not in options for option in wanted):
            yield f"[ERROR] must match one of the options [json-pointer:{at}/{name}]"


def _option_group(group: object, at: str) -> Faults:
    if not isinstance(group, dict):
        yield f"[ERROR] must be an object [json-pointer:{at}]"
        return
    yield from _text(group.get("label"), f"{at}/label", 75, plain=True)
    yield from _items(group, at, "options", 100, _option)


def _option(option: object, at: str) -> Faults:
    if not isinstance(option, dict):
        yield f"[ERROR] must be an object [json-pointer:{at}]"
        return
    yield from _text(option.get("text"), f"{at}/text", 75)
    if "value" not in option:
        yield f"[ERROR] missing required field: value [json-pointer:{at}]"
    yield from _length(option, at, "value", 1, 150)
    if option.get("description") is not None:
        yield from _text(option["description"], f"{at}/description", 75)


def _repeated_actions(elements: object, at: str) -> Faults:
    if not isinstance(elements, list):
        return
    ids = [e["action_id"] for e in elements if isinstance(e, dict) and "action_id" in e]
    for again in sorted({name for name in ids if ids.count(name) > 1}):
        yield f"[ERROR] action_id {again!r} already exists [json-pointer:{at}/elements]"


def _items(
    owner: dict[str, Any], at: str, name: str, most: int, check: Callable[[object, str], Faults]
) -> Faults:
    items: Sequence[object] | object = owner.get(name)
    if not isinstance(items, list) or not items:
        yield f"[ERROR] must have at least 1 item [json-pointer:{at}/{name}]"
        return
    if len(items) > most:
        yield f"[ERROR] no more than {most} items allowed [json-pointer:{at}/{name}]"
    for place, item in enumerate(items):
        yield from check(item, f"{at}/{name}/{place}")


def _text(text: object, at: str, longest: int, *, plain: bool = False) -> Faults:
    if not isinstance(text, dict) or not isinstance(text.get("text"), str):
        yield f"[ERROR] missing required field: text [json-pointer:{at}]"
        return
    kinds = {"plain_text"} if plain else {"plain_text", "mrkdwn"}
    if text.get("type") not in kinds:
        yield f"[ERROR] unsupported type: {text.get('type')} [json-pointer:{at}/type]"
    if not text["text"]:
        yield f"[ERROR] must be more than 0 characters [json-pointer:{at}/text]"
    if len(text["text"]) > longest:
        yield f"[ERROR] must be less than {longest + 1} characters [json-pointer:{at}/text]"


def _length(owner: dict[str, Any], at: str, name: str, least: int, longest: int) -> Faults:
    value = owner.get(name)
    if value is None:
        return
    if not isinstance(value, str):
        yield f"[ERROR] must be a string [json-pointer:{at}/{name}]"
    elif not least <= len(value) <= longest:
        yield f"[ERROR] must be {least} to {longest} characters [json-pointer:{at}/{name}]"
