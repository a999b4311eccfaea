"""Which agency and team a row belongs to: by what it says, by the list there is, by its addresses."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from core.directory import Agency, Directory, Team
from core.intake.hitches import Finding, Hitch
from core.intake.listed import ListedPerson
from core.intake.naming import key, kind_of, slug, team_key, unused
from core.vocabulary import AgencyType, Platform

Answers = Mapping[str, str]
"""What somebody answered of a heading of the list: an agency's id, or the kind of a new one."""


_ASIDE: Final = re.compile(r"\([^()]*\)")
"""What stands in brackets behind a name, as its short form does."""
_ONE_OF_ITS_KIND: Final = frozenset({AgencyType.POLICE, AgencyType.ICB, AgencyType.PROBATION})
"""Kinds of which a partnership has one agency, under whatever name a list has it."""


Heading = tuple[str, str, str]
"""Agency and team as they stand; a row that has neither stands for itself."""


def heading_of(row: ListedPerson) -> Heading:
    """What a row stands under."""
    return (row.agency, row.team, "" if row.agency or row.team else f"{row.where} {row.called}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a contact works; no agency means that nothing says so."""

    agency: str = ""
    team: str = ""


@dataclass(slots=True)
class Places:
    """Agencies and teams as they come up row by row, those of the list there is first."""

    agencies: dict[str, Agency]
    teams: dict[str, Team]
    findings: list[Finding] = field(default_factory=list[Finding])
    where: dict[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])
    found: dict[Heading, Place] = field(default_factory=dict[Heading, Place])


def places_of(
    people: Iterable[ListedPerson], present: Directory, answers: Answers
) -> tuple[Places, Mapping[Heading, Place]]:
    """Every place the rows speak of, by agency and team as they stand there."""
    rows = list(people)
    here = Places(dict(present.agencies), dict(present.teams))
    domains = _domains(present)
    said = {key(heading): answer for heading, answer in answers.items()}
    together: dict[Heading, list[ListedPerson]] = {}
    for one in rows:
        together.setdefault(heading_of(one), []).append(one)
    for heading, group in together.items():
        here.found[heading] = _place(heading, group, here, domains, said)
    return here, here.found


def _place(
    said: Heading,
    group: list[ListedPerson],
    here: Places,
    domains: Mapping[str, str],
    answers: Answers,
) -> Place:
    agency, team, _ = said
    first = group[0]
    if agency:
        place = _headed(agency, group, here, domains, answers)
        if place.agency and team:
            return Place(place.agency, _team(team, place.agency, here, first))
        return place
    if team:
        known = [one for one in here.teams.values() if team_key(one.name) == team_key(team)]
        if len(known) == 1:
            return Place(known[0].agency, known[0].id)
        return _headed(team, group, here, domains, answers)
    return _by_address("", group, here, domains)


def _headed(
    heading: str,
    group: list[ListedPerson],
    here: Places,
    domains: Mapping[str, str],
    answers: Answers,
) -> Place:
    """The agency a heading names, or the team, where it is the name of one."""
    first = group[0]
    answer = answers.get(key(heading), "")
    known = {
        name: one.id
        for one in here.agencies.values()
        for name in (key(_ASIDE.sub(" ", one.name)), key(one.name))
    }
    if answer in here.agencies:
        return Place(answer, _team(heading, answer, here, first, known))
    if answer:
        return Place(_new(heading, AgencyType(answer), here, first))
    for name in (key(heading), key(_ASIDE.sub(" ", heading))):
        if name in known:
            return Place(known[name])
    last = heading.rpartition(" - ")[2]
    for one in here.teams.values():
        if team_key(one.name) in {team_key(heading), team_key(last)}:
            return Place(one.agency, one.id)
    kind = kind_of(heading)
    alike = [one for one in here.agencies.values() if one.type is kind]
    if kind in _ONE_OF_ITS_KIND and len(alike) == 1:
        here.findings.append(_found(Hitch.TAKEN_FOR, first, heading, alike[0].name))
        return Place(alike[0].id)
    if kind is not None and kind is not AgencyType.COUNCIL:
        here.findings.append(_found(Hitch.NEW_AGENCY, first, heading, kind.value))
        return Place(_new(heading, kind, here, first))
    place = _by_address(heading, group, here, domains)
    if place.agency:
        return place
    councils = [one.id for one in here.agencies.values() if one.type is AgencyType.COUNCIL]
    if kind is AgencyType.COUNCIL and len(councils) == 1:
        here.findings.append(
            _found(Hitch.TAKEN_AS_TEAM, first, heading, here.agencies[councils[0]].name)
        )
        return Place(councils[0], _team(heading, councils[0], here, first))
    if kind is AgencyType.COUNCIL and not councils:
        here.findings.append(_found(Hitch.NEW_AGENCY, first, heading, kind.value))
        return Place(_new(heading, kind, here, first))
    here.findings.append(_found(Hitch.WHAT_KIND, first, heading))
    return Place()


def _by_address(
    heading: str, group: list[ListedPerson], here: Places, domains: Mapping[str, str]
) -> Place:
    """The one agency whose people's addresses end as these do; a team of it where there is a
    heading. Nothing where they end differently, or as those of several agencies.
    """
    first = group[0]
    agencies = {
        domains.get(one.address) or domains.get(one.address.rpartition("@")[2], "")
        for row in group
        for one in row.addresses
    }
    if len(agencies) != 1 or "" in agencies:
        if not heading:
            here.findings.append(_found(Hitch.WHICH_AGENCY, first, first.called))
        return Place()
    (agency,) = agencies
    about = heading or first.called
    here.findings.append(_found(Hitch.BY_ADDRESS, first, about, here.agencies[agency].name))
    return Place(agency, _team(heading, agency, here, first) if heading else "")


def _domains(present: Directory) -> Mapping[str, str]:
    """The agency whose people have this address, or addresses that end so; none where several
    have.
    """
    found: dict[str, set[str]] = {}
    for person in present.people.values():
        for address in _addresses(person.id, present):
            found.setdefault(address, set()).add(person.agency)
            found.setdefault(address.rpartition("@")[2], set()).add(person.agency)
    return {end: next(iter(agencies)) for end, agencies in found.items() if len(agencies) == 1}


def _addresses(person: str, present: Directory) -> Iterator[str]:
    one = present.people[person]
    yield from (channel.user for channel in one.channels if channel.platform is Platform.MAIL)
    yield from (held.address for held in one.held)


def _team(
    name: str,
    agency: str,
    here: Places,
    first: ListedPerson,
    agencies: Mapping[str, str] | None = None,
) -> str:
    if agencies and agencies.get(key(name)) == agency:
        return ""
    for one in here.teams.values():
        if one.agency == agency and team_key(one.name) == team_key(name):
            return one.id
    made = unused(slug(name, "team"), here.teams)
    here.teams[made] = Team(id=made, name=name, agency=agency)
    here.where[made] = (first.where, first.number)
    return made


def _new(name: str, kind: AgencyType, here: Places, first: ListedPerson) -> str:
    made = unused(slug(name, "agency"), here.agencies)
    here.agencies[made] = Agency(id=made, name=name, type=kind)
    here.where[made] = (first.where, first.number)
    return made


def _found(what: Hitch, first: ListedPerson, about: str, detail: str = "") -> Finding:
    return Finding(where=first.where, number=first.number, what=what, about=about, detail=detail)
