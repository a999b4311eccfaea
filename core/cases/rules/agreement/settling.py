"""Settling a case: discussions, decisions, outcomes, confirmations, copies and closing."""

from dataclasses import replace

from core.cases import commands as c
from core.cases import events as e
from core.cases.access import Part, may
from core.cases.case import Case
from core.cases.duty import Duty
from core.cases.posts import parties_of
from core.cases.refusals import Reason, Refusal
from core.cases.rules.contacts.informing import on_occasion
from core.cases.rules.duties.duties import duties_added, duties_unmet, owed_on_closing, recordable
from core.cases.rules.duties.recording import asked_with, done
from core.partnership.setting import Setting
from core.policy.model import Question
from core.routing.stage_contacts import applies, holders, unique
from core.vocabulary import Action, CaseStatus, Occasion, Side


def discuss(
    case: Case, command: c.RecordDiscussion, setting: Setting
) -> tuple[e.Event, ...] | Refusal:
    """Record a discussion; one recorded on a later day is marked late (not contemporaneous)."""
    if command.held_on > setting.today:
        return Refusal(reason=Reason.FUTURE, input="held_on")
    for field, value in (("people", command.people), ("account", command.account)):
        if not value.strip():
            return Refusal(reason=Reason.EMPTY, input=field)
    fulfilled = [
        duty
        for duty in duties_of_discussion(case, command.by, setting)
        if duty.task in command.tasks
    ]
    return (
        e.DiscussionRecorded(
            at=setting.now,
            by=command.by,
            stage=case.stage,
            between_agencies=command.between_agencies,
            method=command.method,
            held_on=command.held_on,
            late=command.held_on < setting.today,
            people=command.people,
            account=command.account,
        ),
        *(
            event
            for duty in fulfilled
            for event in done(case, duty, _record(duty, command), setting, talked=True)
        ),
    )


def _record(duty: Duty, command: c.RecordDiscussion) -> c.RecordTask:
    return c.RecordTask(
        by=command.by,
        scope=duty.scope,
        task=duty.task,
        side=duty.side,
        held_on=command.held_on,
    )


def duties_of_discussion(case: Case, person: str, setting: Setting) -> tuple[Duty, ...]:
    """Return the stage duties that a discussion can fulfil: those this person may record and that
    ask for no fields.
    """
    return tuple(
        duty
        for duty in recordable(case, person, setting)
        if duty.scope.startswith("stage:") and not asked_with(duty, case, setting)
    )


def answer(
    case: Case, command: c.AnswerQuestion, setting: Setting
) -> tuple[e.Event, ...] | Refusal:
    """Answer a decision the policy demands, yes or no, with a reason."""
    question = next((one for one in _askable(case, setting) if one.id == command.question), None)
    if question is None:
        return Refusal(reason=Reason.STALE)
    if not _may_answer(question, case, command.by, setting):
        return Refusal(reason=Reason.NOT_ALLOWED)
    if not command.reason.strip():
        return Refusal(reason=Reason.EMPTY, input=f"reason_{command.question}")
    return (
        e.QuestionAnswered(
            at=setting.now,
            by=command.by,
            stage=case.stage,
            question=command.question,
            answer=command.answer,
            reason=command.reason,
        ),
    )


def askable(case: Case, person: str, setting: Setting) -> tuple[Question, ...]:
    """Return the decisions this person can take now."""
    return tuple(one for one in _askable(case, setting) if _may_answer(one, case, person, setting))


def _may_answer(question: Question, case: Case, person: str, setting: Setting) -> bool:
    alert = question in setting.policy.immediate_risk.questions
    part = Part(question.side, of_alert=alert)
    return may(Action.ANSWER, case, person, setting, part)


def _askable(case: Case, setting: Setting) -> tuple[Question, ...]:
    """Return the decisions that can be taken now: the stage's, and the alert's once flagged."""
    still_open = case.status is CaseStatus.OPEN
    questions = (
        *(setting.policy.stage(case.stage).questions if still_open else ()),
        *(setting.policy.immediate_risk.questions if case.risk else ()),
    )
    parties = parties_of(case)
    applying = (one for one in questions if applies(one.when, parties, setting.directory))
    return tuple({question.id: question for question in reversed(tuple(applying))}.values())[::-1]


def propose(
    case: Case, command: c.ProposeOutcome, setting: Setting
) -> tuple[e.Event, ...] | Refusal:
    """Propose an outcome; this is also the proposing side's own confirmation (reading G10)."""
    side = case.side_of(command.by)
    if side is None:
        return Refusal(reason=Reason.NOT_YOURS)
    if not command.outcome.strip():
        return Refusal(reason=Reason.EMPTY, input="outcome")
    if command.still_at_risk:
        return Refusal(reason=Reason.STILL_AT_RISK, input="still_at_risk")
    return (
        e.OutcomeProposed(
            at=setting.now,
            by=command.by,
            stage=case.stage,
            side=side,
            outcome=command.outcome,
            outstanding=command.outstanding,
        ),
    )


def confirm(
    case: Case, command: c.ConfirmOutcome, setting: Setting
) -> tuple[e.Event, ...] | Refusal:
    """Confirm the outcome for the other side; the disagreement is then agreed."""
    proposal = case.proposal
    if proposal is None:
        return Refusal(reason=Reason.NOTHING_PROPOSED)
    if command.proposal not in {0, proposal.sequence}:  # nobody agrees to what they have not read
        return Refusal(reason=Reason.OTHER_PROPOSAL, at=proposal.at)
    side = case.side_of(command.by)
    if side is None or side is proposal.side:
        return Refusal(reason=Reason.OWN_PROPOSAL)
    if command.still_at_risk:
        return Refusal(reason=Reason.STILL_AT_RISK, input="still_at_risk")
    return (
        e.OutcomeConfirmed(at=setting.now, by=command.by, stage=case.stage, side=side),
        *duties_unmet(case, setting),
        e.CaseAgreed(at=setting.now, by=command.by, stage=case.stage, late=case.lapsed),
        *on_occasion(case, Occasion.AGREED, setting),
    )


def reject(case: Case, command: c.RejectOutcome, setting: Setting) -> tuple[e.Event, ...] | Refusal:
    """Reject the outcome for the other side; the clock was never stopped."""
    if case.proposal is None:
        return Refusal(reason=Reason.NOTHING_PROPOSED)
    if command.proposal not in {0, case.proposal.sequence}:
        return Refusal(reason=Reason.OTHER_PROPOSAL, at=case.proposal.at)
    side = case.side_of(command.by)
    if side is None or side is case.proposal.side:
        return Refusal(reason=Reason.OWN_PROPOSAL)
    if not command.reason.strip():
        return Refusal(reason=Reason.EMPTY, input="reason")
    return (
        e.OutcomeRejected(
            at=setting.now, by=command.by, stage=case.stage, side=side, reason=command.reason
        ),
    )


def copied(case: Case, command: c.TickCopied, setting: Setting) -> tuple[e.Event, ...] | Refusal:
    """Confirm that a copy is on one's own agency's file."""
    if case.side_of(command.by) is not command.side:
        return Refusal(reason=Reason.NOT_ALLOWED)
    if command.side in case.copied:
        return Refusal(reason=Reason.ALREADY_DONE)
    said = setting.policy.closing.copy_text
    return (e.CopiedToFile(at=setting.now, by=command.by, side=command.side, text=said),)


def close(case: Case, command: c.CloseCase, setting: Setting) -> tuple[e.Event, ...] | Refusal:
    """Close an agreed case once nothing is open."""
    if case.status is CaseStatus.CLOSED:
        return Refusal(reason=Reason.CLOSED, at=case.closed_at)
    if case.status is not CaseStatus.AGREED:
        return Refusal(reason=Reason.NOT_AGREED)
    if case.risk is not None:
        return Refusal(reason=Reason.RISK_STANDS)
    if missing := copies_open(case):
        return Refusal(reason=Reason.COPIES_OPEN, about=missing[0])
    if not case.raiser_told:
        return Refusal(reason=Reason.RAISER_NOT_TOLD)
    told = [
        person
        for role in setting.policy.closing.learning_to
        for person in holders(
            role, Side.RAISING, parties_of(case), setting.policy, setting.directory
        )
    ]
    closed = e.CaseClosed(
        at=setting.now,
        by=command.by,
        stage=case.stage,
        late=case.late,
        told=unique(told),
        learning=command.learning,
        answers=command.answers,
    )
    after = owed_on_closing(case, setting)
    there = replace(case, status=CaseStatus.CLOSED, closed_at=setting.now)
    return (
        closed,
        *duties_added(after, there, case.stage, setting),
        *on_occasion(case, Occasion.CLOSED, setting),
    )


def copies_open(case: Case) -> tuple[Side, ...]:
    """Return the sides that have no copy on file yet; an unknown agency is not asked for one."""
    return tuple(side for side in Side if side not in case.copied and case.side(side).agency)
