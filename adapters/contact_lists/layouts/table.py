"""Layout: one plain table with a header row; columns are recognised by their usual names."""

from adapters.contact_lists.layouts.row_contacts import add_row
from adapters.contact_lists.layouts.tabular import Layer, ReadingSection, Region, read_region
from adapters.contact_lists.lines import ListRow
from adapters.contact_lists.reading import Reading


def read_table(reading: Reading, region: Region) -> None:
    """Read the list: agency and team from their columns, else from headings between rows."""
    read_region(reading, region, Layer(heading=_place_heading, entry=add_row, loose=_nobody))


def _place_heading(section: ReadingSection, text: str) -> None:
    section.agency, section.team = text.strip(" :"), ""


def _nobody(reading: Reading, section: ReadingSection, line: ListRow) -> bool:  # noqa: ARG001
    return False
