"""Conflicts: a person who would be asked in two incompatible places, and who is asked instead.

The live resolver never asks anybody to judge their own case. A conflict reports where it would have
to pass a person over, and whether anybody of that stage is left then.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from core.directory.model import Directory
from core.policy.model import Policy
from core.routing.coverage import (
    RAISER,
    Circumstances,
    CoverageRow,
    StageCoverage,
    agencies_and_teams,
    imagined_parties,
    stage_coverage,
    with_raiser,
)
from core.routing.stage_contacts import ask_both, holders, unique
from core.vocabulary import Side


class Clash(StrEnum):
    """The two places in which one person would be."""

    OWN_ESCALATION = "own_escalation"
    """The person who raised the case would be asked to settle it."""
    BOTH_SIDES = "both_sides"
    """One person would be asked on both sides of a stage."""
    TWO_LEVELS = "two_levels"
    """A person who acted at a lower stage of a side would be asked again above it."""
    CHAIR_INVOLVED = "chair_involved"
    """All holders of the chair's post are of one agency, which can be a side of the case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One person in two places at a stage."""

    clash: Clash
    stage: str
    person: str
    side: Side
    agency: str
    team: str = ""
    other: str = ""
    """The other agency, the lower stage, or ""."""
    instead: tuple[str, ...] = ()
    """Whom the live resolver asks instead."""
    owned: bool = True
    """Whether somebody of this stage is left; False: it would go to the next stage up, or to
    nobody.
    """


def conflicts(
    policy: Policy, directory: Directory, found: Iterable[CoverageRow]
) -> tuple[Conflict, ...]:
    """Return every conflict in what the resolver answers, each once."""
    reaches = tuple(found)
    directory = with_raiser(directory)
    every = (
        *_own_escalation(policy, directory, reaches),
        *_both_sides(policy, directory, reaches),
        *_two_levels(policy, directory, reaches),
        *_chairs(policy, directory),
    )
    return tuple(dict.fromkeys(every))


def coverage_if_raised_by(
    person: str, reach: CoverageRow, policy: Policy, directory: Directory
) -> StageCoverage:
    """Return what the resolver answers if this person raised the case."""
    stage = policy.stage(reach.stage)
    parties = imagined_parties(reach.side, reach.agency, reach.team, reach.when[0])
    return stage_coverage(stage, reach.side, replace(parties, raiser=person), policy, directory)


def _own_escalation(
    policy: Policy, directory: Directory, reaches: tuple[CoverageRow, ...]
) -> Iterator[Conflict]:
    people = directory.people
    taking = {agency.id for agency, _ in agencies_and_teams(directory)}
    for reach in reaches:
        for person in reach.answer.first:
            works = people[person].agency if person in people else ""
            own = works == reach.agency
            if works not in taking or own is not (reach.side is Side.RAISING):
                continue  # could not raise such a case
            answer = coverage_if_raised_by(person, reach, policy, directory)
            if person in answer.first:  # the practitioner's seat is theirs
                continue
            yield _conflict(Clash.OWN_ESCALATION, reach, person, answer)


def _both_sides(
    policy: Policy, directory: Directory, reaches: tuple[CoverageRow, ...]
) -> Iterator[Conflict]:
    receiving: dict[tuple[str, str], list[CoverageRow]] = {}
    for reach in reaches:
        if reach.side is Side.RECEIVING:
            for person in reach.answer.first:
                receiving.setdefault((reach.stage, person), []).append(reach)
    for one in reaches:
        if one.side is Side.RAISING:
            for person in one.answer.first:
                for other in receiving.get((one.stage, person), ()):
                    if other.agency != one.agency:
                        yield from _on_both(person, one, other, policy, directory)


def _on_both(
    person: str, one: CoverageRow, other: CoverageRow, policy: Policy, directory: Directory
) -> Iterator[Conflict]:
    """Yield the conflict between two agencies' rows, if a case can be between them."""
    shared = _shared(one, other)
    if shared is None:
        return
    parties = replace(
        imagined_parties(Side.RAISING, one.agency, one.team, replace(shared, other=other.agency)),
        receiving_team=other.team,
    )
    stage = policy.stage(one.stage)
    raising, receiving = ask_both(stage, parties, policy, directory)
    if person not in raising.people or person in receiving.people:
        return
    acted = replace(parties, acted_raising=raising.people)
    answer = stage_coverage(stage, Side.RECEIVING, acted, policy, directory)
    yield replace(
        _conflict(Clash.BOTH_SIDES, other, person, answer, one.agency), instead=receiving.people
    )


def _shared(one: CoverageRow, other: CoverageRow) -> Circumstances | None:
    kinds = {(w.subject, w.area, w.statuses) for w in other.when}
    return next((w for w in one.when if (w.subject, w.area, w.statuses) in kinds), None)


def _two_levels(
    policy: Policy, directory: Directory, reaches: tuple[CoverageRow, ...]
) -> Iterator[Conflict]:
    by_place: dict[tuple[Side, str, str], list[CoverageRow]] = {}
    for reach in reaches:
        by_place.setdefault((reach.side, reach.agency, reach.team), []).append(reach)
    for here in by_place.values():
        for position, lower in enumerate(here):
            for upper in here[position + 1 :]:
                if _leads_up(lower.stage, upper.stage, policy):
                    for person in lower.answer.first:
                        yield from _on_two(person, lower, upper, policy, directory)


def _leads_up(lower: str, upper: str, policy: Policy) -> bool:
    """Whether a case goes up from one stage to the other."""
    stage = policy.next_stage(lower)
    for _ in range(len(policy.roles) + 20):
        if stage is None or stage.id == upper:
            break
        stage = policy.next_stage(stage.id)
    return stage is not None


def _on_two(
    person: str, lower: CoverageRow, upper: CoverageRow, policy: Policy, directory: Directory
) -> Iterator[Conflict]:
    shared = _shared(lower, upper)
    if person == RAISER or person not in upper.answer.first or shared is None:
        return
    parties = imagined_parties(upper.side, upper.agency, upper.team, shared)
    if upper.side is Side.RAISING:
        parties = replace(parties, acted_raising=(person,))
    else:
        parties = replace(parties, acted_receiving=(person,))
    answer = stage_coverage(policy.stage(upper.stage), upper.side, parties, policy, directory)
    if person not in answer.first:  # else the same post simply continues with the case
        yield _conflict(Clash.TWO_LEVELS, upper, person, answer, lower.stage)


def _conflict(
    clash: Clash, reach: CoverageRow, person: str, answer: StageCoverage, other: str = ""
) -> Conflict:
    return Conflict(
        clash=clash,
        stage=reach.stage,
        person=person,
        side=reach.side,
        agency=reach.agency,
        team=reach.team,
        other=other,
        instead=answer.first,
        owned=bool(set(answer.first) & set(answer.own)),
    )


def _chairs(policy: Policy, directory: Directory) -> Iterator[Conflict]:
    """Yield chairs who must be uninvolved, where all holders of the post are of one agency."""
    taking_sides = {agency.id for agency, _ in agencies_and_teams(directory)}
    for track in policy.tracks:
        for stage in track.stages:
            meeting = stage.meeting
            if meeting is None or not meeting.chair or not meeting.chair_uninvolved:
                continue
            chairs = unique(
                person
                for agency in (taking_sides if not policy.role(meeting.chair).partnership else [""])
                for person in _holding(meeting.chair, agency, policy, directory)
            )
            agencies = {directory.people[one].agency for one in chairs}
            if len(agencies) == 1 and (only := agencies.pop()) in taking_sides:
                yield Conflict(
                    clash=Clash.CHAIR_INVOLVED,
                    stage=stage.id,
                    person=chairs[0],
                    side=Side.RECEIVING,
                    agency=only,
                    owned=False,
                )


def _holding(role: str, agency: str, policy: Policy, directory: Directory) -> tuple[str, ...]:
    parties = imagined_parties(
        Side.RECEIVING, agency, "", Circumstances(subject=policy.subjects[0])
    )
    return holders(role, Side.RECEIVING, parties, policy, directory)
