"""Whatever a list holds: it is answered, in time, and every finding names a row that exists."""

import time
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.contact_lists.files.pasted import MOST_LINES, PastedTooLongError, grid_of_text
from adapters.contact_lists.grid import Grid, GridRow
from adapters.contact_lists.recognise import MOST_ROWS, recognise_list
from core.imports.findings import FindingKind
from tests.adapters.contact_lists.shown import SOURCES, TODAY, found, said, sheet
from tests.pace import TRIES

SCRAPS = (
    "Stage 2", "Stages", "Role", "Name", "E-mail", "Phone", "Agency", "Team", "Deputy", "–", "",
    "FAMILY HELP TEAM", "#### Police", "<b>Council</b>", "Priya Jolley", "Priya Jolley or Bo Vane",
    "DI Bo Vane", "Team Manager", "priya.jolley@x.example", "lscb@x.exampel", "@", "a@b@c",
    '<a href="mailto:a.b@x.example">c.d@x.example</a>', "020 7946 0493 / 8861", "020 794 6051",
    "077 0090 0655", "Tel No: 0151 496 0123", "Please email the team", "Next Review: May 2020",
    "Out of hours via a@x.example and copy b@x.example", "Page 3 of 9", "4. Notes", "Email & Telephone",
    "Matron (Paeds -Quinn Farrow, A&E - Zuri Vane)", "31/02/2026", "LSCB Contact", "- A manager",
)  # fmt: skip

cells = st.lists(st.sampled_from(SCRAPS) | st.text(max_size=30), max_size=6)
grids = st.lists(cells, max_size=25)


@settings(max_examples=400, deadline=None)
@given(rows=grids)
def test_any_grid_is_answered(rows: list[list[str]]) -> None:
    """It never raises; findings, contacts and routes name rows of the grid, in their order."""
    grid = sheet(*rows)
    sensed = recognise_list(grid, TODAY)
    places = {(row.where, row.number) for row in grid.rows}
    assert {(one.where, one.number) for one in sensed.issues} <= places
    assert {(one.where, one.number) for one in sensed.people} <= places
    assert {(one.where, one.number) for one in sensed.routes} <= places
    assert {(one.where, one.number) for one in sensed.equivalents} <= places
    assert {(one.where, one.number) for one in sensed.unread} <= places
    assert all(one.number <= other.number for one, other in pairwise(sensed.issues))
    assert all(said(issue).endswith(".") for issue in sensed.issues)
    assert not any("  " in said(issue) for issue in sensed.issues)
    assert all(0 <= route.beside < len(sensed.people) for route in sensed.routes)
    grouped = sorted(index for group in sensed.persons for index in group)
    assert grouped == list(range(len(sensed.people)))


@settings(max_examples=200, deadline=None)
@given(rows=grids, year=st.integers(2001, 2060))
def test_no_address_of_a_stale_list_is_without_a_doubt(rows: list[list[str]], year: int) -> None:
    """And one that cannot be used has no normal form."""
    sensed = recognise_list(sheet(*rows), date(year, 6, 1))
    addresses = [a for person in sensed.people for a in person.addresses]
    if sensed.stale:
        assert all(a.doubt for a in addresses if a.normalised)
        assert [i.what for i in sensed.issues].count(FindingKind.PAST_REVIEW) == 1


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=2000))
def test_any_text_is_a_grid(text: str) -> None:
    """Line numbers are those an editor shows."""
    grid = grid_of_text("x", text)
    assert [row.number for row in grid.rows] == list(range(1, len(grid.rows) + 1))
    recognise_list(grid, TODAY)


@pytest.mark.parametrize(
    "row",
    [
        ["A", "T", "Stage 2", "Lead", "Bo Vane", "bo.vane@x.example", "020 7946 0493 / 8861"],
        ["A", "T", "Stage 2", "Lead", "Bo Vane", "lscb@x.exampel", "020 794 6051"],
        ["", "", "", "", "Bo Vane", "cy.dale@x.example", ""],
        ["<a " * 300, "@" * 900, "0 " * 300, "(" * 900, "- " * 300, "Aa Bb, " * 100, "a@b.c " * 90],
    ],
)
def test_time_grows_with_the_rows_and_no_faster(row: list[str]) -> None:
    """Eight times the rows take less than thrice eight times as long."""
    header = ["Agency", "Team", "Stage", "Role", "Name", "E-mail", "Phone"]

    def seconds(count: int) -> float:
        grid = sheet(header, *([row] * count))
        start = time.process_time()
        recognise_list(grid, TODAY)
        return time.process_time() - start

    seconds(10)
    small = max(min(seconds(50) for _ in range(TRIES)), 0.01)
    large = seconds(400)
    for _ in range(TRIES):  # what a neighbour on the machine costs is nothing of ours
        large = min(large, large if large < small * 24 else seconds(400))
    assert large < small * 24


def test_more_rows_than_any_list_are_cut_off_and_said() -> None:
    """Nothing below the last row that is read is used."""
    rows = [GridRow(where=f"line {n}", number=n, cells=()) for n in range(1, MOST_ROWS + 2)]
    sensed = recognise_list(Grid(name="x", rows=tuple(rows)), TODAY)
    assert FindingKind.TOO_MANY_ROWS in found(sensed, MOST_ROWS)


def test_a_cell_as_long_as_a_book_is_an_error() -> None:
    """What is left unread is said."""
    sensed = recognise_list(sheet(["Name", "E-mail"], ["x" * 5000, "bo.vane@x.example"]), TODAY)
    assert FindingKind.CELL_TOO_LONG in found(sensed, 2)


def test_text_longer_than_any_list_is_refused() -> None:
    """Nothing of it is read."""
    with pytest.raises(PastedTooLongError):
        grid_of_text("x", "\n" * (MOST_LINES + 1))
    assert len(grid_of_text("x", "\n" * MOST_LINES).rows) == MOST_LINES


def test_a_form_feed_is_no_line() -> None:
    """What a PDF leaves between its pages does not move the number of any line after it."""
    grid = grid_of_text("x", "one\ftwo\x0bthree\u2028four\nfive")
    assert [(row.number, len(row.cells)) for row in grid.rows] == [(1, 1), (2, 1)]


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
def test_line_numbers_whatever_ends_the_lines(newline: str) -> None:
    """Line 207 is line 207, however the text was saved."""
    text = (SOURCES / "hounslow.txt").read_text(encoding="utf-8").replace("\n", newline)
    sensed = recognise_list(grid_of_text("hounslow.txt", text), TODAY)
    assert FindingKind.DIGITS_MISSING in found(sensed, 207)
