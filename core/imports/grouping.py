"""Group the rows of a list by post, and find the policy's roles that a row names."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from core.imports.identities import Identities
from core.imports.naming import comparison_key, title_key, title_without_interim
from core.imports.places import Heading, Workplace, Workplaces, heading_of
from core.imports.rows import ListedPerson
from core.policy.ladder import Role, Seat, Stage
from core.policy.model import Policy
from core.vocabulary import AgencyType, Level


@dataclass(slots=True)
class Group:
    """The rows about one post."""

    title: str
    place: Workplace
    roles: tuple[str, ...]
    rows: list[ListedPerson] = field(default_factory=list[ListedPerson])
    people: list[tuple[str, ListedPerson]] = field(default_factory=list[tuple[str, ListedPerson]])
    left_out: bool = False
    has_own_title: bool = True
    """Whether the list gives the title; if not, it was derived from the role."""
    post: str = ""
    """Id of the post; "" if all its people were left out and there is no such post yet."""


def grouped(
    rows: Iterable[ListedPerson],
    found: Mapping[Heading, Workplace],
    here: Workplaces,
    people: Identities,
    policy: Policy,
) -> tuple[list[Group], list[Group]]:
    """Return the rows grouped by post, deputies with the post they stand in for, and the groups of
    rows that name no post.
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
            roles = ()  # a row with only a telephone fills no role
        title = (
            title_without_interim(row.title) or _titled(roles, policy) or row.column or row.called
        )
        where = (place.agency, place.team, title_key(title), roles)
        group = groups.setdefault(
            where, Group(title, place, roles, has_own_title=bool(title_without_interim(row.title)))
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
    """Return a group for a row that names no post."""
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
    """Return the post a deputy stands in for: the managers' post of the same row, else the row's
    first, else the one of the deputy's title; None if the row has no title.
    """
    managers = {role.id for role in policy.roles if role.level is Level.MANAGER}
    same = [
        group
        for group in groups.values()
        if group.place == place and any(one.number == row.number for one in group.rows)
    ]
    for group in (*(one for one in same if managers & {*one.roles}), *same):
        return group
    title = title_without_interim(row.title) or row.column
    if not title:
        return None
    for group in groups.values():
        if group.place == place and title_key(group.title) == title_key(title):
            return group
    return groups.setdefault((place, "deputy", title_key(title)), Group(title, place, ()))


_ALTERNATIVES: Final = re.compile(r"\s+or\s+|/|,")
_SHORTEST: Final = 2
"""Fewest words of a role's name for a longer title that begins with it to match."""


def roles_of(listed: ListedPerson, kind: AgencyType, policy: Policy) -> tuple[str, ...]:
    """Return the ids of the policy's roles that a row names, in its order; empty if none.

    A stage on the list means the roles the policy asks at that stage; if there are several, the
    title decides between them, and if it does not, all are meant.
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


def is_on_a_side(roles: tuple[str, ...], policy: Policy) -> bool:
    """Return whether a post belongs to one side of a disagreement, above the practitioners."""
    known = {role.id: role for role in policy.roles}
    return any(
        one in known and not known[one].partnership and known[one].level is not Level.PRACTITIONER
        for one in roles
    )


def _stage(said: str, policy: Policy) -> Stage | None:
    """Return the stage a list means, by its number on the main ladder or its name, or None."""
    number = re.search(r"\d+", said)
    if number is not None:
        at = int(number.group()) - 1
        return policy.ladder[at] if 0 <= at < len(policy.ladder) else None
    named = comparison_key(said)
    return next((one for one in policy.ladder if named and comparison_key(one.name) == named), None)


def _asked(stage: Stage, kind: AgencyType, policy: Policy) -> Iterator[str]:
    for seat in (*stage.raising, *stage.receiving):
        if not seat.informed and _applies(seat, kind) and not policy.role(seat.role).partnership:
            yield seat.role


def _applies(seat: Seat, kind: AgencyType) -> bool:
    return not seat.when.agency_types or kind in seat.when.agency_types


def _names(role: Role, kind: AgencyType) -> Iterator[str]:
    """Yield the names of a role: its title, aliases, and titles in this kind of agency."""
    yield role.title
    yield from role.aliases
    for one, title in role.titles:
        if one is kind:
            yield from _ALTERNATIVES.split(title)


def _called(title: str, role: Role, kind: AgencyType) -> bool:
    said = title_key(title)
    for one in _names(role, kind):
        named = comparison_key(one)
        long = len(named.split()) >= _SHORTEST
        if said and (said == named or (long and said.startswith(f"{named} "))):
            return True
    return False


def _in_column(column: str, role: Role, kind: AgencyType) -> bool:
    """Return whether a column's header names a role, perhaps among others ("Manager/Named ...")."""
    heads = [
        comparison_key(column),
        *(comparison_key(part) for part in _ALTERNATIVES.split(column)),
    ]
    rung = comparison_key(role.level.value)
    for one in _names(role, kind):
        named = comparison_key(one)
        if any(head and (head == named or head.startswith(f"{named} ")) for head in heads):
            return True
    return role.level is Level.MANAGER and rung in heads and not role.partnership
