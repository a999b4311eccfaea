"""Files as partnerships keep them, and files that were made to do harm."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from docx import Document
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

_TYPES = "[Content_Types].xml"


def saved(book: Workbook) -> bytes:
    """The workbook as a file."""
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def sheet_of(book: Workbook) -> Worksheet:
    """Its first sheet."""
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return sheet


def workbook(*rows: tuple[Any, ...]) -> bytes:
    """A workbook with these rows on its one sheet."""
    book = Workbook()
    for row in rows:
        sheet_of(book).append(row)
    return saved(book)


def document() -> bytes:
    """A document with one paragraph."""
    made = Document()
    made.add_paragraph("Contacts")
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def with_parts(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """An office file with some of its parts replaced or added."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for one in old.infolist():
            if one.filename not in parts:
                new.writestr(one.filename, old.read(one))
        for name, content in parts.items():
            new.writestr(name, content)
    return held.getvalue()


def sheet_xml(rows: str) -> bytes:
    """A worksheet part around these rows."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}">{rows}</worksheet>'.encode()


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A plain zip."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return held.getvalue()
