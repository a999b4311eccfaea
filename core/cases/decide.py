"""The rules of escalation as one pure function: the events that follow from a command, or a
refusal.
"""

from dataclasses import replace
from typing import assert_never

from core.cases import commands as c
from core.cases import events as e
from core.cases.access import ON_BEHALF, may, who_may
from core.cases.case import Case
from core.cases.refusals import Reason, Refusal
from core.cases.rules import reminders, safety
from core.cases.rules.agreement import agreed_dates, meetings, notes, settling
from core.cases.rules.contacts import asking
from core.cases.rules.duties import recording
from core.cases.rules.ladder import (
    bypass,
    edition_change,
    exits,
    hand_up,
    linked_cases,
    moving,
    opening,
)
from core.partnership.setting import Setting
from core.vocabulary import Action, CaseStatus

Decision = tuple[e.Event, ...] | Refusal

ACTION_NEEDED: dict[type[c.Command], Action] = {
    c.Accept: Action.ACCEPT,
    c.Decline: Action.DECLINE,
    c.HandToDeputy: Action.HAND_TO_DEPUTY,
    c.NameOtherSide: Action.NAME_OTHER_SIDE,
    c.RecordDiscussion: Action.DISCUSS,
    c.RecordTask: Action.TASK,
    c.SkipTask: Action.TASK,
    c.ProposeOutcome: Action.PROPOSE,
    c.ConfirmOutcome: Action.CONFIRM,
    c.RejectOutcome: Action.REJECT,
    c.EscalateNow: Action.ESCALATE,
    c.ConfirmHandUp: Action.HAND_UP,
    c.BringForward: Action.BRING_FORWARD,
    c.FlagImmediateRisk: Action.IMMEDIATE_RISK,
    c.AcknowledgeRisk: Action.ACKNOWLEDGE,
    c.WithdrawImmediateRisk: Action.WITHDRAW_RISK,
    c.InvokeOverride: Action.OVERRIDE,
    c.AnswerQuestion: Action.ANSWER,
    c.DecideBypass: Action.BYPASS,
    c.NameDate: Action.AGREE_DATE,
    c.AgreeDate: Action.SAME_DATE,
    c.Dispose: Action.DISPOSE,
    c.RecordMeeting: Action.MEETING,
    c.AddNote: Action.NOTE,
    c.SupplyDetails: Action.DETAILS,
    c.AskForSupport: Action.SUPPORT,
    c.ReportGap: Action.GAP,
    c.CorrectEntry: Action.CORRECT,
    c.TickCopied: Action.COPIED,
    c.CloseCase: Action.CLOSE,
    c.SayNotSatisfied: Action.NOT_SATISFIED,
    c.ChangeEdition: Action.MIGRATE,
}
"""The action a person must be allowed for each command; Concord's own commands need none."""


def decide_opening(
    command: c.OpenCase, setting: Setting, case_id: str
) -> tuple[e.Event, ...] | tuple[Refusal, ...]:
    """Decide an opening: return its events, or every fault of the form."""
    return opening.open_case(command, setting, case_id)


def decide_linked_case(
    case: Case, command: c.TakeRoute, setting: Setting, case_id: str
) -> tuple[e.Event, ...] | tuple[Refusal, ...]:
    """Decide the opening of a linked case: return its events, or every fault of the form."""
    refused = refusal(Action.ROUTE, case.stage, case, command.by, setting)
    return (refused,) if refused else linked_cases.open_linked_case(case, command, setting, case_id)


def decide(case: Case, command: c.AnyCommand, setting: Setting) -> Decision:
    """Return the events that follow from a command on a case, or a refusal. Pure.

    A person's command is authorised here, whatever they were shown before, and refused as stale
    where it names a stage the case has left. Concord's own commands are never refused: one that no
    longer applies has no effect.
    """
    if refused := _refuse(case, command, setting):
        return refused
    decided = _events_of(case, command, setting)
    return _entered(decided, command, setting) if command.entered_by else decided


def _refuse(case: Case, command: c.AnyCommand, setting: Setting) -> Refusal | None:
    action = ACTION_NEEDED.get(type(command))
    if command.entered_by and (refused := _refuse_entering(action, case, command, setting)):
        return refused
    if action is None:
        return None
    stage = getattr(command, "stage", case.stage)
    return refusal(action, stage, case, command.by, setting)


def _refuse_entering(
    action: Action | None, case: Case, command: c.Command, setting: Setting
) -> Refusal | None:
    """Refuse what anybody but a coordinator enters for somebody else, or what is entered without a
    reason (reading G16).
    """
    may_enter = may(Action.ENTER_FOR, case, command.entered_by, setting)
    if not may_enter or action not in ON_BEHALF or command.entered_by == command.by:
        return Refusal(reason=Reason.NOT_ALLOWED)
    if not command.entered_because.strip():
        return Refusal(reason=Reason.EMPTY, input="because")
    return None


def _entered(decided: Decision, command: c.Command, setting: Setting) -> Decision:
    """Say of the events of a person's act who entered it, and first of all why."""
    if isinstance(decided, Refusal) or not decided:
        return decided
    said = e.EnteredOnBehalf(
        at=setting.now, by=command.entered_by, person=command.by, reason=command.entered_because
    )
    marked = (
        replace(one, entered_by=command.entered_by) if one.by == command.by else one
        for one in decided
    )
    return (said, *marked)


def refusal(
    action: Action, stage: str, case: Case, person: str, setting: Setting
) -> Refusal | None:
    """Return why a person may not do this on a case now, as asked at that stage; None: they may."""
    if may(action, case, person, setting) and stage == case.stage:
        return None
    people = (*case.people, *setting.directory.coordinators)
    if person not in people:
        return Refusal(reason=Reason.NOT_YOURS)
    if action in {Action.ACCEPT, Action.DECLINE} and stage == case.stage:
        taken = _taken(case, person, action)
        if taken:
            return taken
    if case.status is CaseStatus.CLOSED:
        return Refusal(reason=Reason.CLOSED, at=case.closed_at)
    if stage != case.stage:
        return Refusal(reason=Reason.STALE, at=case.visit.entered_at)
    if case.status is CaseStatus.AGREED:
        return Refusal(reason=Reason.AGREED, at=case.agreed_at)
    return Refusal(reason=Reason.NOT_ALLOWED, about=",".join(who_may(action, case, setting)))


def _taken(case: Case, person: str, action: Action) -> Refusal | None:
    """Return the refusal of a repeated answer: already yours, taken or declined."""
    side = case.side_of(person)
    if side is None or case.status is not CaseStatus.OPEN:
        return None
    state = case.side(side)
    if state.owner == person:
        return Refusal(reason=Reason.ALREADY_YOURS) if action is Action.ACCEPT else None
    if state.owner and person in state.asked:
        return Refusal(reason=Reason.TAKEN, about=state.owner, at=state.accepted_at)
    if any(contact.person == person and contact.declined for contact in state.contacts):
        return Refusal(reason=Reason.ALREADY_DONE)
    return None


def _events_of(case: Case, command: c.AnyCommand, setting: Setting) -> Decision:
    match command:
        case c.OpenCase():
            raise ValueError("a case is opened by decide_opening")
        case c.Accept():
            return asking.accept(case, command, setting)
        case c.Decline():
            return asking.decline(case, command, setting)
        case c.HandToDeputy():
            return asking.hand_to_deputy(case, command, setting)
        case c.NameOtherSide():
            return asking.name_other_side(case, command, setting)
        case c.RecordDiscussion():
            return settling.discuss(case, command, setting)
        case c.RecordTask():
            return recording.record(case, command, setting)
        case c.SkipTask():
            return recording.skip(case, command, setting)
        case c.ProposeOutcome():
            return settling.propose(case, command, setting)
        case c.ConfirmOutcome():
            return settling.confirm(case, command, setting)
        case c.RejectOutcome():
            return settling.reject(case, command, setting)
        case c.EscalateNow():
            return moving.escalate(case, command, setting)
        case c.ConfirmHandUp():
            return hand_up.confirm_hand_up(case, command, setting)
        case c.BringForward():
            return moving.bring_forward(case, command, setting)
        case c.FlagImmediateRisk():
            return safety.flag(case, command, setting)
        case c.AcknowledgeRisk():
            return safety.acknowledge(case, command, setting)
        case c.WithdrawImmediateRisk():
            return safety.withdraw(case, command, setting)
        case c.InvokeOverride():
            return safety.override(case, command, setting)
        case c.AnswerQuestion():
            return settling.answer(case, command, setting)
        case c.DecideBypass():
            return bypass.decide(case, command, setting)
        case c.NameDate():
            return agreed_dates.name(case, command, setting)
        case c.AgreeDate():
            return agreed_dates.agree(case, command, setting)
        case c.Dispose():
            return exits.dispose(case, command, setting)
        case c.RecordMeeting():
            return meetings.record(case, command, setting)
        case c.AddNote():
            return notes.note(case, command, setting)
        case c.SupplyDetails():
            return notes.supply(case, command, setting)
        case c.ReportGap():
            return notes.report_gap(case, command, setting)
        case c.AskForSupport():
            return notes.support(case, command, setting)
        case c.CorrectEntry():
            return notes.correct(case, command, setting)
        case c.TickCopied():
            return settling.copied(case, command, setting)
        case c.CloseCase():
            return settling.close(case, command, setting)
        case c.SayNotSatisfied():
            return moving.not_satisfied(case, command, setting)
        case c.ChangeEdition():
            return edition_change.change_edition(case, command, setting)
        case c.TakeRoute():
            return linked_cases.record_route_taken(case, command, setting)
        case c.ReRoute():
            return asking.re_route(case, command, setting)
        case c.Remind():
            return reminders.remind(case, command, setting)
        case c.Lapse():
            return moving.lapse(case, command, setting)
        case c.RecordTold():
            return asking.told(case, command, setting)
        case c.RecordMissed():
            return asking.missed(case, command, setting)
        case _:
            assert_never(command)
