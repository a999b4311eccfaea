"""The commands that change a contact list; ``by`` is the id of the person who asks."""

from dataclasses import dataclass
from datetime import date

from core.directory.model import Agency, Person, Post


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
