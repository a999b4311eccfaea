"""Draw a form's inputs as Block Kit input blocks, and assign faults to blocks."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from hashlib import sha256
from typing import Any, Final, assert_never

from adapters.slack.drawing.text import NOTHING, clean, cut, label, one_line, pieces, plain
from core.cards import FormFaults, Input, InputKind, Option, OptionGroup

FIELD: Final = "field-"
"""Prefix of an input's block id; the input's id follows, so that faults can be assigned."""

_LABEL: Final = 75
_MOST: Final = 100
_RADIOS: Final = 4
_SHORT: Final = 40
_CHECKBOXES: Final = 10
_TEXT: Final = 3000
_FAULT: Final = 1000
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME: Final = re.compile(r"\d\d:\d\d", re.ASCII)

Json = dict[str, Any]


def draw_input(field: Input, token: str) -> Json:
    """Draw one input. The action id differs from form to form: Slack would otherwise carry what was
    typed over to an input of the same name in the next form.
    """
    options = _options(field)
    if field.kind in {InputKind.CHOICE, InputKind.CHOICES} and not options:
        return {"type": "section", "text": plain(f"{field.label}\n{NOTHING}", _TEXT)}
    element = _element(field, options)
    element["action_id"] = f"value-{sha256(token.encode()).hexdigest()[:16]}"
    block: Json = {
        "type": "input",
        "block_id": f"{FIELD}{field.id}",
        "label": label(field.label, 2000),
        "element": element,
        "optional": not field.required,
    }
    return block | ({"hint": label(field.hint, 2000)} if one_line(field.hint) else {})


def fault_blocks(faults: FormFaults, blocks: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return faults by input block of the view; empty if it has no input.

    Faults of the whole form, or of an input that is not in the view, go to the first input.
    """
    inputs = [
        str(block["block_id"])
        for block in blocks
        if block.get("type") == "input" and block.get("block_id")
    ]
    if not inputs:
        return {}
    laid: dict[str, list[str]] = {}
    if faults.form:
        laid[inputs[0]] = [faults.form]
    for name, sentence in faults.fields.items():
        block = f"{FIELD}{name}"
        laid.setdefault(block if block in inputs else inputs[0], []).append(sentence)
    laid = laid or {inputs[0]: [NOTHING]}
    return {block: cut(one_line(" ".join(said)), _FAULT) or NOTHING for block, said in laid.items()}


def _element(field: Input, options: tuple[Option, ...]) -> Json:
    """Return the element for a kind of input, filled in."""
    match field.kind:
        case InputKind.LINE | InputKind.PARAGRAPH:
            return _typed(field)
        case InputKind.CHOICE:
            return _choice(field, options)
        case InputKind.CHOICES:
            return _choices(field, options)
        case InputKind.DATE:
            return {"type": "datepicker"} | _initial("initial_date", field.value, _DATE)
        case InputKind.TIME:
            return {"type": "timepicker"} | _initial("initial_time", field.value, _TIME)
        case _:
            assert_never(field.kind)


def _typed(field: Input) -> Json:
    longest = min(max(field.max_length, 1), _TEXT)
    lines = field.kind is InputKind.PARAGRAPH
    element: Json = {"type": "plain_text_input", "multiline": lines, "max_length": longest}
    value = cut(clean(field.value) if lines else one_line(field.value), longest)
    return element | ({"initial_value": value} if value else {})


def _initial(key: str, value: str, form: re.Pattern[str]) -> Json:
    """Return the initial date or time, or nothing if the value is invalid."""
    if not form.fullmatch(value):
        return {}
    try:
        _ = date.fromisoformat(value) if form is _DATE else time.fromisoformat(value)
    except ValueError:
        return {}
    return {key: value}


def _choice(field: Input, options: tuple[Option, ...]) -> Json:
    chosen = next((_option(option) for option in options if option.value == field.value), None)
    initial = {"initial_option": chosen} if chosen else {}
    brief = all(len(option.label) <= _SHORT for option in options)
    if field.required and len(options) <= _RADIOS and len(field.groups) == 1 and brief:
        return {"type": "radio_buttons", "options": [_option(o) for o in options]} | initial
    return {"type": "static_select"} | _menu(field) | initial


def _choices(field: Input, options: tuple[Option, ...]) -> Json:
    wanted = field.value.split(",")
    chosen = [_option(option) for option in options if option.value in wanted]
    initial = {"initial_options": chosen} if chosen else {}
    if len(options) <= _CHECKBOXES and len(field.groups) == 1:
        return {"type": "checkboxes", "options": [_option(o) for o in options]} | initial
    return {"type": "multi_static_select"} | _menu(field) | initial


def _options(field: Input) -> tuple[Option, ...]:
    """Return all options of an input, each value once."""
    return tuple(_each_once((o for group in field.groups for o in group.options), set()))


def _each_once(options: Iterable[Option], seen: set[str]) -> list[Option]:
    """Return the options whose value is not in ``seen``, and add them to it."""
    fresh: list[Option] = []
    for option in options:
        if option.value not in seen:
            seen.add(option.value)
            fresh.append(option)
    return fresh


def _menu(field: Input) -> Json:
    """Return a menu's options, in groups of up to a hundred, or flat for one unnamed group."""
    seen: set[str] = set()
    groups: list[Json] = []
    for group in field.groups:
        groups.extend(_group(group, _each_once(group.options, seen)))
    if len(groups) > _MOST:
        raise ValueError(f"input {field.id} has more options than Slack can show")
    if len(groups) == 1 and not one_line(field.groups[0].label):
        return {"options": groups[0]["options"]}
    return {"option_groups": groups}


def _group(group: OptionGroup, options: list[Option]) -> list[Json]:
    """Return a group, split into numbered groups if it has over a hundred options."""
    parts = [options[at : at + _MOST] for at in range(0, len(options), _MOST)]
    drawn: list[Json] = []
    for number, part in enumerate(parts, start=1):
        count = f" {number}/{len(parts)}" if len(parts) > 1 else ""
        name = cut(one_line(group.label), _LABEL - len(count))
        drawn.append(
            {"label": label(f"{name}{count}", _LABEL), "options": [_option(o) for o in part]}
        )
    return drawn


def _option(option: Option) -> Json:
    """Draw an option; the part of its label beyond the limit goes into its description."""
    first, *rest = pieces(one_line(option.label), _LABEL) or (NOTHING,)
    drawn: Json = {"text": label(first, _LABEL), "value": option.value}
    return drawn | ({"description": label(" ".join(rest), _LABEL)} if rest else {})
