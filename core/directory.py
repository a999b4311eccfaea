"""Who holds which post, and how they are reached: an immutable snapshot with a pure resolver."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from core.vocabulary import AgencyType, Platform


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is acting: immutable user id within one workspace or tenant; never a name or e-mail."""

    platform: Platform
    tenant: str
    user: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One way to message a person; for mail ``tenant`` is empty and ``user`` is the address."""

    platform: Platform
    tenant: str
    user: str

    @property
    def principal(self) -> Principal:
        """The principal that acts through this channel."""
        return Principal(self.platform, self.tenant, self.user)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person (or a team mailbox, ``mailbox=True``) as enrolled by the partnership."""

    id: str
    name: str
    agency: str
    channels: tuple[Channel, ...] = ()
    mailbox: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """An organisation of the partnership."""

    id: str
    name: str
    type: AgencyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A team within an agency; posts without a team serve the whole agency."""

    id: str
    name: str
    agency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post at a level: the policy roles it fills, its holders in order, and their deputies."""

    id: str
    title: str
    agency: str
    team: str = ""
    roles: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    deputies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Who can be asked for a role, in the order they are asked; all empty means a gap."""

    posts: tuple[Post, ...] = ()
    holders: tuple[str, ...] = ()
    deputies: tuple[str, ...] = ()

    @property
    def everyone(self) -> tuple[str, ...]:
        """Holders, then deputies, each once."""
        return tuple(dict.fromkeys((*self.holders, *self.deputies)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """A partnership's contact list as it stands now."""

    partnership: str
    name: str
    agencies: Mapping[str, Agency]
    teams: Mapping[str, Team]
    people: Mapping[str, Person]
    posts: tuple[Post, ...]
    coordinators: tuple[str, ...]
    gaps: Mapping[str, str] = field(default_factory=dict[str, str])
    """Roles declared to have nobody, with the reason."""
    closures: Mapping[date, str] = field(default_factory=dict[date, str])
    """Local office closure days and their names; never counted as working days."""

    def resolve(self, role: str, agency: str = "", team: str = "") -> Candidates:
        """Find who fills a role: the team's own posts first, then the agency's, then anybody's.

        Without an agency (a partnership role) every post that fills the role counts.
        """
        filling = tuple(post for post in self.posts if role in post.roles)
        if agency:
            filling = tuple(post for post in filling if post.agency == agency)
            own = tuple(post for post in filling if team and post.team == team)
            filling = own or tuple(post for post in filling if not post.team)
        return Candidates(
            posts=filling,
            holders=_each_once(p for post in filling for p in post.holders),
            deputies=_each_once(p for post in filling for p in post.deputies),
        )

    def posts_of(self, person: str) -> tuple[Post, ...]:
        """The posts a person holds."""
        return tuple(post for post in self.posts if person in post.holders)

    def team_of(self, person: str) -> str:
        """The team a person works in: that of the first post held, or empty."""
        return next((post.team for post in self.posts_of(person) if post.team), "")

    def title_of(self, person: str) -> str:
        """Title of the first post a person holds or else is deputy of, or empty."""
        held = (post.title for post in self.posts_of(person))
        stands_in = (f"Deputy {post.title}" for post in self.posts if person in post.deputies)
        return next(chain(held, stands_in), "")


def _each_once(people: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(people))
