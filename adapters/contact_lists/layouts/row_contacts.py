"""Read a contact from one row of a table, with any set of columns."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from adapters.contact_lists.cells.addresses import addresses_in
from adapters.contact_lists.cells.names import (
    NamedPerson,
    is_interim,
    is_person,
    is_team,
    read_name,
    read_people,
)
from adapters.contact_lists.cells.phones import CellRemark, Phones, phones_in
from adapters.contact_lists.drafts import DraftAddress, DraftNumber, DraftRoute
from adapters.contact_lists.layouts.columns import ColumnField, Columns
from adapters.contact_lists.layouts.entries import EntryPlace, add_people
from adapters.contact_lists.layouts.review_dates import read_date
from adapters.contact_lists.layouts.tabular import ReadingSection
from adapters.contact_lists.lines import ListRow
from adapters.contact_lists.reading import Reading
from adapters.contact_lists.text import lines, plain
from core.imports.findings import FindingKind

_YES: Final = frozenset({"y", "yes", "true", "x", "1", "✓", "✔", "interim", "acting", "deputy"})
_NO: Final = frozenset({"n", "no", "false", "0", "permanent", "substantive"})
_OUT_OF_HOURS: Final = re.compile(
    r"\b(?:out[ -]of[ -]hours|ooh|after[ -]hours|emergency duty)\b", re.IGNORECASE
)
_COPY: Final = re.compile(r"\b(?:cc|cc'?d|copy|copied|copies)\b", re.IGNORECASE)
_CLAUSE: Final = re.compile(r"\s+and\s+|;|\n|,\s", re.IGNORECASE)


def says_out_of_hours(text: str) -> bool:
    """Whether a text is about the time outside office hours."""
    return _OUT_OF_HOURS.search(text) is not None


def add_row(reading: Reading, section: ReadingSection, line: ListRow) -> bool:
    """Add the people of a row, deputy and out-of-hours route included; False if it has nobody."""
    columns = section.columns
    addresses, about_addresses = _addresses(
        columns.cells(line, ColumnField.ADDRESS, ColumnField.CONTACT)
    )
    phones = phones_of(columns, line)
    named, certain = _named(columns, line)
    title = columns.text(line, ColumnField.TITLE)
    if not (named or title or addresses or phones.numbers):
        return False
    place = _place(reading, section, line)
    if not named:
        named = (NamedPerson(name=""),)
    named = tuple(replace(one, title=", ".join(filter(None, (title, one.title)))) for one in named)
    indices = add_people(
        reading,
        line,
        place,
        named=named,
        addresses=addresses,
        phones=phones.numbers,
        certain=certain,
        raw=line.raw,
    )
    about = ", ".join(one.name for one in named if one.name) or title
    reading.remarks(line, about_addresses, about)
    reading.remarks(line, phones.remarks, about)
    _add_deputy(
        reading, section, line, replace(place, interim=False, since=None, until=None), title
    )
    _add_column_route(reading, section, line, indices[0])
    return True


def continue_row(reading: Reading, section: ReadingSection, line: ListRow) -> bool:
    """Read a row without stage and name as a continuation of the one above; False if it is none.

    Its words are added to the instruction above; an out-of-hours contact becomes a route.
    """
    columns = section.columns
    if not (section.entries and columns.has(ColumnField.STAGE) and columns.has(ColumnField.NAME)):
        return False
    if columns.text(line, ColumnField.STAGE) or columns.text(line, ColumnField.NAME):
        return False
    beside = len(reading.people) - 1
    cells = columns.cells(
        line, ColumnField.ADDRESS, ColumnField.CONTACT, ColumnField.PHONE, ColumnField.MOBILE
    )
    routed = any(says_out_of_hours(plain(cell)) for cell in cells)
    words = columns.text(line, ColumnField.TITLE)
    above = reading.people[beside]
    if not routed and (cells or not above.instruction or not words):
        return False
    if words and above.instruction:
        joined = f"{above.instruction.rstrip(' ,')}, {words}"
        reading.people[beside] = replace(above, instruction=joined)
    if routed:
        mail = columns.cells(line, ColumnField.ADDRESS, ColumnField.CONTACT)
        _add_route(reading, line, mail, phones_of(columns, line), beside)
    return True


def _add_route(
    reading: Reading, line: ListRow, mail: Sequence[str], phones: Phones, beside: int
) -> None:
    """Add a route from free text: "via ..., and for this email (...) to be cc'd into"."""
    to: list[DraftAddress] = []
    copies: list[DraftAddress] = []
    above = reading.people[beside]
    about = above.name or above.title
    for cell in mail:
        for clause in _CLAUSE.split(lines(cell)):
            found = addresses_in(clause)
            reading.remarks(line, found.remarks, about)
            (copies if _COPY.search(clause) else to).extend(found.addresses)
    reading.remarks(line, phones.remarks, about)
    route = DraftRoute(
        to=tuple(to),
        copies=tuple(copies),
        phones=phones.numbers,
        beside=beside,
        where=line.row.where,
        number=line.row.number,
        raw=line.raw,
    )
    reading.routes.append(route)
    detail = " and ".join(address.raw for address in copies)
    raw = " and ".join([*(one.raw for one in to), *(one.raw for one in phones.numbers)])
    reading.note(
        line, FindingKind.OUT_OF_HOURS, raw, about=f"{about} ({above.where})", detail=detail
    )


def _add_column_route(
    reading: Reading, section: ReadingSection, line: ListRow, beside: int
) -> None:
    cells = section.columns.cells(line, ColumnField.OUT_OF_HOURS)
    if not cells:
        return
    phones = phones_in("\n".join(lines(cell) for cell in cells))
    if phones.numbers or any("@" in cell for cell in cells):
        _add_route(reading, line, cells, phones, beside)
    else:
        reading.note(line, FindingKind.SENTENCE_ONLY, " ".join(cells), about="out of hours")


def _add_deputy(
    reading: Reading, section: ReadingSection, line: ListRow, place: EntryPlace, title: str
) -> None:
    """Add a deputy named in the deputy column; a plain yes there describes the row's own person."""
    cells = section.columns.cells(line, ColumnField.DEPUTY)
    text = " ".join(plain(cell) for cell in cells)
    if not cells or text.casefold() in _YES | _NO:
        return
    found = addresses_in(" ".join(cells))
    phones = phones_in("\n".join(lines(cell) for cell in cells))
    words = lines("\n".join(cells))
    lead = read_people(", ".join(part for part in _without_contact(words).split("\n") if part))
    named = tuple(replace(one, title=title) for one in lead.people if one.name)
    if not named:
        named = (replace(read_name(_without_contact(words)), title=title),)
    add_people(
        reading,
        line,
        replace(place, deputy=True, stage_wanted=False),
        named=named,
        addresses=found.addresses,
        phones=phones.numbers,
        certain=lead.certain,
        raw=text,
    )
    about = ", ".join(one.name for one in named)
    reading.remarks(line, (*found.remarks, *phones.remarks), about)


def _without_contact(words: str) -> str:
    """Return the text without addresses, numbers and their labels."""
    kept = re.sub(r"[^\s,;()<>]{0,80}@[^\s,;()<>]{0,120}", " ", words)
    kept = re.sub(
        r"(?i)\b(?:tel|telephone|mob|mobile|phone|e-?mail)\b(?:\s?no)?\s?[.:]*", " ", kept
    )
    kept = re.sub(r"[+(]?\d[\d ().\-]{5,24}\d", " ", kept)
    return "\n".join(" ".join(part.split()).strip(" ,;()<>-–") for part in kept.split("\n")).strip()


def _addresses(cells: Sequence[str]) -> tuple[tuple[DraftAddress, ...], tuple[CellRemark, ...]]:
    found = addresses_in(" ".join(cells))
    return found.addresses, found.remarks


def phones_of(columns: Columns, line: ListRow) -> Phones:
    """Return the numbers of all phone columns; numbers in separate columns are not "several"."""
    numbers: list[DraftNumber] = []
    remarks: list[CellRemark] = []
    for cell in columns.cells(line, ColumnField.PHONE, ColumnField.MOBILE, ColumnField.CONTACT):
        found = phones_in(lines(cell))
        numbers += found.numbers
        remarks += found.remarks
    extension = columns.text(line, ColumnField.EXTENSION)
    if extension.isdigit() and numbers and not numbers[0].extension:
        numbers[0] = replace(numbers[0], extension=extension)
        remarks.append(CellRemark(what=FindingKind.EXTENSION, raw=extension, detail=numbers[0].raw))
    return Phones(numbers=tuple(numbers), remarks=tuple(remarks))


def _named(columns: Columns, line: ListRow) -> tuple[tuple[NamedPerson, ...], bool]:
    """Return whom the row names, and whether there is only one way to read it."""
    given, family = columns.text(line, ColumnField.GIVEN), columns.text(line, ColumnField.FAMILY)
    if given or family:
        return (read_name(f"{given} {family}".strip()),), True
    cells = columns.cells(line, ColumnField.NAME)
    if not cells:
        return (), True
    text = ", ".join(lines(cell).replace("\n", ", ") for cell in cells)
    one = read_name(text)
    if is_person(one.name) or is_team(one.name):
        return (one,), True
    lead = read_people(text)
    if any(named.name for named in lead.people):
        return lead.people, lead.certain
    return (read_name(plain(cells[0])),), True


def _place(reading: Reading, section: ReadingSection, line: ListRow) -> EntryPlace:
    columns = section.columns
    interim = columns.text(line, ColumnField.INTERIM)
    ends = read_date(interim)
    return EntryPlace(
        agency=_carried(reading, section, line, ColumnField.AGENCY) or section.agency,
        team=_carried(reading, section, line, ColumnField.TEAM) or section.team,
        stage=columns.text(line, ColumnField.STAGE),
        stage_wanted=columns.has(ColumnField.STAGE),
        interim=bool(ends) or interim.casefold() in _YES or is_interim(interim),
        deputy=columns.text(line, ColumnField.DEPUTY).casefold() in _YES,
        since=_day(reading, line, columns, ColumnField.SINCE),
        until=_day(reading, line, columns, ColumnField.UNTIL) or ends,
    )


def _day(reading: Reading, line: ListRow, columns: Columns, wanted: ColumnField) -> date | None:
    text = columns.text(line, wanted)
    if not text:
        return None
    day = read_date(text)
    if day is None:
        reading.note(line, FindingKind.BAD_DATE, text)
    return day


def _carried(reading: Reading, section: ReadingSection, line: ListRow, wanted: ColumnField) -> str:
    """Return an agency or team; a blank cell repeats the one above, as a merged cell does."""
    if not section.columns.has(wanted):
        return ""
    text = section.columns.text(line, wanted)
    if text:
        if wanted is ColumnField.AGENCY and section.carried.get(wanted) != text:
            section.carried.pop(ColumnField.TEAM, None)
        section.carried[wanted] = text
        return text
    above = section.carried.get(wanted, "")
    if above:
        reading.note_carried_down(line, above)
    return above
