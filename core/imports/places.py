"""Find the agency and team of each row: by its words, the present list and its addresses."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from core.directory.model import Agency, Directory, Team
from core.imports.naming import comparison_key, kind_of, slug, team_key, unique_id
from core.imports.obstacles import Obstacle, ObstacleKind
from core.imports.rows import ListedPerson
from core.vocabulary import AgencyType, Platform

Answers = Mapping[str, str]
"""From a heading of the list to what a person said it is: an agency's id, or the kind of a new one.
"""


_ASIDE: Final = re.compile(r"\([^()]*\)")
"""Text in brackets after a name, such as its short form."""
_ONE_OF_ITS_KIND: Final = frozenset({AgencyType.POLICE, AgencyType.ICB, AgencyType.PROBATION})
"""Kinds of which a partnership has one agency, whatever a list calls it."""


Heading = tuple[str, str, str]
"""Agency and team as written, and "" or, for a row that has neither, what identifies the row."""


def heading_of(row: ListedPerson) -> Heading:
    """Return the heading of a row."""
    return (row.agency, row.team, "" if row.agency or row.team else f"{row.where} {row.called}")


@dataclass(frozen=True, slots=True)
class Workplace:
    """The ids of the agency and team where a contact works; "" if not known."""

    agency: str = ""
    team: str = ""


@dataclass(slots=True)
class Workplaces:
    """Agencies and teams: those of the present list, and new ones as rows name them."""

    agencies: dict[str, Agency]
    teams: dict[str, Team]
    findings: list[Obstacle] = field(default_factory=list[Obstacle])
    where: dict[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])
    found: dict[Heading, Workplace] = field(default_factory=dict[Heading, Workplace])


def places_of(
    people: Iterable[ListedPerson], present: Directory, answers: Answers
) -> tuple[Workplaces, Mapping[Heading, Workplace]]:
    """Return all workplaces, and the workplace of each heading.

    Headings are resolved by their words first, so that the order of rows does not matter; the rest
    by their addresses, all rows under one heading together.
    """
    here = Workplaces(dict(present.agencies), dict(present.teams))
    said = {comparison_key(heading): answer for heading, answer in answers.items()}
    together: dict[Heading, list[ListedPerson]] = {}
    rows = list(people)
    for one in rows:
        if one.wrong:
            continue
        together.setdefault(heading_of(one), []).append(one)
    homes = _homes(present)
    for heading, group in together.items():
        place = _by_heading(heading, group[0], here, said)
        if place.agency:
            here.found[heading] = place
            _settle(homes, group, place.agency)
    left: dict[str, list[Heading]] = {}
    for heading in together:
        if heading not in here.found:
            agency, team, alone = heading
            left.setdefault(comparison_key(agency or team) or alone, []).append(heading)
    ends = _unambiguous(homes)
    for headings in left.values():
        group = [one for heading in headings for one in together[heading]]
        agency, team, _ = headings[0]
        place = _by_address(agency or team, group, here, ends)
        for heading in headings:
            inner = heading[1] if heading[0] and place.agency else ""
            own = _team(inner, place.agency, here, together[heading][0]) if inner else place.team
            here.found[heading] = Workplace(place.agency, own)
    for one in rows:
        if heading_of(one) not in here.found:
            here.found[heading_of(one)] = _known(one, present, said)
    return here, here.found


def _known(row: ListedPerson, present: Directory, answers: Answers) -> Workplace:
    """Return the workplace of a row with an error if it is on the present list; it adds nothing."""
    aside = Workplaces(dict(present.agencies), dict(present.teams))
    place = _by_heading(heading_of(row), row, aside, answers)
    there = place.agency in present.agencies and (not place.team or place.team in present.teams)
    return place if there else Workplace()


def _by_heading(
    heading: Heading, first: ListedPerson, here: Workplaces, answers: Answers
) -> Workplace:
    """Return the agency and team that a heading's words name; empty if they do not."""
    agency, team, _ = heading
    if agency:
        place = _headed(agency, first, here, answers)
        if place.agency and team:
            return Workplace(place.agency, _team(team, place.agency, here, first))
        return place
    if not team:
        return Workplace()
    known = [one for one in here.teams.values() if team_key(one.name) == team_key(team)]
    if len(known) == 1:
        return Workplace(known[0].agency, known[0].id)
    return _headed(team, first, here, answers)


def _headed(heading: str, first: ListedPerson, here: Workplaces, answers: Answers) -> Workplace:
    """Return the agency or team that a heading names, perhaps a new agency; empty if unclear."""
    answer = answers.get(comparison_key(heading), "")
    known = {
        name: one.id
        for one in here.agencies.values()
        for name in (comparison_key(_ASIDE.sub(" ", one.name)), comparison_key(one.name))
    }
    if answer in here.agencies:
        return Workplace(answer, _team(heading, answer, here, first, known))
    if answer:
        return Workplace(_new(heading, AgencyType(answer), here, first))
    for name in (comparison_key(heading), comparison_key(_ASIDE.sub(" ", heading))):
        if name in known:
            return Workplace(known[name])
    last = heading.rpartition(" - ")[2]
    for one in here.teams.values():
        if team_key(one.name) in {team_key(heading), team_key(last)}:
            return Workplace(one.agency, one.id)
    kind = kind_of(heading)
    alike = [one for one in here.agencies.values() if one.type is kind]
    if kind in _ONE_OF_ITS_KIND and len(alike) == 1:
        here.findings.append(_found(ObstacleKind.TAKEN_FOR, first, heading, alike[0].name))
        return Workplace(alike[0].id)
    if kind is None or (kind is AgencyType.COUNCIL and alike):
        return Workplace()
    here.findings.append(_found(ObstacleKind.NEW_AGENCY, first, heading, kind.value))
    return Workplace(_new(heading, kind, here, first))


def _by_address(
    heading: str, group: list[ListedPerson], here: Workplaces, ends: Mapping[str, str]
) -> Workplace:
    """Return the one agency whose people have these addresses or domains; a heading is then a team
    of it. Else a heading that names a council is a team of the only council. Empty if unclear.
    """
    first = group[0]
    agencies = {
        ends.get(one.address) or ends.get(one.address.rpartition("@")[2], "")
        for row in group
        for one in row.addresses
    }
    if len(agencies) == 1 and "" not in agencies:
        (agency,) = agencies
        about = heading or first.called
        here.findings.append(
            _found(ObstacleKind.BY_ADDRESS, first, about, here.agencies[agency].name)
        )
        return Workplace(agency, _team(heading, agency, here, first) if heading else "")
    councils = [one for one in here.agencies.values() if one.type is AgencyType.COUNCIL]
    if kind_of(heading) is AgencyType.COUNCIL and len(councils) == 1:
        here.findings.append(_found(ObstacleKind.TAKEN_AS_TEAM, first, heading, councils[0].name))
        return Workplace(councils[0].id, _team(heading, councils[0].id, here, first))
    what = ObstacleKind.WHAT_KIND if heading else ObstacleKind.WHICH_AGENCY
    here.findings.append(_found(what, first, heading or first.called))
    return Workplace()


def _homes(present: Directory) -> dict[str, set[str]]:
    """Return the agencies by e-mail address and by domain of their people."""
    found: dict[str, set[str]] = {}
    for person in present.people.values():
        for address in _addresses(person.id, present):
            for end in (address, address.rpartition("@")[2]):
                found.setdefault(end, set()).add(person.agency)
    return found


def _settle(homes: dict[str, set[str]], group: list[ListedPerson], agency: str) -> None:
    for row in group:
        for one in row.addresses:
            homes.setdefault(one.address, set()).add(agency)
            homes.setdefault(one.address.rpartition("@")[2], set()).add(agency)


def _unambiguous(homes: Mapping[str, set[str]]) -> Mapping[str, str]:
    return {end: next(iter(agencies)) for end, agencies in homes.items() if len(agencies) == 1}


def _addresses(person: str, present: Directory) -> Iterator[str]:
    one = present.people[person]
    yield from (channel.user for channel in one.channels if channel.platform is Platform.MAIL)
    yield from (held.address for held in one.held)


def _team(
    name: str,
    agency: str,
    here: Workplaces,
    first: ListedPerson,
    agencies: Mapping[str, str] | None = None,
) -> str:
    if agencies and agencies.get(comparison_key(name)) == agency:
        return ""
    for one in here.teams.values():
        if one.agency == agency and team_key(one.name) == team_key(name):
            return one.id
    made = unique_id(slug(name, "team"), here.teams)
    here.teams[made] = Team(id=made, name=name, agency=agency)
    here.where[made] = (first.where, first.number)
    return made


def _new(name: str, kind: AgencyType, here: Workplaces, first: ListedPerson) -> str:
    made = unique_id(slug(name, "agency"), here.agencies)
    here.agencies[made] = Agency(id=made, name=name, type=kind)
    here.where[made] = (first.where, first.number)
    return made


def _found(what: ObstacleKind, first: ListedPerson, about: str, detail: str = "") -> Obstacle:
    return Obstacle(where=first.where, number=first.number, what=what, about=about, detail=detail)
