"""Sentences about duties: who owes what by when, what they wait for, and how they ended."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from core.cases import events as e
from core.cases.duty import (
    AGREE_DATE_TASK,
    BYPASS_TASK,
    DISPOSITION_TASK,
    MEETING_TASK_PREFIX,
    QUESTION_TASK_PREFIX,
    STAGE_SCOPE_PREFIX,
    STAND_OFF_TASK,
    Duty,
)
from core.directory.wording.names import name
from core.partnership.setting import Setting
from core.policy.model import ClockRule, Policy
from core.policy.wording.deadlines import spoken_date, spoken_time
from core.policy.wording.names import SIDE, listed, side_at, stage
from core.policy.wording.rules import CLOCK_STARTS
from core.vocabulary import ClockStart, Side

TO_DO: Final = "To do, soonest first"
RECORDED: Final = "Recorded"
REMIND: Final = "Something is still to be recorded"
NO_DUTIES: Final = "There is nothing here that you could record."
KEEPS: Final = "While this is open"
NO_TIME: Final = "The policy gives no time for it."
"""For a clock with no span, no default of ours and no date set by people."""
AGREE_DATE: Final = "Agree with the other side by when this is to be settled."
STAND_OFF: Final = "Confirm that your side keeps things as they are until this is settled."


def waits(clock: ClockRule, after: str) -> str:
    """Return what a duty whose clock has not started waits for; ``after`` is the text of the task
    named.
    """
    what = CLOCK_STARTS[clock.since]
    if clock.since is ClockStart.TASK_DONE and after:
        return f"This comes after: {after.rstrip('.')}."
    return f"Counted from {what}: {after.rstrip('.')}." if after else f"Counted from {what}."


def task_text(task: str, policy: Policy, at: str = "") -> str:
    """Return a duty in the policy's words, preferably of the stage ``at``; "" if it has none."""
    stages = [one for track in policy.tracks for one in track.stages]
    found: dict[str, str] = {}
    for one in sorted(stages, key=lambda one: one.id != at):
        for rule in one.tasks:
            found.setdefault(rule.id, rule.text)
        if one.dispositions:
            found.setdefault(DISPOSITION_TASK, one.dispositions.text)
        if one.meeting:
            found.setdefault(f"{MEETING_TASK_PREFIX}{one.meeting.id}", one.meeting.text)
            found.setdefault(one.meeting.id, one.meeting.text)
    for rule in (*policy.immediate_risk.tasks, *policy.closing.after):
        found.setdefault(rule.id, rule.text)
    for question in policy.immediate_risk.questions:
        found.setdefault(f"{QUESTION_TASK_PREFIX}{question.id}", question.text)
    if policy.immediate_risk.bypass:
        found.setdefault(BYPASS_TASK, policy.immediate_risk.bypass.text)
    found.setdefault(AGREE_DATE_TASK, AGREE_DATE)
    found.setdefault(STAND_OFF_TASK, STAND_OFF)
    return found.get(task, "")


def of_duties(
    event: e.DutiesOwed | e.DutiesUnmet | e.TaskDone | e.TaskSkipped, setting: Setting
) -> str:
    """Return the chronology's sentence for an event about duties."""
    policy = setting.policy
    match event:
        case e.DutiesOwed():
            what = " ".join(_owed(duty, event.stage, policy) for duty in event.duties)
            return f"Asked by the policy: {what}"
        case e.DutiesUnmet():
            what = listed(_quoted(duty.task, event.stage, policy) for duty in event.duties)
            return f"Not recorded when {stage(event.stage, policy)} was left: {what}."
        case e.TaskDone():
            day = f" on {spoken_date(event.held_on)}" if event.held_on else ""
            late = " Recorded on a later day." if event.late else ""
            what = _quoted(event.task, event.stage, policy)
            told = listed(name(one, setting.directory) for one in event.told)
            also = f" Told: {told}." if told else ""
            by = name(event.by, setting.directory)
            acts = _for(event, policy)
            return f"{by} recorded as done{acts}: {what}{day}.{late}{also}"
        case e.TaskSkipped():
            what = _quoted(event.task, event.stage, policy)
            by = name(event.by, setting.directory)
            return f"{by} recorded as not done{_for(event, policy)}: {what}."


def silence(event: e.StageLapsed, setting: Setting) -> str:
    """Return the sentence for a stage that lapsed because a duty was not recorded."""
    late = " Recorded late." if event.marked_late else ""
    what = _quoted(event.silent, event.stage, setting.policy)
    return (
        f"{stage(event.stage, setting.policy)} lapsed: {what} was not recorded by "
        f"{spoken_time(event.due)}, and the policy then moves the case up.{late}"
    )


def open_duty(duty: Duty, who: Iterable[str], *, with_stage: bool = False) -> str:
    """Return who owes a duty, by when and why then; ``with_stage``: it is due with its stage."""
    people = listed(who)
    if with_stage and duty.due:
        return f"{people}. Due with this stage, {spoken_time(duty.due)}."
    if duty.due is None:
        return f"{people}. {duty.explanation}".strip()
    up = " Not recorded by then, the case moves up." if duty.escalates else ""
    return f"{people}. {duty.explanation}{up}"


def offered(who: Iterable[str]) -> str:
    """Return who may do what a policy only offers."""
    return f"{listed(who)}, if wanted."


def recorded(who: str, on: str, *, late: bool) -> str:
    """Return the sentence for a duty done."""
    return f"Done on {on}; recorded by {who}{' on a later day' if late else ''}."


def skipped(who: str, at: str) -> str:
    """Return the sentence for a duty not done; its reason is in the record."""
    return f"Not done: {who} gave the reason on {at}."


def label(text: str, side: str) -> str:
    """Return a duty's text for a list, with its side where each side or one of them owes it."""
    return f"{text.rstrip('.')} ({side})" if side else text.rstrip(".")


def seat(side: Side | None, scope: str, at: str, policy: Policy) -> str:
    """Return the side that owes a duty, "" for either; of a stage's own duties, the post that
    stands there in place of an agency.
    """
    if side is None:
        return ""
    said = side_at(side, at, policy) if scope.startswith(STAGE_SCOPE_PREFIX) else SIDE[side]
    return said.lower() if said == SIDE[side] else said


def to_do(text: str, due: datetime | None) -> str:
    """Return a duty for a person's own list."""
    return f"{_ended(text)} {f'By {spoken_time(due)}.' if due else ''}".strip()


def reminder(texts: Iterable[str]) -> str:
    """Return what a reminder of duties says."""
    what = "; ".join(text.rstrip(".") for text in texts)
    return f"The policy asks for this, and nothing is recorded yet: {_ended(what)}"


def _owed(duty: Duty, at: str, policy: Policy) -> str:
    text = label(task_text(duty.task, policy, at), seat(duty.side, duty.scope, at, policy))
    return f"{_ended(text)} {duty.explanation}".strip()


def _ended(text: str) -> str:
    return text if text.endswith("?") else f"{text}."


def _quoted(task: str, at: str, policy: Policy) -> str:
    return f'"{task_text(task, policy, at).rstrip(".") or task}"'


def _for(event: e.TaskDone | e.TaskSkipped, policy: Policy) -> str:
    if event.side is None:
        return ""
    said = seat(event.side, event.scope, event.stage, policy)
    of_an_agency = said == SIDE[event.side].lower()
    return f" for the {said}" if of_an_agency else f" as {said}"
