"""Collect rows from a file, within the limits."""

from dataclasses import dataclass, field

from adapters.contact_lists.files.limits import (
    CELL_CHARACTERS,
    CHARACTERS,
    COLUMNS,
    ROWS,
    UnreadableFileError,
)
from adapters.contact_lists.grid import GridRow
from core.imports.file_faults import FileFault, FileNote, FileNoteAt


@dataclass(slots=True)
class Rows:
    """The rows and notes of a file. Raises UnreadableFileError above a limit."""

    rows: list[GridRow] = field(default_factory=list[GridRow])
    notes: list[FileNoteAt] = field(default_factory=list[FileNoteAt])
    _characters: int = 0

    def add(self, where: str, number: int, cells: list[str]) -> None:
        """Add a row without its trailing empty cells; a row without text is blank."""
        while cells and not cells[-1].strip():
            cells.pop()
        if len(self.rows) >= ROWS:
            raise UnreadableFileError(FileFault.TOO_MANY_ROWS, where)
        if len(cells) > COLUMNS:
            raise UnreadableFileError(FileFault.TOO_MANY_COLUMNS, where)
        self._characters += sum(len(cell) for cell in cells)
        if self._characters > CHARACTERS:
            raise UnreadableFileError(FileFault.TOO_BIG, where)
        if any(len(cell) > CELL_CHARACTERS for cell in cells):
            raise UnreadableFileError(FileFault.CELL_TOO_LONG, where)
        self.rows.append(GridRow(where=where, number=number, cells=tuple(cells)))

    def note(self, where: str, number: int, what: FileNote, raw: str = "") -> None:
        """Add a note."""
        self.notes.append(FileNoteAt(where=where, number=number, what=what, raw=raw[:200]))

    @property
    def next(self) -> int:
        """The number of the next row, where rows are numbered consecutively."""
        return len(self.rows) + 1
