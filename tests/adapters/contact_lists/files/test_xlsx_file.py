"""Workbooks: merged cells, several sheets, what is hidden, formulas, numbers and links."""

from datetime import date, datetime

import pytest
from openpyxl import Workbook

from adapters.contact_lists.files.open_file import Opened, open_list
from core.imports.file_faults import FileFault, FileNote, FileRefused
from tests.adapters.contact_lists.files.files import saved, sheet_of, with_parts, workbook, zipped

_MORNING = datetime(2026, 11, 24, 9)  # noqa: DTZ001 - a spreadsheet knows no zone


def _opened(data: bytes) -> Opened:
    opened = open_list("list.xlsx", data)
    assert isinstance(opened, Opened), opened
    return opened


def test_cells_are_read_as_they_are_shown() -> None:
    """Numbers without a fraction, dates by year, month and day; a zero a spreadsheet has dropped
    is not put back.
    """
    row = ("020 7946 0493", 2079460493, 1.5, date(2026, 11, 24), _MORNING, True)
    (read,) = _opened(workbook(row)).grid.rows
    assert read.where == "row 1"
    assert read.cells == (
        *("020 7946 0493", "2079460493", "1.5", "2026-11-24", "2026-11-24T09:00:00", "TRUE"),
    )


def test_of_merged_cells_each_row_has_the_text_and_a_heading_has_it_once() -> None:
    """A team merged beside its rows holds for each; a heading merged across stays a heading."""
    book = Workbook()
    sheet = sheet_of(book)
    for row in (
        ("Family Help", None, None),
        ("East", "Stage 2", "Priya"),
        (None, "Stage 3", "Wilf"),
    ):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A2:A3")
    rows = [row.cells for row in _opened(saved(book)).grid.rows]
    assert rows == [("Family Help",), ("East", "Stage 2", "Priya"), ("East", "Stage 3", "Wilf")]


def test_every_sheet_is_read_hidden_ones_too_and_says_so() -> None:
    """What is hidden from whoever looks at the file is not hidden from whoever imports it."""
    book = Workbook()
    first = sheet_of(book)
    first.title = "East"
    first.append(("Priya Orchard", "Head"))
    first.append(("Wilf Greaves", "Manager"))
    first.row_dimensions[2].hidden = True
    first.column_dimensions["B"].hidden = True
    second = book.create_sheet("West")
    second.append(("Jonas Thorne",))
    second.sheet_state = "hidden"
    opened = _opened(saved(book))
    assert [(row.where, row.cells) for row in opened.grid.rows] == [
        ("sheet “East”", ("East",)),
        ("sheet “East”, row 1", ("Priya Orchard", "Head")),
        ("sheet “East”, row 2", ("Wilf Greaves", "Manager")),
        ("sheet “West”", ("West",)),
        ("sheet “West”, row 1", ("Jonas Thorne",)),
    ]
    assert [row.number for row in opened.grid.rows] == [1, 2, 3, 4, 5]
    assert [(one.where, one.what) for one in opened.notes] == [
        ("sheet “East”, columns", FileNote.HIDDEN_COLUMN),
        ("sheet “East”, row 2", FileNote.HIDDEN_ROW),
        ("sheet “West”", FileNote.HIDDEN_SHEET),
    ]


def test_a_formula_is_never_worked_out() -> None:
    """Its kept value is read and noted; without one the cell is empty, and that is noted."""
    opened = _opened(workbook(("Wilf", '=HYPERLINK("https://evil.example","x")', "Manager")))
    assert opened.grid.rows[0].cells == ("Wilf", "", "Manager")
    (note,) = opened.notes
    assert (note.where, note.what) == ("row 1, column B", FileNote.FORMULA_EMPTY)


def test_a_link_that_goes_elsewhere_than_it_says_is_kept_beside_its_text() -> None:
    """Whoever senses the row can hold one against the other; an honest link is its text."""
    book = Workbook()
    sheet = sheet_of(book)
    sheet.append(("priya@hounslow.example", "wilf@hounslow.example"))
    sheet["A1"].hyperlink = "mailto:Priya@hounslow.example?subject=x"
    sheet["B1"].hyperlink = "mailto:other@hounslow.example"
    (row,) = _opened(saved(book)).grid.rows
    assert row.cells == (
        "priya@hounslow.example",
        '<a href="mailto:other@hounslow.example">wilf@hounslow.example</a>',
    )


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (with_parts(workbook(("a",)), {"xl/vbaProject.bin": b"x"}), FileFault.MACROS),
        (
            zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
            FileFault.OPEN_DOCUMENT,
        ),
        (zipped({"a.txt": b"x"}), FileFault.OTHER_ZIP),
        (workbook(("a",))[:2000], FileFault.BROKEN),
        (with_parts(workbook(("a",)), {"xl/worksheets/sheet1.xml": b"<x"}), FileFault.BROKEN),
        (workbook(), FileFault.EMPTY),
    ],
)
def test_what_is_no_workbook_is_refused_with_its_reason(data: bytes, why: FileFault) -> None:
    """Also one that only begins like a workbook."""
    assert open_list("list.xlsx", data) == FileRefused(name="list.xlsx", why=why)
