"""Whom to ask for a stage: the resolver that live cases, readiness checks and pictures share."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.case import Case
from core.directory import Candidates, Directory
from core.policy import Condition, Policy, Seat, Stage
from core.vocabulary import AgencyType, ChildStatus, Level, Side, SubjectType


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """What the resolver must know of a case, or of one being imagined."""

    raiser: str
    raising_agency: str
    raising_team: str
    receiving_agency: str
    receiving_team: str
    counterpart: str = ""
    subject_type: SubjectType = SubjectType.CHILD
    statuses: tuple[ChildStatus, ...] = ()
    acted_raising: tuple[str, ...] = ()
    """People who have acted for the raising side before."""
    acted_receiving: tuple[str, ...] = ()

    def agency(self, side: Side) -> str:
        """The agency of a side."""
        return self.raising_agency if side is Side.RAISING else self.receiving_agency

    def team(self, side: Side) -> str:
        """The team of a side."""
        return self.raising_team if side is Side.RAISING else self.receiving_team

    def acted(self, side: Side) -> tuple[str, ...]:
        """Who acted for a side before."""
        return self.acted_raising if side is Side.RAISING else self.acted_receiving


def parties_of(case: Case) -> Parties:
    """What the resolver must know of this case."""
    return Parties(
        raiser=case.raiser,
        raising_agency=case.raising.agency,
        raising_team=case.raising.team,
        receiving_agency=case.receiving.agency,
        receiving_team=case.receiving.team,
        counterpart=case.counterpart,
        subject_type=case.subject_type,
        statuses=case.statuses,
        acted_raising=case.raising.acted,
        acted_receiving=case.receiving.acted,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The answer: who is asked, who is only informed, and which roles reach nobody."""

    people: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()


def applies(when: Condition, parties: Parties, directory: Directory) -> bool:
    """Whether a condition holds; every part that is given must."""
    types = {
        directory.agencies[agency].type
        for agency in (parties.raising_agency, parties.receiving_agency)
        if agency in directory.agencies
    }
    if AgencyType.ICB in types:
        types.add(AgencyType.HEALTH)
    if when.statuses and not set(when.statuses) & set(parties.statuses):
        return False
    if when.agency_types and not set(when.agency_types) & types:
        return False
    return not when.subjects or bool(
        {parties.subject_type, SubjectType.BOTH} & set(when.subjects)
        or parties.subject_type is SubjectType.BOTH
    )


def ask(stage: Stage, side: Side, parties: Parties, policy: Policy, directory: Directory) -> Asked:
    """Who is asked at a stage on one side.

    The person who raised the case stands for their own side where the seat is a practitioner's;
    above that nobody is their own escalation, nobody sits on both sides, and who acted at a lower
    stage is not asked again (reading WAN-A4). A vacant post never burns its time: holders, then
    deputies, then the next stage up (reading G12); an agency not known yet is for the coordinator
    to find out, and nobody else is asked in its place.
    """
    seats = stage.raising if side is Side.RAISING else stage.receiving
    people: list[str] = []
    informed: list[str] = []
    gaps: list[str] = []
    for seat in seats:
        if not applies(seat.when, parties, directory):
            continue
        if seat.informed:  # to be told takes no impartiality: nobody is barred
            found = holders(seat.role, side, parties, policy, directory)
            informed.extend(found)
        else:
            fresh = () if _continues(seat, stage, side, policy) else parties.acted(side)
            found = _seat(seat, side, _acted(parties, side, fresh), policy, directory)
            people.extend(found)
        # where the agency is not known yet, no post of it can be vacant
        if not found and (parties.agency(side) or policy.role(seat.role).partnership):
            gaps.append(seat.role)
    known = bool(parties.agency(side))
    if not people and known and (above := _above(stage, policy)):
        people.extend(ask(above, side, parties, policy, directory).people)
    return Asked(people=once(people), informed=once(informed), gaps=once(gaps))


def _continues(seat: Seat, stage: Stage, side: Side, policy: Policy) -> bool:
    """Whether the same post simply stays with the case: from the stage directly below, or, for
    managers, from any (the manager consulted first is the manager who takes it up later).
    """
    below = [s for track in policy.tracks for s in track.stages if _roles(s, side) & {seat.role}]
    if stage.level is Level.MANAGER:
        return any(other.id != stage.id for other in below)
    return any(other.hand_up and other.hand_up.to == stage.id for other in below)


def _acted(parties: Parties, side: Side, people: tuple[str, ...]) -> Parties:
    if side is Side.RAISING:
        return replace(parties, acted_raising=people)
    return replace(parties, acted_receiving=people)


def _roles(stage: Stage, side: Side) -> set[str]:
    seats = stage.raising if side is Side.RAISING else stage.receiving
    return {seat.role for seat in seats}


def _above(stage: Stage, policy: Policy) -> Stage | None:
    return policy.stage(stage.hand_up.to) if stage.hand_up else None


def _seat(
    seat: Seat, side: Side, parties: Parties, policy: Policy, directory: Directory
) -> tuple[str, ...]:
    role = policy.role(seat.role)
    if role.level is Level.PRACTITIONER and not role.partnership:
        if side is Side.RAISING:
            return (parties.raiser,)
        if parties.counterpart:
            return (parties.counterpart,)
    agency = "" if role.partnership else parties.agency(side)
    if not role.partnership and not agency:
        return ()
    candidates = directory.resolve(seat.role, agency, parties.team(side) if agency else "")
    barred = {parties.raiser, *parties.acted(side), *parties.acted(side.counterpart)}
    return _first_free(candidates, barred)


def _first_free(candidates: Candidates, barred: set[str]) -> tuple[str, ...]:
    for group in (candidates.holders, candidates.deputies):
        free = tuple(person for person in group if person not in barred)
        if free:
            return free
    return ()


def further(
    stage: Stage, side: Side, parties: Parties, policy: Policy, directory: Directory
) -> tuple[str, ...]:
    """Who else could be asked at this stage, best first: deputies, then the next stage up."""
    seats = stage.raising if side is Side.RAISING else stage.receiving
    people: list[str] = []
    for seat in seats:
        if seat.informed or not applies(seat.when, parties, directory):
            continue
        agency = "" if policy.role(seat.role).partnership else parties.agency(side)
        if agency or policy.role(seat.role).partnership:
            team = parties.team(side) if agency else ""
            people.extend(directory.resolve(seat.role, agency, team).everyone)
    if above := _above(stage, policy):
        people.extend(ask(above, side, parties, policy, directory).people)
    barred = {parties.raiser, *parties.acted(side.counterpart)}
    return tuple(person for person in once(people) if person not in barred)


def holders(
    role_id: str, side: Side, parties: Parties, policy: Policy, directory: Directory
) -> tuple[str, ...]:
    """Everybody to tell for a role, in the side's own agency or in the partnership; nobody where
    the side's agency is not known.
    """
    partnership = policy.role(role_id).partnership
    agency = "" if partnership else parties.agency(side)
    if not partnership and not agency:
        return ()
    candidates = directory.resolve(role_id, agency, parties.team(side) if agency else "")
    return candidates.holders or candidates.deputies


def once(people: Iterable[str]) -> tuple[str, ...]:
    """The people in order, each once."""
    return tuple(dict.fromkeys(people))
