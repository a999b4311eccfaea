"""Layout: posts or services with telephone numbers under headings (as in Wandsworth's list)."""

from adapters.contact_lists.cells.names import NamedPerson, is_person, read_name
from adapters.contact_lists.layouts.columns import ColumnField
from adapters.contact_lists.layouts.entries import EntryPlace, add_people
from adapters.contact_lists.layouts.row_contacts import phones_of
from adapters.contact_lists.layouts.tabular import Layer, ReadingSection, Region, read_region
from adapters.contact_lists.lines import ListRow
from adapters.contact_lists.reading import Reading


def read_posts(reading: Reading, region: Region) -> None:
    """Read the list: each heading is an agency, each row one of its posts."""
    read_region(reading, region, Layer(heading=_place_heading, entry=_add, loose=_nobody))


def _place_heading(section: ReadingSection, text: str) -> None:
    section.agency = text.strip(" :")


def _add(reading: Reading, section: ReadingSection, line: ListRow) -> bool:
    columns = section.columns
    texts = [
        columns.text(line, one) for one in (ColumnField.TITLE, ColumnField.NAME) if columns.has(one)
    ]
    phones = phones_of(columns, line)
    if not any(texts) and not phones.numbers:
        return False
    name = columns.text(line, ColumnField.NAME)
    title = columns.text(line, ColumnField.TITLE) or ("" if is_person(name) else name)
    named = read_name(name) if is_person(name) else NamedPerson(name="")
    place = EntryPlace(agency=section.agency, team=columns.text(line, ColumnField.TEAM))
    full = NamedPerson(name=named.name, title=title or named.title, rank=named.rank)
    add_people(reading, line, place, named=(full,), phones=phones.numbers)
    reading.remarks(line, phones.remarks, full.name or title)
    return True


def _nobody(reading: Reading, section: ReadingSection, line: ListRow) -> bool:  # noqa: ARG001
    return False
