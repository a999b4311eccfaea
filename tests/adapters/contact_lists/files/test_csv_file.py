"""CSV and text: encodings, separators, quotation marks and line breaks as programs write them."""

import pytest

from adapters.contact_lists.files.open_file import Opened, open_list
from core.imports.file_faults import FileFault, FileNote, FileRefused

ROWS = (
    ("Agency", "Name", "E-mail", "Phone"),
    ("West London NHS Trust", "Zoë Marlow–Winstead", "zoe.marlow@nhs.example", "020 7946 0493"),
    ("Police", 'Quinn "Q" Norbury', "quinn.norbury@met.example", "07700 900564, 07700 900565"),
    ("Council; children", "Priya\nOrchard", "", "+44 20 7946 0654"),
)


def _written(separator: str, newline: str) -> str:
    def cell(text: str) -> str:
        doubled = text.replace('"', '""')
        return f'"{doubled}"' if set(text) & {separator, '"', "\n"} else text

    return "".join(separator.join(map(cell, row)) + newline for row in ROWS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_table_is_read_in_every_encoding_with_every_separator(
    encoding: str, separator: str, newline: str
) -> None:
    """Separators, quotation marks and line breaks within a cell included; nothing is stripped."""
    opened = open_list("list.csv", _written(separator, newline).encode(encoding))
    assert isinstance(opened, Opened)
    assert [row.cells for row in opened.grid.rows] == [tuple(row) for row in ROWS]
    assert [row.where for row in opened.grid.rows] == ["line 1", "line 2", "line 3", "line 4"]
    noted = [one.what for one in opened.notes]
    assert noted == ([FileNote.NOT_UTF8] if encoding == "cp1252" else [])


def test_a_row_after_a_line_break_in_a_cell_is_named_by_its_own_line() -> None:
    """Rows are found again in any editor."""
    opened = open_list("list.csv", b'Name,Phone\n"Priya\nOrchard",1\nWilf,2\n')
    assert isinstance(opened, Opened)
    assert [row.where for row in opened.grid.rows] == ["line 1", "line 2", "line 4"]


def test_a_table_without_an_ending_is_known_by_its_rows_and_prose_is_not_one() -> None:
    """What a file is, is told by its content: pasted text with commas in it stays text."""
    table = open_list("list", b"Name;Phone\n" + b"Wilf;020 7946 0654\n" * 5)
    prose = open_list("list", b"Dear all,\nplease find, below, our list.\nWilf, team manager\n")
    assert isinstance(table, Opened)
    assert isinstance(prose, Opened)
    assert table.grid.rows[1].cells == ("Wilf", "020 7946 0654")
    assert prose.grid.rows[1].cells == ("please find, below, our list.",)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", FileFault.EMPTY),
        (b" \n\t\n", FileFault.EMPTY),
        (b",,\n,,\n", FileFault.EMPTY),
        (b"%PDF-1.7 ...", FileFault.PDF),
        (b"{\\rtf1 Name}", FileFault.RICH_TEXT),
        (b"<html><table>", FileFault.WEB_PAGE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), FileFault.OLD_EXCEL_OR_WORD),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            FileFault.LOCKED,
        ),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", FileFault.NO_TEXT),
        (b"\xff\xfea", FileFault.NO_TEXT),
    ],
)
def test_what_is_no_list_is_refused_whatever_its_name_says(data: bytes, why: FileFault) -> None:
    """With what to do instead."""
    assert open_list("list.csv", data) == FileRefused(name="list.csv", why=why)
