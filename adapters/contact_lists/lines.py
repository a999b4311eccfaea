"""Rows with the text of their cells, and tests for what kind of row each is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from adapters.contact_lists.grid import GridRow
from adapters.contact_lists.text import is_emphasised, value

MOST_CELLS: Final = 64
"""Cells per row that are read."""

_FURNITURE: Final = re.compile(
    r"^(?:(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|official(?:[ -–:]*sensitive)?|confidential"
    r"|restricted|not protectively marked|draft|v(?:ersion)?[ .:]*\d+(?:\.\d+)*)$",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*\.?\s+[A-Z]|appendix\b)", re.IGNORECASE)
_PHONE_LIKE: Final = re.compile(r"\d(?:[ ().-]{0,3}\d){6}")
_MOST_WORDS_OF_A_HEADING: Final = 12
_MOST_OF_A_HEADING: Final = 120


class RowKind(StrEnum):
    """The kinds of rows."""

    BLANK = "blank"
    FOOTER = "footer"
    HEADER = "header"
    HEADING = "heading"
    ENTRY = "entry"
    LOOSE = "loose"
    """A line of free text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """A row, its index among all rows, and the text of its cells without markup ("" for absent)."""

    index: int
    row: GridRow
    texts: tuple[str, ...]
    filled: tuple[int, ...]
    """Indices of the cells that are not empty."""
    text: str
    """All texts of the row joined; that of a merged cell once."""

    @property
    def raw(self) -> str:
        """The row as written, without the empty cells."""
        return " | ".join(cell.strip() for cell in self.row.cells if cell.strip())

    @property
    def has_contact(self) -> bool:
        """Whether it holds an address or a possible telephone number."""
        return "@" in self.text or _PHONE_LIKE.search(self.text) is not None

    @property
    def is_single(self) -> bool:
        """Whether all filled cells hold the same text, as in a merged cell."""
        return len({self.texts[index] for index in self.filled}) == 1

    @property
    def is_chapter_heading(self) -> bool:
        """Whether it is a numbered heading or an appendix, which ends what precedes it."""
        return self.is_single and len(self.row.cells) == 1 and bool(_NUMBERED.match(self.text))


def lines_of(rows: Iterable[GridRow]) -> tuple[ListRow, ...]:
    """Read the cells of each row."""
    return tuple(_line(index, row) for index, row in enumerate(rows))


def _line(index: int, row: GridRow) -> ListRow:
    texts = tuple(value(cell) for cell in row.cells[:MOST_CELLS])
    filled = tuple(index for index, text in enumerate(texts) if text)
    return ListRow(
        index=index,
        row=row,
        texts=texts,
        filled=filled,
        text=" ".join(dict.fromkeys(texts[index] for index in filled)),
    )


def is_page_footer(text: str) -> bool:
    """Whether the text is a page number, a marking or a version."""
    return _FURNITURE.match(text) is not None


def is_marked_heading(line: ListRow) -> bool:
    """Whether a row with a single text is marked as a heading: markup, capitals or empty cells."""
    if not line.is_single or line.has_contact or len(line.text) > _MOST_OF_A_HEADING:
        return False
    raw = line.row.cells[line.filled[0]]
    first = line.filled[0] == 0
    return (
        is_emphasised(raw)
        or (line.text.isupper() and len(line.text) > 1)
        or (len(line.row.cells) > 1 and first)
    )


def may_be_heading(line: ListRow) -> bool:
    """Whether a line of text may be a heading, if a table follows it."""
    text = line.text
    return (
        line.is_single
        and not line.has_contact
        and len(text) <= _MOST_OF_A_HEADING
        and len(text.split()) <= _MOST_WORDS_OF_A_HEADING
        and text[0].upper() == text[0]
        and text[-1] not in ".,;:?!"
    )
