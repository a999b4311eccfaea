"""Duties as shown on a case, in a reminder, and in a person's to-do list."""

from collections.abc import Iterator
from typing import Final

from core.cards import Block, Button, Buttons, Fact, Facts, Heading, Press, Text, Tone
from core.cases.case import Case
from core.cases.duty import (
    AGREE_DATE_TASK,
    BYPASS_TASK,
    CASE_SCOPE,
    DISPOSITION_TASK,
    MEETING_TASK_PREFIX,
    QUESTION_TASK_PREFIX,
    Duty,
)
from core.cases.rules.duties.duties import may_record, open_duties, people_owing
from core.cases.rules.duties.duty_reminders import is_about
from core.cases.rules.duties.sources import clock_not_started, modality
from core.cases.wording import duties as say
from core.directory.wording.names import name
from core.partnership.setting import Setting
from core.policy.wording.deadlines import spoken_date, spoken_time
from core.vocabulary import Action, CaseStatus, Modality

OWN_FORM: Final = {
    DISPOSITION_TASK: Action.DISPOSE,
    AGREE_DATE_TASK: Action.AGREE_DATE,
    BYPASS_TASK: Action.BYPASS,
    MEETING_TASK_PREFIX.rstrip(":"): Action.MEETING,
}
"""The action whose form settles a duty that has its own form."""
BUTTON_LABEL_CHARACTERS: Final = 60
"""Most characters of a duty on its button."""
MAX_DUTY_BUTTONS: Final = 4
"""Most duties with their own button on one message; the case shows all."""


def open_duty_blocks(case: Case, setting: Setting) -> Iterator[Block]:
    """Yield what is owed on this case: by whom, when, and why then."""
    rule = setting.policy.stand_off
    if rule and case.status is CaseStatus.OPEN:
        yield Facts((Fact(say.KEEPS, rule.text),))
    if found := open_duties(case, setting):
        yield Text(say.TO_DO, Tone.STRONG)
        yield Facts(
            tuple(
                Fact(label_of(duty, case, setting), owed_by(duty, case, setting)) for duty in found
            )
        )


def recorded_duty_blocks(case: Case, setting: Setting) -> Iterator[Block]:
    """Yield the recorded duties: done on which day, or not done with a reason."""
    if found := tuple(_settled(case, setting)):
        yield Text(say.RECORDED, Tone.STRONG)
        yield Facts(found)


def owed_by(duty: Duty, case: Case, setting: Setting) -> str:
    """Return who owes a duty, by when, and why then."""
    who = [name(person, setting.directory) for person in people_owing(case, duty, setting)]
    if modality(duty, case, setting) is Modality.MAY:
        return say.offered(who)
    with_stage = duty.explanation == case.visit.explanation and duty.due == case.visit.due
    return say.open_duty(duty, who, with_stage=with_stage)


def _settled(case: Case, setting: Setting) -> Iterator[Fact]:
    for duty in case.duties:
        if duty.scope not in case.scopes and duty.scope != CASE_SCOPE:
            continue
        for one in case.tasks:
            if not one.settles(duty):
                continue
            who = name(one.by, setting.directory)
            on = spoken_date(one.held_on) if one.held_on else spoken_time(one.at)
            done = say.recorded(who, on, late=one.late)
            yield Fact(
                label_of(duty, case, setting),
                say.skipped(who, spoken_time(one.at)) if one.skipped else done,
            )


def label_of(duty: Duty, case: Case, setting: Setting) -> str:
    """Return the duty in the policy's words, with its side where it has one."""
    text = say.task_text(duty.task, setting.policy, case.stage)
    return say.label(text, say.seat(duty.side, duty.scope, case.stage, setting.policy))


def reminded_of(key: str, case: Case, person: str, setting: Setting) -> tuple[Duty, ...]:
    """Return the open duties that a reminder is about and that this person may record."""
    return tuple(
        duty
        for duty in open_duties(case, setting)
        if is_about(key, duty, case, setting) and may_record(case, duty, person, setting)
    )


def duty_texts(found: tuple[Duty, ...], case: Case, setting: Setting) -> tuple[str, ...]:
    """Return the duties in the policy's words, each once."""
    return tuple(
        dict.fromkeys(say.task_text(duty.task, setting.policy, case.stage) for duty in found)
    )


def button(duty: Duty, case: Case, setting: Setting) -> Button:
    """Return the button that opens the form for a duty."""
    text = say.task_text(duty.task, setting.policy, case.stage).rstrip(".")
    label = (
        text
        if len(text) <= BUTTON_LABEL_CHARACTERS
        else f"{text[: BUTTON_LABEL_CHARACTERS - 1].rstrip()}…"
    )
    action, target = Action.TASK, duty.key
    if duty.task.startswith(QUESTION_TASK_PREFIX):
        action, target = Action.ANSWER, duty.task
    elif duty.own_form:
        kind = duty.task.partition(":")[0]
        action, target = OWN_FORM[kind], "view"
    press = Press(action=action, case=case.id, stage=case.stage, target=target)
    return Button(label=label, press=press)


def buttons(found: tuple[Duty, ...], case: Case, setting: Setting) -> tuple[Button, ...]:
    """Return a button for each duty, as many as one message may have."""
    return tuple(button(duty, case, setting) for duty in found)[:MAX_DUTY_BUTTONS]


def to_do(
    cases: tuple[tuple[Case, Setting], ...], people: tuple[str, ...], limit: int
) -> Iterator[Block]:
    """Yield what these people owe on all their cases, soonest first; duties without a time last."""
    found = [
        (duty, case, setting)
        for case, setting in cases
        for duty in open_duties(case, setting)
        if any(_presses(duty, case, person, setting) for person in people)
    ]
    found.sort(key=lambda one: (one[0].due is None, one[0].due or one[2].now))
    if not found:
        return
    yield Heading(say.TO_DO)
    for duty, case, setting in found[:limit]:
        what = say.to_do(label_of(duty, case, setting), duty.due)
        yield Facts((Fact(case.reference, what),))
        if made := buttons((duty,), case, setting):
            yield Buttons(made)


def owes_duty(case: Case, person: str, setting: Setting) -> bool:
    """Whether this case has a duty on the person's to-do list."""
    return any(_presses(duty, case, person, setting) for duty in open_duties(case, setting))


def _presses(duty: Duty, case: Case, person: str, setting: Setting) -> bool:
    """Whether a duty is asked for, its clock runs, and this person owes it."""
    if modality(duty, case, setting) is Modality.MAY or clock_not_started(duty, case, setting):
        return False
    return person in people_owing(case, duty, setting)
