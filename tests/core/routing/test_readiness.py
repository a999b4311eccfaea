"""Who would be asked if a stage lapsed now: for every stage, side, agency and team, as live cases."""

import itertools
import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.cases.case import Case
from core.cases.events import StageEntered
from core.directory.absences import list_on_day
from core.directory.model import Absence, Directory, Post
from core.routing.conflicts import Clash, coverage_if_raised_by
from core.routing.coverage import RAISER, Circumstances, CoverageRow, coverage_rows
from core.routing.gaps import coverage_board
from core.vocabulary import AgencyType, ChildStatus, Side
from policies.library import POLICIES, directory_of, policy_of
from tests.core.given import MONDAY, World, opening, world
from tests.core.office import Office
from tests.pace import paced

every_policy = pytest.mark.parametrize("policy_id", POLICIES)


@every_policy
def test_the_example_lists_leave_no_stage_to_nobody(policy_id: str) -> None:
    """Every stage, side, agency and team of the five policies has somebody of its own."""
    policy, directory = policy_of(policy_id).policy, directory_of(policy_id)
    made = coverage_board(policy, directory)
    places = {(one.stage, one.side, one.agency, one.team) for one in made.reaches}
    teams = [team for team in directory.teams.values() if team.agency in directory.agencies]
    sides = [one for one in directory.agencies.values() if one.type is not AgencyType.PARTNERSHIP]
    stages = [stage for track in policy.tracks for stage in track.stages]
    assert len(places) == len(stages) * 2 * (len(sides) + len(teams))
    assert made.gaps == ()
    assert all(one.answer.own for one in made.reaches)
    assert made.watchers == directory.coordinators


@every_policy
def test_a_whole_list_is_checked_well_within_what_a_platform_waits(policy_id: str) -> None:
    """Three seconds is what Slack gives; a board takes a fraction of one."""
    policy, directory = policy_of(policy_id).policy, directory_of(policy_id)
    paced(lambda: coverage_board(policy, directory), 1.5)


def test_an_answer_that_hangs_on_the_case_is_given_for_each_kind_of_case() -> None:
    """Hillingdon's posts are for children or for adults: the answer says for whom it is."""
    found = coverage_rows(policy_of("hillingdon").policy, directory_of("hillingdon"))
    apart = [one for one in found if not one.always]
    assert apart
    same = [(one.stage, one.side, one.agency, one.team, when) for one in found for when in one.when]
    assert len(same) == len(set(same))


# --- the same answers as live cases -------------------------------------------------------------


def shaken(directory: Directory, seed: int) -> Directory:
    """The list with vacancies, absences and posts handed round, from a seed."""
    randomness = random.Random(seed)
    people = list(directory.people)

    def changed(post: Post) -> Post:
        fate = randomness.random()
        if fate < 0.15:
            return replace(post, holders=())
        if fate < 0.25:
            return replace(post, holders=(), deputies=())
        if fate < 0.35:
            return replace(post, deputies=())
        if fate < 0.5:
            own = [one for one in people if directory.people[one].agency == post.agency]
            return replace(post, holders=(randomness.choice(own),), deputies=())
        if fate < 0.55:
            return replace(post, holders=(randomness.choice(people),), deputies=())
        return post

    posts = tuple(map(changed, directory.posts))
    away = tuple(
        Absence(person=one, first=date(2026, 1, 1), last=date(2027, 12, 31))
        for one in people
        if randomness.random() < 0.1
    )
    shaken_list = replace(directory, posts=posts, absences=away)
    return list_on_day(shaken_list, MONDAY.date())


def named(found: tuple[CoverageRow, ...], here: World, case: Case, side: Side) -> tuple[str, ...]:
    """Whom readiness names for a side of the stage a case is at, from its board alone."""
    agency, team = case.side(side).agency, case.side(side).team
    place = (case.stage, side, agency, team)
    kind = here.directory.agencies[case.side(side.counterpart).agency].type
    at_place = [one for one in found if (one.stage, one.side, one.agency, one.team) == place]
    told_apart = {when.kind for one in at_place for when in one.when}
    wanted = (case.subject_type, case.area, case.statuses, kind if kind in told_apart else None)

    def fits(when: Circumstances) -> bool:
        parts = (when.subject, when.area, when.statuses, when.kind)
        known = {status for one in at_place for w in one.when for status in w.statuses or ()}
        statuses = tuple(one for one in wanted[2] if one in known)
        case_parts = (wanted[0], wanted[1], statuses, wanted[3])
        loose = zip(parts[:3], case_parts[:3], strict=True)
        return parts[3] is case_parts[3] and all(p in {None, c} for p, c in loose)

    (reach,) = [one for one in at_place if any(map(fits, one.when))]
    first = reach.answer.first
    if case.raiser in first:
        first = coverage_if_raised_by(case.raiser, reach, here.policy, here.directory).first
    return tuple(case.raiser if one == RAISER else one for one in first)


WORLDS = {one: world(policy_of(one).policy, directory_of(one)) for one in POLICIES}


@every_policy
@pytest.mark.parametrize("seed", range(8))
async def test_readiness_names_whom_a_live_case_asks(policy_id: str, seed: int) -> None:
    """Any list, any two agencies, nobody does anything: at every stage that opens by a lapse, on
    both sides, whom the live case asks is whom readiness had named.
    """
    directory = shaken(WORLDS[policy_id].directory, seed)
    here = replace(WORLDS[policy_id], directory=directory)
    policy = here.policy
    office = Office(here)
    randomness = random.Random(seed)
    sides = [a for a in directory.agencies.values() if a.type is not AgencyType.PARTNERSHIP]
    raiser = randomness.choice(
        [p.id for p in directory.people.values() if p.agency in {one.id for one in sides}]
    )
    own = directory.people[raiser].agency
    against = randomness.choice([one.id for one in sides if one.id != own])
    teams = ["", *(one.id for one in directory.teams.values() if one.agency == against)]
    case = await office.open(
        opening(
            by=raiser,
            receiving_agency=against,
            receiving_team=randomness.choice(teams),
            counterpart="",
            subject_type=randomness.choice(policy.subjects),
            statuses=tuple(one for one in ChildStatus if randomness.random() < 0.4),
            area=randomness.choice(["", *(one.id for one in policy.areas)]),
            immediate=True,
        )
    )
    made = coverage_board(policy, directory)
    both = {(c.stage, c.person) for c in made.conflicts if c.clash is Clash.BOTH_SIDES}
    stages = 0
    while stages < len(case.visits):
        stages = len(case.visits)
        entered = await _entered(office, case)
        wanted = named(made.reaches, here, case, Side.RAISING)
        assert entered.asked_raising == wanted, (entered.stage, Side.RAISING)
        wanted = named(made.reaches, here, case, Side.RECEIVING)
        if twice := set(wanted) & set(entered.asked_raising):
            assert {(entered.stage, one) for one in twice - {raiser}} <= both
        else:
            assert entered.asked_receiving == wanted, (entered.stage, Side.RECEIVING)
        office.clock.move_to(max(case.visit.due, office.clock.now()) + timedelta(seconds=1))
        await office.casework.look(case.id)
        case = await office.read(case)
    assert stages > 1


async def _entered(office: Office, case: Case) -> StageEntered:
    entries = await office.ledger.read(case.id)
    return [one.event for one in entries if isinstance(one.event, StageEntered)][-1]


def test_the_agreement_is_looked_at_where_it_is_hard() -> None:
    """Among the lists above are vacant posts, raisers who are asked, and people on both sides."""
    seen: set[str] = set()
    for policy_id, seed in itertools.product(POLICIES, range(8)):
        made = coverage_board(WORLDS[policy_id].policy, shaken(WORLDS[policy_id].directory, seed))
        seen |= {one.clash.value for one in made.conflicts}
        seen |= {"gap"} if made.gaps else set()
    assert {"gap", "both_sides", "own_escalation", "two_levels"} <= seen
