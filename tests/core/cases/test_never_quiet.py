"""Two hundred contact lists with everything wrong with them: never silence, never a stranger."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

import pytest

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.casework import Done
from core.cases.rules.fields import opening_fields
from core.cases.rules.ladder.moving import enter
from core.cases.wording.history import happened
from core.directory.model import Directory
from core.outbox import MessageState, OutboxMessage
from core.policy.asking_steps import STEP_REASONS
from core.policy.model import Condition, Policy, Stage
from core.policy.working_time import add_working_time, working_time_between
from core.vocabulary import AskedReason, CaseStatus, Purpose, Side, Unit
from policies import library
from tests.core.cases.broken_lists import Broken, broken, may_be_asked, roles_of
from tests.core.given import MONDAY, World, opening, world
from tests.core.office import Office
from tests.core.stories import pair

SEED = int(os.environ.get("CONCORD_SEED", "2026"))
LISTS = int(os.environ.get("CONCORD_LISTS", "200"))
BUNDLE = 5
STAGES = {
    policy: [
        stage.id for track in library.policy_of(policy).policy.tracks for stage in track.stages
    ]
    for policy in library.POLICIES
}
WORLDS: dict[str, World] = {
    key: world(library.policy_of(key).policy, library.directory_of(key)) for key in library.POLICIES
}
SPARE = timedelta(minutes=11)
"""A message that a platform holds up is tried elsewhere, or said to a human, within this."""


@dataclass(slots=True)
class Run:
    """A case at one stage of one policy, under one contact list."""

    office: Office
    case: Case
    list_: Broken
    policy: str
    said: str
    """What to print where it fails: how to have the same again."""
    alarms_before: int = 0
    acted: frozenset[str] = frozenset()
    """Who accepted at a lower stage."""

    async def events(self) -> list[e.Event]:
        """What happened, at this stage."""
        entries = [entry.event for entry in await self.office.ledger.read(self.case.id)]
        entered = max(n for n, one in enumerate(entries) if isinstance(one, e.StageEntered))
        return entries[entered:]


def policy_at(number: int) -> str:
    """Whose contact list the ``number``-th is."""
    return library.POLICIES[number % len(library.POLICIES)]


async def begun(number: int, stage_id: str) -> Run:
    """The ``number``-th list, with a case that has just reached this stage of its policy."""
    key = policy_at(number)
    said = f"CONCORD_SEED={SEED}, list {number}, {key}, {stage_id}"
    randomness = Random(f"{SEED}/{number}")
    here = WORLDS[key]
    raiser, other = pair(here)
    if randomness.random() < 0.5:
        raiser, other = other, raiser
    list_ = broken(here.directory, randomness, (raiser, other, *here.directory.coordinators))
    office = Office(replace(here, directory=list_.directory), redraws=False)
    for courier in (office.slack, office.teams, office.mail):
        courier.dead = list_.fails
    randomness = Random(f"{SEED}/{number}/{stage_id}")
    policy = here.policy
    undated = policy.ladder[0].clock.span.unit is Unit.UNSPECIFIED
    case = await office.open(
        opening(
            by=raiser,
            trigger=policy.triggers[0].id,
            category=policy.categories[0].id,
            subject_type=policy.subjects[0],
            receiving_agency=here.directory.people[other].agency,
            receiving_team=here.directory.team_of(other),
            counterpart=other,
            protective=MONDAY + timedelta(days=4) if undated else None,
            protective_reason="soon" if undated else "",
            answers=_answers(policy),
        )
    )
    acted: set[str] = set()
    ladder = [one.id for one in policy.ladder]
    while stage_id in ladder and case.stage != stage_id:
        for side in Side:
            waiting = case.side(side).current
            if waiting and not case.side(side).owner and randomness.random() < 0.7:
                case = await office.do(case, c.Accept(by=waiting[0], stage=case.stage))
            acted |= {case.side(side).owner} - {""}
        office.clock.move_to(case.visit.due)
        case = await office.do(case, c.Lapse(by="", stage=case.stage))
    if case.stage != stage_id:
        setting = office.casework.setting(case)
        events = enter(case, policy.stage(stage_id), "disposed", setting)
        outcome = await office.casework._append(case, case.id, events, setting)
        assert isinstance(outcome, Done)
        case = outcome.case
    return Run(office, case, list_, key, said, len(office.alarms), frozenset(acted))


def _answers(policy: Policy) -> dict[str, str]:
    fields = opening_fields(policy)
    return {one.id: one.options[0] if one.options else "x" for one in fields}


async def lived(run: Run, randomness: Random) -> AsyncIterator[None]:
    """The first half of the stage passes, and people do as people do; in every third run nobody."""
    office, visit = run.office, run.case.visit
    calendar = run.office.world.calendar
    whole = working_time_between(visit.entered_at, visit.due, calendar)
    lively = randomness.random() < 0.67
    await office.settle()
    for quarter in range(1, 5):
        at = (
            add_working_time(visit.entered_at, whole * quarter / 8, calendar)
            if whole >= timedelta(hours=1)
            else visit.entered_at + (visit.due - visit.entered_at) * quarter / 8
        )
        await office.fast_forward(to=at)
        yield
        if lively and quarter < 4:
            await _something(run, randomness)
    await office.fast_forward(to=min(office.clock.now() + SPARE, visit.due))


async def _something(run: Run, randomness: Random) -> None:
    """Somebody who has the request answers it, or somebody leaves."""
    office = run.office
    case = await office.read(run.case)
    for side in Side:
        state = case.side(side)
        for person in state.current:
            known = MessageState.TOLD in office.states(person, Purpose.ASKED)
            way = randomness.random()
            if state.owner or not known or person == case.raiser:
                continue
            if way < 0.15:
                case = await office.do(case, c.Accept(by=person, stage=case.stage))
                break
            if way < 0.3:
                case = await office.do(
                    case, c.Decline(by=person, stage=case.stage, reason="not mine")
                )
            elif way < 0.4:
                office.list_becomes(_without(run, person))
                await office.casework.left(person)
                case = await office.read(case)
    await office.settle()


def _without(run: Run, person: str) -> Directory:
    now = run.office.register.directory(run.office.world.policy.partnership)
    assert now is not None
    people = {key: one for key, one in now.people.items() if key != person}
    return replace(now, people=people)


# --- what must hold -------------------------------------------------------------------------------


async def never_silent(run: Run) -> None:
    """Each side has an owner, or a human above knows: a coordinator, else the raiser, else whoever
    runs Concord.
    """
    case = await run.office.read(run.case)
    if case.status is not CaseStatus.OPEN or case.visit.number != run.case.visit.number:
        return
    asked_late = _asked_late(case, run)
    for side in Side:
        if case.side(side).owner or side in asked_late:
            continue
        coordinators = run.list_.directory.coordinators
        knows = any(
            one.state is MessageState.TOLD
            and one.message.stage == case.stage
            and _says(one.message, side, case)
            for person in (*coordinators, case.raiser)
            for one in run.office.owed(person)
        )
        rung = any(code == "unreached" for code, _ in run.office.alarms[run.alarms_before :])
        assert knows or rung, f"{run.said}: the {side} side is silent"


def _says(message: OutboxMessage, side: Side, case: Case) -> bool:
    """Whether a message tells that this very side has no owner, or that one of those asked for it
    cannot be reached, will not, or is gone.
    """
    match message.purpose:
        case Purpose.REMINDER:
            rows = (f"chase:{case.visit.number}:{side}:", f"vacant:{case.visit.number}:{side}:")
            return message.about.startswith(rows)
        case Purpose.UNREACHED | Purpose.DECLINED | Purpose.LEFT:
            return message.about.partition("|")[0] in case.side(side).asked
        case Purpose.NOBODY:
            return message.about == f"side:{side}"
        case _:
            return False


def _asked_late(case: Case, run: Run) -> set[Side]:
    """The sides on which all who wait were asked anew within the last two working hours."""
    calendar, now = run.office.world.calendar, run.office.clock.now()
    found: set[Side] = set()
    for side in Side:
        since = [one.asked_at for one in case.side(side).contacts if one.in_reach]
        if since and working_time_between(min(since), now, calendar) < timedelta(
            hours=2, minutes=15
        ):
            found.add(side)
    return found


async def no_step_is_left_out(run: Run) -> None:
    """Where a side has no owner by then, one of the deputies of its posts has been asked, if there
    is any who is on the list and on neither side, did not raise it and did not act below.
    """
    policy, case = WORLDS[run.policy].policy, await run.office.read(run.case)
    directory = run.office.register.directory(run.office.world.policy.partnership)
    assert directory is not None
    if case.visit.number != run.case.visit.number:
        return
    late = _asked_late(case, run)
    stage = policy.stage(case.stage)
    for side in Side:
        state, other = case.side(side), case.side(side.counterpart)
        if state.owner or not state.agency or side in late:
            continue
        deputies = {
            person
            for seat in (stage.raising if side is Side.RAISING else stage.receiving)
            if not seat.informed and seat.when == Condition()
            for post in directory.posts
            if post.is_for(case.subject_type)
            if seat.role in post.roles and (post.agency, post.team) == (state.agency, state.team)
            for person in post.deputies
            if person in directory.people and directory.people[person].left_on is None
        }
        free = deputies - {case.raiser, *run.acted, *other.everyone}
        assert not free or free & set(state.asked), f"{run.said}: no deputy was asked, {free}"


async def never_a_stranger(run: Run) -> None:
    """Whoever was messaged is on the list for it; whoever was asked could be, for that very side, and
    did not raise it, act below, or stand for the other side.
    """
    here, directory = WORLDS[run.policy], run.list_.directory
    policy, case = here.policy, await run.office.read(run.case)
    agencies = {case.raising.agency, case.receiving.agency}
    named = {case.raiser, case.counterpart, *directory.coordinators}
    known = {*named, *roles_of(policy, directory, agencies)}
    for one in run.office.owed():
        assert one.message.person in known, f"{run.said}: {one.message.person} is a stranger"
    stage = policy.stage(case.stage)
    for side in Side:
        state = case.side(side)
        allowed = may_be_asked(policy, directory, stage, side, state.agency, state.team)
        allowed |= {case.raiser} if side is Side.RAISING else {case.counterpart}
        assert set(state.asked) <= allowed, f"{run.said}: {side} {set(state.asked) - allowed}"
        assert not set(state.asked) & set(case.side(side.counterpart).asked), run.said
        further = {one.person for one in state.contacts if one.why in set(AskedReason)}
        assert case.raiser not in further, run.said
        assert not further & run.acted - _continuing(run, side), f"{run.said}: acted below"
        assert {one.person for one in state.contacts if one.person} >= {state.owner} - {""}


def _continuing(run: Run, side: Side) -> set[str]:
    """Who stays with the case because their very post does: its roles are this stage's as well as an
    earlier one's (decision 0007).
    """
    policy, directory = WORLDS[run.policy].policy, run.list_.directory
    stage = policy.stage(run.case.stage)

    def roles(one: Stage) -> set[str]:
        seats = one.raising if side is Side.RAISING else one.receiving
        return {seat.role for seat in seats}

    earlier = {role for visit in run.case.visits[:-1] for role in roles(policy.stage(visit.stage))}
    both = roles(stage) & earlier
    return {
        person
        for post in directory.posts
        if both & set(post.roles)
        for person in (*post.holders, *post.deputies)
    }


async def every_step_says_why(run: Run) -> None:
    """Each further request follows from what stands beside it on the record at the same moment, and
    each can be read.
    """
    events = await run.events()
    setting = run.office.casework.setting(await run.office.read(run.case))
    for one in events:
        assert happened(one, setting).endswith("."), run.said
        if not isinstance(one, e.ContactAsked):
            continue
        beside = [x for x in events if x.at == one.at and x is not one]
        match one.why:
            case AskedReason.STANDS_IN | AskedReason.SAME_POST | AskedReason.NEXT_LEVEL:
                rungs = {x.rung for x in beside if isinstance(x, e.Reminded)}
                waiting = any(isinstance(x, e.ContactMissed) for x in beside)
                assert waiting or {k for k, v in STEP_REASONS.items() if v is one.why} & rungs, (
                    run.said
                )
            case AskedReason.DECLINED:
                assert any(isinstance(x, e.Declined) for x in beside), run.said
            case AskedReason.UNREACHED | AskedReason.UNDELIVERED:
                assert any(isinstance(x, e.ContactMissed | e.Reminded) for x in beside), run.said
            case AskedReason.LEFT:
                assert any(isinstance(x, e.ContactLeft) for x in beside), run.said
            case _:
                raise AssertionError(f"{run.said}: {one.why}")


@pytest.mark.parametrize("first", range(0, LISTS, BUNDLE))
async def test_every_duty_ends_accepted_or_with_a_human_alerted_in_time(first: int) -> None:
    """Whatever is wrong with the contact list, at each stage of its policy: when half of the
    stage's time is gone, each side has an owner who may be one, or a human above knows that it has
    none. Nobody is messaged who is not on the list for it, and the record says why.
    """
    for number in range(first, first + BUNDLE):
        for stage in STAGES[policy_at(number)]:
            run = await begun(number, stage)
            async for _ in lived(run, Random(f"{SEED}/{number}/{stage}/life")):
                await never_a_stranger(run)
            await never_silent(run)
            await no_step_is_left_out(run)
            await never_a_stranger(run)
            await every_step_says_why(run)
