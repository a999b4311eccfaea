"""The inputs that forms are made of, worded by their id or by the policy's own field."""

from typing import Final

from core.cards import Input, InputKind, Option, OptionGroup
from core.cases.rules.fields import LINE, TEXT
from core.cases.wording import questions as ask
from core.policy.model import Field
from core.vocabulary import Sensitivity

YES_NO: Final = (OptionGroup("", (Option("yes", ask.YES), Option("no", ask.NO))),)
SHORT: Final = frozenset({"subject", "people", "entry", "chair", "decided_by"})


def text(id_: str, *, required: bool = True, label: str = "", value: str = "") -> Input:
    """A line or a paragraph; worded by its id, or with the label given."""
    asked, hint = ask.ASK.get(id_, (label, ""))
    short = id_ in SHORT
    return Input(
        id=id_,
        label=label or asked,
        kind=InputKind.LINE if short else InputKind.PARAGRAPH,
        required=required,
        hint=hint,
        max_length=LINE if short else TEXT,
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
    """One of the options, or with ``many`` several; options may stand in groups."""
    label, hint = ask.ASK[id_]
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
    """A yes or a no."""
    asked, hint = ask.ASK.get(id_, (label, ""))
    return Input(id=id_, label=label or asked, kind=InputKind.CHOICE, groups=YES_NO, hint=hint)


def day(id_: str, value: str) -> Input:
    """A day, filled with an ISO date."""
    label, hint = ask.ASK[id_]
    return Input(id=id_, label=label, hint=hint, kind=InputKind.DATE, value=value)


def dates(*, required: bool) -> list[Input]:
    """The protective date, its time of day, and why by then."""
    date_label, date_hint = ask.ASK["protective_date"]
    time_label, time_hint = ask.ASK["protective_time"]
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
    """A piece of information the policy asks for, under its own label."""
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
        max_length=LINE if short else TEXT,
    )


def _hint(field: Field) -> str:
    """The policy's own hint; beside special category data, who can read it."""
    private = field.sensitivity is Sensitivity.SPECIAL_CATEGORY
    return " ".join(part for part in (field.hint, ask.SENSITIVE if private else "") if part)
