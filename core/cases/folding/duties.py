"""What the events of duties make of a case."""

from dataclasses import replace
from datetime import date

from core.cases import events as e
from core.cases.case import Case
from core.cases.duty import QUESTION, Duty, TaskRecord


def owed(known: tuple[Duty, ...], owed: tuple[Duty, ...]) -> tuple[Duty, ...]:
    """What is owed, each duty once, as it was written down last."""
    return tuple({one.key: one for one in (*known, *owed)}.values())


def record(
    event: e.TaskDone | e.TaskSkipped,
    *,
    held_on: date | None = None,
    late: bool = False,
    skipped: bool = False,
) -> TaskRecord:
    """The record that a duty was done, or was not."""
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
    """The answer is the record of every open duty that asked for it."""
    return settled(case, f"{QUESTION}{event.question}", event, stage=event.stage)


def settled(
    case: Case,
    task: str,
    event: e.CaseEvent,
    *,
    stage: str,
    held_on: date | None = None,
    late: bool = False,
) -> Case:
    """The decision is the record of every open duty that asked for it."""
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
    return replace(case, tasks=(*case.tasks, *records))
