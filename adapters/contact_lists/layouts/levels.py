"""Layout: a row per agency, a column per level, people in free text (as in Halton's list)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from adapters.contact_lists.layouts.columns import ColumnField, field_of, is_stage
from adapters.contact_lists.layouts.entries import EntryPlace
from adapters.contact_lists.layouts.free_text import read_free_text
from adapters.contact_lists.layouts.review_dates import is_review_line
from adapters.contact_lists.lines import ListRow, is_page_footer
from adapters.contact_lists.reading import Reading
from adapters.contact_lists.text import has_tags
from core.imports.findings import FindingKind

_DEPUTY_COLUMN: Final = re.compile(
    r"\b(?:next level|next in line|deput|second contact|cover)", re.IGNORECASE
)
_LOOK_AHEAD: Final = 30
_WORD: Final = re.compile(r"[^\W\d_]{3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelColumns:
    """The header row: the agency's column, and the header of each level's column."""

    line: ListRow
    agency: int
    rungs: Mapping[int, str]


def level_columns_of(lines: Sequence[ListRow]) -> LevelColumns | None:
    """Find the header row: an agency, then names of levels, with people in the cells below."""
    for line in lines:
        if len(line.filled) < 2 or line.has_contact or line.is_single:
            continue
        first, *others = line.filled
        if field_of(line.texts[first]) not in {ColumnField.AGENCY, ColumnField.TEAM}:
            continue
        rungs = {index: line.texts[index] for index in others}
        known = {field_of(name) for name in rungs.values()} - {ColumnField.DEPUTY}
        if known != {None} or not _has_people(lines, line.index, rungs):
            continue
        return LevelColumns(line=line, agency=first, rungs=rungs)
    return None


def _has_people(lines: Sequence[ListRow], header: int, rungs: Mapping[int, str]) -> bool:
    """Whether a level's cell, soon after the header, holds words with an address or number."""
    for line in islice(lines, header + 1, header + 1 + _LOOK_AHEAD):
        for index in rungs:
            text = line.texts[index] if index < len(line.texts) else ""
            digits = sum(sign.isdigit() for sign in text)
            if _WORD.search(text) and ("@" in text or digits >= 7):
                return True
    return False


def read_levels(reading: Reading, header: LevelColumns, lines: Sequence[ListRow]) -> None:
    """Read each row after the header: everybody in a cell belongs to the level of its column.

    A column that names no level of its own ("Next Level Management") holds deputies of the level
    before it.
    """
    _read_header(reading, header)
    agency = ""
    rows = 0
    blank: ListRow | None = None
    foot: ListRow | None = None
    for line in lines[header.line.index + 1 :]:
        if not line.filled:
            blank = blank or line
        elif is_page_footer(line.text) or is_review_line(line.text):
            foot = foot or line
        elif line.texts == header.line.texts:
            reading.note(line, FindingKind.HEADER_REPEATED, detail=header.line.row.where)
            blank = foot = None
        else:
            own = line.texts[header.agency] if header.agency < len(line.texts) else ""
            if not own and agency:
                reading.note_carried_down(line, agency)
            agency = own or agency
            if not _read_row(reading, header, line, agency):
                what = FindingKind.SENTENCE_ONLY if line.is_single else FindingKind.UNREAD
                reading.leave(line, what)
                continue
            _say_gap(reading, rows, blank, foot, line)
            rows += 1
            blank = foot = None


def _read_header(reading: Reading, header: LevelColumns) -> None:
    if any(has_tags(cell) for cell in header.line.row.cells):
        reading.note(header.line, FindingKind.TAGS_IN_HEADER)
    before = ""
    for name in header.rungs.values():
        reading.headings.append((header.line, name))
        if field_of(name) is not ColumnField.DEPUTY and _DEPUTY_COLUMN.search(name) and before:
            reading.note(header.line, FindingKind.UNUSED_COLUMN, name, about=before)
        elif not _DEPUTY_COLUMN.search(name):
            before = name


def _say_gap(
    reading: Reading, rows: int, blank: ListRow | None, foot: ListRow | None, line: ListRow
) -> None:
    if not rows:
        return
    if foot is not None:
        reading.note(foot, FindingKind.PAGE_BREAK, detail=line.row.where)
    elif blank is not None:
        reading.note(blank, FindingKind.BLANK_LINE, detail=line.row.where, about=line.row.where)


def _read_row(reading: Reading, header: LevelColumns, line: ListRow, agency: str) -> bool:
    found = False
    seen: set[str] = set()
    for index, name in header.rungs.items():
        if index >= len(line.texts) or not line.texts[index] or line.texts[index] in seen:
            continue
        if index == header.agency or line.texts[index] == agency:
            continue
        # A cell merged across levels is read once, for the first of them.
        seen.add(line.texts[index])
        place = EntryPlace(
            agency=agency,
            column=name,
            stage=name if is_stage(name) else "",
            deputy=_DEPUTY_COLUMN.search(name) is not None,
        )
        found = bool(read_free_text(reading, line, place, line.row.cells[index])) or found
    return found
