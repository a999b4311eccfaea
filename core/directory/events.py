"""Everything that can have happened to a contact list: the table of contents of the roll."""

from dataclasses import dataclass
from datetime import date, datetime

from core.directory.model import Agency, Channel, Directory, Person, Post


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTaken:
    """A whole list holds from now on: read from a file, or what an import made of the one before."""

    directory: Directory
    source: str
    """The file's name."""
    digest: str = ""
    """SHA-256 of the file's text: whether a file lists what was taken from it before; "" where
    nothing tells.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyEntered:
    """An agency is on the list, or what stood there of it is replaced."""

    agency: Agency


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntered:
    """A person is on the list, or what stood there of them is replaced."""

    person: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLeft:
    """A person is no longer reached here, from that day on; their posts end with it."""

    person: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonVerified:
    """Somebody made sure that what stands there of a person is right."""

    person: str
    on: date
    channel: Channel | None = None
    """The way by which the person said so, confirmed to be theirs with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostEntered:
    """A post is on the list, or what stood there of it is replaced."""

    post: Post


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderAppointed:
    """A person holds a post, or is deputy of it, from a day on."""

    post: str
    person: str
    since: date
    until: date | None = None
    """The last day, itself included; None: open."""
    interim: bool = False
    deputy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderEnded:
    """A person no longer holds a post, or is no longer deputy of it."""

    post: str
    person: str
    on: date
    """The last day, itself included."""
    deputy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceMarked:
    """A person is away on these days, the last included."""

    person: str
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceEnded:
    """A person is back from that day on, sooner than was marked."""

    person: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelLinked:
    """A way to message a person, and for them to act, was confirmed to be theirs."""

    person: str
    channel: Channel
    first: bool = True
    """Whether they are messaged there before anywhere else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelEnded:
    """A person is not messaged there any more, and nobody acts as them from there."""

    person: str
    channel: Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressReleased:
    """A doubtful e-mail address was confirmed: the person is messaged there from now on."""

    person: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapDeclared:
    """A role is known to have nobody here, and why."""

    role: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapWithdrawn:
    """A role is no longer declared to have nobody."""

    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoordinatorsNamed:
    """Who coordinates the partnership from now on, in this order."""

    people: tuple[str, ...]


ListEvent = (
    ListTaken
    | AgencyEntered
    | PersonEntered
    | PersonLeft
    | PersonVerified
    | PostEntered
    | HolderAppointed
    | HolderEnded
    | AbsenceMarked
    | AbsenceEnded
    | ChannelLinked
    | ChannelEnded
    | AddressReleased
    | GapDeclared
    | GapWithdrawn
    | CoordinatorsNamed
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEntry:
    """What somebody did to the list in one go: all of it is written, or nothing."""

    at: datetime
    """Aware UTC."""
    by: str
    """A person's id; ``settings`` for a file in the settings, "" for Concord itself."""
    why: str
    """In their own words, or a code of ours."""
    changes: tuple[ListEvent, ...]
