"""The rows of a list by the post they speak of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.intake.identities import Identities
from core.intake.listed import ListedPerson
from core.intake.naming import settled, title_key
from core.intake.places import Heading, Place, Places, heading_of
from core.intake.roles import roles_of
from core.policy import Policy
from core.vocabulary import Level


@dataclass(slots=True)
class Group:
    """Rows that speak of one post."""

    title: str
    place: Place
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
    found: Mapping[Heading, Place],
    here: Places,
    people: Identities,
    policy: Policy,
) -> tuple[list[Group], list[Group]]:
    """The rows by the post they speak of; who stands in for a post goes with it. Beside them the
    rows that speak of none.
    """
    loners: list[Group] = []
    groups: dict[tuple[object, ...], Group] = {}
    later: list[tuple[ListedPerson, Place]] = []
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


def _alone(row: ListedPerson, place: Place, people: Identities) -> Group:
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
    row: ListedPerson, place: Place, groups: dict[tuple[object, ...], Group], policy: Policy
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
