"""Checks the days in a contact list and the people they name: terms, absences, tenures."""

from collections.abc import Iterator
from datetime import date

from policies.contact_list_files.model import AgencyEntry, DirectoryFile, PostEntry
from policies.yaml_reading.fault import Fault, Path
from policies.yaml_reading.source import YamlSource
from policies.yaml_reading.unknown import unknown_person

BACKWARDS = "This ends before it begins. Correct one of the two days."


def times(file: DirectoryFile, source: YamlSource) -> Iterator[Fault]:
    """Yield faults of periods that end before they begin, and of named people who are not on the
    list.
    """
    people = {person.id for agency in file.agencies for person in agency.people}
    for position, one in enumerate(file.absences):
        path: Path = ("absences", position)
        yield from unknown_person(source, (*path, "person"), one.person, people)
        yield from _backwards(source, (*path, "last"), one.first, one.last)
    for position, agency in enumerate(file.agencies):
        yield from _agency(source, ("agencies", position), agency, people)
        for number, post in enumerate(agency.posts):
            yield from _post(source, ("agencies", position, "posts", number), post, people)


def _agency(
    source: YamlSource, path: Path, agency: AgencyEntry, people: set[str]
) -> Iterator[Fault]:
    for position, one in enumerate(agency.administrators):
        yield from unknown_person(source, (*path, "administrators", position), one, people)
    for position, term in enumerate(agency.terms):
        yield from _backwards(source, (*path, "terms", position, "last"), term.first, term.last)
    for position, person in enumerate(agency.people):
        if person.left_on and (person.slack or person.teams or person.mail or person.held):
            yield source.fault(
                (*path, "people", position, "left_on"),
                f"{person.name} has left and is not messaged any more. Remove slack, teams, mail "
                "and held, or remove “left_on”.",
            )


def _post(source: YamlSource, path: Path, post: PostEntry, people: set[str]) -> Iterator[Fault]:
    for position, one in enumerate(post.tenures):
        place = (*path, "tenures", position)
        yield from unknown_person(source, (*place, "person"), one.person, people)
        yield from _backwards(source, (*place, "until"), one.since, one.until)
        if one.until is None and one.person not in (post.deputies if one.deputy else post.holders):
            where = "deputies" if one.deputy else "holders"
            yield source.fault(
                (*place, "person"),
                f"{one.person} is not among the {where} of this post. Add them there, or give the "
                "last day with “until”.",
            )
    if post.out_of_hours is not None:
        rule = (*path, "out_of_hours")
        yield from unknown_person(source, (*rule, "to"), post.out_of_hours.to, people)
        for position, person in enumerate(post.out_of_hours.copies):
            yield from unknown_person(source, (*rule, "copies", position), person, people)


def _backwards(
    source: YamlSource, path: Path, first: date | None, last: date | None
) -> Iterator[Fault]:
    if first is not None and last is not None and last < first:
        yield source.fault(path, BACKWARDS)
