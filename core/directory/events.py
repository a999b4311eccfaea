"""The events of the contact-list log: everything that can have happened to a contact list."""

from dataclasses import dataclass
from datetime import date, datetime

from core.directory.model import Agency, Channel, Directory, Person, Post


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTaken:
    """A whole list replaced the one before: read from a file, or the result of an import."""

    directory: Directory
    source: str
    """The file's name."""
    digest: str = ""
    """SHA-256 of the file's text, to tell whether the file has changed since; "" if not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyEntered:
    """An agency was added to the list, or its entry replaced."""

    agency: Agency


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntered:
    """A person was added to the list, or their entry replaced."""

    person: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLeft:
    """A person is no longer messaged from that day on; their tenures end with it."""

    person: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonVerified:
    """A person's entry was confirmed to be right."""

    person: str
    on: date
    channel: Channel | None = None
    """The channel through which the person said so; it counts as confirmed too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostEntered:
    """A post was added to the list, or its entry replaced."""

    post: Post


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderAppointed:
    """A person holds a post, or is its deputy, from a day on."""

    post: str
    person: str
    since: date
    until: date | None = None
    """The last day, inclusive; None: open."""
    interim: bool = False
    deputy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderEnded:
    """A person no longer holds a post, or is no longer its deputy."""

    post: str
    person: str
    on: date
    """The last day, inclusive."""
    deputy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceMarked:
    """A person is away on these days, the last included."""

    person: str
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceEnded:
    """A person is back from that day on, sooner than marked."""

    person: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelLinked:
    """A channel was linked to a person: they are messaged there and may act from it."""

    person: str
    channel: Channel
    first: bool = True
    """Whether it becomes their preferred channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelEnded:
    """A channel was unlinked: the person is not messaged there and cannot act from it."""

    person: str
    channel: Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressReleased:
    """A doubtful e-mail address was confirmed and became a channel of the person."""

    person: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapDeclared:
    """A role was declared to have nobody, with the reason."""

    role: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapWithdrawn:
    """The declaration that a role has nobody was withdrawn."""

    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoordinatorsNamed:
    """The partnership's coordinators were set, in this order."""

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
    """One entry of the contact-list log: events that are written together or not at all."""

    at: datetime
    """Aware UTC."""
    by: str
    """A person's id; ``settings`` for a file in the settings, "" for Concord itself."""
    why: str
    """The reason: free text, or one of Concord's codes."""
    changes: tuple[ListEvent, ...]
