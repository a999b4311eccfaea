"""A second list of each family, laid out otherwise: workbooks, documents and semicolons."""

from dataclasses import replace
from datetime import date

import pytest

from adapters.contact_lists.grid import Grid
from adapters.contact_lists.recognise import recognise_list
from core.imports.findings import Layout
from core.vocabulary import AddressDoubt
from tests.adapters.contact_lists.shown import TODAY, at, brief, said, semicolons, sheet

# --- sections in a workbook: merged cells hold their text once or in each cell ---------------

SECTIONS = sheet(
    ["Escalation contacts", "", "", "", ""],
    ["", "", "", "", ""],
    ["Children with Disabilities Team"] * 5,
    ["Full name", "Job title", "Level", "Telephone", "E-mail"],
    ["Edwin Brook", "Team Manager", "Level 2", "07700900111", "edwin.brook@eastshire.example"],
    ["Orla Vane", "Service Manager", "Level 3", "020 7946 0111 ext 12", "o.vane@eastshire.example"],
    ["Eastshire NHS Foundation Trust", "", "", "", ""],
    ["Full name", "Job title", "Level", "Telephone", "E-mail"],
    ["Duty Team", "", "Level 2", "01632 960001", "duty@eastshire-ft.example"],
    ["Dr Amara Kirkby", "Named Doctor", "Level 3", "01632 96002", "a.kirkby@eastshire-ft.example"],
    ["Next review: 30/06/2027", "", "", "", ""],
)


def test_sections_in_a_workbook() -> None:
    """Whether a merged heading's text stands once or in each cell, it heads the rows under it."""
    sensed = recognise_list(SECTIONS, TODAY)
    assert sensed.layout is Layout.SECTIONS
    assert [(p.name, p.title, p.stage, p.agency, p.team) for p in sensed.people] == [
        ("Edwin Brook", "Team Manager", "Level 2", "", "Children with Disabilities Team"),
        ("Orla Vane", "Service Manager", "Level 3", "", "Children with Disabilities Team"),
        ("Duty Team", "", "Level 2", "Eastshire NHS Foundation Trust", ""),
        ("Amara Kirkby", "Named Doctor", "Level 3", "Eastshire NHS Foundation Trust", ""),
    ]
    assert brief(sensed) == ["6 extension", "9 team_not_person", "10 digits_missing"]
    assert said(sensed.issues[-1]).startswith(
        "Sheet “East”, row 10: 01632 96002 has one digit too few. Ask Amara Kirkby"
    )
    assert (sensed.stale, sensed.next_review) == (False, date(2027, 6, 30))


# --- posts and numbers -------------------------------------------------------------------------

POSTS = sheet(
    ["Post or service", "Phone", "Mobile"],
    ["Eastshire Council", "", ""],
    ["MASH", "01632 960010", ""],
    ["Head of Safeguarding", "01632 960011", "07700 900011"],
    ["Police", "", ""],
    ["Duty Inspector", "101", ""],
    ["Missing persons desk", "1632 960012", ""],
)


def test_posts_in_a_workbook() -> None:
    """A spreadsheet has dropped a leading 0: proposed and not applied. Two columns are no doubt."""
    sensed = recognise_list(POSTS, TODAY)
    assert sensed.layout is Layout.POSTS
    assert [(p.title, p.agency) for p in sensed.people] == [
        ("MASH", "Eastshire Council"),
        ("Head of Safeguarding", "Eastshire Council"),
        ("Duty Inspector", "Police"),
        ("Missing persons desk", "Police"),
    ]
    assert brief(sensed) == ["3 nobody_named", "6 short_number", "7 no_leading_zero"]
    (number,) = at(sensed, 7)[0].phones
    assert (number.normalised, number.proposed) == ("", "01632 960012")


# --- a column for each level, in a document with tables within cells ---------------------------

RUNGS = sheet(
    ["Organisation", "Team leader", "Deputy", "Head of service"],
    [
        "Eastshire Council",
        "Edwin Brook\nTeam Manager\n01632 960100\nedwin.brook@eastshire.example",
        "Orla Vane\norla.vane@eastshire.example\nTel: 01632 960101",
        "Harun Langley, Head of Service\nharun.langley@eastshire.example\nMob: 07700 900100",
    ],
    ["", "Tobin Denholm\tTeam Manager\t01632 960102\ttobin.denholm@eastshire.example", "", "–"],
    [
        "Eastshire Constabulary",
        "DS Vesna Brook 01632 960103 vesna.brook@eastshire-police.example",
        "",
        "DCI Lowri Ingram\nlowri.ingram@eastshire-police.example",
    ],
)


def test_nested_tables_of_a_document() -> None:
    """Lines and tabs within a cell part name, post, number and address; merged agencies go down."""
    sensed = recognise_list(RUNGS, TODAY)
    assert sensed.layout is Layout.RUNGS
    assert [(p.agency, p.name, p.title, p.column, p.deputy) for p in sensed.people] == [
        ("Eastshire Council", "Edwin Brook", "Team Manager", "Team leader", False),
        ("Eastshire Council", "Orla Vane", "", "Deputy", True),
        ("Eastshire Council", "Harun Langley", "Head of Service", "Head of service", False),
        ("Eastshire Council", "Tobin Denholm", "Team Manager", "Team leader", False),
        ("Eastshire Constabulary", "Vesna Brook", "DS", "Team leader", False),
        ("Eastshire Constabulary", "Lowri Ingram", "DCI", "Head of service", False),
    ]
    assert [n.normalised for p in sensed.people for n in p.phones] == [
        "01632 960100",
        "01632 960101",
        "07700 900100",
        "01632 960102",
        "01632 960103",
    ]
    assert brief(sensed) == ["3 carried_down", "4 rank_in_name", "4 rank_in_name", "4 no_phone"]


# --- e-mail and telephone in one cell ----------------------------------------------------------

COMBINED = sheet(
    ["Area", "Contact", "Contact details"],
    ["North", "Piotr Stanton", "Tel: 01632 960200\nMob: 07700 900200\npiotr.stanton@n.example"],
    ["South", "Bryn Greaves", "bryn.greaves@s.example or greaves.b@s.example"],
)


def test_one_cell_for_everything() -> None:
    """Labelled numbers are two numbers without a word; two addresses wait for somebody to choose."""
    sensed = recognise_list(COMBINED, TODAY)
    assert sensed.layout is Layout.COMBINED
    north, south = sensed.people
    assert (north.agency, [n.normalised for n in north.phones]) == (
        "North",
        ["01632 960200", "07700 900200"],
    )
    assert [a.doubt for a in south.addresses] == [AddressDoubt.ONE_OF_SEVERAL] * 2
    assert brief(sensed) == ["3 several_addresses", "3 no_phone"]


# --- roles and a mailbox -----------------------------------------------------------------------

ROLES = sheet(
    ["Agency", "First line manager", "Senior manager"],
    ["Police", "Detective Sergeant", "Detective Inspector"],
    ["Health", "Named Nurse", "Designated Nurse"],
    ["Send the form to escalation@eastshire.example"],
)


def test_roles_as_a_table() -> None:
    """Nobody is invented for the roles; the mailbox below is one."""
    sensed = recognise_list(ROLES, TODAY)
    assert sensed.layout is Layout.ROLES
    assert [(e.title, e.heading) for e in sensed.equivalents][:2] == [
        ("Police: Detective Sergeant", "First line manager"),
        ("Police: Detective Inspector", "Senior manager"),
    ]
    assert [p.mailbox for p in sensed.people] == [True]
    assert brief(sensed) == ["2 roles_only", "4 team_not_person"]


# --- a plain table -----------------------------------------------------------------------------

PLAIN = semicolons(
    """
Organisation;Service;Stage;First name;Surname;Role;E-mail;Telephone;Mobile;Deputy;Interim;Out of hours;From;To;Shoes
Eastshire Council;MASH;Stage 2;Zoë;O’Connor;Team Manager;zoe.o'connor@eastshire.example;01632 960300;07700 900300;Edwin Brook (edwin.brook@eastshire.example);No;01632 960301, out-of-hours@eastshire.example;01/09/2025;;42
;MASH;Stage 3;François;Vane;Service Manager;francois.vane@eastshire.example;01632 960302;–;;Yes;;1 March 2026;28/02/2027;41
Eastshire ICB;;Stage 3;Amara;Kirkby;Designated Nurse;amara.kirkby@nhs.example;7700900301;;;;;soon;;
"""
)


def test_semicolons_with_every_column() -> None:
    """Deputy, interim, dates and out-of-hours each come from their column; accents are kept."""
    sensed = recognise_list(PLAIN, TODAY)
    assert sensed.layout is Layout.TABLE
    zoe, deputy, francois, amara = sensed.people
    assert (zoe.name, zoe.team, zoe.since) == ("Zoë O’Connor", "MASH", date(2025, 9, 1))
    assert [a.doubt for a in zoe.addresses] == [None]
    assert (deputy.name, deputy.title, deputy.deputy) == ("Edwin Brook", "Team Manager", True)
    assert (francois.agency, francois.interim, francois.until) == (
        "Eastshire Council",
        True,
        date(2027, 2, 28),
    )
    assert [(n.normalised, n.proposed) for n in amara.phones] == [("", "07700 900301")]
    (route,) = sensed.routes
    assert sensed.people[route.beside] is zoe
    assert [a.normalised for a in route.to] == ["out-of-hours@eastshire.example"]
    assert [n.normalised for n in route.phones] == ["01632 960301"]
    assert brief(sensed) == [
        "1 unknown_column",
        "2 out_of_hours",
        "2 no_phone",
        "3 carried_down",
        "3 interim",
        "4 bad_date",
        "4 no_leading_zero",
    ]


def test_without_a_header_columns_are_known_by_what_they_hold() -> None:
    """Stage, post, name, address and number tell themselves apart."""
    sensed = recognise_list(
        semicolons(
            """
Stage 2;Team Manager;Edwin Brook;edwin.brook@eastshire.example;01632 960400
Stage 3;Head of Service;Orla Vane;orla.vane@eastshire.example;01632 960401
"""
        ),
        TODAY,
    )
    assert [(p.stage, p.title, p.name) for p in sensed.people] == [
        ("Stage 2", "Team Manager", "Edwin Brook"),
        ("Stage 3", "Head of Service", "Orla Vane"),
    ]
    assert not sensed.issues


def test_two_columns_of_addresses_are_both_read() -> None:
    """None is chosen; of two columns for one name the second is not read, and that is said."""
    sensed = recognise_list(
        semicolons(
            "Name;Contact;E-mail;Secure e-mail;Phone\n"
            "Orla Vane;see left;orla.vane@a.example;orla.vane@b.example;01632 960401"
        ),
        TODAY,
    )
    (orla,) = sensed.people
    assert orla.name == "Orla Vane"
    assert [a.normalised for a in orla.addresses] == ["orla.vane@a.example", "orla.vane@b.example"]
    assert brief(sensed) == ["1 unknown_column", "2 several_addresses"]


def test_a_header_merged_over_two_columns() -> None:
    """Its text in both cells is one column, and no unknown one."""
    sensed = recognise_list(
        sheet(
            ["Name", "Name", "E-mail", "Phone"],
            ["Orla Vane", "Orla Vane", "orla.vane@a.example", "01632 960401"],
        ),
        TODAY,
    )
    assert [p.name for p in sensed.people] == ["Orla Vane"]
    assert not sensed.issues


@pytest.mark.parametrize("grid", [SECTIONS, POSTS, RUNGS, COMBINED, ROLES, PLAIN])
def test_empty_cells_at_the_end_of_a_row_say_nothing(grid: Grid) -> None:
    """Whether a file keeps them or not, the list is the same."""
    rows = tuple(replace(row, cells=_without_last_blanks(row.cells)) for row in grid.rows)
    trimmed = recognise_list(replace(grid, rows=rows), TODAY)
    kept = recognise_list(grid, TODAY)
    assert trimmed.people == kept.people
    assert brief(trimmed) == brief(kept)


def _without_last_blanks(cells: tuple[str, ...]) -> tuple[str, ...]:
    kept = len(cells)
    while kept and not cells[kept - 1]:
        kept -= 1
    return cells[:kept]


def test_numbered_sections_are_sections() -> None:
    """A numbered heading ends the list only where no table follows it."""
    row = "Stage 2;Lead;Orla Vane;orla.vane@a.example;01632 960401"
    sensed = recognise_list(
        semicolons(
            "Stage;Role;Name;E-mail;Phone\n1. Front door team\n"
            f"{row}\n2. Family help team\n{row}\n3. Notes\nKeep this list up to date, please."
        ),
        TODAY,
    )
    assert [p.team for p in sensed.people] == ["1. Front door team", "2. Family help team"]
    assert not sensed.unread


@pytest.mark.parametrize("cells", [["Bo Vane"], ["Bo Vane", "", ""]])
def test_a_row_with_a_name_and_nothing_else(cells: list[str]) -> None:
    """Where names come first it is somebody who cannot be reached, and no heading."""
    sensed = recognise_list(
        sheet(
            ["Name", "E-mail", "Phone"],
            cells,
            ["Front Door", "", ""],
            ["Orla Vane", "orla.vane@a.example", "01632 960401"],
        ),
        TODAY,
    )
    assert [(p.name, p.agency) for p in sensed.people] == [
        ("Bo Vane", ""),
        ("Orla Vane", "Front Door"),
    ]
    assert brief(sensed) == ["2 no_address", "2 no_phone"]
