"""The fold of who was reached: what messages, refusals and departures make of a case."""

from dataclasses import replace
from datetime import datetime

from core.cases import events as e
from core.cases.case import Case, Contact, SideState, Unreached
from core.vocabulary import Purpose, Side


def with_side(case: Case, side: Side, state: SideState) -> Case:
    """The case with one side changed."""
    if side is Side.RAISING:
        return replace(case, raising=state)
    return replace(case, receiving=state)


def inform(case: Case, people: tuple[str, ...]) -> Case:
    """The case with these people on it, and not by a rule alone."""
    informed = tuple(dict.fromkeys((*case.informed, *people)))
    return replace(case, informed=informed, by_rule_only=case.by_rule_only.difference(people))


def leaves(case: Case, side: Side, person: str, at: datetime, *, gone: bool = False) -> Case:
    """A contact says "not me", or is gone; where that is the owner, the others are asked again, as
    of now.
    """
    state = case.side(side)
    lost = state.owner == person

    def marked(one: Contact) -> Contact:
        if one.person == person:
            return replace(one, declined=one.declined or not gone, gone=one.gone or gone)
        return replace(one, asked_at=at) if lost and one.in_reach else one

    contacts = tuple(marked(one) for one in state.contacts)
    owner = "" if lost else state.owner
    return with_side(case, side, replace(state, contacts=contacts, owner=owner))


def reminded(case: Case, event: e.Reminded) -> Case:
    """A reminder is on the record; where it is one that nobody has accepted, with whom it reached."""
    case = replace(case, reminded=case.reminded | {event.key})
    kind, *rest = event.key.split(":")
    if kind != "chase":
        return case

    def marked(one: Contact) -> Contact:
        return replace(one, chased=event.key) if one.person in event.people else one

    side = Side(rest[1])
    state = case.side(side)
    return with_side(
        case, side, replace(state, contacts=tuple(marked(one) for one in state.contacts))
    )


def passed_on(case: Case, event: e.AlertPassedOn) -> Case:
    """Whoever an alert was passed on to is on the case."""
    risk = case.risk
    if risk is None:
        return inform(case, event.people)
    before = risk.just_told if risk.just_told_at == event.at else ()
    told = replace(
        risk,
        told=tuple(dict.fromkeys((*risk.told, *event.people))),
        rungs=risk.rungs | {event.rung},
        just_told=tuple(dict.fromkeys((*before, *event.people))),
        just_told_at=event.at,
    )
    return replace(inform(case, event.people), risk=told)


def told(case: Case, event: e.ContactTold) -> Case:
    """The raiser knows of the outcome; a contact thought out of reach is back in reach; and where
    people were told of an alert or a request stays known, for the next goes elsewhere.
    """
    match event.purpose:
        case Purpose.AGREED:
            return replace(case, raiser_told=True) if event.person == case.raiser else case
        case Purpose.IMMEDIATE_RISK if case.risk:
            told_on = (*case.risk.told_on, (event.person, event.platform))
            return replace(case, risk=replace(case.risk, told_on=told_on))
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
        return replace(one, told_on=told_on, missed=one.missed and not asked)

    for side in Side:
        state = case.side(side)
        contacts = tuple(marked(one) for one in state.contacts)
        if contacts != state.contacts:
            case = with_side(case, side, replace(state, contacts=contacts))
    return case


def missed(case: Case, event: e.ContactMissed) -> Case:
    """Somebody could not be told; who was asked for this stage is out of reach for it."""
    unreached = Unreached(
        person=event.person,
        purpose=event.purpose,
        why=event.why,
        stage=event.stage,
        at=event.at,
    )
    case = replace(case, unreached=(*case.unreached, unreached))
    if event.person == case.raiser and event.purpose is Purpose.AGREED:
        case = replace(case, raiser_told=True)
    if event.purpose is not Purpose.ASKED or event.stage != case.stage:
        return case

    def marked(one: Contact) -> Contact:
        return replace(one, missed=True) if one.person == event.person else one

    for side in Side:
        state = case.side(side)
        if event.person in state.asked:
            contacts = tuple(marked(one) for one in state.contacts)
            case = with_side(case, side, replace(state, contacts=contacts))
    return case
