"""Coverage: whom the live resolver would ask at every stage, for every kind of case."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Final, TypeVar

from core.directory.model import Agency, Directory, Person
from core.policy.model import Condition, Policy, Stage
from core.routing.stage_contacts import Parties, applies, ask, further_contacts, unique
from core.vocabulary import AgencyType, ChildStatus, Side, SubjectType

Word = TypeVar("Word", SubjectType, ChildStatus)

RAISER: Final = "(whoever raised it)"
"""Stands for the person who raised the case; no id on a contact list looks like it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What decides who is asked, apart from the sides' agencies and teams. None: not a factor."""

    subject: SubjectType | None = None
    area: str | None = None
    """"" for a case whose area is not known."""
    statuses: tuple[ChildStatus, ...] | None = None
    kind: AgencyType | None = None
    """The other side's kind of agency; None for a kind that no condition names."""
    other: str = ""
    """Id of an agency that represents all of that kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCoverage:
    """Who would be asked on one side of a stage."""

    first: tuple[str, ...]
    """Asked at once; the first of them is the one named."""
    then: tuple[str, ...]
    """Asked one after the other while nobody accepts: deputies, others, the next stage up."""
    own: tuple[str, ...]
    """Those of ``first`` and ``then`` who belong to this stage, not to the next one up."""
    roles: tuple[str, ...]
    """The roles this side asks here: each seat's own, then its fallbacks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    """An answer with what it holds for: stage, side, agency and team."""

    stage: str
    side: Side
    agency: str
    team: str
    """"" for a case that names no team."""
    answer: StageCoverage
    when: tuple[Circumstances, ...]
    """Every kind of case with this answer."""
    always: bool
    """Whether it is the answer for all of them."""


def coverage_rows(policy: Policy, directory: Directory) -> tuple[CoverageRow, ...]:
    """Return a row for every stage, side, agency, team and different answer of the live resolver.
    The partnership's own body takes no side.
    """
    peopled = with_raiser(directory)
    return tuple(
        reach
        for track in policy.tracks
        for stage in track.stages
        for side in Side
        for agency, team in agencies_and_teams(directory)
        for reach in _of_place(stage, side, agency, team, policy, peopled)
    )


def with_raiser(directory: Directory) -> Directory:
    """Return the contact list with an added person who may raise any case and holds no post."""
    one = Person(id=RAISER, name=RAISER, agency="")
    return replace(directory, people={**directory.people, RAISER: one})


def _of_place(  # noqa: PLR0917 - one place of one stage
    stage: Stage, side: Side, agency: Agency, team: str, policy: Policy, directory: Directory
) -> Iterator[CoverageRow]:
    last = _as_last(policy, stage)
    found: dict[StageCoverage, list[Circumstances]] = {}
    kinds = tuple(circumstances(stage, side, agency, policy, directory))
    for one in kinds:
        parties = imagined_parties(side, agency.id, team, one)
        answer = stage_coverage(stage, side, parties, policy, directory, last)
        found.setdefault(answer, []).append(one)
    for answer, when in found.items():
        yield CoverageRow(
            stage=stage.id,
            side=side,
            agency=agency.id,
            team=team,
            answer=answer,
            when=tuple(when),
            always=len(when) == len(kinds),
        )


def stage_coverage(  # noqa: PLR0917 - what the resolver is asked with
    stage: Stage,
    side: Side,
    parties: Parties,
    policy: Policy,
    directory: Directory,
    last: Policy | None = None,
) -> StageCoverage:
    """Return what the live resolver answers for one side of a stage. ``last`` is the policy with
    this stage as its last, if the caller has it.
    """
    alone = last or _as_last(policy, stage)
    first, then = _in_order(stage, side, parties, policy, directory)
    own = unique(
        one for asked in _in_order(stage, side, parties, alone, directory) for one in asked
    )
    return StageCoverage(
        first=first,
        then=tuple(one for one in then if one not in first),
        own=own,
        roles=unique(
            role
            for seat in stage.seats(side)
            if not seat.informed and applies(seat.when, parties, directory)
            for role in (seat.role, *seat.fallback)
        ),
    )


def _in_order(
    stage: Stage, side: Side, parties: Parties, policy: Policy, directory: Directory
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return whom the live resolver asks at once, and then one after the other."""
    first = ask(stage, side, parties, policy, directory).people
    return first, further_contacts(stage, side, parties, policy, directory).everyone


def imagined_parties(side: Side, agency: str, team: str, one: Circumstances) -> Parties:
    """Return a case that is at this agency and team on one side, and at another agency on the
    other.
    """
    raising = side is Side.RAISING
    return Parties(
        raiser=RAISER,
        raising_agency=agency if raising else one.other,
        raising_team=team if raising else "",
        receiving_agency=one.other if raising else agency,
        receiving_team="" if raising else team,
        subject_type=one.subject or SubjectType.CHILD,
        statuses=one.statuses or (),
        area=one.area or "",
    )


def circumstances(
    stage: Stage, side: Side, agency: Agency, policy: Policy, directory: Directory
) -> Iterator[Circumstances]:
    """Yield every kind of case that a seat of this side, or a post's subjects and areas,
    distinguishes.
    """
    conditions = [seat.when for seat in stage.seats(side)]
    if above := policy.next_stage(stage.id):
        conditions.extend(seat.when for seat in above.seats(side))
    by_area = any(post.areas for post in directory.posts)
    by_subject = any(one.subjects for one in conditions) or any(p.subjects for p in directory.posts)
    subjects = _subjects(stage, policy)
    named = {kind for one in conditions for kind in one.agency_types}
    for subject, area, statuses, (kind, other) in product(
        subjects if by_subject else (None,),
        ("", *(one.id for one in policy.areas)) if by_area else (None,),
        _statuses(conditions),
        _others(agency, named, directory),
    ):
        yield Circumstances(
            subject=subject or (subjects[0] if len(subjects) == 1 else None),
            area=area,
            statuses=statuses,
            kind=kind,
            other=other,
        )


def _statuses(conditions: Iterable[Condition]) -> tuple[tuple[ChildStatus, ...] | None, ...]:
    """Return every combination of the statuses in the conditions; None where they name none."""
    named = once_each(status for one in conditions for status in one.statuses)
    if not named:
        return (None,)
    sizes = range(len(named) + 1)
    return tuple(found for size in sizes for found in combinations(named, size))


def _subjects(stage: Stage, policy: Policy) -> tuple[SubjectType, ...]:
    """Return the subject types that a case at this stage can have."""
    both = SubjectType.BOTH
    every = policy.subjects if len(policy.subjects) == 1 else once_each((*policy.subjects, both))
    wanted = policy.track_of(stage.id).when.subjects
    if not wanted:
        return every
    return tuple(one for one in every if both in {one, *wanted} or one in wanted) or wanted


def once_each(words: Iterable[Word]) -> tuple[Word, ...]:
    """Return the words in order, each once."""
    return tuple(dict.fromkeys(words))


def _others(
    agency: Agency, named: set[AgencyType], directory: Directory
) -> tuple[tuple[AgencyType | None, str], ...]:
    """Return an agency of every kind that a condition names, and one of any other kind. An
    integrated care board counts as health as well.
    """
    found: dict[AgencyType | None, str] = {}
    for one in directory.agencies.values():
        if one.id != agency.id and one.type is not AgencyType.PARTNERSHIP:
            alike = {one.type, AgencyType.HEALTH} if one.type is AgencyType.ICB else {one.type}
            found.setdefault(one.type if alike & named else None, one.id)
    return tuple(found.items()) or ((None, ""),)


def agencies_and_teams(directory: Directory) -> Iterator[tuple[Agency, str]]:
    """Yield every agency that takes a side, without a team and with each of its teams."""
    for agency in directory.agencies.values():
        if agency.type is not AgencyType.PARTNERSHIP:
            yield agency, ""
            for team in directory.teams.values():
                if team.agency == agency.id:
                    yield agency, team.id


def _as_last(policy: Policy, stage: Stage) -> Policy:
    """Return the policy with no stage above this one: what it answers belongs to the stage."""
    if stage.hand_up is None:
        return policy
    tracks = tuple(
        replace(
            track,
            stages=tuple(
                replace(one, hand_up=None) if one.id == stage.id else one for one in track.stages
            ),
        )
        for track in policy.tracks
    )
    return replace(policy, tracks=tracks)
