"""Read text files as rows: detect the encoding, whether it is a table, and its separator."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import Final

from adapters.contact_lists.files.limits import CELL_CHARACTERS, UnreadableFileError
from adapters.contact_lists.files.pasted import MOST_LINES, grid_of_text
from adapters.contact_lists.files.rows import Rows
from core.imports.file_faults import FileFault, FileNote

_SEPARATORS: Final = (",", ";", "\t")
_LOOKED_AT: Final = 200
"""Rows examined to find the separator."""
_ALIKE: Final = 0.8
"""Share of rows that must have the most common number of cells for a text to be a table."""

_MOST_BREAKS: Final = 10
"""Line breaks in one cell above which a closing quotation mark must be missing."""


def rows_of_text(name: str, data: bytes) -> Rows:
    """Return all rows of a CSV file or of text pasted from a PDF. Raises UnreadableFileError."""
    rows = Rows()
    text, encoding = _decoded(data)
    if encoding == "cp1252":
        rows.note(name, 1, FileNote.NOT_UTF8)
    separator = _separator(name, text)
    if not separator:
        if text.count("\n") > MOST_LINES:
            raise UnreadableFileError(FileFault.TOO_MANY_ROWS)
        for row in grid_of_text(name, text).rows:
            rows.add(row.where, row.number, list(row.cells))
        return rows
    for line, cells in _table(text, separator):
        rows.add(f"line {line}", line, cells)
    return rows


def _decoded(data: bytes) -> tuple[str, str]:
    """Return the text and its encoding: by byte-order mark, else UTF-8, else Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text, encoding
    raise UnreadableFileError(FileFault.NO_TEXT)


def _separator(name: str, text: str) -> str:
    """Return the separator of cells; "" if this is not a table but lines of text.

    A separator is right if it splits nearly every row into the same number of cells. For a file
    named .csv or .tsv the best separator is used even if it splits less evenly.
    """
    best, share = "", 0.0
    for separator in _SEPARATORS:
        widths = _widths(text, separator)
        common, often = max(widths.items(), key=lambda one: (one[1], one[0]), default=(0, 0))
        alike = often / max(1, widths.total())
        if common > 1 and alike > share:
            best, share = separator, alike
    if name.lower().endswith((".csv", ".tsv")):
        return best or max(_SEPARATORS, key=text.count)
    return best if share >= _ALIKE else ""


def _widths(text: str, separator: str) -> Counter[int]:
    widths: Counter[int] = Counter()
    head = text[: CELL_CHARACTERS * 20]
    try:
        for row in csv.reader(io.StringIO(head, newline=""), delimiter=separator):
            if any(cell.strip() for cell in row):
                widths[len(row)] += 1
            if widths.total() >= _LOOKED_AT:
                break
    except csv.Error:
        return Counter()
    return widths


def _table(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the number of its first line."""
    csv.field_size_limit(CELL_CHARACTERS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    quoted = text.count('"') % 2 == 1
    try:
        for row in reader:
            if quoted and any(cell.count("\n") > _MOST_BREAKS for cell in row):
                raise UnreadableFileError(FileFault.QUOTE_OPEN, f"line {line}")
            yield line, row
            line = reader.line_num + 1
    except csv.Error:
        why = FileFault.QUOTE_OPEN if quoted else FileFault.CELL_TOO_LONG
        raise UnreadableFileError(why, f"line {line}") from None
