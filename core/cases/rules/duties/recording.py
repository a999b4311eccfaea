"""Recording a duty as done, or as not done and why."""

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.duty import Duty
from core.cases.posts import holders_and_vacancies
from core.cases.refusals import Reason, Refusal
from core.cases.rules.duties.duties import happened_at, may_record, start_clocks
from core.cases.rules.duties.sources import task_of
from core.cases.rules.fields import LINE_CHARACTERS, TEXT_CHARACTERS
from core.partnership.setting import Setting
from core.policy.model import Field
from core.vocabulary import ClockStart, Modality, Side


def record(case: Case, command: c.RecordTask, setting: Setting) -> tuple[e.Event, ...] | Refusal:
    """Record a duty as done. The fields the policy asks for are required; a record on a later day
    is marked late; clocks that count from it start.
    """
    duty = _wanted(case, command, setting)
    if isinstance(duty, Refusal):
        return duty
    if command.held_on > setting.today:
        return Refusal(reason=Reason.FUTURE, input="held_on")
    for field in asked_with(duty, case, setting):
        typed = command.answers.get(field.id, "")
        limit = LINE_CHARACTERS if field.kind == "line" else TEXT_CHARACTERS
        if field.required and not typed.strip():
            return Refusal(reason=Reason.EMPTY, input=field.id)
        if len(typed) > limit:
            return Refusal(reason=Reason.TOO_LONG, input=field.id, about=str(limit))
    return done(case, duty, command, setting)


def done(
    case: Case, duty: Duty, command: c.RecordTask, setting: Setting, *, talked: bool = False
) -> tuple[e.Event, ...]:
    """Return the events of a duty done: who is told, and which clocks start."""
    task = task_of(duty, case, setting)
    sides = (duty.side,) if duty.side else tuple(Side)
    told, gaps = holders_and_vacancies(task.tell if task else (), case, setting, sides)
    asked = {field.id for field in asked_with(duty, case, setting)}
    recorded = e.TaskDone(
        at=setting.now,
        by=command.by,
        scope=duty.scope,
        stage=case.stage,
        task=duty.task,
        side=duty.side,
        held_on=command.held_on,
        late=command.held_on < setting.today,
        talked=talked,
        told=told,
        gaps=gaps,
        answers={key: text for key, text in command.answers.items() if key in asked and text},
        note=command.note,
    )
    began = happened_at(setting.now, command.held_on)
    marks = {ClockStart.TASK_DONE, *({task.marks} if task and task.marks else ())}
    return (
        recorded,
        *(x for mark in sorted(marks) for x in start_clocks(case, mark, duty.task, began, setting)),
    )


def skip(case: Case, command: c.SkipTask, setting: Setting) -> tuple[e.Event, ...] | Refusal:
    """Record a duty as not done; a reason is required (reading G13) unless it is only offered
    ("may").
    """
    duty = _wanted(case, command, setting)
    if isinstance(duty, Refusal):
        return duty
    task = task_of(duty, case, setting)
    offered = task is not None and task.modality is Modality.MAY
    if not offered and not command.reason.strip():
        return Refusal(reason=Reason.EMPTY, input="note")
    return (
        e.TaskSkipped(
            at=setting.now,
            by=command.by,
            scope=duty.scope,
            stage=case.stage,
            task=duty.task,
            side=duty.side,
            reason=command.reason,
        ),
    )


def asked_with(duty: Duty, case: Case, setting: Setting) -> tuple[Field, ...]:
    """Return the policy's fields that are asked for when a duty is recorded."""
    task = task_of(duty, case, setting)
    wanted = task.records if task else ()
    return tuple(
        field for field in setting.policy.fields if field.id in wanted and field.derived is None
    )


def _wanted(case: Case, command: c.RecordTask | c.SkipTask, setting: Setting) -> Duty | Refusal:
    """Return the open duty a command names, or why it cannot be recorded."""
    named = (command.scope, command.task, command.side)
    duties = [one for one in case.duties if (one.scope, one.task, one.side) == named]
    if not duties or duties[0].own_form:
        return Refusal(reason=Reason.NOT_ALLOWED)
    duty = duties[0]
    if not may_record(case, duty, command.by, setting):
        return Refusal(reason=Reason.NOT_ALLOWED)
    if duty in case.open_duties:
        return duty
    recorded = next((one for one in case.tasks if one.settles(duty)), None)
    if recorded:
        return Refusal(reason=Reason.ALREADY_DONE)
    return Refusal(reason=Reason.STALE, at=case.visit.entered_at)
