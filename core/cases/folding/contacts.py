"""Fold deliveries, misses, refusals and departures of people into a case."""

from datetime import datetime

from core.cases import events as e
from core.cases.case import Case, Contact, SideState, Unreached
from core.cases.folding.changing import changed
from core.vocabulary import Purpose, Side


def with_side(case: Case, side: Side, state: SideState) -> Case:
    """Return the case with one side replaced."""
    if side is Side.RAISING:
        return changed(case, raising=state)
    return changed(case, receiving=state)


def inform(case: Case, people: tuple[str, ...]) -> Case:
    """Return the case with these people kept informed, and no longer by a rule alone."""
    informed = tuple(dict.fromkeys((*case.informed, *people)))
    return changed(case, informed=informed, by_rule_only=case.by_rule_only.difference(people))


def without_contact(
    case: Case, side: Side, person: str, at: datetime, *, gone: bool = False
) -> Case:
    """A contact declined, or left (``gone``). If that was the owner, the others count as asked anew
    at ``at``.
    """
    state = case.side(side)
    lost = state.owner == person

    def marked(one: Contact) -> Contact:
        if one.person == person:
            return changed(one, declined=one.declined or not gone, gone=one.gone or gone)
        return changed(one, asked_at=at) if lost and one.in_reach else one

    contacts = tuple(marked(one) for one in state.contacts)
    owner = "" if lost else state.owner
    return with_side(case, side, changed(state, contacts=contacts, owner=owner))


def reminded(case: Case, event: e.Reminded) -> Case:
    """Mark a reminder as sent; an acceptance reminder is noted on the contacts it is for."""
    case = changed(case, reminded=case.reminded | {event.key})
    kind, *rest = event.key.split(":")
    if kind != "chase":
        return case

    def marked(one: Contact) -> Contact:
        return changed(one, chased=event.key) if one.person in event.people else one

    side = Side(rest[1])
    state = case.side(side)
    return with_side(
        case, side, changed(state, contacts=tuple(marked(one) for one in state.contacts))
    )


def passed_on(case: Case, event: e.AlertPassedOn) -> Case:
    """Note an asking step of an alert; the people it was passed on to are kept informed."""
    risk = case.risk
    if risk is None:
        return inform(case, event.people)
    before = risk.last_passed_to if risk.last_passed_at == event.at else ()
    told = changed(
        risk,
        told=tuple(dict.fromkeys((*risk.told, *event.people))),
        rungs=risk.rungs | {event.rung},
        last_passed_to=tuple(dict.fromkeys((*before, *event.people))),
        last_passed_at=event.at,
    )
    return changed(inform(case, event.people), risk=told)


def told(case: Case, event: e.ContactTold) -> Case:
    """Note a delivery: the raiser was told of the outcome, a missed contact is in reach again, and
    the platform is kept so that the next message goes to another.
    """
    match event.purpose:
        case Purpose.AGREED:
            return changed(case, raiser_told=True) if event.person == case.raiser else case
        case Purpose.IMMEDIATE_RISK if case.risk:
            told_on = (*case.risk.told_on, (event.person, event.platform))
            return changed(case, risk=changed(case.risk, told_on=told_on))
        case Purpose.ASKED | Purpose.REMINDER:
            return _outcomes(case, event)
        case _:
            return case


def _outcomes(case: Case, event: e.ContactTold) -> Case:
    asked = event.purpose is Purpose.ASKED

    def marked(one: Contact) -> Contact:
        if one.person != event.person or (event.platform in one.told_on and not one.missed):
            return one
        told_on = tuple(dict.fromkeys((*one.told_on, event.platform)))
        return changed(one, told_on=told_on, missed=one.missed and not asked)

    for side in Side:
        state = case.side(side)
        contacts = tuple(marked(one) for one in state.contacts)
        if contacts != state.contacts:
            case = with_side(case, side, changed(state, contacts=contacts))
    return case


def missed(case: Case, event: e.ContactMissed) -> Case:
    """Note a miss; a contact missed when asked for the current stage is out of reach."""
    unreached = Unreached(
        person=event.person,
        purpose=event.purpose,
        why=event.why,
        stage=event.stage,
        at=event.at,
    )
    case = changed(case, unreached=(*case.unreached, unreached))
    if event.person == case.raiser and event.purpose is Purpose.AGREED:
        case = changed(case, raiser_told=True)
    if event.purpose is not Purpose.ASKED or event.stage != case.stage:
        return case

    def marked(one: Contact) -> Contact:
        return changed(one, missed=True) if one.person == event.person else one

    for side in Side:
        state = case.side(side)
        if event.person in state.asked:
            contacts = tuple(marked(one) for one in state.contacts)
            case = with_side(case, side, changed(state, contacts=contacts))
    return case
