"""Everything that can be asked of a contact list: imperative, each in somebody's name."""

from dataclasses import dataclass
from datetime import date

from core.directory.model import Agency, Person, Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Appoint:
    """Let a person hold a post from a day on; ``until`` is the last day, None: open."""

    by: str
    post: str
    person: str
    since: date
    until: date | None = None
    interim: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Deputise:
    """Let a person stand in for a post from a day on."""

    by: str
    post: str
    person: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndPost:
    """End a person's time in a post, or as deputy of it. A day that has come: at once; a later one
    is the last day.
    """

    by: str
    post: str
    person: str
    on: date
    deputy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkAbsent:
    """A person is away, the last day included; a colleague stands in for their posts meanwhile."""

    by: str
    person: str
    first: date
    last: date
    stand_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndAbsence:
    """A person is back from that day on."""

    by: str
    person: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Verify:
    """What stands there of a person was looked at and is right."""

    by: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetLeave:
    """A person is no longer reached here, from that day on; their posts end with it."""

    by: str
    person: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterPerson:
    """Put somebody new on the list. Chats are linked to them afterwards, never entered."""

    by: str
    person: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterPost:
    """Put a post on the list, or change what it is called and for; who holds it stays as it is."""

    by: str
    post: Post


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterAgency:
    """Put an agency on the list, or change its name, workspaces, terms or administrators."""

    by: str
    agency: Agency


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseAddress:
    """A doubtful e-mail address is right: message the person there."""

    by: str
    person: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareGap:
    """A role is known to have nobody here, and why."""

    by: str
    role: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawGap:
    """A role is to be filled again."""

    by: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameCoordinators:
    """Who coordinates the partnership from now on, in this order."""

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
