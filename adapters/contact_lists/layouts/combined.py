"""Layout: a person per area, e-mail and telephone in one cell, a block for the board (Tri-
borough).
"""

from collections.abc import Sequence
from dataclasses import replace

from adapters.contact_lists.cells.addresses import addresses_in
from adapters.contact_lists.cells.names import NamedPerson
from adapters.contact_lists.cells.phones import phones_in
from adapters.contact_lists.layouts.entries import EntryPlace, add_people
from adapters.contact_lists.layouts.row_contacts import add_row
from adapters.contact_lists.layouts.tabular import Layer, ReadingSection, Region, read_region
from adapters.contact_lists.lines import ListRow, RowKind
from adapters.contact_lists.reading import Reading
from adapters.contact_lists.text import lines


def read_combined(reading: Reading, region: Region) -> None:
    """Read the table, and each separate block under a heading that contains "contact"."""
    blocks = tuple(_blocks(region))
    apart = {line.index for block in blocks for line in block}
    kept = [
        (line, kind)
        for line, kind in zip(region.lines, region.kinds, strict=True)
        if line.index not in apart
    ]
    table = replace(region, lines=[line for line, _ in kept], kinds=[kind for _, kind in kept])
    read_region(reading, table, Layer(heading=_place_heading, entry=add_row, loose=_nobody))
    for block in blocks:
        _read_block(reading, block)


def _blocks(region: Region) -> Sequence[tuple[ListRow, ...]]:
    """Return the rows from such a heading, after the table's header, to the next blank line."""
    found: list[tuple[ListRow, ...]] = []
    block: list[ListRow] = []
    headed = False
    for line, kind in zip(region.lines, region.kinds, strict=True):
        headed = headed or kind is RowKind.HEADER
        if block and kind in {RowKind.BLANK, RowKind.HEADER}:
            found.append(tuple(block))
            block = []
        elif block or (headed and kind is RowKind.HEADING and "contact" in line.text.casefold()):
            block.append(line)
    if block:
        found.append(tuple(block))
    return [one for one in found if any(line.has_contact for line in one)]


def _read_block(reading: Reading, block: tuple[ListRow, ...]) -> None:
    """Read a block: the first column, wrapped over the rows, names its owner."""
    heading, rows = block[0], block[1:]
    reading.headings.append((heading, heading.text))
    name = " ".join(line.texts[0] for line in rows if line.texts and line.texts[0])
    at = next((line for line in rows if "@" in line.text), rows[0])
    addresses = addresses_in(" ".join(cell for line in rows for cell in line.row.cells))
    text = "\n".join(lines(cell) for line in rows for cell in line.row.cells)
    phones = phones_in(text)
    named = NamedPerson(name=name, title=heading.text)
    add_people(
        reading,
        at,
        EntryPlace(agency=name),
        named=(named,),
        addresses=addresses.addresses,
        phones=phones.numbers,
    )
    reading.remarks(at, (*addresses.remarks, *phones.remarks), heading.text)


def _place_heading(section: ReadingSection, text: str) -> None:
    """Ignore the heading: it is a chapter's; the row itself says whose contact it is."""


def _nobody(reading: Reading, section: ReadingSection, line: ListRow) -> bool:  # noqa: ARG001
    return False
