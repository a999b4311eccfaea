"""How an alert that nobody has acknowledged is passed on within minutes, and out of hours."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from core.cases import events as e
from core.cases.case import Case, Risk
from core.cases.posts import parties_of
from core.directory.model import Directory, Post
from core.local_time import local
from core.partnership.setting import Setting
from core.policy.asking_steps import ALERT_STEP_AFTER
from core.policy.working_time import is_open
from core.routing.stage_contacts import (
    FurtherContacts,
    further_contacts,
    further_contacts_of_seats,
    has_left,
    unique,
)
from core.vocabulary import AskingStep, Side


def coming_alert_steps(case: Case, setting: Setting) -> Iterator[tuple[AskingStep, datetime]]:
    """Yield the steps an alert still has to take and when; steps that reach nobody are left out.

    The steps count minutes day and night, until anybody acknowledges. If the office closes
    meanwhile, the people on duty out of hours are told then.
    """
    risk = case.risk
    if risk is None or risk.acknowledged:
        return
    left = [rung for rung in (*ALERT_STEP_AFTER, AskingStep.OUT_OF_HOURS) if rung not in risk.rungs]
    lines = _behind_alert(case, risk.by, setting) if left else ()
    reaching = {rung for rung in left if _reached(case, risk, rung, setting, lines)}
    for rung, wait in ALERT_STEP_AFTER.items():
        if rung in reaching:
            yield rung, risk.flagged_at + wait
    if AskingStep.OUT_OF_HOURS in reaching:
        closing = setting.calendar.end_of_office_day(local(risk.flagged_at).date())
        opened = is_open(risk.flagged_at, setting.calendar)
        yield AskingStep.OUT_OF_HOURS, closing if opened else risk.flagged_at


def pass_on(case: Case, rung: AskingStep, setting: Setting) -> tuple[e.Event, ...]:
    """Pass an alert on; the people it goes to are kept informed from then on."""
    risk = case.risk
    people = people_of_alert_step(case, risk, rung, setting) if risk else ()
    return (e.AlertPassedOn(at=setting.now, by="", rung=rung, people=people),) if people else ()


def people_of_alert_step(
    case: Case, risk: Risk, rung: AskingStep, setting: Setting
) -> tuple[str, ...]:
    """Return whom a step of an alert goes to; never people told already or the flagger."""
    return _reached(case, risk, rung, setting, _behind_alert(case, risk.by, setting))


def _reached(
    case: Case, risk: Risk, rung: AskingStep, setting: Setting, lines: tuple[FurtherContacts, ...]
) -> tuple[str, ...]:
    """As ``people_of_alert_step``, given the ``_behind_alert``, which take the longest to compute."""
    told = unique((*risk.told, case.raiser, *setting.directory.coordinators))
    match rung:
        case AskingStep.SECOND_CHANNEL:
            found = [person for person in told if _second(person, risk, setting.directory)]
            return tuple(person for person in found if person != risk.by)
        case AskingStep.DEPUTY:
            people = [person for one in lines for person in one.deputies]
        case AskingStep.OUT_OF_HOURS:
            people = list(_out_of_hours(lines, setting.directory))
        case _:
            people = [person for one in lines for person in (*one.deputies, *one.post, *one.above)]
    return tuple(person for person in unique(people) if person not in {*told, risk.by})


def out_of_hours(case: Case, by: str, setting: Setting) -> tuple[str, ...]:
    """Return the out-of-hours stand-ins of the posts an alert goes to, and their copies."""
    return _out_of_hours(_behind_alert(case, by, setting), setting.directory)


def _out_of_hours(lines: tuple[FurtherContacts, ...], directory: Directory) -> tuple[str, ...]:
    found = [
        person
        for post in _posts(lines)
        if post.out_of_hours
        for person in (post.out_of_hours.to, *post.out_of_hours.copies)
    ]
    return tuple(one for one in unique(found) if not has_left(one, directory))


def posts(case: Case, by: str, setting: Setting) -> tuple[Post, ...]:
    """Return the posts an alert goes to: those the policy names for it, and those of this stage."""
    return _posts(_behind_alert(case, by, setting))


def _posts(lines: tuple[FurtherContacts, ...]) -> tuple[Post, ...]:
    return tuple(dict.fromkeys(post for one in lines for post in one.posts))


def _behind_alert(case: Case, by: str, setting: Setting) -> tuple[FurtherContacts, ...]:
    """Return who is behind the people the policy names for an alert, on the flagger's side, and
    behind those of this stage, on both. Being told of danger takes no impartiality: people who
    acted before are not barred (decision 0007).
    """
    policy, directory = setting.policy, setting.directory
    parties = replace(parties_of(case), acted_raising=(), acted_receiving=())
    side = case.side_of(by) or Side.RAISING
    named = further_contacts_of_seats(policy.immediate_risk.tell, side, parties, policy, directory)
    stage = policy.stage(case.stage)
    return (named, *(further_contacts(stage, one, parties, policy, directory) for one in Side))


def _second(person: str, risk: Risk, directory: Directory) -> bool:
    """Whether a person has a channel on which the alert has not been delivered."""
    known = directory.people.get(person)
    have = {channel.platform for channel in (known.channels if known else ())}
    reached = {platform for one, platform in risk.told_on if one == person}
    return len(have) > 1 and not have <= reached
