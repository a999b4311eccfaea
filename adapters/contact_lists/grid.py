"""A contact list as rows of cells, from any file or text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """One line of text or one row of a table; a blank line has no cells."""

    where: str
    """Where a person finds it: "line 207", "sheet “East”, row 12", "table 2, row 5"."""
    number: int
    """Line or row number, from 1."""
    cells: tuple[str, ...]
    """The text of each cell as written, line breaks within a cell included; () for a blank line.

    The text of a merged cell is in the first of its cells, or in each of them.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """All rows of a list, in order."""

    name: str
    """Name of the file, for people."""
    rows: tuple[GridRow, ...]
