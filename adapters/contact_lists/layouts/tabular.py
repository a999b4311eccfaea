"""Tables with a contact on each row: headers, headings and page breaks told from contacts."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from adapters.contact_lists.cells.names import is_person, is_team
from adapters.contact_lists.layouts.columns import Columns, Field, columns_by_content, header_of
from adapters.contact_lists.layouts.review_dates import is_review_line
from adapters.contact_lists.lines import Kind, Line, is_furniture, is_marked_heading, may_be_heading
from adapters.contact_lists.reading import Reading
from adapters.contact_lists.text import has_tags, is_emphasised
from core.imports.findings import Trouble

_CONTINUED: Final = re.compile(r"\s*\(?\bcont(?:inued|['’]?d|\.)\)?$", re.IGNORECASE)
_OF_THE_LIST: Final = re.compile(r"\b(?:contacts?|list|directory|policy)\b", re.IGNORECASE)


@dataclass(slots=True)
class Section:
    """Where the reading stands: the section, its columns, and what was carried down."""

    columns: Columns
    agency: str = ""
    team: str = ""
    heading: Line | None = None
    header: Line | None = None
    """The section's own header row."""
    entries: int = 0
    carried: dict[Field, str] = field(default_factory=dict[Field, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """What a layout does with a row of each kind; ``entry`` says whether a contact was made."""

    heading: Callable[[Section, str], None]
    entry: Callable[[Reading, Section, Line], bool]
    loose: Callable[[Reading, Section, Line], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """The rows that are the list, with their kinds; what stands outside is not read as a list."""

    lines: Sequence[Line]
    kinds: Sequence[Kind]
    headers: dict[int, Columns]
    """By index of the line."""

    def holds(self, line: Line) -> bool:
        """Whether a line is one of the list's."""
        return bool(self.lines) and self.lines[0].index <= line.index <= self.lines[-1].index


def region_of(lines: Sequence[Line]) -> Region:
    """Find the list: from its first header, or its first row with a contact, to its end.

    Headings directly before it belong to it; a numbered heading or an appendix after its last
    contact ends it.
    """
    headers = {line.index: found for line in lines if (found := header_of(line)) is not None}
    kinds = _kinds(lines, headers)
    rows = [line for line in lines if kinds[line.index] is Kind.ENTRY and line.has_contact]
    starts = [index for index in headers if any(index < row.index for row in rows[-1:])]
    first = min([*starts, *(row.index for row in rows[:1])], default=None)
    if first is None:
        return Region(lines=(), kinds=(), headers={})
    while first > 0 and kinds[first - 1] in {Kind.HEADING, Kind.BLANK}:
        first -= 1
    end = len(lines)
    last_entry = first
    for line in lines[first:]:
        if kinds[line.index] in {Kind.ENTRY, Kind.HEADER}:
            if not line.begins_a_chapter:
                last_entry = line.index
        elif line.begins_a_chapter and last_entry > first and not _heads_rows(kinds, line.index):
            end = line.index
            break
    return Region(lines=lines[first:end], kinds=kinds[first:end], headers=headers)


def _heads_rows(kinds: Sequence[Kind], index: int) -> bool:
    """Whether a numbered heading stands over a table: then it is a section of the list."""
    following = index + 1
    while following < len(kinds) and kinds[following] is Kind.BLANK:
        following += 1
    return following < len(kinds) and kinds[following] in {Kind.HEADER, Kind.ENTRY}


def _kinds(lines: Sequence[Line], headers: dict[int, Columns]) -> list[Kind]:
    kinds: list[Kind] = []
    names = {
        index
        for columns in headers.values()
        for index, one in columns.fields.items()
        if one is Field.NAME and index == 0
    }
    following = Kind.BLANK
    for line in reversed(lines):
        kind = _kind(line, following, is_header=line.index in headers, names_first=bool(names))
        kinds.append(kind)
        following = following if kind is Kind.BLANK else kind
    kinds.reverse()
    return kinds


def _kind(line: Line, following: Kind, *, is_header: bool, names_first: bool) -> Kind:
    if not line.filled:
        return Kind.BLANK
    if is_header:
        return Kind.HEADER
    if is_furniture(line.text) or is_review_line(line.text):
        return Kind.FOOTER
    may_be_name = names_first and line.is_single
    if may_be_name and is_person(line.text) and not is_emphasised(line.row.cells[line.filled[0]]):
        return Kind.ENTRY
    if is_marked_heading(line):
        return Kind.HEADING
    if not line.is_single or (line.has_contact and len(line.row.cells) > 1) or line.filled[0] > 0:
        return Kind.ENTRY
    if may_be_heading(line) and following in {Kind.ENTRY, Kind.HEADER}:
        return Kind.HEADING
    return Kind.LOOSE


def read_region(reading: Reading, region: Region, layer: Layer) -> None:
    """Read the list row by row; what stands at the foot of pages and between tables is passed over."""
    section = Section(columns=_columns_without_header(region))
    header: Line | None = None
    sections = [section]
    gap: list[tuple[Kind, Line]] = []
    for line, kind in zip(region.lines, region.kinds, strict=True):
        match kind:
            case Kind.BLANK | Kind.FOOTER:
                gap.append((kind, line))
            case Kind.HEADER:
                _read_header(reading, section, line, region.headers[line.index], header)
                header = line
                gap.clear()
            case Kind.HEADING:
                section = Section(columns=section.columns, agency=section.agency, heading=line)
                sections.append(section)
                if header is not None or not _is_title(region, line.text):
                    layer.heading(section, _CONTINUED.sub("", line.text))
                reading.headings.append((line, line.text))
                gap.clear()
            case Kind.ENTRY:
                if layer.entry(reading, section, line):
                    _say_gap(reading, section, gap, line)
                    section.entries += 1
                else:
                    reading.leave(line, Trouble.UNREAD)
                gap.clear()
            case Kind.LOOSE:
                if not layer.loose(reading, section, line):
                    about = section.heading.text if section.heading else ""
                    reading.leave(line, Trouble.SENTENCE_ONLY, about=about)
    _say_missing_headers(reading, [one for one in sections if one.entries])


def _is_title(region: Region, text: str) -> bool:
    """Whether a heading above the only header is the list's title and no team or agency."""
    inside = sum(kind is Kind.HEADER for kind in region.kinds)
    return inside == 1 and (_OF_THE_LIST.search(text) is not None or not is_team(text))


def _columns_without_header(region: Region) -> Columns:
    """The columns until a header says otherwise: those of the first header, or by content."""
    inside = [columns for index, columns in sorted(region.headers.items())]
    if inside:
        return inside[0]
    pairs = zip(region.lines, region.kinds, strict=True)
    return columns_by_content([line for line, kind in pairs if kind is Kind.ENTRY])


def _read_header(
    reading: Reading, section: Section, line: Line, columns: Columns, before: Line | None
) -> None:
    """Take the columns of a header; ``before`` is the header that stood last, if any."""
    if any(has_tags(cell) for cell in line.row.cells):
        reading.note(line, Trouble.TAGS_IN_HEADER)
    again = section.columns == columns and (section.header is not None or section.entries > 0)
    if again and before is not None:
        reading.note(line, Trouble.HEADER_REPEATED, detail=before.row.where)
    else:
        for name in columns.unknown:
            reading.note(line, Trouble.UNKNOWN_COLUMN, name)
    section.header = section.header or line
    section.columns = columns


def _say_gap(reading: Reading, section: Section, gap: list[tuple[Kind, Line]], line: Line) -> None:
    """Between two contacts of a section: the foot of a page, or nothing but blank lines."""
    if not gap or not section.entries:
        return
    feet = [foot for kind, foot in gap if kind is Kind.FOOTER]
    if feet:
        reading.note(feet[0], Trouble.PAGE_BREAK, detail=line.row.where)
    else:
        reading.note(gap[0][1], Trouble.BLANK_LINE, detail=line.row.where, about=line.row.where)


def _say_missing_headers(reading: Reading, sections: list[Section]) -> None:
    """Where most sections have a header of their own, those without are pointed out."""
    headed = [one for one in sections if one.heading is not None]
    own = sum(one.header is not None for one in headed)
    if own * 2 <= len(headed):
        return
    for section in headed:
        if section.header is None and section.heading is not None:
            reading.note(section.heading, Trouble.HEADER_MISSING, about=section.heading.text)
