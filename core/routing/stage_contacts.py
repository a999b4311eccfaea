"""The resolver: whom to ask at a stage; shared by live cases, readiness checks and coverage."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from core.directory.model import Candidates, Directory, Post
from core.policy.model import Condition, Policy, Seat, Stage
from core.vocabulary import AgencyType, ChildStatus, Level, Side, SubjectType


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """What the resolver needs to know of a case, live or imagined."""

    raiser: str
    raising_agency: str
    raising_team: str
    receiving_agency: str
    receiving_team: str
    counterpart: str = ""
    subject_type: SubjectType = SubjectType.CHILD
    statuses: tuple[ChildStatus, ...] = ()
    area: str = ""
    """Home area of the subject; "" if unknown."""
    kind: str = ""
    """Kind of dispute; "" where the policy does not distinguish kinds."""
    acted_raising: tuple[str, ...] = ()
    """People who have acted for the raising side before."""
    acted_receiving: tuple[str, ...] = ()

    def agency(self, side: Side) -> str:
        """Return the agency of a side."""
        return self.raising_agency if side is Side.RAISING else self.receiving_agency

    def team(self, side: Side) -> str:
        """Return the team of a side."""
        return self.raising_team if side is Side.RAISING else self.receiving_team

    def acted(self, side: Side) -> tuple[str, ...]:
        """Return who acted for a side before."""
        return self.acted_raising if side is Side.RAISING else self.acted_receiving


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The answer: who is asked, who is only informed, and which roles have no holder."""

    people: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()


def applies(when: Condition, parties: Parties, directory: Directory) -> bool:
    """Whether a condition holds: each of its given parts must."""
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
    """Return who is asked at a stage on one side.

    The raiser has their own side's seat if it is a practitioner's; above that nobody is asked to
    judge their own case, nobody is on both sides, and nobody who acted at a lower stage is asked
    again (reading WAN-A4). A vacant post never uses up its time: holders, then deputies, then the
    roles the policy names in their place, then the next stage up (reading G12). While a side's
    agency is not known, nobody else is asked in its place; the coordinator finds it out.
    """
    people: list[str] = []
    informed: list[str] = []
    gaps: list[str] = []
    for seat in stage.seats(side):
        if not applies(seat.when, parties, directory):
            continue
        if seat.informed:  # being told takes no impartiality: nobody is barred
            found = people_to_tell(seat, side, parties, policy, directory)
            informed.extend(found)
        else:
            fresh = () if _continues(seat, stage, side, policy) else parties.acted(side)
            found = _seat(seat, side, _acted(parties, side, fresh), policy, directory)
            people.extend(found)
        # while the agency is not known, no post of it can be vacant
        if not found and (parties.agency(side) or policy.role(seat.role).partnership):
            gaps.append(seat.role)
    known = bool(parties.agency(side))
    if not people and known and (above := policy.next_stage(stage.id, parties.kind)):
        people.extend(ask(above, side, parties, policy, directory).people)
    return Resolution(people=unique(people), informed=unique(informed), gaps=unique(gaps))


def ask_both(
    stage: Stage, parties: Parties, policy: Policy, directory: Directory, *, again: bool = False
) -> tuple[Resolution, Resolution]:
    """Return who is asked on the raising and on the receiving side as a stage opens. A person who
    heads both is asked on the raising side only; the other side asks a deputy or the next stage up.
    ``again``: the case was at this stage before, and the same people are asked.
    """
    own = replace(parties, acted_raising=()) if again else parties
    raising = ask(stage, Side.RAISING, own, policy, directory)
    other = replace(
        parties,
        acted_raising=unique((*parties.acted_raising, *raising.people)),
        acted_receiving=() if again else parties.acted_receiving,
    )
    return raising, ask(stage, Side.RECEIVING, other, policy, directory)


def _continues(seat: Seat, stage: Stage, side: Side, policy: Policy) -> bool:
    """Whether the same post continues with the case: from a stage that leads here by a hand-up or a
    decision, or, for managers, from any (a manager consulted first accepts it later).
    """
    below = [s for track in policy.tracks for s in track.stages if _roles(s, side) & {seat.role}]
    if stage.level is Level.MANAGER:
        return any(other.id != stage.id for other in below)
    return any(stage.id in _onward(other) for other in below)


def _onward(stage: Stage) -> set[str]:
    """Return the ids of the stages that a stage leads to."""
    decided = stage.dispositions.options if stage.dispositions else ()
    return {option.to for option in decided} | ({stage.hand_up.to} if stage.hand_up else set())


def _acted(parties: Parties, side: Side, people: tuple[str, ...]) -> Parties:
    if side is Side.RAISING:
        return replace(parties, acted_raising=people)
    return replace(parties, acted_receiving=people)


def _roles(stage: Stage, side: Side) -> set[str]:
    return {seat.role for seat in stage.seats(side)}


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
    """Whether a person is no longer on the contact list, so that nothing can be asked of them."""
    enrolled = directory.people.get(person)
    return enrolled is None or enrolled.left_on is not None


def _barred(side: Side, parties: Parties) -> set[str]:
    """Return who is never asked: the raiser, and those who acted before on either side."""
    return {parties.raiser, *parties.acted(side), *parties.acted(side.counterpart)}


def _resolve(
    role_id: str, side: Side, parties: Parties, policy: Policy, directory: Directory
) -> Candidates:
    """Return who fills a role on a side or in the partnership; nobody if the agency is unknown."""
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
    """Others in the same post, and the roles the policy names in its place."""
    above: tuple[str, ...] = ()
    """Who is asked at the next stage up."""
    posts: tuple[Post, ...] = field(default=(), compare=False)
    """The posts resolved at this stage."""

    @property
    def everyone(self) -> tuple[str, ...]:
        """All of them in the order they are asked, each once."""
        return unique((*self.deputies, *self.post, *self.above))


def further_contacts(
    stage: Stage, side: Side, parties: Parties, policy: Policy, directory: Directory
) -> FurtherContacts:
    """Return who could be asked after the first at a stage: the deputies of the posts, then others
    in the post, then the next stage up.

    Nobody who raised the case or acted at a lower stage, on either side, is included (reading
    WAN-A4).
    """
    groups = [
        further_contacts_of_seats((seat,), side, _acted(parties, side, ()), policy, directory)
        if _continues(seat, stage, side, policy)
        else further_contacts_of_seats((seat,), side, parties, policy, directory)
        for seat in stage.seats(side)
        if not seat.informed
    ]
    deputies = unique(person for group in groups for person in group.deputies)
    post = unique(person for group in groups for person in group.post)
    found = policy.next_stage(stage.id, parties.kind)
    above = ask(found, side, parties, policy, directory).people if found else ()
    barred = _barred(side, parties)  # also where the next stage's post continues with the case
    return FurtherContacts(
        deputies=deputies,
        post=tuple(person for person in post if person not in deputies),
        above=tuple(person for person in above if person not in barred),
        posts=tuple(dict.fromkeys(post for group in groups for post in group.posts)),
    )


def further_contacts_of_seats(
    seats: Iterable[Seat], side: Side, parties: Parties, policy: Policy, directory: Directory
) -> FurtherContacts:
    """Return the deputies of these posts, and others in them; nobody from the next stage.

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
        deputies=tuple(person for person in unique(deputies) if person not in barred),
        post=tuple(p for p in unique(others) if p not in {*barred, *deputies}),
        posts=tuple(dict.fromkeys(posts)),
    )


def _wider(
    seat: Seat, side: Side, parties: Parties, policy: Policy, directory: Directory
) -> Iterable[Candidates]:
    """Yield the same post for the whole agency and every area, then the roles the policy names in
    its place. A practitioner's post is not widened beyond their team.
    """
    if policy.role(seat.role).level is not Level.PRACTITIONER:
        wide = replace(parties, raising_team="", receiving_team="", area="")
        yield _resolve(seat.role, side, wide, policy, directory)
    for role in seat.fallback:
        yield _resolve(role, side, parties, policy, directory)


def holders(
    role_id: str, side: Side, parties: Parties, policy: Policy, directory: Directory
) -> tuple[str, ...]:
    """Return everybody to tell for a role, in the side's own agency or in the partnership; nobody
    where the side's agency is not known.
    """
    candidates = _resolve(role_id, side, parties, policy, directory)
    return candidates.holders or candidates.deputies


def people_to_tell(
    seat: Seat, side: Side, parties: Parties, policy: Policy, directory: Directory
) -> tuple[str, ...]:
    """Return everybody to tell for a seat: the role's holders, else those of the first role named
    in its place that has any.
    """
    roles = (seat.role, *seat.fallback)
    found = (holders(role, side, parties, policy, directory) for role in roles)
    return next((people for people in found if people), ())


def unique(people: Iterable[str]) -> tuple[str, ...]:
    """Return the people in order, each once."""
    return tuple(dict.fromkeys(people))
