"""An alert that nobody has seen: how it goes further within minutes, and who is there at night."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from core.cases import events as e
from core.cases.case import Case, Risk
from core.cases.rules.contacts.parties import parties_of
from core.directory.model import Directory, Post
from core.local_time import local
from core.partnership.setting import Setting
from core.policy.asking_steps import ALERT
from core.policy.working_time import is_open
from core.routing.resolver import FurtherContacts, behind, has_left, line, once
from core.vocabulary import AskingStep, Side


def further(case: Case, setting: Setting) -> Iterator[tuple[AskingStep, datetime]]:
    """The steps an alert still takes and when; one that has nobody is left out.

    It keeps minutes by the clock, day and night, until anybody has seen it. Where the office closes
    meanwhile, whoever is there out of hours is told then.
    """
    risk = case.risk
    if risk is None or risk.acknowledged:
        return
    left = [rung for rung in (*ALERT, AskingStep.OUT_OF_HOURS) if rung not in risk.rungs]
    lines = _lines(case, risk.by, setting) if left else ()
    reaching = {rung for rung in left if _reached(case, risk, rung, setting, lines)}
    for rung, wait in ALERT.items():
        if rung in reaching:
            yield rung, risk.flagged_at + wait
    if AskingStep.OUT_OF_HOURS in reaching:
        closing = setting.calendar.end_of_office_day(local(risk.flagged_at).date())
        opened = is_open(risk.flagged_at, setting.calendar)
        yield AskingStep.OUT_OF_HOURS, closing if opened else risk.flagged_at


def pass_on(case: Case, rung: AskingStep, setting: Setting) -> tuple[e.Event, ...]:
    """Let an alert go further: whoever it reaches is on the case from then on."""
    risk = case.risk
    people = reached_by(case, risk, rung, setting) if risk else ()
    return (e.AlertPassedOn(at=setting.now, by="", rung=rung, people=people),) if people else ()


def reached_by(case: Case, risk: Risk, rung: AskingStep, setting: Setting) -> tuple[str, ...]:
    """Whom a step of an alert reaches; nobody hears of their own."""
    return _reached(case, risk, rung, setting, _lines(case, risk.by, setting))


def _reached(
    case: Case, risk: Risk, rung: AskingStep, setting: Setting, lines: tuple[FurtherContacts, ...]
) -> tuple[str, ...]:
    """The same, where who is behind whom is known already: working it out takes the longest."""
    told = once((*risk.told, case.raiser, *setting.directory.coordinators))
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
    return tuple(person for person in once(people) if person not in {*told, risk.by})


def out_of_hours(case: Case, by: str, setting: Setting) -> tuple[str, ...]:
    """Who stands in for the posts an alert goes to while the office is closed, with their copies."""
    return _out_of_hours(_lines(case, by, setting), setting.directory)


def _out_of_hours(lines: tuple[FurtherContacts, ...], directory: Directory) -> tuple[str, ...]:
    found = [
        person
        for post in _posts(lines)
        if post.out_of_hours
        for person in (post.out_of_hours.to, *post.out_of_hours.copies)
    ]
    return tuple(one for one in once(found) if not has_left(one, directory))


def posts(case: Case, by: str, setting: Setting) -> tuple[Post, ...]:
    """The posts an alert goes to: those the policy names for it, and those of this stage."""
    return _posts(_lines(case, by, setting))


def _posts(lines: tuple[FurtherContacts, ...]) -> tuple[Post, ...]:
    return tuple(dict.fromkeys(post for one in lines for post in one.posts))


def _lines(case: Case, by: str, setting: Setting) -> tuple[FurtherContacts, ...]:
    """Who is behind those whom the policy names for an alert, on the flagger's side, and behind
    those who hold this stage, on both. To be told of danger takes no impartiality: nobody is barred
    for what they did before (decision 0007).
    """
    policy, directory = setting.policy, setting.directory
    parties = replace(parties_of(case), acted_raising=(), acted_receiving=())
    side = case.side_of(by) or Side.RAISING
    named = behind(policy.immediate_risk.tell, side, parties, policy, directory)
    stage = policy.stage(case.stage)
    return (named, *(line(stage, one, parties, policy, directory) for one in Side))


def _second(person: str, risk: Risk, directory: Directory) -> bool:
    """Whether somebody has a channel on which the alert has not reached them."""
    known = directory.people.get(person)
    have = {channel.platform for channel in (known.channels if known else ())}
    reached = {platform for one, platform in risk.told_on if one == person}
    return len(have) > 1 and not have <= reached
