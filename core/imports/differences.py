"""The differences between two contact lists: what is new, changed or ended, field by field."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.directory.model import Agency, Directory, Person, Post, Tenure
from core.policy.wording.deadlines import spoken_date
from core.vocabulary import Platform


class ListItemKind(StrEnum):
    """The kinds of items on a list."""

    AGENCY = "agency"
    TEAM = "team"
    PERSON = "person"
    POST = "post"


class Aspect(StrEnum):
    """The fields of an item that can change."""

    NAME = "name"
    AGENCY = "agency"
    TYPE = "type"
    TITLE = "title"
    TEAM = "team"
    ROLES = "roles"
    HOLDERS = "holders"
    DEPUTIES = "deputies"
    DATES = "dates"
    SUBJECTS = "subjects"
    AREAS = "areas"
    OUT_OF_HOURS = "out_of_hours"
    ADDRESS = "address"
    HELD = "held"
    CHAT = "chat"
    PHONES = "phones"
    MAILBOX = "mailbox"
    LEFT = "left"
    VERIFIED = "verified"
    TERMS = "terms"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A field before and after, as text; "" for nothing."""

    what: Aspect
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem:
    """An item of the list that is new, changes or ends."""

    kind: ListItemKind
    id: str
    name: str
    agency: str
    """The agency's name; "" for an agency itself."""
    where: str = ""
    number: int = 0
    differences: tuple[FieldChange, ...] = ()


Fields = Mapping[Aspect, str]


def list_item(
    kind: ListItemKind,
    one: str,
    before: Directory | None,
    after: Directory,
    place: tuple[str, int] = ("", 0),
) -> ListItem:
    """Return an item with every field in which the two lists differ."""
    now = _fields(kind, one, after)
    earlier: Fields = _fields(kind, one, before) if before else {}
    found = tuple(
        FieldChange(what=what, before=earlier.get(what, ""), after=now.get(what, ""))
        for what in Aspect
        if earlier.get(what, "") != now.get(what, "")
    )
    name, agency = _called(kind, one, after)
    return ListItem(
        kind=kind,
        id=one,
        name=name,
        agency=agency,
        where=place[0],
        number=place[1],
        differences=found,
    )


def compare_lists(
    before: Directory,
    after: Directory,
    named: set[str],
    where: Mapping[str, tuple[str, int]],
) -> tuple[tuple[ListItem, ...], tuple[ListItem, ...], tuple[ListItem, ...], int]:
    """Return the items that are new, changed and ended, and how many of ``named`` do not change."""
    new: list[ListItem] = []
    altered: list[ListItem] = []
    ended: list[ListItem] = []
    same = 0
    for kind in ListItemKind:
        earlier, now = dict(_all(kind, before)), dict(_all(kind, after))
        for one, thing in now.items():
            place = where.get(one, ("", 0))
            if one not in earlier:
                new.append(list_item(kind, one, None, after, place))
            elif thing == earlier[one]:
                same += one in named
            elif _gone(earlier[one], thing):
                ended.append(list_item(kind, one, before, after))
            else:
                altered.append(list_item(kind, one, before, after, place))
    return tuple(new), tuple(altered), tuple(ended), same


def _called(kind: ListItemKind, one: str, directory: Directory) -> tuple[str, str]:
    match kind:
        case ListItemKind.AGENCY:
            return directory.agencies[one].name, ""
        case ListItemKind.TEAM:
            return directory.teams[one].name, _agency(directory.teams[one].agency, directory)
        case ListItemKind.PERSON:
            person = directory.people[one]
            return person.name, _agency(person.agency, directory)
        case ListItemKind.POST:
            post = _post(one, directory)
            return (post.title, _place(post, directory)) if post else (one, "")


def _place(post: Post, directory: Directory) -> str:
    team = directory.teams.get(post.team)
    return ", ".join((_agency(post.agency, directory), *((team.name,) if team else ())))


def _agency(one: str, directory: Directory) -> str:
    found = directory.agencies.get(one)
    return found.name if found else one


def _post(one: str, directory: Directory) -> Post | None:
    return next((post for post in directory.posts if post.id == one), None)


def _fields(kind: ListItemKind, one: str, directory: Directory) -> Fields:
    match kind:
        case ListItemKind.AGENCY:
            agency = directory.agencies.get(one)
            return dict(_of_agency(agency)) if agency else {}
        case ListItemKind.TEAM:
            team = directory.teams.get(one)
            return {Aspect.NAME: team.name} if team else {}
        case ListItemKind.PERSON:
            person = directory.people.get(one)
            return dict(_of_person(person, directory)) if person else {}
        case ListItemKind.POST:
            post = _post(one, directory)
            return dict(_of_post(post, directory)) if post else {}


def _of_agency(agency: Agency) -> Iterator[tuple[Aspect, str]]:
    yield Aspect.NAME, agency.name
    yield Aspect.TYPE, agency.type.value
    terms = (
        f"{one.name}: {spoken_date(one.first)} to {spoken_date(one.last)}" for one in agency.terms
    )
    yield Aspect.TERMS, "; ".join(terms)


def _of_person(person: Person, directory: Directory) -> Iterator[tuple[Aspect, str]]:
    mail = (one.user for one in person.channels if one.platform is Platform.MAIL)
    chat = (
        f"{one.platform.value} {one.user}"
        for one in person.channels
        if one.platform is not Platform.MAIL
    )
    yield Aspect.NAME, person.name
    yield Aspect.AGENCY, _agency(person.agency, directory)
    yield Aspect.ADDRESS, ", ".join(mail)
    yield Aspect.HELD, ", ".join(one.address for one in person.held)
    yield Aspect.CHAT, ", ".join(chat)
    yield Aspect.PHONES, ", ".join(person.phones)
    yield Aspect.MAILBOX, "yes" if person.mailbox else ""
    yield Aspect.LEFT, spoken_date(person.left_on) if person.left_on else ""
    yield Aspect.VERIFIED, spoken_date(person.verified_on) if person.verified_on else ""


def _of_post(post: Post, directory: Directory) -> Iterator[tuple[Aspect, str]]:
    def names(people: tuple[str, ...]) -> str:
        return ", ".join(_name(one, directory) for one in people)

    team = directory.teams.get(post.team)
    yield Aspect.TITLE, post.title
    yield Aspect.AGENCY, _agency(post.agency, directory)
    yield Aspect.TEAM, team.name if team else post.team
    yield Aspect.ROLES, ", ".join(post.roles)
    yield Aspect.HOLDERS, names(post.holders)
    yield Aspect.DEPUTIES, names(post.deputies)
    yield Aspect.DATES, "; ".join(_dates(one, directory) for one in post.tenures)
    yield Aspect.SUBJECTS, ", ".join(post.subjects)
    yield Aspect.AREAS, ", ".join(post.areas)
    hours = post.out_of_hours
    if hours is not None:
        cc = f", copies to {names(hours.copies)}" if hours.copies else ""
        yield Aspect.OUT_OF_HOURS, f"{_name(hours.to, directory)}{cc} {hours.phone}".strip()


def _name(one: str, directory: Directory) -> str:
    person = directory.people.get(one)
    return person.name if person else one


def _dates(one: Tenure, directory: Directory) -> str:
    since = f" from {spoken_date(one.since)}" if one.since else ""
    until = f" until {spoken_date(one.until)}" if one.until else ""
    return f"{_name(one.person, directory)}{' (interim)' if one.interim else ''}{since}{until}"


def _all(kind: ListItemKind, directory: Directory) -> Iterable[tuple[str, object]]:
    match kind:
        case ListItemKind.AGENCY:
            return directory.agencies.items()
        case ListItemKind.TEAM:
            return directory.teams.items()
        case ListItemKind.PERSON:
            return directory.people.items()
        case ListItemKind.POST:
            return [(post.id, post) for post in directory.posts]


def _gone(before: object, after: object) -> bool:
    match before, after:
        case Person(left_on=None), Person(left_on=date()):
            return True
        case Post() as earlier, Post() as now:
            had = (*earlier.holders, *earlier.deputies)
            return bool(had) and not (*now.holders, *now.deputies, *now.away)
        case _:
            return False
