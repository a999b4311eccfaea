"""What a policy does by itself if nobody acts: the core's own rules, run ahead on an imagined case.

Nothing is worked out here. A case is opened, the next thing due is decided, its events are folded,
and so on until the last stage has lapsed: the same functions that run a real case.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.decide import decide, decide_opening
from core.cases.folding.evolve import evolve
from core.cases.refusals import Refusal
from core.cases.rules.due import coming_steps, due_commands
from core.cases.rules.duties.duties import open_duties, people_owing
from core.cases.rules.duties.duty_reminders import is_about
from core.cases.rules.fields import opening_fields
from core.cases.rules.ladder.entry_stages import needs_date
from core.cases.rules.ladder.opening import ladder_of
from core.cases.wording.history import happened
from core.cases.wording.refusals import sentence
from core.directory.model import Agency, Directory, Person, Post
from core.directory.wording.names import described, name
from core.local_time import local
from core.notifications.duty_lines import label_of
from core.partnership.setting import Setting
from core.policy.model import Policy, Stage
from core.policy.wording.deadlines import spoken_date, spoken_time
from core.policy.wording.names import SIDE, listed, stage
from core.vocabulary import AgencyType, Level, Side, SubjectType, Unit

_CASE: Final = "0" * 32
_REFERENCE: Final = "ESC-0000-0000"
_STEPS: Final = 2000
"""Far more than any ladder has; a policy that takes more goes round in circles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something that happens, and when; ``explanation`` says why then."""

    at: datetime
    stage: str
    what: str
    """``opened``, ``stage``, ``duty``, ``informed``, ``brought_forward``, ``reminder``, ``chase``,
    ``asked_further``, ``hand_up`` or ``lapse``."""
    text: str
    explanation: str = ""
    not_counted: tuple[tuple[date, str], ...] = ()
    """Named closed days that the explanation says were not counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imagined:
    """Between whom the case is imagined."""

    raiser: str
    agency: str
    """The receiving agency."""
    team: str = ""


def timeline(
    setting: Setting, between: Imagined, protective: datetime | None
) -> tuple[Moment, ...]:
    """Everything that happens from ``setting.now`` until the last stage has lapsed, in order.

    A policy whose first stage has no timescale asks for a date; where none is given its own
    labelled default is assumed, and the first moment says so. Raises ValueError where the case
    cannot be opened, or where a deadline lies beyond the calendar.
    """
    first = _first(setting, between)
    assumed = _assumed(first, setting) if protective is None else None
    decided = decide_opening(_opening(setting, between, protective or assumed), setting, _CASE)
    refused = [sentence(one, setting) for one in decided if isinstance(one, Refusal)]
    if refused:
        raise ValueError(" ".join(refused))
    case: Case | None = None
    moments: list[Moment] = []
    for event in decided:
        if not isinstance(event, Refusal):
            case = evolve(case, event, _CASE, case.sequence + 1 if case else 1)
            moments.extend(_moments(event, case, case, setting))
    if case is None:
        raise ValueError("nothing happened")
    moments[0] = replace(moments[0], stage=case.visits[0].stage)
    if assumed is not None:
        moments[0] = replace(moments[0], explanation=_said_of(assumed))
    return (*moments, *_alone(case, setting))


def _alone(case: Case, setting: Setting) -> Iterator[Moment]:
    """The case left to itself."""
    for _ in range(_STEPS):
        ahead = coming_steps(case, setting)
        if not ahead or case.visit.lapsed_at:
            return
        setting = replace(setting, now=max(setting.now, ahead[0].at.astimezone(UTC)))
        decided = decide(case, due_commands(case, setting)[0], setting)
        if isinstance(decided, Refusal) or not decided:
            raise ValueError(f"the policy stands still at {case.stage}")
        for event in decided:
            before = case
            case = evolve(case, event, _CASE, case.sequence + 1)
            yield from _moments(event, before, case, setting)
    raise ValueError("the policy does not come to an end")


def _opening(setting: Setting, between: Imagined, protective: datetime | None) -> c.OpenCase:
    policy = setting.policy
    answers = {
        one.id: one.options[0] if one.options else "Imagined" for one in opening_fields(policy)
    }
    return c.OpenCase(
        by=between.raiser,
        reference=_REFERENCE,
        subject_type=policy.subjects[0] if policy.subjects else SubjectType.CHILD,
        statuses=(),
        trigger=policy.triggers[0].id,
        category=policy.categories[0].id,
        receiving_agency=between.agency,
        receiving_team=between.team,
        counterpart="",
        arose_on=setting.today,
        protective=protective,
        protective_reason="Imagined" if protective else "",
        subject="Imagined",
        answers=answers,
    )


def _first(setting: Setting, between: Imagined) -> Stage:
    """The stage at which the imagined case begins."""
    raiser = setting.directory.people[between.raiser]
    return ladder_of(_opening(setting, between, None), setting, raiser.agency).stages[0]


def _assumed(first: Stage, setting: Setting) -> datetime | None:
    """The date a policy asks for, by its own labelled default; None where it asks for none."""
    if not needs_date(first):
        return None
    nudge = first.clock.nudge
    days = nudge.value if nudge and nudge.unit is Unit.WORKING_DAYS else 5
    return setting.calendar.end_of_office_day(
        setting.calendar.add_working_days(setting.today, days)
    )


def _said_of(assumed: datetime) -> str:
    return (
        "The policy gives its first stage no timescale and asks for a protective date. None was "
        f"given, so {spoken_date(local(assumed).date())} is assumed, by Concord's default."
    )


def _moments(event: e.Event, before: Case, case: Case, setting: Setting) -> Iterator[Moment]:
    """What an event is on a timeline; most kinds never happen to a case left alone."""
    people = setting.directory
    match event:
        case e.CaseOpened():
            with_whom = people.agencies[event.receiving_agency].name
            text = f"{described(event.by, people)} raises a concern with {with_whom}."
            yield Moment(at=event.at, stage="", what="opened", text=text)
        case e.StageEntered():
            asked = (*event.asked_raising, *event.asked_receiving)
            who = listed(described(one, people) for one in asked) or "nobody: the post is vacant"
            yield Moment(
                at=event.at,
                stage=event.stage,
                what="stage",
                text=f"{stage(event.stage, setting.policy)} begins. Asked: {who}.",
                explanation=event.explanation,
                not_counted=_not_counted(event.since, event.due, event.explanation, setting),
            )
        case e.DeadlineBroughtForward():
            text = f"A protective date is set for {stage(event.stage, setting.policy)}."
            yield Moment(
                at=event.at,
                stage=event.stage,
                what="brought_forward",
                text=text,
                explanation=event.explanation,
            )
        case e.PeopleInformed():
            who = listed(described(one, people) for one in event.people) or "nobody is in the post"
            yield Moment(at=event.at, stage=case.stage, what="informed", text=f"Informed: {who}.")
        case e.DutiesOwed():
            yield from _duties(event, case, setting)
        case e.DutiesUnmet():
            yield Moment(at=event.at, stage=event.stage, what="duty", text=happened(event, setting))
        case e.Reminded():
            yield _reminder(event, before, setting)
        case e.ContactAsked():
            text = f"{described(event.person, people)} is asked as well."
            yield Moment(at=event.at, stage=event.stage, what="asked_further", text=text)
        case e.StageLapsed():
            visit = before.visit
            yield Moment(
                at=event.due,
                stage=event.stage,
                what="lapse",
                text=f"{stage(event.stage, setting.policy)} lapses: its time has run out.",
                explanation=visit.explanation,
                not_counted=_not_counted(visit.since, event.due, visit.explanation, setting),
            )
        case _:
            return


def _duties(event: e.DutiesOwed, case: Case, setting: Setting) -> Iterator[Moment]:
    """What is owed, with who owes it and why by then."""
    for duty in event.duties:
        who = listed(described(one, setting.directory) for one in people_owing(case, duty, setting))
        by = f" by {spoken_time(duty.due)}" if duty.due else ""
        yield Moment(
            at=event.at,
            stage=event.stage,
            what="duty",
            text=f"To be recorded{by}: {label_of(duty, case, setting)}. Owed by {who}.",
            explanation=duty.explanation,
        )


def _reminder(event: e.Reminded, case: Case, setting: Setting) -> Moment:
    kind, *rest = event.key.split(":")
    names = dict.fromkeys(name(one, setting.directory) for one in event.people)
    who = listed(names) or "nobody"
    what, explanation = "reminder", ""
    match kind:
        case "before":
            text = f"Due soon: {who} reminded."
        case "on":
            text = f"Due today: {who} reminded."
        case "chase":
            what = "chase"
            text = f"{SIDE[Side(rest[1])]}, nobody has accepted yet: {who} reminded."
        case "duty" | "duties":
            open_now = (
                one for one in open_duties(case, setting) if is_about(event.key, one, case, setting)
            )
            texts = listed(dict.fromkeys(f'"{label_of(one, case, setting)}"' for one in open_now))
            text = f"Not recorded yet: {texts}. {who} reminded."
        case "handup":
            what = "hand_up"
            side = Side(rest[1])
            text = f"{SIDE[side]}, has it been handed up in person? {who} asked."
            owed = case.hand_up(side)
            explanation = owed.explanation if owed else ""
        case _:
            text = f"{who} reminded."
    return Moment(at=event.at, stage=case.stage, what=what, text=text, explanation=explanation)


def _not_counted(
    since: datetime, due: datetime, explanation: str, setting: Setting
) -> tuple[tuple[date, str], ...]:
    first, last = sorted((local(since).date(), local(due).date()))
    between = setting.calendar.closures_between(first, last)
    return tuple((day, closure) for day, closure in between if closure in explanation)


def between(directory: Directory, policy: Policy) -> Imagined:
    """Two agencies of a contact list to imagine a case between, best a council receiving it.

    Raises ValueError where the list has no two agencies with people.
    """
    practitioners = {one.id for one in policy.roles if one.level is Level.PRACTITIONER}
    fit = [
        (post, holder)
        for post in directory.posts
        if practitioners & set(post.roles)
        for holder in post.holders
    ] or [(post, holder) for post in directory.posts for holder in post.holders]
    is_council = {one.id: one.type is AgencyType.COUNCIL for one in directory.agencies.values()}
    receiving = sorted(fit, key=lambda one: not is_council[one[0].agency])
    for to, _ in receiving:
        for post, holder in fit:
            agency = directory.people[holder].agency
            if agency != to.agency and post.agency == agency:
                return Imagined(raiser=holder, agency=to.agency, team=to.team)
    raise ValueError("The contact list needs people in two agencies to imagine a case between.")


def imagined_directory(policy: Policy) -> Directory:
    """A contact list in which every post of the policy is held by somebody named after it."""
    agencies = {
        "raising": Agency(id="raising", name="the raising agency", type=AgencyType.HEALTH),
        "receiving": Agency(id="receiving", name="the receiving agency", type=AgencyType.COUNCIL),
        "partnership": Agency(
            id="partnership", name="the partnership", type=AgencyType.PARTNERSHIP
        ),
    }
    posts: list[Post] = []
    people: dict[str, Person] = {}
    for role in policy.roles:
        for agency in ("partnership",) if role.partnership else ("raising", "receiving"):
            person = f"{agency}.{role.id}"
            people[person] = Person(id=person, name=role.title, agency=agency)
            post = Post(id=person, title="", agency=agency, roles=(role.id,), holders=(person,))
            posts.append(post)
    return Directory(
        partnership=policy.partnership,
        name=policy.partnership_name,
        agencies=agencies,
        teams={},
        people=people,
        posts=tuple(posts),
        coordinators=(),
    )
