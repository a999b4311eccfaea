"""The asking steps within a stage, on one side of a case: what is next, when, and whom it asks."""

from dataclasses import dataclass
from datetime import datetime

from core.cases import events as e
from core.cases.case import Case, Contact, SideState
from core.cases.posts import parties_of
from core.directory.model import Directory
from core.local_time import local
from core.partnership.setting import Setting
from core.policy.asking_steps import ASKING_ORDER, STEP_REASONS, step_times
from core.routing.stage_contacts import FurtherContacts, further_contacts
from core.vocabulary import AskedReason, AskingStep, Platform, Side

LAST_NUMBERED_STEP = len(ASKING_ORDER)
"""Number of the step on which the coordinator is told; later steps are one a working day."""


@dataclass(frozen=True, slots=True)
class DueStep:
    """An asking step that is still to be taken."""

    number: int
    """Its place in CLIMB, from 1; steps that reach nobody keep their number."""
    at: datetime


def coming_asking_steps(case: Case, side: Side, setting: Setting) -> tuple[DueStep, ...]:
    """Return the asking steps still to come, in order; after the last, one each working day.

    A step that reaches nobody is left out, and the later ones come sooner by it.
    """
    state, visit = case.side(side), case.visit
    start = asked_since(state) or visit.entered_at
    at = step_times(visit.entered_at, start, visit.due, setting.calendar)
    taken = numbers_taken(case, side)
    last = max(taken, default=0)
    if last >= LAST_NUMBERED_STEP:
        told = sum(number <= LAST_NUMBERED_STEP for number in taken)
        return (_again(at[told - 1], last, setting),)
    behind = still_askable(case, side, setting)
    open_still = [
        number
        for number, rung in enumerate(ASKING_ORDER, start=1)
        if number > last and _has_somebody(rung, state, behind, setting.directory)
    ]
    return tuple(
        DueStep(number, at[min(len(taken) + place, LAST_NUMBERED_STEP - 1)])
        for place, number in enumerate(open_still)
    )


def asked_since(state: SideState) -> datetime | None:
    """Return since when a contact in reach has been asked; None if there is no such contact."""
    return min((one.asked_at for one in state.contacts if one.in_reach), default=None)


def numbers_taken(case: Case, side: Side) -> tuple[int, ...]:
    """Return the numbers of the asking steps taken in this stage visit."""
    row = f"{key_prefix(case, side)}:{case.visit.number}:{side}:"
    return tuple(
        sorted(int(key.rpartition(":")[2]) for key in case.reminded if key.startswith(row))
    )


def key_prefix(case: Case, side: Side) -> str:
    """Return the prefix of a side's step keys: "chase" if somebody was asked, else "vacant"."""
    return "chase" if case.side(side).contacts else "vacant"


def step_of_number(number: int) -> AskingStep:
    """Return the asking step with this number."""
    return ASKING_ORDER[number - 1] if number <= LAST_NUMBERED_STEP else AskingStep.AGAIN


def skipped(case: Case, side: Side, number: int) -> tuple[AskingStep, ...]:
    """Return the steps passed over on the way to this one because they reached nobody."""
    before = max(numbers_taken(case, side), default=0)
    return ASKING_ORDER[before : min(number, LAST_NUMBERED_STEP) - 1]


def _again(base: datetime, last: int, setting: Setting) -> DueStep:
    """Return the next office opening on a working day after the last step; where an outage passed
    over several, the latest of them.
    """
    calendar, number = setting.calendar, last + 1

    def at(step: int) -> datetime:
        day = calendar.add_working_days(local(base).date(), step - LAST_NUMBERED_STEP)
        return calendar.opening_of_office_day(day)

    while at(number + 1) <= setting.now:
        number += 1
    return DueStep(number, at(number))


def _has_somebody(
    rung: AskingStep, state: SideState, behind: FurtherContacts, directory: Directory
) -> bool:
    match rung:
        case AskingStep.REMIND:
            return any(one.in_reach for one in state.contacts)
        case AskingStep.SECOND_CHANNEL:
            return any(second_channel(one, directory) for one in state.contacts)
        case AskingStep.DEPUTY:
            return bool(behind.deputies)
        case AskingStep.POST:
            return bool(behind.post)
        case _:
            return True


def second_channel(contact: Contact, directory: Directory) -> bool:
    """Whether a contact in reach has a channel on which they were not told yet."""
    known = directory.people.get(contact.person)
    if known is None or not contact.in_reach:
        return False
    have = {channel.platform for channel in known.channels}
    return len(have) > 1 and not have <= set(contact.told_on)


def on_second_channel(case: Case, side: Side, directory: Directory) -> tuple[str, ...]:
    """Return the contacts of a side who can be told on a second channel."""
    contacts = case.side(side).contacts
    return tuple(one.person for one in contacts if second_channel(one, directory))


def told_on(case: Case, person: str) -> tuple[Platform, ...]:
    """Return the platforms on which a contact of this stage was told of it."""
    contacts = (*case.raising.contacts, *case.receiving.contacts)
    return tuple(on for one in contacts if one.person == person for on in one.told_on)


def still_askable(case: Case, side: Side, setting: Setting) -> FurtherContacts:
    """Return who could still be asked on a side: nobody asked before or on the other side."""
    stage = setting.policy.stage(case.stage)
    parties = parties_of(case)
    found = further_contacts(stage, side, parties, setting.policy, setting.directory)
    known = {*case.side(side).asked, *case.side(side.counterpart).everyone}

    def fresh(people: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(person for person in people if person not in known)

    return FurtherContacts(
        deputies=fresh(found.deputies), post=fresh(found.post), above=fresh(found.above)
    )


def ask(case: Case, side: Side, person: str, why: AskedReason, setting: Setting) -> e.ContactAsked:
    """Return the event of asking a further person."""
    return e.ContactAsked(
        at=setting.now, by="", stage=case.stage, side=side, person=person, why=why
    )


def asked_by_step(
    case: Case, side: Side, rung: AskingStep, setting: Setting
) -> tuple[e.ContactAsked, ...]:
    """Return whom a step asks: the first deputy, all others in the post, or the first of the next
    stage up.
    """
    behind = still_askable(case, side, setting)
    match rung:
        case AskingStep.DEPUTY:
            people = behind.deputies[:1]
        case AskingStep.POST:
            people = behind.post
        case AskingStep.ABOVE:
            people = behind.above[:1]
        case _:
            return ()
    return tuple(ask(case, side, person, STEP_REASONS[rung], setting) for person in people)
