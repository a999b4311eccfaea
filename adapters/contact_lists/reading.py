"""Collects what is read from one list: contacts, routes, findings and unread rows."""

from dataclasses import dataclass, field
from typing import Final

from adapters.contact_lists.cells.phones import CellRemark
from adapters.contact_lists.drafts import DraftPerson, DraftRoute, Equivalent, Issue
from adapters.contact_lists.grid import GridRow
from adapters.contact_lists.lines import ListRow
from core.imports.findings import FindingKind, weight_of

_MOST_OF_RAW: Final = 200


@dataclass(slots=True)
class Reading:
    """The mutable result of reading one list; used within one call only."""

    people: list[DraftPerson] = field(default_factory=list[DraftPerson])
    places: list[ListRow] = field(default_factory=list[ListRow])
    """The row of each of ``people``."""
    unsure: set[int] = field(default_factory=set[int])
    """Indices of ``people`` from a cell where it is unclear which data belongs to whom."""
    routes: list[DraftRoute] = field(default_factory=list[DraftRoute])
    equivalents: list[Equivalent] = field(default_factory=list[Equivalent])
    unread: list[GridRow] = field(default_factory=list[GridRow])
    headings: list[tuple[ListRow, str]] = field(default_factory=list[tuple[ListRow, str]])
    """Names of bodies, teams and columns, as written in headings and headers."""
    carried_down: bool = False
    """Whether the finding "a blank cell was read as the one above" has been added."""
    found: list[tuple[int, Issue]] = field(default_factory=list[tuple[int, Issue]])

    def note(
        self, line: ListRow, what: FindingKind, raw: str = "", *, about: str = "", detail: str = ""
    ) -> None:
        """Add a finding at a row."""
        issue = Issue(
            where=line.row.where,
            number=line.row.number,
            weight=weight_of(what),
            what=what,
            raw=(raw or line.raw)[:_MOST_OF_RAW],
            about=about,
            detail=detail,
        )
        self.found.append((line.index, issue))

    def remarks(self, line: ListRow, remarks: tuple[CellRemark, ...], about: str) -> None:
        """Add the findings of a cell."""
        for remark in remarks:
            self.note(line, remark.what, remark.raw, about=about, detail=remark.detail)

    def note_carried_down(self, line: ListRow, above: str) -> None:
        """Add a finding, once per list, that a blank cell was read as the one above it."""
        if not self.carried_down:
            self.carried_down = True
            self.note(line, FindingKind.CARRIED_DOWN, about=above)

    def leave(self, line: ListRow, what: FindingKind, *, about: str = "") -> None:
        """Record a row from which no contact was read."""
        self.unread.append(line.row)
        self.note(line, what, about=about)

    def add(self, line: ListRow, person: DraftPerson) -> int:
        """Add a contact and return its index."""
        self.people.append(person)
        self.places.append(line)
        return len(self.people) - 1

    @property
    def issues(self) -> tuple[Issue, ...]:
        """All findings in the order of the rows."""
        return tuple(issue for _, issue in sorted(self.found, key=lambda pair: pair[0]))
