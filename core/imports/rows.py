"""A contact list as read, row by row, and the list it describes once its rows are resolved."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from core.directory.model import Directory, Post
from core.imports.obstacles import Obstacle
from core.vocabulary import AddressDoubt


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedAddress:
    """A usable e-mail address in lower case; if in doubt, it is held until somebody confirms it."""

    address: str
    doubt: AddressDoubt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPerson:
    """One person or team in one post, on one row."""

    where: str
    number: int
    name: str
    """"" if the list names nobody: then only the post can be telephoned."""
    title: str
    agency: str = ""
    team: str = ""
    stage: str = ""
    column: str = ""
    addresses: tuple[ListedAddress, ...] = ()
    phones: tuple[str, ...] = ()
    mailbox: bool = False
    interim: bool = False
    deputy: bool = False
    since: date | None = None
    until: date | None = None
    wrong: bool = False
    """The row has an error: it is left out and changes nothing."""

    @property
    def called(self) -> str:
        """Return the name, else the title, else the first address."""
        return self.name or self.title or next((x.address for x in self.addresses), "")

    @property
    def somebody(self) -> bool:
        """Return whether there is a name or an address, and not only a telephone."""
        return bool(self.name or self.addresses)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRoute:
    """An out-of-hours contact for the post of one of the people."""

    beside: int
    """Index of that person in ``ContactList.people``."""
    to: ListedAddress
    copies: tuple[ListedAddress, ...] = ()
    phone: str = ""
    where: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactList:
    """A contact list as read from a file, independent of its layout."""

    source: str
    """The file's name."""
    people: tuple[ListedPerson, ...]
    routes: tuple[ListedRoute, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedList:
    """A list with the ids of the present one, and what people and posts missing from it mean."""

    directory: Directory
    """Only what the list names; coordinators, gaps, closures and absences only if it has them."""
    source: str
    findings: tuple[Obstacle, ...] = ()
    covers: frozenset[tuple[str, str]] = frozenset()
    """Pairs of agency and role that the list covers: tenures of people missing from it end there.
    ("agency", "") is the whole agency.
    """
    spared: frozenset[str] = frozenset()
    """Ids of people who may be meant by rows that were left out: they stay as they are."""
    unchanged_posts: frozenset[str] = frozenset()
    ordered: bool = False
    """Whether the list's order of holders is intended."""
    roles_meant: bool = False
    """Whether the list states a post's roles, subjects and areas; if not, they are guessed."""
    interim: frozenset[tuple[str, str]] = frozenset()
    """Pairs of post and person for interim holders."""
    where: Mapping[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])
    """Place and number of the first row of each person, post and agency, by id."""


def complete_list(directory: Directory, source: str) -> DescribedList:
    """Describe a complete list that has Concord's ids: an exported table or YAML."""
    return DescribedList(
        directory=directory,
        source=source,
        covers=frozenset((agency, "") for agency in directory.agencies),
        ordered=True,
        roles_meant=True,
    )


Reading = Callable[[Directory], DescribedList]
"""Describe one part of a list, given the present list with what the earlier parts added."""


def combine_parts(parts: Iterable[Reading], present: Directory) -> DescribedList:
    """Combine all parts. A new person in two of them is one person, and a post has the holders of
    all parts. Raises ValueError if there is no part.
    """
    whole: DescribedList | None = None
    seen = present
    for read in parts:
        part = read(seen)
        seen = _with_new(seen, part.directory)
        whole = _joined(whole, part) if whole else part
    if whole is None:
        raise ValueError("no part")
    return whole


def _with_new(seen: Directory, listed: Directory) -> Directory:
    known = {post.id for post in seen.posts}
    return replace(
        seen,
        agencies={**listed.agencies, **seen.agencies},
        teams={**listed.teams, **seen.teams},
        people={**listed.people, **seen.people},
        posts=(*seen.posts, *(post for post in listed.posts if post.id not in known)),
    )


def _joined(one: DescribedList, other: DescribedList) -> DescribedList:
    first, second = one.directory, other.directory
    posts = {post.id: post for post in first.posts}
    for post in second.posts:
        posts[post.id] = _post(posts[post.id], post) if post.id in posts else post
    directory = replace(
        first,
        agencies={**first.agencies, **second.agencies},
        teams={**first.teams, **second.teams},
        people={**first.people, **second.people},
        posts=tuple(posts.values()),
        coordinators=first.coordinators or second.coordinators,
        gaps={**first.gaps, **second.gaps},
        closures={**first.closures, **second.closures},
        absences=tuple(dict.fromkeys((*first.absences, *second.absences))),
    )
    return DescribedList(
        directory=directory,
        source=f"{one.source}, {other.source}",
        findings=(*one.findings, *other.findings),
        covers=one.covers | other.covers,
        spared=one.spared | other.spared,
        unchanged_posts=one.unchanged_posts | other.unchanged_posts,
        ordered=one.ordered and other.ordered,
        roles_meant=one.roles_meant and other.roles_meant,
        interim=one.interim | other.interim,
        where={**other.where, **one.where},
    )


def _post(one: Post, other: Post) -> Post:
    holders = tuple(dict.fromkeys((*one.holders, *other.holders)))
    deputies = dict.fromkeys((*one.deputies, *other.deputies))
    return replace(
        one,
        holders=holders,
        deputies=tuple(x for x in deputies if x not in holders),
        tenures=tuple(dict.fromkeys((*one.tenures, *other.tenures))),
        out_of_hours=one.out_of_hours or other.out_of_hours,
    )
