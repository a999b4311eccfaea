"""Warnings for a coordinator to check before an import; none of them blocks it."""

from collections.abc import Iterator, Mapping

from core.directory.model import Directory
from core.imports.grouping import is_on_a_side
from core.imports.obstacles import Obstacle, ObstacleKind
from core.imports.rows import DescribedList
from core.policy.model import Policy
from core.vocabulary import Platform


def coordinators_stay(
    described: DescribedList, present: Directory, after: Directory
) -> Iterator[Obstacle]:
    """Report that an import does not change coordinators, if the list names others or omits one."""
    listed = described.directory.coordinators
    if listed and listed != present.coordinators:
        yield Obstacle(
            where="",
            number=0,
            what=ObstacleKind.COORDINATORS_STAY,
            about=", ".join(_name(one, after) for one in listed),
            detail=", ".join(_name(one, after) for one in present.coordinators),
        )
    agencies = {agency for agency, level in described.covers if not level}
    for one in present.coordinators:
        person = present.people.get(one)
        if person and person.agency in agencies and one not in described.directory.people:
            yield Obstacle(
                where="", number=0, what=ObstacleKind.COORDINATOR_STAYS, about=person.name
            )


def addresses_change(
    described: DescribedList, present: Directory, after: Directory
) -> Iterator[Obstacle]:
    """Report e-mail addresses that another one replaces."""
    for one in described.directory.people:
        known, now = present.people.get(one), after.people.get(one)
        if known is None or now is None:
            continue
        old = [x.user for x in known.channels if x.platform is Platform.MAIL]
        new = [x.user for x in now.channels if x.platform is Platform.MAIL]
        if old and old != new:
            where, number = described.where.get(one, ("", 0))
            yield Obstacle(
                where=where,
                number=number,
                what=ObstacleKind.ADDRESS_CHANGED,
                about=now.name,
                detail=", ".join(old),
            )


def many_leave(present: Directory, leaving: tuple[str, ...]) -> Iterator[Obstacle]:
    """Report agencies of which more than half would leave: the list may be only a part."""
    for agency in present.agencies.values():
        there = [p for p in present.people.values() if p.agency == agency.id and not p.left_on]
        gone = [person for person in there if person.id in leaving]
        if len(gone) * 2 > len(there):
            yield Obstacle(
                where="",
                number=0,
                what=ObstacleKind.MANY_LEAVE,
                about=agency.name,
                detail=f"{len(gone)} of {len(there)}",
            )


def two_agencies(
    after: Directory, named: set[str], policy: Policy, where: Mapping[str, tuple[str, int]]
) -> Iterator[Obstacle]:
    """Report people with posts above the practitioners' in more than one agency."""
    agencies: dict[str, dict[str, None]] = {}
    for post in after.posts:
        if is_on_a_side(post.roles, policy):
            for one in (*post.holders, *post.away):
                agencies.setdefault(one, {})[post.agency] = None
    for one, found in agencies.items():
        if len(found) > 1 and one in named:
            place, number = where.get(one, ("", 0))
            yield Obstacle(
                where=place,
                number=number,
                what=ObstacleKind.TWO_AGENCIES,
                about=_name(one, after),
                detail=" and ".join(after.agencies[x].name for x in found),
            )


def _name(person: str, directory: Directory) -> str:
    found = directory.people.get(person)
    return found.name if found else person
