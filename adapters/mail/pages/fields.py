"""A form's inputs as HTML, each with its label, its hint, and beside it what is wrong; pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, assert_never

from adapters.mail.pages.markup import NOTHING, Html, joined, tag
from adapters.mail.pages.read import FIELD
from core.cards import FormFaults, Input, InputKind, Option, OptionGroup
from core.notifications.wording import mail_pages as say

_FEW: Final = 7
"""Up to so many choices stand as radio buttons, more as a menu."""
_LINE: Final = 120
"""Up to so many characters a line's box is narrower."""


def field_id(input_id: str) -> str:
    """The id of an input's element."""
    return f"f-{re.sub(r'[^A-Za-z0-9_-]', '-', input_id)}"


def draw_problems(inputs: Sequence[Input], faults: FormFaults) -> Html:
    """What is wrong, at the top, each fault a link to its input; nothing where nothing is."""
    known = {one.id: one for one in inputs}
    said = [tag("li", faults.form)] if faults.form else []
    for name, sentence in faults.fields.items():
        link = tag("a", _linked(name, sentence, known), href=f"#{_target(known, name)}")
        said.append(tag("li", link if name in known else sentence))
    if not said:
        return NOTHING
    return tag(
        "div",
        tag("h2", say.PROBLEM, id="problem-title"),
        tag("ul", *said),
        class_="problem",
        role="alert",
        aria_labelledby="problem-title",
        tabindex="-1",
        autofocus=True,
    )


def draw_fields(inputs: Sequence[Input], values: Mapping[str, str], faults: FormFaults) -> Html:
    """The inputs in order, with what was typed."""
    return joined(
        *(
            _field(one, values.get(one.id, one.value), faults.fields.get(one.id, ""))
            for one in inputs
        )
    )


def _linked(name: str, sentence: str, known: Mapping[str, Input]) -> str:
    """A fault by itself says little in a list: what it is about stands before it."""
    return f"{known[name].label.rstrip('?.: ')}: {sentence}" if name in known else sentence


def _target(known: Mapping[str, Input], name: str) -> str:
    """Where a fault's link leads: the input, or the first of its choices."""
    field = known.get(name)
    if field is not None and _boxes(field):
        return f"{field_id(name)}-0"
    return field_id(name)


def _boxes(field: Input) -> bool:
    """Whether an input stands as radio buttons or tick boxes."""
    count = sum(len(group.options) for group in field.groups)
    if field.kind is InputKind.CHOICES:
        return True
    few = len(field.groups) == 1 and count <= _FEW
    return field.kind is InputKind.CHOICE and few and field.required


def _field(field: Input, value: str, fault: str) -> Html:
    if _boxes(field):
        return _choices(field, value, fault)
    own = field_id(field.id)
    label = tag("label", field.label, _optional(field), for_=own, class_="label")
    box = _box(field, value, fault, own)
    return _group(fault, label, _hint(field, own), _fault(fault, own), box)


def _box(field: Input, value: str, fault: str, own: str) -> Html:
    common: dict[str, str | int] = {
        "id": own,
        "name": f"{FIELD}{field.id}",
        "required": field.required,
        "aria_describedby": _described(field, fault, own) or False,
        "aria_invalid": "true" if fault else False,
    }
    match field.kind:
        case InputKind.LINE:
            short = field.max_length <= _LINE
            return tag(
                "input",
                type="text",
                value=value,
                maxlength=field.max_length,
                class_="short" if short else False,
                **common,
            )
        case InputKind.PARAGRAPH:
            # A newline right after the tag is dropped by browsers: one more keeps the first.
            return tag("textarea", f"\n{value}", rows="5", maxlength=field.max_length, **common)
        case InputKind.DATE:
            return tag("input", type="date", value=value, class_="date", **common)
        case InputKind.TIME:
            return tag("input", type="time", value=value, class_="date", **common)
        case InputKind.CHOICE:
            return tag("select", *_menu(field, value), **common)
        case InputKind.CHOICES:
            return NOTHING
        case _:
            assert_never(field.kind)


def _menu(field: Input, value: str) -> list[Html]:
    first = tag("option", say.CHOOSE, value="", selected=not value)
    return [first, *(_menu_group(group, value) for group in field.groups)]


def _menu_group(group: OptionGroup, value: str) -> Html:
    options = [
        tag("option", one.label, value=one.value, selected=one.value == value)
        for one in group.options
    ]
    return tag("optgroup", *options, label=group.label) if group.label else joined(*options)


def _choices(field: Input, value: str, fault: str) -> Html:
    own = field_id(field.id)
    several = field.kind is InputKind.CHOICES
    chosen = value.split(",") if several else [value]
    number = 0
    shown: list[Html] = []
    for group in field.groups:
        if group.label:
            shown.append(tag("p", group.label, class_="of"))
        for one in group.options:
            ticked = one.value in chosen
            shown.append(_choice(field, one, f"{own}-{number}", several=several, ticked=ticked))
            number += 1
    inner = (
        tag("legend", field.label, _optional(field), class_="label"),
        _hint(field, own),
        _fault(fault, own),
        *shown,
    )
    described = _described(field, fault, own) or False
    return _group(fault, tag("fieldset", *inner, id=own, aria_describedby=described))


def _choice(field: Input, option: Option, own: str, *, several: bool, ticked: bool) -> Html:
    box = tag(
        "input",
        type="checkbox" if several else "radio",
        id=own,
        name=f"{FIELD}{field.id}",
        value=option.value,
        checked=ticked,
        required=field.required and not several,
    )
    return tag("div", box, tag("label", option.label, for_=own), class_="choice")


def _optional(field: Input) -> str:
    return NOTHING if field.required else tag("span", f" ({say.OPTIONAL})", class_="optional")


def _hint(field: Input, own: str) -> Html:
    return tag("p", field.hint, class_="hint", id=f"{own}-hint") if field.hint else NOTHING


def _fault(fault: str, own: str) -> Html:
    if not fault:
        return NOTHING
    said = (tag("span", f"{say.ERROR}: ", class_="unseen"), fault)
    return tag("p", *said, class_="fault", id=f"{own}-fault")


def _described(field: Input, fault: str, own: str) -> str:
    parts = (f"{own}-hint" if field.hint else "", f"{own}-fault" if fault else "")
    return " ".join(filter(None, parts))


def _group(fault: str, *inner: Html) -> Html:
    return tag("div", *inner, class_="field wrong" if fault else "field")
