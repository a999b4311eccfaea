"""The commands that change a contact list; ``by`` is the id of the person who asks."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from core.directory.model import Agency, Channel, Directory, Person, Post, Principal

SETTINGS: Final = "settings"
"""In place of a person's id: a file in the settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appoint:
    """Appoint a person to a post from a day on; ``until`` is the last day, None: open."""

    by: str
    post: str
    person: str
    since: date
    until: date | None = None
    interim: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Deputise:
    """Make a person deputy of a post from a day on; ``until`` is the last day, None: open."""

    by: str
    post: str
    person: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndPost:
    """End a person's time in a post, or as its deputy. ``on`` is the last day; today or a past day
    takes effect at once.
    """

    by: str
    post: str
    person: str
    on: date
    deputy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkAbsent:
    """Mark a person as away, the last day included; ``stand_in`` deputises for their posts."""

    by: str
    person: str
    first: date
    last: date
    stand_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndAbsence:
    """End a person's absence: they are back from that day on."""

    by: str
    person: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Verify:
    """Confirm that a person's entry is right."""

    by: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetLeave:
    """Stop messaging a person from that day on; their tenures end with it."""

    by: str
    person: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterPerson:
    """Put a new person on the list. Chat accounts are not entered here; they are linked later."""

    by: str
    person: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterPost:
    """Put a post on the list, or change its title and purpose; its holders stay as they are."""

    by: str
    post: Post


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterAgency:
    """Put an agency on the list, or change its name, workspaces, terms or administrators."""

    by: str
    agency: Agency


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseAddress:
    """Confirm a doubtful e-mail address, so that the person is messaged there."""

    by: str
    person: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareGap:
    """Declare that a role has nobody, with the reason."""

    by: str
    role: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawGap:
    """Withdraw the declaration that a role has nobody."""

    by: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameCoordinators:
    """Set the partnership's coordinators, in this order."""

    by: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeList:
    """Replace the whole list by one read from a file; ``by`` may be ``SETTINGS``."""

    by: str
    directory: Directory
    source: str
    """The file's name."""
    digest: str = ""
    """SHA-256 of the file's text; "" if not known."""
    after: int | None = None
    """The number of the entry it was made for (0: none, it is the first list); None: any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkChannel:
    """Link an account to a person, in place of any they have in its workspace or tenant."""

    by: str
    person: str
    account: Principal
    address: str = ""
    """Where the code was sent that was typed; "": ``by`` confirms whose account it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndChannel:
    """Unlink a channel; ``by`` is "" where the account was closed or not confirmed in time."""

    by: str
    person: str
    channel: Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmChannel:
    """Confirm one's own entry, and the channel through which one says so."""

    by: str
    channel: Channel


ListCommand = (
    Appoint
    | Deputise
    | EndPost
    | MarkAbsent
    | EndAbsence
    | Verify
    | LetLeave
    | EnterPerson
    | EnterPost
    | EnterAgency
    | ReleaseAddress
    | DeclareGap
    | WithdrawGap
    | NameCoordinators
)
"""What people ask for by form or on the command line."""
AccountCommand = LinkChannel | EndChannel | ConfirmChannel
AnyListCommand = ListCommand | AccountCommand | TakeList
