"""Draw a form's fields as Adaptive Card inputs, with typed values and faults; pure."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, assert_never

from adapters.teams.drawing.text import literal
from core.cards import Input, InputKind
from core.desk.typed_text import clipped, plain
from core.notifications.wording import teams

_FEW: Final = 10
"""Above this many choices the input offers a search."""
_LONGEST_CHOICE: Final = 150

Json = dict[str, Any]


def draw_fields(
    inputs: Sequence[Input], typed: Mapping[str, str], faults: Mapping[str, str]
) -> list[Json]:
    """Return the inputs in order, each with its fault and its hint below."""
    drawn: list[Json] = []
    for field in inputs:
        drawn.append(_field(field, typed.get(field.id, field.value)))
        if field.id in faults:
            drawn.append(_under(faults[field.id], {"color": "attention", "weight": "bolder"}))
        if field.hint:
            drawn.append(_under(field.hint, {"isSubtle": True, "size": "small"}))
    return drawn


def _field(field: Input, value: str) -> Json:
    common: Json = {"id": field.id, "label": plain(field.label)}
    if field.required:
        common |= {"isRequired": True, "errorMessage": teams.FILL_IN}
    match field.kind:
        case InputKind.LINE:
            shown: Json = {"type": "Input.Text", "maxLength": field.max_length}
        case InputKind.PARAGRAPH:
            shown = {"type": "Input.Text", "isMultiline": True, "maxLength": field.max_length}
        case InputKind.CHOICE | InputKind.CHOICES:
            return common | _choice_set(field, value)
        case InputKind.DATE:
            shown = {"type": "Input.Date"}
        case InputKind.TIME:
            shown = {"type": "Input.Time"}
        case _:
            assert_never(field.kind)
    fits = clipped(plain(value), shown.get("maxLength", len(value)))
    return common | shown | ({"value": fits} if value else {})


def _choice_set(field: Input, value: str) -> Json:
    choices = [
        {"title": _title(group.label, option.label), "value": option.value}
        for group in field.groups
        for option in group.options
    ]
    several = field.kind is InputKind.CHOICES
    known = {choice["value"] for choice in choices}
    chosen = [v for v in (value.split(",") if several else [value]) if v in known]
    drawn: Json = {"type": "Input.ChoiceSet", "choices": choices, "wrap": True}
    if several:
        drawn["isMultiSelect"] = True
    else:
        drawn["style"] = "filtered" if len(choices) > _FEW else "compact"
    return drawn | ({"value": ",".join(chosen)} if chosen else {})


def _title(group: str, option: str) -> str:
    """Return a choice's title; Adaptive Cards have no groups, so the group's name precedes it."""
    whole = f"{group}: {option}" if group else option
    return clipped(" ".join(plain(whole).split()), _LONGEST_CHOICE)


def _under(words: str, look: Mapping[str, Any]) -> Json:
    shown = {"type": "TextBlock", "text": literal(words), "wrap": True, "spacing": "none"}
    return {**shown, **look}
