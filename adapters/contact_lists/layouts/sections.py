"""Layout: a section per team or agency, a row per contact with a stage (as in Hounslow's list)."""

import re
from typing import Final

from adapters.contact_lists.layouts.entries import EntryPlace
from adapters.contact_lists.layouts.free_text import read_free_text
from adapters.contact_lists.layouts.row_contacts import add_row, continue_row
from adapters.contact_lists.layouts.tabular import Layer, ReadingSection, Region, read_region
from adapters.contact_lists.lines import ListRow
from adapters.contact_lists.reading import Reading

_AGENCY: Final = re.compile(
    r"\b(?:trust|hospitals?|icb|ccg|police|constabulary|schools?|council|borough|nhs|probation"
    r"|university|college|academy|charity|integrated care board|foundation|association)\b",
    re.IGNORECASE,
)
_TEAM: Final = re.compile(r"\b(?:team|mash|front door|hub|unit|desk|service)s?\W*$", re.IGNORECASE)


def read_sections(reading: Reading, region: Region) -> None:
    """Read the list: each heading names the team or agency of the rows below it."""
    read_region(reading, region, Layer(heading=_place_heading, entry=_add, loose=_add_loose))


def _place_heading(section: ReadingSection, text: str) -> None:
    """Set the agency if the heading is like an agency's name, else the team within the agency."""
    name = text.strip(" :")
    if _AGENCY.search(name) and not _TEAM.search(name):
        section.agency = name
    else:
        section.team = name


def _add(reading: Reading, section: ReadingSection, line: ListRow) -> bool:
    return continue_row(reading, section, line) or add_row(reading, section, line)


def _add_loose(reading: Reading, section: ReadingSection, line: ListRow) -> bool:
    """Read a line of text as a contact if it holds an address or a number."""
    if not line.has_contact:
        return False
    place = EntryPlace(agency=section.agency, team=section.team)
    return bool(read_free_text(reading, line, place, line.row.cells[line.filled[0]]))
