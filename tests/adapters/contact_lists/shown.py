"""Lists for the tests: the five sources, grids typed in place, and what was found in them."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Final

from adapters.contact_lists.drafts import DraftPerson, Issue, RecognisedList
from adapters.contact_lists.files.pasted import grid_of_text
from adapters.contact_lists.grid import Grid, GridRow
from adapters.contact_lists.recognise import recognise_list
from core.imports.findings import FindingKind
from core.imports.wording.findings import sentence

TODAY: Final = date(2026, 11, 24)
SOURCES: Final = Path(__file__).parent / "sources"


def source(name: str, today: date = TODAY) -> RecognisedList:
    """One of the published lists as pasted from its PDF; line numbers are those of the source."""
    text = (SOURCES / f"{name}.txt").read_text(encoding="utf-8")
    return recognise_list(grid_of_text(f"{name}.txt", text), today)


def sheet(*rows: Iterable[str], name: str = "list.xlsx") -> Grid:
    """A sheet of a workbook."""
    return Grid(
        name=name,
        rows=tuple(
            GridRow(where=f"sheet “East”, row {number}", number=number, cells=tuple(cells))
            for number, cells in enumerate(rows, 1)
        ),
    )


def semicolons(text: str) -> Grid:
    """A CSV file with semicolons, decoded."""
    rows = text.strip("\n").split("\n")
    return sheet(*(row.split(";") for row in rows), name="list.csv")


def at(sensed: RecognisedList, number: int) -> tuple[DraftPerson, ...]:
    """The contacts of a row."""
    return tuple(person for person in sensed.people if person.number == number)


def found(sensed: RecognisedList, number: int) -> tuple[FindingKind, ...]:
    """What was found at a row."""
    return tuple(issue.what for issue in sensed.issues if issue.number == number)


def issues(sensed: RecognisedList, what: FindingKind) -> tuple[Issue, ...]:
    """The findings of a kind."""
    return tuple(issue for issue in sensed.issues if issue.what is what)


def lines_with(sensed: RecognisedList, *what: FindingKind) -> list[int]:
    """The rows at which any of these was found, each once."""
    return list(dict.fromkeys(issue.number for issue in sensed.issues if issue.what in what))


def brief(sensed: RecognisedList) -> list[str]:
    """Every finding as "207 digits_missing", in order."""
    return [f"{issue.number} {issue.what.value}" for issue in sensed.issues]


def said(issue: Issue) -> str:
    """The sentence a coordinator reads."""
    return sentence(
        issue.what, where=issue.where, raw=issue.raw, about=issue.about, detail=issue.detail
    )
