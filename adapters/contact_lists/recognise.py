"""Entry point: read the rows of a list into drafts of people and posts, with findings."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from adapters.contact_lists.cross_checks import check_across_rows, doubt_all_addresses
from adapters.contact_lists.drafts import RecognisedList
from adapters.contact_lists.grid import Grid
from adapters.contact_lists.layouts.columns import ColumnField
from adapters.contact_lists.layouts.combined import read_combined
from adapters.contact_lists.layouts.levels import level_columns_of, read_levels
from adapters.contact_lists.layouts.outside import note_outside_contacts
from adapters.contact_lists.layouts.posts import read_posts
from adapters.contact_lists.layouts.review_dates import Reviewed, reviewed
from adapters.contact_lists.layouts.roles import has_roles, read_roles
from adapters.contact_lists.layouts.sections import read_sections
from adapters.contact_lists.layouts.table import read_table
from adapters.contact_lists.layouts.tabular import Region, region_of
from adapters.contact_lists.lines import ListRow, RowKind, lines_of
from adapters.contact_lists.reading import Reading
from adapters.contact_lists.text import MOST_IN_A_CELL
from core.imports.findings import FindingKind, Layout

MOST_ROWS: Final = 20_000
"""Rows that are read; a partnership's list has a few hundred."""


def recognise_list(grid: Grid, today: date) -> RecognisedList:
    """Read a list; its layout is recognised by its shape. Never raises.

    Every issue names a row of the grid. ``today`` decides whether the list is past its review.
    """
    lines = lines_of(grid.rows[:MOST_ROWS])
    reading = Reading()
    _say_limits(reading, grid, lines)
    layout = _read(reading, lines)
    persons = check_across_rows(reading, layout=layout)
    dates = reviewed(lines)
    stale = dates.is_past(today) and bool(reading.people)
    if stale:
        _say_stale(reading, dates)
        doubt_all_addresses(reading)
    if layout is Layout.UNKNOWN and lines:
        reading.note(lines[0], FindingKind.NOTHING_FOUND, grid.name)
    agencies = dict.fromkeys(one.agency for one in reading.people if one.agency)
    teams = dict.fromkeys((one.agency, one.team) for one in reading.people if one.team)
    return RecognisedList(
        layout=layout,
        people=tuple(reading.people),
        routes=tuple(reading.routes),
        equivalents=tuple(reading.equivalents),
        issues=reading.issues,
        persons=persons,
        agencies=tuple(agencies),
        teams=tuple(teams),
        reviewed_on=dates.last,
        next_review=dates.next,
        stale=stale,
        unread=tuple(reading.unread),
    )


def _read(reading: Reading, lines: Sequence[ListRow]) -> Layout:
    """Recognise the layout, read it, and note contacts outside it."""
    header = level_columns_of(lines)
    if header is not None:
        read_levels(reading, header, lines)
        note_outside_contacts(reading, lines[: header.line.index])
        return Layout.RUNGS
    region = region_of(lines)
    if not region.lines:
        if not has_roles(lines):
            return Layout.UNKNOWN
        read_roles(reading, lines)
        return Layout.ROLES
    layout = _layout_of(region)
    match layout:
        case Layout.COMBINED:
            read_combined(reading, region)
        case Layout.POSTS:
            read_posts(reading, region)
        case Layout.SECTIONS:
            read_sections(reading, region)
        case _:
            read_table(reading, region)
    note_outside_contacts(reading, (line for line in lines if not region.holds(line)))
    return layout


def _layout_of(region: Region) -> Layout:
    """Tell tables apart by their columns and by headings between the rows."""
    headers = [region.headers[line.index] for line in region.lines if line.index in region.headers]
    headed = _headings_with_rows(region)
    if not headers:
        return Layout.SECTIONS if headed else Layout.TABLE
    has = [one for columns in headers for one in columns.fields.values()]
    if ColumnField.CONTACT in has and ColumnField.STAGE not in has:
        return Layout.COMBINED
    if ColumnField.STAGE in has and headed:
        return Layout.SECTIONS
    named = {
        ColumnField.NAME,
        ColumnField.TITLE,
        ColumnField.TEAM,
        ColumnField.PHONE,
        ColumnField.MOBILE,
        ColumnField.NOTES,
    }
    if set(has) <= named and {ColumnField.NAME, ColumnField.TITLE} - set(has):
        return Layout.POSTS
    return Layout.TABLE


def _headings_with_rows(region: Region) -> bool:
    after_heading = False
    for kind in region.kinds:
        if kind is RowKind.ENTRY and after_heading:
            return True
        after_heading = kind is RowKind.HEADING or (after_heading and kind is not RowKind.ENTRY)
    return False


def _say_limits(reading: Reading, grid: Grid, lines: Sequence[ListRow]) -> None:
    for line in lines:
        for cell in line.row.cells:
            if len(cell) > MOST_IN_A_CELL:
                reading.note(line, FindingKind.CELL_TOO_LONG, cell, detail=str(MOST_IN_A_CELL))
    if len(grid.rows) > MOST_ROWS:
        # Noted at the last row that was read.
        reading.note(lines[-1], FindingKind.TOO_MANY_ROWS, detail=str(MOST_ROWS))


def _say_stale(reading: Reading, dates: Reviewed) -> None:
    day = dates.next or dates.last
    if dates.line is None or day is None:
        return
    detail = day.isoformat() if dates.next else f"last {day.isoformat()}"
    reading.note(dates.line, FindingKind.PAST_REVIEW, dates.raw, detail=detail)
