"""What a contact list says, row by row, and the list it describes once its rows were understood."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from core.directory.model import Directory, Post
from core.imports.obstacles import Obstacle
from core.vocabulary import AddressDoubt


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedAddress:
    """A usable e-mail address in lower case; with a doubt it is held until somebody confirms it."""

    address: str
    doubt: AddressDoubt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPerson:
    """One person or team in one post, on one row."""

    where: str
    number: int
    name: str
    """"" where the list names nobody: then the post itself is what can be telephoned."""
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
    """Something on this row is an error: the row is left out, and touches nobody."""

    @property
    def called(self) -> str:
        """The name, else the post, else the address."""
        return self.name or self.title or next((x.address for x in self.addresses), "")

    @property
    def somebody(self) -> bool:
        """Whether there is a name or an address: else there is only a telephone to be shown."""
        return bool(self.name or self.addresses)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRoute:
    """Where to turn outside office hours in place of one of the people."""

    beside: int
    """Index in ``Listed.people``."""
    to: ListedAddress
    copies: tuple[ListedAddress, ...] = ()
    phone: str = ""
    where: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactList:
    """A list as it stands, in the core's words."""

    source: str
    """The file's name."""
    people: tuple[ListedPerson, ...]
    routes: tuple[ListedRoute, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedList:
    """A list in the ids of the one there is, with how far its silence reaches."""

    directory: Directory
    """Only what the list names; its coordinators, gaps, closures and absences only where said."""
    source: str
    findings: tuple[Obstacle, ...] = ()
    covers: frozenset[tuple[str, str]] = frozenset()
    """Agency and role of every post the list has a say on: in those, who is not on it ends.
    ("agency", "") is the whole agency.
    """
    spared: frozenset[str] = frozenset()
    """People whom the list names on rows that were left out: they stay as they are."""
    spared_posts: frozenset[str] = frozenset()
    ordered: bool = False
    """Whether the order of holders is meant."""
    roles_meant: bool = False
    """Whether a post's roles, subjects and areas are what the list says, not a guess from it."""
    interim: frozenset[tuple[str, str]] = frozenset()
    """Post and person, where somebody only stands in until the post is filled."""
    where: Mapping[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])
    """Place and number of the first row of each person, post and agency, by id."""


def whole(directory: Directory, source: str) -> DescribedList:
    """A list that is complete and has ids of its own: one of ours, written out or in YAML."""
    return DescribedList(
        directory=directory,
        source=source,
        covers=frozenset((agency, "") for agency in directory.agencies),
        ordered=True,
        roles_meant=True,
    )


Reading = Callable[[Directory], DescribedList]
"""Reads one part against the list there is and what the parts before it have added."""


def combined(parts: Iterable[Reading], present: Directory) -> DescribedList:
    """All parts together. Somebody new in two of them is one person, and who holds a post by one
    part does not displace who holds it by another. Raises ValueError without any part.
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
        spared_posts=one.spared_posts | other.spared_posts,
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
