"""What a contact list seems to say: people, posts and routes in draft, and what was found wrong.

Nothing here is corrected. What stands in the list is kept as ``raw`` beside what was made of it.
"""

from dataclasses import dataclass
from datetime import date

from adapters.contact_lists.grid import GridRow
from core.imports.findings import FindingKind, Layout, Weight
from core.vocabulary import AddressDoubt


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One finding at one row; ``core.imports.wording.findings.sentence`` says it to a person."""

    where: str
    number: int
    weight: Weight
    what: FindingKind
    raw: str
    """The text it is about, as it stands; shortened where it is long."""
    about: str = ""
    """Whom or what it concerns: a name, a post, a column."""
    detail: str = ""
    """What the sentence needs besides: a proposal, other places, a date in ISO form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftAddress:
    """An e-mail address."""

    raw: str
    normalised: str
    """In lower case; "" where it cannot be used."""
    doubt: AddressDoubt | None = None
    """Why it is not messaged until somebody confirms it; None: it may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftNumber:
    """A telephone number."""

    raw: str
    normalised: str
    """As people write it ("020 7946 0493"); "" where it is wrong or abbreviated."""
    extension: str = ""
    """Extension or bleep, digits only."""
    proposed: str = ""
    """What it may stand for; shown to the coordinator, never applied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPerson:
    """One contact on one row: a person or team in one post. Whoever has two posts stands twice."""

    name: str
    """Without rank and title of address; "" where the list names none."""
    title: str
    """The post, with rank or unit that stood in the name; "" where none is given."""
    agency: str = ""
    """"" where the list does not say."""
    team: str = ""
    stage: str = ""
    """The stage as it stands; "" where absent."""
    column: str = ""
    """Header of the column the contact stands in, where each rung has a column."""
    addresses: tuple[DraftAddress, ...] = ()
    phones: tuple[DraftNumber, ...] = ()
    mailbox: bool = False
    """A team or shared mailbox: nobody in particular answers, so that silence must alert again."""
    interim: bool = False
    deputy: bool = False
    since: date | None = None
    until: date | None = None
    """The last day, itself included."""
    instruction: str = ""
    """What the list says is to be done there, in its own words."""
    where: str
    number: int
    raw: str
    """The row as it stands, cells with " | " between them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRoute:
    """Where to turn outside office hours, and who must be sent a copy."""

    to: tuple[DraftAddress, ...]
    copies: tuple[DraftAddress, ...]
    phones: tuple[DraftNumber, ...]
    beside: int
    """Index in ``Sensed.people`` of the contact in whose place it stands."""
    where: str
    number: int
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Equivalent:
    """A role the list says answers to a level, with nobody in it."""

    title: str
    heading: str
    """The sentence it stands under."""
    where: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognisedList:
    """All that was made of one list."""

    layout: Layout
    people: tuple[DraftPerson, ...] = ()
    routes: tuple[DraftRoute, ...] = ()
    equivalents: tuple[Equivalent, ...] = ()
    issues: tuple[Issue, ...] = ()
    """In the order of the rows."""
    persons: tuple[tuple[int, ...], ...] = ()
    """Indices in ``people``, those of one and the same person or mailbox together."""
    agencies: tuple[str, ...] = ()
    """In the order in which they stand; "" is not among them."""
    teams: tuple[tuple[str, str], ...] = ()
    """Agency ("" where not said) and team."""
    reviewed_on: date | None = None
    """When the list says it was last reviewed or issued; the last day of a month without a day."""
    next_review: date | None = None
    stale: bool = False
    """Past its review: every address is held until somebody confirms it."""
    unread: tuple[GridRow, ...] = ()
    """Rows within the list of which no contact was made; each has its issue."""
