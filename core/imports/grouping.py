"""The rows of a list by the post they speak of, and the roles of a policy that its title names."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from core.imports.identities import Identities
from core.imports.naming import key, settled, title_key
from core.imports.places import Heading, Workplace, Workplaces, heading_of
from core.imports.rows import ListedPerson
from core.policy.ladder import Role, Seat, Stage
from core.policy.model import Policy
from core.vocabulary import AgencyType, Level


@dataclass(slots=True)
class Group:
    """Rows that speak of one post."""

    title: str
    place: Workplace
    roles: tuple[str, ...]
    rows: list[ListedPerson] = field(default_factory=list[ListedPerson])
    people: list[tuple[str, ListedPerson]] = field(default_factory=list[tuple[str, ListedPerson]])
    left_out: bool = False
    entitled: bool = True
    """Whether the list gives the title, or it was made up from the role."""
    post: str = ""
    """Id of the post; "" where everybody of it was left out and there is no such post yet."""


def grouped(
    rows: Iterable[ListedPerson],
    found: Mapping[Heading, Workplace],
    here: Workplaces,
    people: Identities,
    policy: Policy,
) -> tuple[list[Group], list[Group]]:
    """The rows by the post they speak of; who stands in for a post goes with it. Beside them the
    rows that speak of none.
    """
    loners: list[Group] = []
    groups: dict[tuple[object, ...], Group] = {}
    later: list[tuple[ListedPerson, Workplace]] = []
    for row in rows:
        place = found[heading_of(row)]
        if not place.agency:
            continue
        if row.deputy:
            later.append((row, place))
            continue
        roles = roles_of(row, here.agencies[place.agency].type, policy)
        if not (row.title or roles or row.column):
            loners.append(_alone(row, place, people))
            continue
        if not row.somebody:
            roles = ()  # a telephone is asked for nothing
        title = settled(row.title) or _titled(roles, policy) or row.column or row.called
        where = (place.agency, place.team, title_key(title), roles)
        group = groups.setdefault(
            where, Group(title, place, roles, entitled=bool(settled(row.title)))
        )
        group.rows.append(row)
        _enter(group, row, people)
    for row, place in later:
        if post := _stood_in_for(row, place, groups, policy):
            _enter(post, row, people)
        else:
            loners.append(_alone(row, place, people))
    return list(groups.values()), loners


def _alone(row: ListedPerson, place: Workplace, people: Identities) -> Group:
    """A row that says of no post whose it is."""
    group = Group("", place, ())
    _enter(group, row, people)
    return group


def _enter(group: Group, row: ListedPerson, people: Identities) -> None:
    person = "" if row.wrong else people.of(row, group.place.agency)
    if not person:
        group.left_out = True
        return
    people.enter(person, row, group.place.agency)
    group.people.append((person, row))


def _titled(roles: tuple[str, ...], policy: Policy) -> str:
    return next((role.title for role in policy.roles if role.id in roles), "")


def _stood_in_for(
    row: ListedPerson, place: Workplace, groups: dict[tuple[object, ...], Group], policy: Policy
) -> Group | None:
    """The post a deputy stands in for: the managers' of the same row, else the row's first, else
    the one of their title; None where they have none either.
    """
    managers = {role.id for role in policy.roles if role.level is Level.MANAGER}
    same = [
        group
        for group in groups.values()
        if group.place == place and any(one.number == row.number for one in group.rows)
    ]
    for group in (*(one for one in same if managers & {*one.roles}), *same):
        return group
    title = settled(row.title) or row.column
    if not title:
        return None
    for group in groups.values():
        if group.place == place and title_key(group.title) == title_key(title):
            return group
    return groups.setdefault((place, "deputy", title_key(title)), Group(title, place, ()))


_ALTERNATIVES: Final = re.compile(r"\s+or\s+|/|,")
_SHORTEST: Final = 2
"""Words a role's name needs before a longer title counts as beginning with it."""


def roles_of(listed: ListedPerson, kind: AgencyType, policy: Policy) -> tuple[str, ...]:
    """The policy's roles, in its order; none where nothing says which.

    A stage on the list means the posts the policy asks at that stage; where it asks several, the
    title decides between them, and where it does not, all are meant.
    """
    stage = _stage(listed.stage, policy)
    titled = [role.id for role in policy.roles if _called(listed.title, role, kind)]
    if stage is not None:
        asked = tuple(dict.fromkeys(_asked(stage, kind, policy)))
        return tuple(one for one in asked if one in titled) or asked
    if listed.deputy:
        return tuple(titled)
    columned = [role.id for role in policy.roles if _in_column(listed.column, role, kind)]
    if columned:
        return tuple(one for one in columned if one in titled) or tuple(columned[:1])
    return tuple(titled)


def on_the_ladder(roles: tuple[str, ...], policy: Policy) -> bool:
    """Whether a post sits on one side of a disagreement, and not with the partnership."""
    known = {role.id: role for role in policy.roles}
    return any(
        one in known and not known[one].partnership and known[one].level is not Level.PRACTITIONER
        for one in roles
    )


def _stage(said: str, policy: Policy) -> Stage | None:
    """The stage a list means: by its number on the main ladder, or by its name."""
    number = re.search(r"\d+", said)
    if number is not None:
        at = int(number.group()) - 1
        return policy.ladder[at] if 0 <= at < len(policy.ladder) else None
    named = key(said)
    return next((one for one in policy.ladder if named and key(one.name) == named), None)


def _asked(stage: Stage, kind: AgencyType, policy: Policy) -> Iterator[str]:
    for seat in (*stage.raising, *stage.receiving):
        if not seat.informed and _applies(seat, kind) and not policy.role(seat.role).partnership:
            yield seat.role


def _applies(seat: Seat, kind: AgencyType) -> bool:
    return not seat.when.agency_types or kind in seat.when.agency_types


def _names(role: Role, kind: AgencyType) -> Iterator[str]:
    """What a role is called in this kind of agency, and everywhere."""
    yield role.title
    yield from role.aliases
    for one, title in role.titles:
        if one is kind:
            yield from _ALTERNATIVES.split(title)


def _called(title: str, role: Role, kind: AgencyType) -> bool:
    said = title_key(title)
    for one in _names(role, kind):
        named = key(one)
        long = len(named.split()) >= _SHORTEST
        if said and (said == named or (long and said.startswith(f"{named} "))):
            return True
    return False


def _in_column(column: str, role: Role, kind: AgencyType) -> bool:
    """Whether a column's header speaks of a role, perhaps beside others ("Manager/Named ...")."""
    heads = [key(column), *(key(part) for part in _ALTERNATIVES.split(column))]
    rung = key(role.level.value)
    for one in _names(role, kind):
        named = key(one)
        if any(head and (head == named or head.startswith(f"{named} ")) for head in heads):
            return True
    return role.level is Level.MANAGER and rung in heads and not role.partnership
