"""Who holds which post, and how they are reached: an immutable snapshot with a pure resolver."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from core.vocabulary import AddressDoubt, AgencyType, Platform, SubjectType


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
    verified_on: date | None = field(default=None, compare=False)
    """When it was last confirmed to be theirs; None: not since it came on the list. Two channels to
    the same place are the same channel, whenever each was confirmed.
    """

    @property
    def principal(self) -> Principal:
        """The principal that acts through this channel."""
        return Principal(self.platform, self.tenant, self.user)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnconfirmedAddress:
    """An e-mail address on the list that is not messaged until somebody confirms it, and why."""

    address: str
    why: AddressDoubt


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person (or a team mailbox, ``mailbox=True``) as enrolled by the partnership.

    Whoever has left stays here under their name, for the record, and has no channels.
    """

    id: str
    name: str
    agency: str
    channels: tuple[Channel, ...] = ()
    mailbox: bool = False
    phones: tuple[str, ...] = ()
    """As people write them (``020 7946 0493``); shown to whoever may see the person, never called."""
    held: tuple[UnconfirmedAddress, ...] = ()
    verified_on: date | None = None
    """When this person last said that what stands here is right; None: never."""
    left_on: date | None = None
    """Since when they are no longer reached here; None while they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A school term; outside its terms an agency that has any is away."""

    name: str
    first: date
    last: date
    """The last day of it, itself included."""


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
    """Ids of those who may confirm for this agency who somebody is."""
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A team within an agency; posts without a team serve the whole agency."""

    id: str
    name: str
    agency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """Somebody's time in a post, or as deputy of it. What has ended stays: history is kept."""

    person: str
    since: date | None = None
    """None: since before the list was kept."""
    until: date | None = None
    """The last day, itself included; None: open."""
    interim: bool = False
    deputy: bool = False

    def covers(self, day: date) -> bool:
        """Whether it was theirs on that day."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfHours:
    """Who is messaged in a post's place outside office hours, and who gets a copy without fail."""

    to: str
    """Id of a person or mailbox."""
    copies: tuple[str, ...] = ()
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Days on which a person is away; the last is included."""

    person: str
    first: date
    last: date

    def covers(self, day: date) -> bool:
        """Whether they are away on that day."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post at a level: the policy roles it fills, its holders in order, and their deputies.

    A post with several holders is a pool: all are asked, and the first to accept has it.
    """

    id: str
    title: str
    agency: str
    team: str = ""
    roles: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    deputies: tuple[str, ...] = ()
    subjects: tuple[SubjectType, ...] = ()
    """Whom the post is for: children, adults or both; empty: all."""
    areas: tuple[str, ...] = ()
    """Ids of the policy's areas that the post is for; empty: all."""
    tenures: tuple[Tenure, ...] = ()
    """Since when and until when, earlier holders included; whoever has none has no dates known."""
    out_of_hours: OutOfHours | None = None
    away: tuple[str, ...] = ()
    """Who holds it and is away on the day this list is for (``core.directory.absences``)."""

    def is_for(self, subject: SubjectType | None, area: str = "") -> bool:
        """Whether a case about this subject, from this area, is the post's; not known fits all.

        A case about both a child and an adult is for either's post, and a post for both is for any.
        """
        both = SubjectType.BOTH
        subjects = not self.subjects or subject in {None, both} or both in self.subjects
        areas = not self.areas or not area
        return (subjects or subject in self.subjects) and (areas or area in self.areas)


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
    absences: tuple[Absence, ...] = ()

    def resolve(
        self,
        role: str,
        agency: str = "",
        team: str = "",
        subject: SubjectType | None = None,
        area: str = "",
    ) -> Candidates:
        """Find who fills a role: the team's own posts first, then the agency's, then anybody's.

        Without an agency (a partnership role) every post that fills the role counts. Posts for this
        subject and area come before the others; where nobody holds one, those of any area are asked
        (reading TRI-A7), and then all: nobody is missed for what a post is for.
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
        """The posts a person holds."""
        return tuple(post for post in self.posts if person in (*post.holders, *post.away))

    def team_of(self, person: str) -> str:
        """The team a person works in: that of the first post held, or empty."""
        return next((post.team for post in self.posts_of(person) if post.team), "")

    def title_of(self, person: str) -> str:
        """Title of the first post a person holds or else is deputy of, or empty."""
        held = (post.title for post in self.posts_of(person))
        stands_in = (f"Deputy {post.title}" for post in self.posts if person in post.deputies)
        return next(chain(held, stands_in), "")


def _best_for(
    subject: SubjectType | None, area: str, own: tuple[Post, ...], shared: tuple[Post, ...]
) -> tuple[Post, ...]:
    """The posts to ask: those for this subject and area, else for the subject, else all there are;
    each time a team's own before the agency's.
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
