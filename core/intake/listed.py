"""What a contact list says, row by row, and the list it describes once its rows were understood."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from core.directory import Directory
from core.intake.hitches import Finding
from core.vocabulary import Doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedAddress:
    """A usable e-mail address in lower case; with a doubt it is held until somebody confirms it."""

    address: str
    doubt: Doubt | None = None


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
class Listed:
    """A list as it stands, in the core's words."""

    source: str
    """The file's name."""
    people: tuple[ListedPerson, ...]
    routes: tuple[ListedRoute, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A list in the ids of the one there is, with how far its silence reaches."""

    directory: Directory
    """Only what the list names; its coordinators, gaps, closures and absences only where said."""
    source: str
    findings: tuple[Finding, ...] = ()
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


def whole(directory: Directory, source: str) -> Described:
    """A list that is complete and has ids of its own: one of ours, written out or in YAML."""
    return Described(
        directory=directory,
        source=source,
        covers=frozenset((agency, "") for agency in directory.agencies),
        ordered=True,
        roles_meant=True,
    )
