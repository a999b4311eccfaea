"""Moving a case: entering a stage, escalating, protective dates, lapsing and reopening."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from core.cases import commands as c
from core.cases import events as e
from core.cases.access import stands_for
from core.cases.case import Case
from core.cases.folding.evolve import evolve
from core.cases.posts import parties_of
from core.cases.refusals import Reason, Refusal
from core.cases.rules.contacts.informing import notifications
from core.cases.rules.duties import duties
from core.cases.rules.ladder.hand_up import (
    counts_within_next_stage,
    hand_up_deadline,
    hand_ups_owed,
)
from core.partnership.setting import Setting
from core.policy.calendar import Deadline, deadline_of
from core.policy.model import ClockRule, Field, Stage
from core.policy.wording.deadlines import ByProtectiveDate, BySentFrom, explain
from core.policy.wording.names import stage as stage_name
from core.routing.stage_contacts import Resolution, applies, ask_both, unique
from core.vocabulary import CaseStatus, ClockStart, Modality

COUNTERPART_FIELD: Final = "other_practitioner"
"""Id of the field for the practitioner with whom there is a concern; not asked again if one was
chosen at the opening (reading HOU-A11).
"""
LATE_AFTER: Final = timedelta(minutes=1)
"""A lapse recorded more than this after its time is marked late (promise P3)."""


def enter(
    case: Case,
    stage: Stage,
    why: str,
    setting: Setting,
    *,
    by: str = "",
    unresolved_at: datetime | None = None,
    protective: datetime | None = None,
    never_after: datetime | None = None,
) -> tuple[e.Event, ...]:
    """Return the events of entering a stage: who is asked and by when, and who else is told.

    ``never_after`` is when the stage left was due, where the case is sent down or aside and may not
    gain time by it. ``unresolved_at`` is when the stage below lapsed or was recorded unresolved:
    the hand-up and the stage itself count from there, so that an outage of ours lengthens nothing
    (promise P4).
    """
    calendar = setting.calendar
    since = unresolved_at or setting.now
    unresolved = why in {"lapsed", "escalated"}
    hand_up = hand_up_deadline(case, stage, setting, since) if unresolved else None
    if hand_up and why == "lapsed" and not counts_within_next_stage(case, setting):
        since = hand_up.at
    deadline = deadline_of(
        stage.clock,
        _start(stage.clock, case, since),
        calendar,
        now=setting.now,
        protective=protective,
        caps=_caps(case, stage, why, since, setting),
        subject=case.subject_type,
    )
    if never_after is not None and deadline.at > never_after:
        deadline = _no_later(deadline, never_after, case, setting)
    raising, receiving = _both(case, stage, setting)
    asked = (*raising.people, *receiving.people)
    entered = e.StageEntered(
        at=setting.now,
        by=by,
        stage=stage.id,
        why=why,
        since=deadline.since,
        due=deadline.at,
        explanation=deadline.explanation,
        labelled_default=deadline.labelled_default,
        asked_raising=raising.people,
        asked_receiving=receiving.people,
        informed=unique((*raising.informed, *receiving.informed)),
        gaps=unique((*raising.gaps, *receiving.gaps)),
        hand_ups=hand_ups_owed(case, hand_up, by, asked, setting) if hand_up else (),
        protective=protective,
    )
    number = len(case.visits) + 1
    left = duties.duties_unmet(case, setting) if case.visits and why != "reopened" else ()
    owed = duties.owed_on_entering(
        case,
        stage,
        setting,
        number,
        since=since,
        why=why,
        protective=protective,
        never_after=None if deadline.labelled_default or deadline.shortened else deadline.at,
    )
    there = evolve(case, entered, case.id, case.sequence)
    return (
        *left,
        entered,
        *duties.duties_added(owed, there, stage.id, setting, but=asked),
        *notifications(case, stage, setting),
    )


def _no_later(deadline: Deadline, limit: datetime, case: Case, setting: Setting) -> Deadline:
    """Bring the deadline down to that of the stage the case was sent from."""
    at = max(limit, setting.now)
    return replace(
        deadline,
        at=at,
        explanation=explain(at, BySentFrom(stage_name(case.stage, setting.policy))),
        labelled_default=case.visit.labelled_default,
        shortened=True,
    )


def _both(case: Case, stage: Stage, setting: Setting) -> tuple[Resolution, Resolution]:
    again = any(one.stage == stage.id for one in case.visits)  # visited before: the same people
    return ask_both(stage, parties_of(case), setting.policy, setting.directory, again=again)


def _caps(
    case: Case, stage: Stage, why: str, since: datetime, setting: Setting
) -> tuple[tuple[ClockRule, datetime], ...]:
    """Return the caps with their start. On reopening, a cap that ran out while the case was agreed
    does not count: nobody could keep it.
    """
    caps = ((cap, _start(cap, case, since)) for cap in stage.caps)
    if why != "reopened":
        return tuple(caps)
    return tuple(
        (cap, start)
        for cap, start in caps
        if deadline_of(cap, start, setting.calendar, now=setting.now).at > setting.now
    )


def _start(clock: ClockRule, case: Case, entered: datetime) -> datetime:
    """Return the moment a clock counts from."""
    if clock.since is ClockStart.DISAGREEMENT_AROSE:
        return case.day_zero
    if clock.since is ClockStart.CASE_OPENED:
        return case.opened_at
    return entered


def next_stage_up(case: Case, setting: Setting) -> Stage | None:
    """Return the next stage up, or None at the last; some kinds of dispute end below the ladder's
    own last stage.
    """
    return setting.policy.next_stage(case.stage, case.kind)


def escalate(case: Case, command: c.EscalateNow, setting: Setting) -> tuple[e.Event, ...] | Refusal:
    """Record the stage as unresolved and move up before its time."""
    stage = setting.policy.stage(case.stage)
    to = next_stage_up(case, setting)
    if to is None:
        return Refusal(reason=Reason.LAST_STAGE)
    if not command.reason.strip():
        return Refusal(reason=Reason.EMPTY, input="reason")
    late = not stands_for(None, case, command.by)  # whoever raised it, after its time
    if not late and (undecided := open_questions(case, stage, setting)):
        return Refusal(reason=Reason.QUESTION_OPEN, about=undecided[0])
    escalated = e.EscalatedNow(
        at=setting.now, by=command.by, stage=case.stage, reason=command.reason
    )
    dates = (carried_protective_date(case, setting.now), command.protective)
    soonest = min((date for date in dates if date is not None), default=None)
    return (escalated, *enter(case, to, "escalated", setting, by=command.by, protective=soonest))


def carried_protective_date(case: Case, moment: datetime) -> datetime | None:
    """Return the protective date, unless it is not after ``moment``: it goes with the case from
    stage to stage.
    """
    protective = case.visit.protective
    return protective if protective is not None and protective > moment else None


def open_questions(case: Case, stage: Stage, setting: Setting) -> tuple[str, ...]:
    """Return the ids of the decisions this stage demands that have no answer yet."""
    answered = {(answer.stage, answer.question) for answer in case.answered}
    parties = parties_of(case)
    return tuple(
        question.id
        for question in stage.questions
        if question.modality is Modality.MUST
        and (stage.id, question.id) not in answered
        and applies(question.when, parties, setting.directory)
    )


def bring_forward(
    case: Case, command: c.BringForward, setting: Setting
) -> tuple[e.Event, ...] | Refusal:
    """Set a protective date: it can shorten the stage, never lengthen it (reading G2).

    A date in the past means due now. A date beyond the limit is recorded and the limit kept, even
    if that limit is only our labelled default.
    """
    visit = case.visit
    if case.due is None:
        return Refusal(reason=Reason.STALE, at=visit.lapsed_at)
    at = max(command.protective, setting.now)
    limit = None if visit.labelled_default else visit.due
    explanation = explain(at, ByProtectiveDate(command.protective, limit, case.subject_type))
    if at >= visit.due:
        at, explanation = visit.due, visit.explanation
    return (
        e.DeadlineBroughtForward(
            at=setting.now,
            by=command.by,
            stage=case.stage,
            protective=command.protective,
            due=at,
            explanation=explanation,
            beyond_limit=at < command.protective,
            reason=command.reason,
        ),
        *duties.bring_duties_forward(case, command.protective, setting),
    )


def details_owed(case: Case, setting: Setting, *, leaving: bool = False) -> tuple[Field, ...]:
    """Return the empty fields that must travel with the hand-ups so far; with ``leaving``, also
    those of the hand-up out of the current stage.
    """
    policy = setting.policy
    left = [visit.stage for visit in case.visits[:-1]]
    stages = [policy.stage(one) for one in (*left, *([case.stage] if leaving else []))]
    carried = {key for one in stages if one.hand_up for key in one.hand_up.carries}
    return tuple(
        one
        for one in policy.fields
        if one.at == "hand_up"
        and one.derived is None
        and one.id in carried
        and not case.answers.get(one.id)
        and not (one.id == COUNTERPART_FIELD and case.counterpart)
    )


def lapse(case: Case, command: c.Lapse, setting: Setting) -> tuple[e.Event, ...]:
    """Record that the stage's time ran out and open the next; no person has to act (G5).

    A lapse that no longer applies (moved on, agreed, not due) has no effect.
    """
    at = case.lapses_at
    if at is None or command.stage != case.stage or setting.now < at:
        return ()
    silent = case.silent if case.due and at < case.due else None
    lapsed = e.StageLapsed(
        at=setting.now,
        by="",
        stage=case.stage,
        due=at,
        marked_late=setting.now - at > LATE_AFTER,
        silent=silent.task if silent else "",
    )
    to = next_stage_up(case, setting)
    if to is None:
        return (lapsed, *duties.start_clocks(case, ClockStart.DEADLINE_LAPSED, "", at, setting))
    carried = carried_protective_date(case, at)
    return (
        lapsed,
        *enter(case, to, "lapsed", setting, unresolved_at=at, protective=carried),
    )


def not_satisfied(
    case: Case, command: c.SayNotSatisfied, setting: Setting
) -> tuple[e.Event, ...] | Refusal:
    """Reopen at the next stage: the raiser is not satisfied with the outcome (HAL-12, G10)."""
    if case.status is CaseStatus.OPEN:
        return Refusal(reason=Reason.NOT_AGREED)
    if not command.reason.strip():
        return Refusal(reason=Reason.EMPTY, input="reason")
    reopened = e.CaseReopened(at=setting.now, by=command.by, reason=command.reason)
    stage = next_stage_up(case, setting) or setting.policy.stage(case.stage)
    open_again = replace(case, status=CaseStatus.OPEN)
    still = carried_protective_date(case, setting.now)
    return (
        reopened,
        *enter(open_again, stage, "reopened", setting, by=command.by, protective=still),
    )
