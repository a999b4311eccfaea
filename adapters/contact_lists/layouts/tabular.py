"""Tables with a contact on each row: tell headers, headings and page breaks from contacts."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from adapters.contact_lists.cells.names import is_person, is_team
from adapters.contact_lists.layouts.columns import (
    ColumnField,
    Columns,
    columns_by_content,
    header_of,
)
from adapters.contact_lists.layouts.review_dates import is_review_line
from adapters.contact_lists.lines import (
    ListRow,
    RowKind,
    is_marked_heading,
    is_page_footer,
    may_be_heading,
)
from adapters.contact_lists.reading import Reading
from adapters.contact_lists.text import has_tags, is_emphasised
from core.imports.findings import FindingKind

_CONTINUED: Final = re.compile(r"\s*\(?\bcont(?:inued|['’]?d|\.)\)?$", re.IGNORECASE)
_OF_THE_LIST: Final = re.compile(r"\b(?:contacts?|list|directory|policy)\b", re.IGNORECASE)


@dataclass(slots=True)
class ReadingSection:
    """State of the reading: the section, its columns, and values carried down."""

    columns: Columns
    agency: str = ""
    team: str = ""
    heading: ListRow | None = None
    header: ListRow | None = None
    """The section's own header row."""
    entries: int = 0
    carried: dict[ColumnField, str] = field(default_factory=dict[ColumnField, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """What a layout does with each kind of row; ``entry`` and ``loose`` return if they read it."""

    heading: Callable[[ReadingSection, str], None]
    entry: Callable[[Reading, ReadingSection, ListRow], bool]
    loose: Callable[[Reading, ReadingSection, ListRow], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """The rows that form the list, with their kinds; rows outside are not read as contacts."""

    lines: Sequence[ListRow]
    kinds: Sequence[RowKind]
    headers: dict[int, Columns]
    """By index of the row."""

    def holds(self, line: ListRow) -> bool:
        """Whether a row is within the list."""
        return bool(self.lines) and self.lines[0].index <= line.index <= self.lines[-1].index


def region_of(lines: Sequence[ListRow]) -> Region:
    """Find the list: from its first header or its first row with a contact, to its end.

    Headings directly before it belong to it; a numbered heading or an appendix after its last
    contact ends it.
    """
    headers = {line.index: found for line in lines if (found := header_of(line)) is not None}
    kinds = _kinds(lines, headers)
    rows = [line for line in lines if kinds[line.index] is RowKind.ENTRY and line.has_contact]
    starts = [index for index in headers if any(index < row.index for row in rows[-1:])]
    first = min([*starts, *(row.index for row in rows[:1])], default=None)
    if first is None:
        return Region(lines=(), kinds=(), headers={})
    while first > 0 and kinds[first - 1] in {RowKind.HEADING, RowKind.BLANK}:
        first -= 1
    end = len(lines)
    last_entry = first
    for line in lines[first:]:
        if kinds[line.index] in {RowKind.ENTRY, RowKind.HEADER}:
            if not line.is_chapter_heading:
                last_entry = line.index
        elif line.is_chapter_heading and last_entry > first and not _heads_rows(kinds, line.index):
            end = line.index
            break
    return Region(lines=lines[first:end], kinds=kinds[first:end], headers=headers)


def _heads_rows(kinds: Sequence[RowKind], index: int) -> bool:
    """Whether a numbered heading is followed by a table, and so heads a section of the list."""
    following = index + 1
    while following < len(kinds) and kinds[following] is RowKind.BLANK:
        following += 1
    return following < len(kinds) and kinds[following] in {RowKind.HEADER, RowKind.ENTRY}


def _kinds(lines: Sequence[ListRow], headers: dict[int, Columns]) -> list[RowKind]:
    kinds: list[RowKind] = []
    names = {
        index
        for columns in headers.values()
        for index, one in columns.fields.items()
        if one is ColumnField.NAME and index == 0
    }
    following = RowKind.BLANK
    for line in reversed(lines):
        kind = _kind(line, following, is_header=line.index in headers, names_first=bool(names))
        kinds.append(kind)
        following = following if kind is RowKind.BLANK else kind
    kinds.reverse()
    return kinds


def _kind(line: ListRow, following: RowKind, *, is_header: bool, names_first: bool) -> RowKind:
    if not line.filled:
        return RowKind.BLANK
    if is_header:
        return RowKind.HEADER
    if is_page_footer(line.text) or is_review_line(line.text):
        return RowKind.FOOTER
    may_be_name = names_first and line.is_single
    if may_be_name and is_person(line.text) and not is_emphasised(line.row.cells[line.filled[0]]):
        return RowKind.ENTRY
    if is_marked_heading(line):
        return RowKind.HEADING
    if not line.is_single or (line.has_contact and len(line.row.cells) > 1) or line.filled[0] > 0:
        return RowKind.ENTRY
    if may_be_heading(line) and following in {RowKind.ENTRY, RowKind.HEADER}:
        return RowKind.HEADING
    return RowKind.LOOSE


def read_region(reading: Reading, region: Region, layer: Layer) -> None:
    """Read the list row by row; page footers and blank rows between contacts are skipped."""
    section = ReadingSection(columns=_columns_without_header(region))
    header: ListRow | None = None
    sections = [section]
    gap: list[tuple[RowKind, ListRow]] = []
    for line, kind in zip(region.lines, region.kinds, strict=True):
        match kind:
            case RowKind.BLANK | RowKind.FOOTER:
                gap.append((kind, line))
            case RowKind.HEADER:
                _read_header(reading, section, line, region.headers[line.index], header)
                header = line
                gap.clear()
            case RowKind.HEADING:
                section = ReadingSection(
                    columns=section.columns, agency=section.agency, heading=line
                )
                sections.append(section)
                if header is not None or not _is_title(region, line.text):
                    layer.heading(section, _CONTINUED.sub("", line.text))
                reading.headings.append((line, line.text))
                gap.clear()
            case RowKind.ENTRY:
                if layer.entry(reading, section, line):
                    _say_gap(reading, section, gap, line)
                    section.entries += 1
                else:
                    reading.leave(line, FindingKind.UNREAD)
                gap.clear()
            case RowKind.LOOSE:
                if not layer.loose(reading, section, line):
                    about = section.heading.text if section.heading else ""
                    reading.leave(line, FindingKind.SENTENCE_ONLY, about=about)
    _say_missing_headers(reading, [one for one in sections if one.entries])


def _is_title(region: Region, text: str) -> bool:
    """Whether a heading above the only header is the list's title, not a team or agency."""
    inside = sum(kind is RowKind.HEADER for kind in region.kinds)
    return inside == 1 and (_OF_THE_LIST.search(text) is not None or not is_team(text))


def _columns_without_header(region: Region) -> Columns:
    """Return the columns used before any header: those of the first header, or by content."""
    inside = [columns for index, columns in sorted(region.headers.items())]
    if inside:
        return inside[0]
    pairs = zip(region.lines, region.kinds, strict=True)
    return columns_by_content([line for line, kind in pairs if kind is RowKind.ENTRY])


def _read_header(
    reading: Reading,
    section: ReadingSection,
    line: ListRow,
    columns: Columns,
    before: ListRow | None,
) -> None:
    """Take the columns of a header; ``before`` is the previous header, if any."""
    if any(has_tags(cell) for cell in line.row.cells):
        reading.note(line, FindingKind.TAGS_IN_HEADER)
    again = section.columns == columns and (section.header is not None or section.entries > 0)
    if again and before is not None:
        reading.note(line, FindingKind.HEADER_REPEATED, detail=before.row.where)
    else:
        for name in columns.unknown:
            reading.note(line, FindingKind.UNKNOWN_COLUMN, name)
    section.header = section.header or line
    section.columns = columns


def _say_gap(
    reading: Reading, section: ReadingSection, gap: list[tuple[RowKind, ListRow]], line: ListRow
) -> None:
    """Note a page break or blank lines between two contacts of a section."""
    if not gap or not section.entries:
        return
    feet = [foot for kind, foot in gap if kind is RowKind.FOOTER]
    if feet:
        reading.note(feet[0], FindingKind.PAGE_BREAK, detail=line.row.where)
    else:
        reading.note(gap[0][1], FindingKind.BLANK_LINE, detail=line.row.where, about=line.row.where)


def _say_missing_headers(reading: Reading, sections: list[ReadingSection]) -> None:
    """If most sections have their own header, note those without."""
    headed = [one for one in sections if one.heading is not None]
    own = sum(one.header is not None for one in headed)
    if own * 2 <= len(headed):
        return
    for section in headed:
        if section.header is None and section.heading is not None:
            reading.note(section.heading, FindingKind.HEADER_MISSING, about=section.heading.text)
