"""Draft contents of a contact list: people, posts and routes, and the findings about them.

Nothing here is corrected. The list's own text is kept as ``raw`` along with what was read from it.
"""

from dataclasses import dataclass
from datetime import date

from adapters.contact_lists.grid import GridRow
from core.imports.findings import FindingKind, Layout, Weight
from core.vocabulary import AddressDoubt


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One finding at one row; ``core.imports.wording.findings.sentence`` makes its sentence."""

    where: str
    number: int
    weight: Weight
    what: FindingKind
    raw: str
    """The text it is about, as written; shortened if it is long."""
    about: str = ""
    """Whom or what it concerns: a name, a post, a column."""
    detail: str = ""
    """Further data of the sentence: a proposal, other places, a date in ISO form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftAddress:
    """An e-mail address."""

    raw: str
    normalised: str
    """In lower case; "" if it is unusable."""
    doubt: AddressDoubt | None = None
    """Why it must not be used until somebody confirms it; None if it may be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftNumber:
    """A telephone number."""

    raw: str
    normalised: str
    """As usually written ("020 7946 0493"); "" if it is wrong or abbreviated."""
    extension: str = ""
    """Extension or bleep, digits only."""
    proposed: str = ""
    """A likely correction; shown to the coordinator, never applied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPerson:
    """One contact on one row: a person or team in one post; a person with two posts has two."""

    name: str
    """Without rank and courtesy title; "" if the list names nobody."""
    title: str
    """The post, with a rank or unit that was part of the name; "" if none is given."""
    agency: str = ""
    """"" if the list does not say."""
    team: str = ""
    stage: str = ""
    """The stage as written; "" if absent."""
    column: str = ""
    """Header of the contact's column, in lists with a column for each level."""
    addresses: tuple[DraftAddress, ...] = ()
    phones: tuple[DraftNumber, ...] = ()
    mailbox: bool = False
    """A team or shared mailbox: nobody in particular reads it, so that silence must alert again."""
    interim: bool = False
    deputy: bool = False
    since: date | None = None
    until: date | None = None
    """The last day, inclusive."""
    instruction: str = ""
    """What the list says to do there, in its own words."""
    where: str
    number: int
    raw: str
    """The row as written, cells joined by " | "."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRoute:
    """A contact for outside office hours, and who must be sent a copy."""

    to: tuple[DraftAddress, ...]
    copies: tuple[DraftAddress, ...]
    phones: tuple[DraftNumber, ...]
    beside: int
    """Index in ``RecognisedList.people`` of the contact whom it replaces outside office hours."""
    where: str
    number: int
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Equivalent:
    """A role that the list says is equal to a level, without a person."""

    title: str
    heading: str
    """The sentence above it."""
    where: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognisedList:
    """Everything read from one list."""

    layout: Layout
    people: tuple[DraftPerson, ...] = ()
    routes: tuple[DraftRoute, ...] = ()
    equivalents: tuple[Equivalent, ...] = ()
    issues: tuple[Issue, ...] = ()
    """In the order of the rows."""
    persons: tuple[tuple[int, ...], ...] = ()
    """Indices in ``people``, grouped by person or mailbox."""
    agencies: tuple[str, ...] = ()
    """In list order, "" left out."""
    teams: tuple[tuple[str, str], ...] = ()
    """Agency ("" if the list does not say) and team."""
    reviewed_on: date | None = None
    """When the list says it was last reviewed or issued; without a day, the last of the month."""
    next_review: date | None = None
    stale: bool = False
    """Past its review: every address must be confirmed before use."""
    unread: tuple[GridRow, ...] = ()
    """Rows of the list from which no contact was read; each has its issue."""
