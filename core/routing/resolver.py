"""Whom to ask for a stage: the resolver that live cases, readiness checks and pictures share."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from core.directory.model import Candidates, Directory, Post
from core.policy.model import Condition, Policy, Seat, Stage
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
    area: str = ""
    """Home area of whom the case is about; "" where it is not known."""
    kind: str = ""
    """Kind of dispute; "" where the policy tells none apart."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
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


def ask(
    stage: Stage, side: Side, parties: Parties, policy: Policy, directory: Directory
) -> Resolution:
    """Who is asked at a stage on one side.

    The person who raised the case stands for their own side where the seat is a practitioner's;
    above that nobody is their own escalation, nobody sits on both sides, and who acted at a lower
    stage is not asked again (reading WAN-A4). A vacant post never burns its time: holders, then
    deputies, then the roles the policy names in their place, then the next stage up (reading G12);
    an agency not known yet is for the coordinator to find out, and nobody else is asked in its
    place.
    """
    seats = stage.raising if side is Side.RAISING else stage.receiving
    people: list[str] = []
    informed: list[str] = []
    gaps: list[str] = []
    for seat in seats:
        if not applies(seat.when, parties, directory):
            continue
        if seat.informed:  # to be told takes no impartiality: nobody is barred
            found = told_for(seat, side, parties, policy, directory)
            informed.extend(found)
        else:
            fresh = () if _continues(seat, stage, side, policy) else parties.acted(side)
            found = _seat(seat, side, _acted(parties, side, fresh), policy, directory)
            people.extend(found)
        # where the agency is not known yet, no post of it can be vacant
        if not found and (parties.agency(side) or policy.role(seat.role).partnership):
            gaps.append(seat.role)
    known = bool(parties.agency(side))
    if not people and known and (above := policy.next_stage(stage.id, parties.kind)):
        people.extend(ask(above, side, parties, policy, directory).people)
    return Resolution(people=once(people), informed=once(informed), gaps=once(gaps))


def ask_both(
    stage: Stage, parties: Parties, policy: Policy, directory: Directory, *, again: bool = False
) -> tuple[Resolution, Resolution]:
    """Who is asked on the raising and on the receiving side as a stage opens; whoever heads both is
    asked on the raising side only, and a deputy or the next stage up on the other. ``again``: the
    case was at this stage before, and the same people are asked.
    """
    own = replace(parties, acted_raising=()) if again else parties
    raising = ask(stage, Side.RAISING, own, policy, directory)
    other = replace(
        parties,
        acted_raising=once((*parties.acted_raising, *raising.people)),
        acted_receiving=() if again else parties.acted_receiving,
    )
    return raising, ask(stage, Side.RECEIVING, other, policy, directory)


def _continues(seat: Seat, stage: Stage, side: Side, policy: Policy) -> bool:
    """Whether the same post simply stays with the case: from a stage that leads here, by a hand-up
    or a decision, or, for managers, from any (the manager consulted first takes it up later).
    """
    below = [s for track in policy.tracks for s in track.stages if _roles(s, side) & {seat.role}]
    if stage.level is Level.MANAGER:
        return any(other.id != stage.id for other in below)
    return any(stage.id in _onward(other) for other in below)


def _onward(stage: Stage) -> set[str]:
    """The stages that a stage leads to."""
    decided = stage.dispositions.options if stage.dispositions else ()
    return {option.to for option in decided} | ({stage.hand_up.to} if stage.hand_up else set())


def _acted(parties: Parties, side: Side, people: tuple[str, ...]) -> Parties:
    if side is Side.RAISING:
        return replace(parties, acted_raising=people)
    return replace(parties, acted_receiving=people)


def _roles(stage: Stage, side: Side) -> set[str]:
    seats = stage.raising if side is Side.RAISING else stage.receiving
    return {seat.role for seat in seats}


def _seat(
    seat: Seat, side: Side, parties: Parties, policy: Policy, directory: Directory
) -> tuple[str, ...]:
    role = policy.role(seat.role)
    if not role.partnership and not parties.agency(side):
        return ()
    if role.level is Level.PRACTITIONER and not role.partnership:
        named = parties.raiser if side is Side.RAISING else parties.counterpart
        if named and not has_left(named, directory):
            return (named,)
    barred = _barred(side, parties)
    for role_id in (seat.role, *seat.fallback):
        candidates = _resolve(role_id, side, parties, policy, directory)
        if found := _first_free(candidates, barred):
            return found
    return ()


def has_left(person: str, directory: Directory) -> bool:
    """Whether somebody is not on the contact list any more, so that nothing can be asked of them."""
    enrolled = directory.people.get(person)
    return enrolled is None or enrolled.left_on is not None


def _barred(side: Side, parties: Parties) -> set[str]:
    """Who is never asked: whoever raised it, and who acted before, on either side."""
    return {parties.raiser, *parties.acted(side), *parties.acted(side.counterpart)}


def _resolve(
    role_id: str, side: Side, parties: Parties, policy: Policy, directory: Directory
) -> Candidates:
    """Who fills a role on a side, or in the partnership; nobody where the agency is not known."""
    if policy.role(role_id).partnership:
        found = directory.resolve(role_id, subject=parties.subject_type, area=parties.area)
    elif not parties.agency(side):
        return Candidates()
    else:
        found = directory.resolve(
            role_id, parties.agency(side), parties.team(side), parties.subject_type, parties.area
        )
    return replace(
        found, holders=_here(found.holders, directory), deputies=_here(found.deputies, directory)
    )


def _here(people: Iterable[str], directory: Directory) -> tuple[str, ...]:
    return tuple(person for person in people if not has_left(person, directory))


def _first_free(candidates: Candidates, barred: set[str]) -> tuple[str, ...]:
    for group in (candidates.holders, candidates.deputies):
        free = tuple(person for person in group if person not in barred)
        if free:
            return free
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherContacts:
    """Who could be asked after the first at a stage, on one side; each group best first."""

    deputies: tuple[str, ...] = ()
    post: tuple[str, ...] = ()
    """Others in the same post, and whoever the policy names in its place."""
    above: tuple[str, ...] = ()
    """Whoever is asked at the next stage up."""
    posts: tuple[Post, ...] = field(default=(), compare=False)
    """The posts that are meant at this stage."""

    @property
    def everyone(self) -> tuple[str, ...]:
        """All of them in the order they are asked, each once."""
        return once((*self.deputies, *self.post, *self.above))


def line(
    stage: Stage, side: Side, parties: Parties, policy: Policy, directory: Directory
) -> FurtherContacts:
    """Who is behind those asked first at a stage: the deputies of their posts, then others in the
    post, then the next stage up.

    Nobody in it raised the case or acted at a lower stage, on either side (reading WAN-A4).
    """
    seats = stage.raising if side is Side.RAISING else stage.receiving
    groups = [
        behind((seat,), side, _acted(parties, side, ()), policy, directory)
        if _continues(seat, stage, side, policy)
        else behind((seat,), side, parties, policy, directory)
        for seat in seats
        if not seat.informed
    ]
    deputies = once(person for group in groups for person in group.deputies)
    post = once(person for group in groups for person in group.post)
    found = policy.next_stage(stage.id, parties.kind)
    above = ask(found, side, parties, policy, directory).people if found else ()
    barred = _barred(side, parties)  # also where the next stage's post simply stays with the case
    return FurtherContacts(
        deputies=deputies,
        post=tuple(person for person in post if person not in deputies),
        above=tuple(person for person in above if person not in barred),
        posts=tuple(dict.fromkeys(post for group in groups for post in group.posts)),
    )


def behind(
    seats: Iterable[Seat], side: Side, parties: Parties, policy: Policy, directory: Directory
) -> FurtherContacts:
    """The deputies of these posts, and others in them; nobody above.

    Others in a post are those of the same team and of the whole agency: another team of it has
    nothing to do with the case, and the next level up is nearer.
    """
    barred = _barred(side, parties)
    deputies: list[str] = []
    others: list[str] = []
    posts: list[Post] = []
    for seat in seats:
        if not applies(seat.when, parties, directory):
            continue
        own = _resolve(seat.role, side, parties, policy, directory)
        posts.extend(own.posts)
        deputies.extend(own.deputies)
        for found in (own, *_wider(seat, side, parties, policy, directory)):
            others.extend(found.everyone)
    return FurtherContacts(
        deputies=tuple(person for person in once(deputies) if person not in barred),
        post=tuple(p for p in once(others) if p not in {*barred, *deputies}),
        posts=tuple(dict.fromkeys(posts)),
    )


def _wider(
    seat: Seat, side: Side, parties: Parties, policy: Policy, directory: Directory
) -> Iterable[Candidates]:
    """The same post in the whole agency, not the team's alone, and in every area; then the roles
    that the policy names in its place. What lies with one practitioner stays within their team.
    """
    if policy.role(seat.role).level is not Level.PRACTITIONER:
        wide = replace(parties, raising_team="", receiving_team="", area="")
        yield _resolve(seat.role, side, wide, policy, directory)
    for role in seat.fallback:
        yield _resolve(role, side, parties, policy, directory)


def holders(
    role_id: str, side: Side, parties: Parties, policy: Policy, directory: Directory
) -> tuple[str, ...]:
    """Everybody to tell for a role, in the side's own agency or in the partnership; nobody where
    the side's agency is not known.
    """
    candidates = _resolve(role_id, side, parties, policy, directory)
    return candidates.holders or candidates.deputies


def told_for(
    seat: Seat, side: Side, parties: Parties, policy: Policy, directory: Directory
) -> tuple[str, ...]:
    """Everybody to tell for a seat: the role's holders, else those of the first role named in its
    place that has any.
    """
    roles = (seat.role, *seat.fallback)
    found = (holders(role, side, parties, policy, directory) for role in roles)
    return next((people for people in found if people), ())


def once(people: Iterable[str]) -> tuple[str, ...]:
    """The people in order, each once."""
    return tuple(dict.fromkeys(people))
