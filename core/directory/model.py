"""Who holds which post, and how they are reached: immutable values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from core.vocabulary import AddressDoubt, AgencyType, Platform, SubjectType


@dataclass(frozen=True, slots=True)
class Principal:
    """An account: an immutable user id within a workspace or tenant; never a name or e-mail."""

    platform: Platform
    tenant: str
    user: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One way to message a person; for mail ``tenant`` is empty and ``user`` is the address."""

    platform: Platform
    tenant: str
    user: str
    verified_on: date | None = field(default=None, compare=False)
    """When the person last confirmed it; None: not since it came on the list. Not compared: two
    channels to the same place are equal.
    """

    @property
    def principal(self) -> Principal:
        """The principal that acts through this channel."""
        return Principal(self.platform, self.tenant, self.user)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnconfirmedAddress:
    """A doubtful e-mail address: not used until somebody confirms it."""

    address: str
    why: AddressDoubt


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person (or a team mailbox, ``mailbox=True``) as enrolled by the partnership.

    A person who has left stays on the list by name, for the record, without channels.
    """

    id: str
    name: str
    agency: str
    channels: tuple[Channel, ...] = ()
    mailbox: bool = False
    phones: tuple[str, ...] = ()
    """As people write them (``020 7946 0493``); shown to users, never called by Concord."""
    held: tuple[UnconfirmedAddress, ...] = ()
    verified_on: date | None = None
    """When this person last confirmed their entry; None: never."""
    left_on: date | None = None
    """The first day on which they are no longer messaged; None: they have not left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A school term. An agency with terms counts as away outside them."""

    name: str
    first: date
    last: date
    """The last day, inclusive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """An organisation of the partnership."""

    id: str
    name: str
    type: AgencyType
    slack_workspace: str = ""
    """Id of the one workspace its people may link from; "" for none."""
    teams_tenant: str = ""
    """Id of the one tenant its people may link from; "" for none."""
    administrators: tuple[str, ...] = ()
    """Ids of the people who may confirm the accounts of this agency's people."""
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A team within an agency; posts without a team serve the whole agency."""

    id: str
    name: str
    agency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """A person's time in a post, or as its deputy. Ended tenures are kept as history."""

    person: str
    since: date | None = None
    """None: from before the list was kept."""
    until: date | None = None
    """The last day, inclusive; None: open."""
    interim: bool = False
    deputy: bool = False

    def covers(self, day: date) -> bool:
        """Return whether the tenure includes that day."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfHours:
    """Who is messaged instead of a post's holders outside office hours; copies are always sent."""

    to: str
    """Id of a person or mailbox."""
    copies: tuple[str, ...] = ()
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Days on which a person is away, the last included."""

    person: str
    first: date
    last: date

    def covers(self, day: date) -> bool:
        """Return whether they are away on that day."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post at a level: the policy roles it fills, its holders in order, and their deputies.

    A post with several holders is a pool: all are asked, and the first to accept takes the stage.
    """

    id: str
    title: str
    agency: str
    team: str = ""
    roles: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    deputies: tuple[str, ...] = ()
    subjects: tuple[SubjectType, ...] = ()
    """The subject types the post is for: children, adults or both; empty: all."""
    areas: tuple[str, ...] = ()
    """Ids of the policy's areas that the post is for; empty: all."""
    tenures: tuple[Tenure, ...] = ()
    """Tenures of present and earlier holders and deputies; without one the dates are not known."""
    out_of_hours: OutOfHours | None = None
    away: tuple[str, ...] = ()
    """Holders who are away on the day this list is for (``core.directory.absences``)."""

    def is_for(self, subject: SubjectType | None, area: str = "") -> bool:
        """Return whether the post covers a case's subject and area; None and "" match every post.

        A case about both a child and an adult matches posts for either; a post for both matches
        every subject.
        """
        both = SubjectType.BOTH
        subjects = not self.subjects or subject in {None, both} or both in self.subjects
        areas = not self.areas or not area
        return (subjects or subject in self.subjects) and (areas or area in self.areas)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Who can be asked for a role, in the order of asking; all empty means a gap."""

    posts: tuple[Post, ...] = ()
    holders: tuple[str, ...] = ()
    deputies: tuple[str, ...] = ()

    @property
    def everyone(self) -> tuple[str, ...]:
        """Return holders, then deputies, without duplicates."""
        return tuple(dict.fromkeys((*self.holders, *self.deputies)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """A partnership's contact list."""

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
    """Local office closure days and their names; they are not working days."""
    absences: tuple[Absence, ...] = ()

    def resolve(
        self,
        role: str,
        agency: str = "",
        team: str = "",
        subject: SubjectType | None = None,
        area: str = "",
    ) -> Candidates:
        """Find who fills a role: the posts of the team first, then those of the whole agency.

        Without an agency (a partnership role) every post that fills the role counts. Posts for this
        subject and area are preferred; if nobody holds one, posts of any area are used (reading
        TRI-A7), and then all posts that fill the role.
        """
        filling = tuple(post for post in self.posts if role in post.roles)
        own: tuple[Post, ...] = ()
        if agency:
            filling = tuple(post for post in filling if post.agency == agency)
            own = tuple(post for post in filling if team and post.team == team)
            filling = tuple(post for post in filling if not post.team)
        filling = _best_for(subject, area, own, filling)
        return Candidates(
            posts=filling,
            holders=_each_once(p for post in filling for p in post.holders),
            deputies=_each_once(p for post in filling for p in post.deputies),
        )

    def posts_of(self, person: str) -> tuple[Post, ...]:
        """Return the posts a person holds, including while away."""
        return tuple(post for post in self.posts if person in (*post.holders, *post.away))

    def team_of(self, person: str) -> str:
        """Return the team id of the first post a person holds that has one, or ""."""
        return next((post.team for post in self.posts_of(person) if post.team), "")

    def title_of(self, person: str) -> str:
        """Return the title of the first post a person holds, else is deputy of, or ""."""
        held = (post.title for post in self.posts_of(person))
        stands_in = (f"Deputy {post.title}" for post in self.posts if person in post.deputies)
        return next(chain(held, stands_in), "")


def _best_for(
    subject: SubjectType | None, area: str, own: tuple[Post, ...], shared: tuple[Post, ...]
) -> tuple[Post, ...]:
    """Return the posts to ask: those for this subject and area, else for the subject, else all;
    in each step the team's ``own`` posts come before the agency's ``shared`` ones.
    """
    if own and all(post.is_for(subject, area) for post in own):
        return own
    for where in (area, ""):
        for posts in (own, shared):
            fit = tuple(post for post in posts if post.is_for(subject, where))
            if any(post.holders or post.deputies for post in fit):
                return fit
    return own or shared


def _each_once(people: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(people))
