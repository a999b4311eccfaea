"""Read a workbook as rows: every sheet in order, stored values of cells, formulas not evaluated."""

import io
from collections.abc import Iterator
from datetime import date, datetime, time

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from adapters.contact_lists.files.limits import SHEETS, UnreadableFileError
from adapters.contact_lists.files.mail_links import linked
from adapters.contact_lists.files.rows import Rows
from core.imports.file_faults import FileFault, FileNote


def rows_of_workbook(data: bytes, *, formulas: bool) -> Rows:
    """Return all rows of a workbook that ``office_zip`` has checked.

    Cells merged downwards repeat their text in each row; cells merged across have it in the first.
    Raises UnreadableFileError, and any error of openpyxl for an invalid workbook.
    """
    book = _opened(data, values=True)
    if len(book.worksheets) > SHEETS:
        raise UnreadableFileError(FileFault.TOO_MANY_SHEETS)
    rows = Rows()
    asked = dict(_formulas(data)) if formulas else {}
    several = len(book.worksheets) > 1
    for sheet in book.worksheets:
        _read(sheet, rows, asked.get(sheet.title, {}), several=several)
    return rows


def _opened(data: bytes, *, values: bool) -> Workbook:
    return load_workbook(io.BytesIO(data), data_only=values, keep_links=False)


def _formulas(data: bytes) -> Iterator[tuple[str, dict[tuple[int, int], str]]]:
    for sheet in _opened(data, values=False).worksheets:
        yield (
            sheet.title,
            {
                (cell.row, cell.column): str(cell.value)
                for row in sheet.iter_rows()
                for cell in row
                if isinstance(cell, Cell) and cell.data_type == "f"
            },
        )


def _read(
    sheet: Worksheet, rows: Rows, formulas: dict[tuple[int, int], str], *, several: bool
) -> None:
    begins = rows.next
    named = f"sheet “{sheet.title}”, " if several else ""
    last = max((row for row, _ in sheet._cells), default=0)  # noqa: SLF001 - max_row counts styles
    if sheet.sheet_state != "visible":
        rows.note(f"sheet “{sheet.title}”", begins, FileNote.HIDDEN_SHEET, sheet.title)
    if several and last:
        rows.add(f"sheet “{sheet.title}”", begins, [sheet.title])
    hidden = [letter for letter, one in sheet.column_dimensions.items() if one.hidden]
    if hidden:
        rows.note(f"{named}columns", rows.next, FileNote.HIDDEN_COLUMN, ", ".join(hidden))
    above = _merged_down(sheet)
    for number, cells in enumerate(sheet.iter_rows(max_row=last or 1), start=1):
        where = f"{named}row {number}"
        at = rows.next if several else number
        texts: list[str] = []
        for position, cell in enumerate(cells, start=1):
            repeated = above.get((number, position))
            texts.append(_text(sheet[repeated] if repeated else cell))
            formula = formulas.get((number, position))
            if formula:
                kept = FileNote.FORMULA_READ if texts[-1] else FileNote.FORMULA_EMPTY
                rows.note(f"{where}, column {get_column_letter(position)}", at, kept, formula)
        rows.add(where, at, texts)
        if sheet.row_dimensions[number].hidden and any(texts):
            rows.note(where, at, FileNote.HIDDEN_ROW, " | ".join(texts))


def _merged_down(sheet: Worksheet) -> dict[tuple[int, int], str]:
    """For the lower rows of merged ranges' first columns, return the cell that holds the text."""
    found: dict[tuple[int, int], str] = {}
    for merged in sheet.merged_cells.ranges:
        for row in range(merged.min_row + 1, merged.max_row + 1):
            found[row, merged.min_col] = merged.start_cell.coordinate
    return found


def _text(cell: Cell | MergedCell) -> str:
    if not isinstance(cell, Cell):
        return ""
    target = cell.hyperlink.target if cell.hyperlink else None
    return linked(_said(cell), target or "")


def _said(cell: Cell) -> str:
    """Return a cell's value as text; whole numbers without decimals."""
    match cell.value:
        case None:
            return ""
        case bool(value):
            return "TRUE" if value else "FALSE"
        case float(value) if value.is_integer():
            return str(int(value))
        case datetime() as value if value.time() == time.min:
            return value.date().isoformat()
        case datetime() | date() | time() as value:
            return value.isoformat()
        case value:
            return str(value)
