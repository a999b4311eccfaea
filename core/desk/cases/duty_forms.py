"""The form that records a duty: done on which day, or not done and why."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from core.cards import Block, Button, Fact, Facts, Input, InputKind, Option, Press
from core.cases import commands as c
from core.cases.case import Case
from core.cases.duty import Duty, stage_scope
from core.cases.rules.duties.duties import recordable
from core.cases.rules.duties.recording import asked_with
from core.cases.wording import questions as ask
from core.cases.wording.labels import LABEL
from core.desk.inputs import YES_NO, choice, day, policy_field, text
from core.notifications.duty_lines import button, label_of, owed_by
from core.partnership.setting import Setting
from core.vocabulary import Action

COMMON_INPUTS: Final = frozenset({"duty", "done", "held_on", "note"})
"""Inputs that every such form has; the others are fields of the policy."""


def offered(case: Case, person: str, setting: Setting) -> tuple[Duty, ...]:
    """Return the duties to choose from on the common form: those without further fields."""
    return tuple(
        one for one in recordable(case, person, setting) if not asked_with(one, case, setting)
    )


def buttons(case: Case, person: str, setting: Setting) -> tuple[Button, ...]:
    """Return the common form's button, and one for each duty whose form has further fields of the
    policy.
    """
    press = Press(action=Action.TASK, case=case.id, stage=case.stage, target="view")
    common = Button(label=LABEL[Action.TASK], press=press)
    own = (one for one in recordable(case, person, setting) if asked_with(one, case, setting))
    return (
        *((common,) if offered(case, person, setting) else ()),
        *(button(one, case, setting) for one in own),
    )


def chosen(key: str, case: Case) -> Duty | None:
    """Return the duty with this key, or None."""
    return next((one for one in case.duties if one.key == key), None)


def of_another_time(target: str, case: Case) -> bool:
    """Whether a form is for something that is owed whatever the stage: the steps of an alert, what
    stays as it is meanwhile, what follows the closing.
    """
    here = stage_scope(case.visit.number)
    return any(target in {one.key, one.task} and one.scope != here for one in case.duties)


def nothing_to_record(target: str, case: Case, person: str, setting: Setting) -> bool:
    """Whether the form would have nothing to record."""
    named = chosen(target, case)
    if named:
        return named not in recordable(case, person, setting)
    return not offered(case, person, setting)


def content(
    target: str, case: Case, person: str, setting: Setting
) -> tuple[list[Block], list[Input]]:
    """Return the blocks and inputs for the named duty, or for a choice of duties."""
    named = chosen(target, case)
    shown: list[Block] = []
    inputs: list[Input] = []
    if named:
        fact = Fact(label_of(named, case, setting), owed_by(named, case, setting))
        shown.append(Facts((fact,)))
    else:
        options = tuple(
            Option(one.key, label_of(one, case, setting)[:140])
            for one in offered(case, person, setting)
        )
        inputs.append(choice("duty", options, value=options[0].value if options else ""))
    label, hint = ask.QUESTION_AND_HINT["done"]
    inputs.append(
        Input(id="done", label=label, hint=hint, kind=InputKind.CHOICE, groups=YES_NO, value="yes")
    )
    inputs.append(replace(day("held_on", setting.today.isoformat()), required=False))
    fields = asked_with(named, case, setting) if named else ()
    inputs.extend(replace(policy_field(one), required=False) for one in fields)
    inputs.append(text("note", required=False))
    return shown, inputs


def command(
    duty: Duty, values: Mapping[str, str], held_on: date, by: str, *, done: bool
) -> c.RecordTask | c.SkipTask:
    """Return the command that records the duty as done or as not done."""
    note = values.get("note", "").strip()
    if not done:
        return c.SkipTask(by=by, scope=duty.scope, task=duty.task, side=duty.side, reason=note)
    answers = {key: value.strip() for key, value in values.items() if key not in COMMON_INPUTS}
    return c.RecordTask(
        by=by,
        scope=duty.scope,
        task=duty.task,
        side=duty.side,
        held_on=held_on,
        answers=answers,
        note=note,
    )
