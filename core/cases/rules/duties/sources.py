"""The policy rule behind each duty: tasks, an alert's decisions, meetings and the stand-off."""

from core.cases.case import Case
from core.cases.duty import (
    AFTER_CLOSING_SCOPE,
    AGREE_DATE_TASK,
    BYPASS_TASK,
    DISPOSITION_TASK,
    MEETING_TASK_PREFIX,
    QUESTION_TASK_PREFIX,
    STAND_OFF_TASK,
    Duty,
)
from core.cases.wording import duties as say
from core.partnership.setting import Setting
from core.policy.model import Policy, Question, Stage, Task
from core.vocabulary import ClockStart, Modality, Side, Unit


def task_of(duty: Duty, case: Case, setting: Setting) -> Task | None:
    """Return the policy's rule behind a duty; None where this edition has none of that id."""
    return find_task(duty.scope, duty.task, case, setting.policy)


def modality(duty: Duty, case: Case, setting: Setting) -> Modality:
    """Return how strongly a duty is asked; ``may`` where this edition does not have it."""
    task = task_of(duty, case, setting)
    return task.modality if task else Modality.MAY


def clock_not_started(duty: Duty, case: Case, setting: Setting) -> bool:
    """Whether a duty's clock has still to start: until then it is listed but not reminded of."""
    task = task_of(duty, case, setting)
    if duty.due or task is None or task.clock is None:
        return False
    return duty.explanation != say.NO_TIME


def find_task(scope: str, task: str, case: Case, policy: Policy) -> Task | None:
    """Return the task with that id in a scope of this case, or None."""
    return next((one for one in _tasks_in(scope, case, policy) if one.id == task), None)


def _tasks_in(scope: str, case: Case, policy: Policy) -> tuple[Task, ...]:
    kind, _, number = scope.partition(":")
    if kind == "stage":
        stays = (one for one in case.visits if one.number == int(number))
        return tuple(task for one in stays for task in stage_tasks(policy.stage(one.stage)))
    if kind == "risk":
        return risk_tasks(policy)
    if kind == AFTER_CLOSING_SCOPE:
        return policy.closing.after
    task = stand_off(policy)
    return (task,) if task else ()


def stage_tasks(stage: Stage) -> tuple[Task, ...]:
    """Return the tasks of a stage, including its agreed date, disposition and meeting."""
    tasks = list(stage.tasks)
    if stage.clock.span.unit is Unit.AGREED_BY_BOTH:
        tasks.append(
            Task(
                id=AGREE_DATE_TASK,
                text=say.AGREE_DATE,
                side=None,
                modality=Modality.MUST,
                basis=stage.clock.basis,
            )
        )
    if rule := stage.dispositions:
        tasks.append(
            Task(
                id=DISPOSITION_TASK,
                text=rule.text,
                side=rule.side,
                modality=rule.modality,
                clock=rule.clock,
                basis=rule.basis,
            )
        )
    if meeting := stage.meeting:
        tasks.append(
            Task(
                id=f"{MEETING_TASK_PREFIX}{meeting.id}",
                text=meeting.text,
                side=meeting.side,
                modality=meeting.modality,
                role=meeting.chair,
                clock=meeting.clock,
                marks=ClockStart.MEETING_HELD,
                basis=meeting.basis,
            )
        )
    return tuple(tasks)


def risk_tasks(policy: Policy) -> tuple[Task, ...]:
    """Return an alert's tasks and decisions, each a duty of its own."""
    risk = policy.immediate_risk
    decisions = (*risk.tasks, *(_decision(question) for question in risk.questions))
    rule = risk.bypass
    if rule is None or rule.modality is Modality.MAY:
        return decisions
    leaving = Task(
        id=BYPASS_TASK, text=rule.text, side=Side.RAISING, modality=rule.modality, basis=rule.basis
    )
    return (*decisions, leaving)


def _decision(question: Question) -> Task:
    return Task(
        id=f"{QUESTION_TASK_PREFIX}{question.id}",
        text=question.text,
        side=question.side,
        modality=question.modality,
        when=question.when,
        basis=question.basis,
    )


def stand_off(policy: Policy) -> Task | None:
    """Return the task of confirming the stand-off, for each side, if the policy has one (S-24)."""
    rule = policy.stand_off
    if rule is None:
        return None
    return Task(
        id=STAND_OFF_TASK,
        text=say.STAND_OFF,
        side=None,
        each=True,
        modality=rule.modality,
        basis=rule.basis,
    )
