"""Read free text with one or more people: "Name - Role Tel No: .. Mob No: .. Email: .."."""

import re
from collections.abc import Iterator
from typing import Final

from adapters.contact_lists.cells.addresses import addresses_in
from adapters.contact_lists.cells.names import read_people
from adapters.contact_lists.cells.phones import phones_in
from adapters.contact_lists.layouts.entries import EntryPlace, add_people
from adapters.contact_lists.lines import ListRow
from adapters.contact_lists.reading import Reading
from adapters.contact_lists.text import lines
from core.imports.findings import FindingKind

_ADDRESS: Final = re.compile(r"[^\s;,<>()\[\]]{1,80}@[^\s;,<>()\[\]]{1,120}")
_NUMBER: Final = re.compile(r"[+(]?\d[\d ().\-]{5,24}\d")
_LABEL: Final = re.compile(
    r"\b(?:tel|telephone|mob|mobile|phone|fax|e-?mail|ext|bleep)\b(?:\s?(?:no|number|address))?"
    r"\s?[.:]*",
    re.IGNORECASE,
)
_ONLY_JOINS: Final = re.compile(r"[\s,;/|]*(?:or|and|&)?[\s,;/|]*", re.IGNORECASE)
_MORE_CONTACT: Final = re.compile(
    r"[\s,;/|]*(?:(?:tel|telephone|mob|mobile|phone|ext|bleep)\b(?:\s?(?:no|number))?[\s.:]*)?"
    r"[+(]?\d[\d ().\-]{5,24}\d",
    re.IGNORECASE,
)


def read_free_text(reading: Reading, line: ListRow, place: EntryPlace, raw: str) -> tuple[int, ...]:
    """Add everybody named in a cell; return the indices of the contacts added."""
    added: list[int] = []
    segments = tuple(_segments(lines(raw)))
    unsure_before = len(reading.unsure)
    for segment in segments:
        lead = read_people(_lead_of(segment))
        addresses = addresses_in(segment)
        phones = phones_in(segment)
        about = " and ".join(one.name for one in lead.people if one.name)
        added += add_people(
            reading,
            line,
            place,
            named=lead.people,
            addresses=addresses.addresses,
            phones=phones.numbers,
            certain=lead.certain,
            raw=segment.replace("\n", " "),
        )
        reading.remarks(line, (*phones.remarks, *addresses.remarks), about)
        if len(reading.unsure) > unsure_before:
            unsure_before = len(reading.unsure)
            if not phones.numbers:
                reading.note(line, FindingKind.NO_PHONE, segment, about=about)
            if not addresses.addresses:
                reading.note(line, FindingKind.NO_ADDRESS, segment, about=about)
    if len(segments) > 1:
        names = ", ".join(reading.people[index].name for index in added)
        reading.note(line, FindingKind.SEVERAL_PEOPLE, lines(raw).replace("\n", " "), about=names)
    return tuple(added)


def _segments(text: str) -> Iterator[str]:
    """Split the text after each person's address, or after the numbers if there is no address."""
    ends = [found.end() for found in _ADDRESS.finditer(text)]
    if not ends:
        ends = [found.end() for found in _NUMBER.finditer(text)]
    start = 0
    for number, found_end in enumerate(ends):
        if found_end <= start:
            continue
        end = found_end
        following = ends[number + 1] if number + 1 < len(ends) else len(text)
        while (more := _MORE_CONTACT.match(text, end, following)) is not None:
            end = more.end()
        rest = text[end:following]
        if _names_nobody(rest, last=following == len(text)):
            continue
        yield text[start:end]
        start = end
    if text[start:].strip(" \n,;/|"):
        yield text[start:]


def _names_nobody(rest: str, *, last: bool) -> bool:
    """Whether the text up to the next address belongs to the person before it."""
    if last:
        return not any(one.name for one in read_people(_lead_of(rest)).people)
    before_address = _ADDRESS.sub("", rest)
    bare = _LABEL.sub("", _NUMBER.sub("", before_address))
    return _ONLY_JOINS.fullmatch(bare) is not None


def _lead_of(segment: str) -> str:
    """Return the text before the first label, number or address; line breaks count as commas."""
    starts = [
        found.start()
        for pattern in (_LABEL, _NUMBER, _ADDRESS)
        if (found := pattern.search(segment)) is not None
    ]
    lead = segment[: min(starts)] if starts else segment
    parts = [part.strip(" ,;:-–/|") for part in lead.split("\n")]
    return ", ".join(part for part in parts if part)
