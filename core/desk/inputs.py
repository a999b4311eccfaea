"""Inputs of forms, labelled by their id or by the policy's own field."""

from typing import Final

from core.cards import Input, InputKind, Option, OptionGroup
from core.cases.rules.fields import LINE_CHARACTERS, TEXT_CHARACTERS
from core.cases.wording import questions as ask
from core.policy.model import Field
from core.vocabulary import Sensitivity

YES_NO: Final = (OptionGroup("", (Option("yes", ask.YES), Option("no", ask.NO))),)
ONE_LINE_INPUTS: Final = frozenset({"subject", "people", "entry", "chair", "decided_by"})


def text(id_: str, *, required: bool = True, label: str = "", value: str = "") -> Input:
    """Return a line or paragraph input; its label comes from its id or from ``label``."""
    asked, hint = ask.QUESTION_AND_HINT.get(id_, (label, ""))
    short = id_ in ONE_LINE_INPUTS
    return Input(
        id=id_,
        label=label or asked,
        kind=InputKind.LINE if short else InputKind.PARAGRAPH,
        required=required,
        hint=hint,
        max_length=LINE_CHARACTERS if short else TEXT_CHARACTERS,
        value=value,
    )


def choice(
    id_: str,
    options: tuple[Option, ...] = (),
    *,
    groups: tuple[OptionGroup, ...] = (),
    required: bool = True,
    many: bool = False,
    value: str = "",
) -> Input:
    """Return a choice of one option, or of several with ``many``; options may be grouped."""
    label, hint = ask.QUESTION_AND_HINT[id_]
    return Input(
        id=id_,
        label=label,
        hint=hint,
        kind=InputKind.CHOICES if many else InputKind.CHOICE,
        required=required,
        groups=groups or (OptionGroup("", options),),
        value=value,
    )


def yes_no(id_: str, label: str = "") -> Input:
    """Return a yes-or-no input."""
    asked, hint = ask.QUESTION_AND_HINT.get(id_, (label, ""))
    return Input(id=id_, label=label or asked, kind=InputKind.CHOICE, groups=YES_NO, hint=hint)


def day(id_: str, value: str) -> Input:
    """Return a date input, filled with the ISO date ``value``."""
    label, hint = ask.QUESTION_AND_HINT[id_]
    return Input(id=id_, label=label, hint=hint, kind=InputKind.DATE, value=value)


def dates(*, required: bool) -> list[Input]:
    """Return the inputs for the protective date, its time of day, and its reason."""
    date_label, date_hint = ask.QUESTION_AND_HINT["protective_date"]
    time_label, time_hint = ask.QUESTION_AND_HINT["protective_time"]
    return [
        Input(
            id="protective_date",
            label=date_label,
            kind=InputKind.DATE,
            required=required,
            hint=date_hint,
        ),
        Input(
            id="protective_time",
            label=time_label,
            kind=InputKind.TIME,
            required=False,
            hint=time_hint,
        ),
        text("protective_reason", required=required),
    ]


def policy_field(field: Field) -> Input:
    """Return the input for a field of the policy, under the policy's own label."""
    if field.kind == "choice":
        options = tuple(Option(one, one) for one in field.options)
        return Input(
            id=field.id,
            label=field.label,
            kind=InputKind.CHOICE,
            required=field.required,
            groups=(OptionGroup("", options),),
            hint=_hint(field),
        )
    short = field.kind == "line"
    return Input(
        id=field.id,
        label=field.label,
        kind=InputKind.LINE if short else InputKind.PARAGRAPH,
        required=field.required,
        hint=_hint(field),
        max_length=LINE_CHARACTERS if short else TEXT_CHARACTERS,
    )


def _hint(field: Field) -> str:
    """Return the policy's hint; for special category data, also who can read the answer."""
    private = field.sensitivity is Sensitivity.SPECIAL_CATEGORY
    return " ".join(part for part in (field.hint, ask.SENSITIVE if private else "") if part)
