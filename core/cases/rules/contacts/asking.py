"""Asking people: accepting, "not me", deputies, and who is asked when nobody answers."""

from dataclasses import replace
from typing import Final

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.posts import parties_of
from core.cases.refusals import Reason, Refusal
from core.cases.rules.contacts import coming_asking_steps
from core.cases.rules.contacts.informing import notifications
from core.partnership.setting import Setting
from core.policy.asking_steps import STEP_REASONS
from core.routing.stage_contacts import ask, has_left, unique
from core.vocabulary import AskedReason, AskingStep, FailureReason, Purpose, Side


def accept(case: Case, command: c.Accept, setting: Setting) -> tuple[e.Event, ...] | Refusal:
    """Accept the stage for one's side; the first to accept is the owner."""
    side = case.side_of(command.by)
    if side is None:
        return Refusal(reason=Reason.NOT_YOURS)
    state = case.side(side)
    if state.owner == command.by:
        return Refusal(reason=Reason.ALREADY_YOURS)
    if state.owner:
        return Refusal(reason=Reason.TAKEN, about=state.owner, at=state.accepted_at)
    if command.by not in state.asked:
        return Refusal(reason=Reason.NOT_ALLOWED)
    return (e.Accepted(at=setting.now, by=command.by, stage=case.stage, side=side),)


def decline(case: Case, command: c.Decline, setting: Setting) -> tuple[e.Event, ...] | Refusal:
    """Say "not me"; the next person is asked at once."""
    if not command.reason.strip():
        return Refusal(reason=Reason.EMPTY, input="reason")
    side = _side_asked(case, command.by)
    if side is None:
        return Refusal(reason=Reason.ALREADY_DONE)
    declined = e.Declined(
        at=setting.now, by=command.by, stage=case.stage, side=side, reason=command.reason
    )
    return (declined, *ask_further(case, side, AskedReason.DECLINED, setting, but=command.by))


def hand_to_deputy(
    case: Case, command: c.HandToDeputy, setting: Setting
) -> tuple[e.Event, ...] | Refusal:
    """Pass the request to a deputy of one's own post; the deputy still has to accept."""
    side = _side_asked(case, command.by)
    if side is None:
        return Refusal(reason=Reason.NOT_ALLOWED)
    if command.deputy not in deputies(command.by, case, setting):
        return Refusal(reason=Reason.NO_DEPUTY, input="deputy")
    return (
        e.HandedToDeputy(
            at=setting.now, by=command.by, stage=case.stage, side=side, deputy=command.deputy
        ),
    )


def deputies(person: str, case: Case, setting: Setting) -> tuple[str, ...]:
    """Return the deputies of a person's posts who are not on the case yet."""
    return unique(
        deputy
        for post in setting.directory.posts_of(person)
        for deputy in post.deputies
        if deputy not in case.people and not has_left(deputy, setting.directory)
    )


def _side_asked(case: Case, person: str) -> Side | None:
    for side in Side:
        state = case.side(side)
        if person == state.owner:
            return side
        if any(c.person == person and not c.declined for c in state.contacts):
            return side
    return None


def name_other_side(
    case: Case, command: c.NameOtherSide, setting: Setting
) -> tuple[e.Event, ...] | Refusal:
    """Name the receiving agency; its contacts at this stage are asked at once.

    Only for a case opened on the immediate path without one (reading G9); the running deadline does
    not move. People the policy informs for such an agency are told now.
    """
    if case.receiving.agency:
        return Refusal(reason=Reason.ALREADY_DONE)
    if command.receiving_agency not in setting.directory.agencies:
        return Refusal(reason=Reason.UNKNOWN_CHOICE, input="with_whom")
    kind = setting.policy.kind(case.kind)
    within = kind is not None and kind.within_agency
    if command.receiving_agency == case.raising.agency and not within:
        return Refusal(reason=Reason.OWN_AGENCY, input="with_whom")
    parties = replace(
        parties_of(case),
        acted_raising=unique((*case.raising.acted, *case.raising.asked)),
        receiving_agency=command.receiving_agency,
        receiving_team=command.receiving_team,
        counterpart=command.counterpart,
    )
    stage = setting.policy.stage(case.stage)
    found = ask(stage, Side.RECEIVING, parties, setting.policy, setting.directory)
    known = replace(case.receiving, agency=command.receiving_agency, team=command.receiving_team)
    named = replace(case, receiving=known, counterpart=command.counterpart)
    early = bool(case.risk or case.override)
    return (
        e.OtherSideNamed(
            at=setting.now,
            by=command.by,
            receiving_agency=command.receiving_agency,
            receiving_team=command.receiving_team,
            counterpart=command.counterpart,
            asked=found.people,
        ),
        *notifications(named, stage, setting, early=early),
    )


REPLACING_REASONS: Final = frozenset(
    {AskedReason.DECLINED, AskedReason.UNREACHED, AskedReason.LEFT}
)
"""Reasons to ask somebody in another's place: only where nobody else is in reach."""


def ask_further(
    case: Case, side: Side, why: AskedReason, setting: Setting, *, but: str = ""
) -> tuple[e.Event, ...]:
    """Ask the next person who could accept the stage, unless others are in reach.

    A person who was asked because these others had not answered is replaced all the same.
    """
    state = case.side(side)
    owner = state.owner if state.owner != but else ""
    waiting = owner or any(c.in_reach and c.person != but for c in state.contacts)
    climbed = any(c.person == but and c.why in STEP_REASONS.values() for c in state.contacts)
    if waiting and why in REPLACING_REASONS and (owner or not climbed):
        return ()
    behind = coming_asking_steps.still_askable(case, side, setting)
    return tuple(
        coming_asking_steps.ask(case, side, person, why, setting) for person in behind.everyone[:1]
    )


def closed_accounts(case: Case, side: Side, setting: Setting) -> tuple[str, ...]:
    """Return the owner or contacts of a side who are no longer on the contact list."""
    state = case.side(side)
    waiting = (one.person for one in state.contacts if one.in_reach)
    people = (state.owner,) if state.owner else tuple(waiting)
    return tuple(person for person in people if has_left(person, setting.directory))


def re_route(case: Case, command: c.ReRoute, setting: Setting) -> tuple[e.Event, ...]:
    """Replace a person of a side who has left: the next is asked at once; if they had accepted, the
    stage has no owner until somebody else accepts.
    """
    if command.person not in closed_accounts(case, command.side, setting):
        return ()
    left = e.ContactLeft(
        at=setting.now,
        by="",
        stage=case.stage,
        side=command.side,
        person=command.person,
        owner=case.side(command.side).owner == command.person,
    )
    return (left, *ask_further(case, command.side, AskedReason.LEFT, setting, but=command.person))


def told(case: Case, command: c.RecordTold, setting: Setting) -> tuple[e.Event, ...]:
    """Record that a platform took a message: sent, not yet confirmed by the person."""
    del case
    return (
        e.ContactTold(
            at=setting.now,
            by="",
            person=command.person,
            purpose=command.purpose,
            platform=command.platform,
            repeat=command.repeat,
            tried=command.tried,
        ),
    )


def missed(case: Case, command: c.RecordMissed, setting: Setting) -> tuple[e.Event, ...]:
    """Record that somebody could not be told; if they were asked for this stage, ask the next."""
    missing = e.ContactMissed(
        at=setting.now,
        by="",
        person=command.person,
        purpose=command.purpose,
        why=command.why,
        stage=command.stage,
        platform=command.platform,
        tried=command.tried,
    )
    if command.purpose is not Purpose.ASKED or command.stage != case.stage or not case.due:
        return (missing,)
    for side in Side:
        state = case.side(side)
        if command.person in state.asked and not state.owner:
            if command.why is FailureReason.STILL_OVERDUE:
                return (
                    missing,
                    *coming_asking_steps.asked_by_step(case, side, AskingStep.ABOVE, setting),
                )
            why = (
                AskedReason.UNDELIVERED
                if command.why is FailureReason.OVERDUE
                else AskedReason.UNREACHED
            )
            return (missing, *ask_further(case, side, why, setting, but=command.person))
    return (missing,)
