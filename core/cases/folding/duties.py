"""Fold the events of duties."""

from datetime import date

from core.cases import events as e
from core.cases.case import Case
from core.cases.duty import QUESTION_TASK_PREFIX, Duty, TaskRecord
from core.cases.folding.changing import changed


def owed(known: tuple[Duty, ...], owed: tuple[Duty, ...]) -> tuple[Duty, ...]:
    """Return all duties, each once, as recorded last."""
    return tuple({one.key: one for one in (*known, *owed)}.values())


def record(
    event: e.TaskDone | e.TaskSkipped,
    *,
    held_on: date | None = None,
    late: bool = False,
    skipped: bool = False,
) -> TaskRecord:
    """Return the record that a duty was done, or was skipped."""
    return TaskRecord(
        scope=event.scope,
        stage=event.stage,
        task=event.task,
        side=event.side,
        by=event.by,
        at=event.at,
        held_on=held_on,
        late=late,
        skipped=skipped,
    )


def decided(case: Case, event: e.QuestionAnswered) -> Case:
    """Record the answer for every open duty that asked for it."""
    return settled(case, f"{QUESTION_TASK_PREFIX}{event.question}", event, stage=event.stage)


def settled(
    case: Case,
    task: str,
    event: e.CaseEvent,
    *,
    stage: str,
    held_on: date | None = None,
    late: bool = False,
) -> Case:
    """Record the decision for every open duty with this task id."""
    records = tuple(
        TaskRecord(
            scope=duty.scope,
            stage=stage,
            task=duty.task,
            side=duty.side,
            by=event.by,
            at=event.at,
            held_on=held_on,
            late=late,
            skipped=False,
        )
        for duty in case.open_duties
        if duty.task == task
    )
    return changed(case, tasks=(*case.tasks, *records))
