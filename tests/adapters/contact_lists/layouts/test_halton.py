"""Halton's list: a row for each agency, a column for each level, people in free text."""

from typing import Final

import pytest

from core.imports.findings import FindingKind, Layout
from core.vocabulary import AddressDoubt
from tests.adapters.contact_lists.shown import at, brief, found, issues, lines_with, said, source

ALL: Final = """
    13 past_review
    85 unused_column
    85 body_gone
    86 several_people
    86 other_domain
    87 several_people
    88 several_people
    88 both_sides
    88 both_sides
    89 other_domain
    90 blank_line
    92 rank_in_name
    92 rank_in_name
    92 rank_in_name
    93 other_name
    93 uncertain_split
    93 rank_in_name
    93 rank_in_name
    93 rank_in_name
    93 rank_in_name
    93 other_name
    93 other_name
    93 several_addresses
    93 uncertain_split
    93 no_phone
    94 other_name
    94 other_name
    95 digits_missing
    95 several_people
"""


def test_every_finding_and_no_other() -> None:
    """The whole list of findings, so that one that is invented shows."""
    assert brief(source("halton")) == [line.strip() for line in ALL.strip().split("\n")]


def test_nine_agencies_and_three_columns() -> None:
    """Each person stands at the level of the column."""
    sensed = source("halton")
    assert sensed.layout is Layout.RUNGS
    assert len(sensed.agencies) == 9
    (head,) = [p for p in at(sensed, 95) if p.name == "Harun Brook"]
    assert (head.agency, head.title) == ("YOS", "Head of Service")
    assert head.column == "HSCB Representative for Agency"


@pytest.mark.parametrize(
    ("number", "names"),
    [
        (86, ["Wilf Tarrant", "Nessa Underhill", "Zara Lockwood"]),
        (87, ["Edwin Netherby", "Orla Quarles"]),
        (88, ["Yanis Winslow", "Fergus Quarles"]),
        (95, ["Rhian Farrow", "Idris Denholm"]),
    ],
)
def test_several_people_in_one_cell(number: int, names: list[str]) -> None:
    """They are parted after each address, and each keeps their own number and address."""
    sensed = source("halton")
    people = [p for p in at(sensed, number) if p.column.startswith("Manager")]
    assert [p.name for p in people] == names
    for person in people:
        (address,) = person.addresses
        assert address.normalised.split("@")[0] == person.name.lower().replace(" ", ".")
        assert person.phones
    assert FindingKind.SEVERAL_PEOPLE in found(sensed, number)


def test_line_93_several_people_and_no_certainty() -> None:
    """Five people with one number and two addresses: named, and said to be uncertain."""
    sensed = source("halton")
    people = [p for p in at(sensed, 93) if p.column.startswith("Next")]
    assert [(p.name, p.title) for p in people] == [
        ("Quinn Farrow", "Matron, Paeds"),
        ("Cora Jessop", "Matron, Maternity"),
        ("Alun Upwood", "Matron, Maternity"),
        ("Zuri Vane", "Matron, A&E"),
        ("Rhian Quarles", "Named Safeguarding Nurse"),
    ]
    assert found(sensed, 93).count(FindingKind.UNCERTAIN_SPLIT) == 2


def test_line_93_or_between_two_addresses() -> None:
    """Both are listed; neither is chosen, and neither is messaged."""
    sensed = source("halton")
    (nurse,) = [p for p in at(sensed, 93) if p.name == "Rhian Quarles"]
    assert [a.normalised for a in nurse.addresses] == [
        "carrow@nhs.uk.example",
        "fenwick.quarles@whh.example",
    ]
    assert all(a.doubt for a in nurse.addresses)
    assert FindingKind.SEVERAL_ADDRESSES in found(sensed, 93)


def test_line_93_two_people_and_one_address() -> None:
    """The address goes to whom it names; the other has none, and the cell no number."""
    sensed = source("halton")
    first, second = [p for p in at(sensed, 93) if p.column.startswith("HSCB")]
    assert (first.name, first.addresses) == ("Tamsin Holloway", ())
    assert [a.normalised for a in second.addresses] == ["caleb.stanton@whh.example"]
    assert "There is no telephone number for Tamsin Holloway and Caleb Stanton." in said(
        issues(sensed, FindingKind.NO_PHONE)[0]
    )


@pytest.mark.parametrize(
    ("number", "what", "raw"),
    [
        (86, FindingKind.OTHER_DOMAIN, ["Idris.Brook@hsthpcct.example"]),
        (89, FindingKind.OTHER_DOMAIN, ["lowri.coverley@halton.example"]),
        (
            93,
            FindingKind.OTHER_NAME,
            ["brook1@nhs.example", "carrow@nhs.uk.example", "fenwick.quarles@whh.example"],
        ),
        (94, FindingKind.OTHER_NAME, ["orla.kempton@sthk.example", "jessop.kirkby@sthk.example"]),
    ],
)
def test_an_address_of_another_name_or_domain(
    number: int, what: FindingKind, raw: list[str]
) -> None:
    """Each is warned of and held; no other row is."""
    sensed = source("halton")
    assert [i.raw for i in issues(sensed, what) if i.number == number] == raw
    held = [
        a.raw for p in at(sensed, number) for a in p.addresses if a.doubt is AddressDoubt.OTHER_NAME
    ]
    assert held == raw
    assert lines_with(sensed, FindingKind.OTHER_NAME, FindingKind.OTHER_DOMAIN) == [86, 89, 93, 94]


def test_ranks_in_names_go_to_the_post() -> None:
    """Line 92: Det/Sgt, DI and Supt; line 93: the units of the matrons."""
    sensed = source("halton")
    assert [(p.name, p.title) for p in at(sensed, 92)] == [
        ("Harun Langley", "Det/Sgt"),
        ("Leila Yardley", "DI"),
        ("Saskia Selby", "Supt"),
    ]
    assert lines_with(sensed, FindingKind.RANK_IN_NAME) == [92, 93]


def test_line_95_a_digit_is_missing() -> None:
    """The other number of the same person is right and is kept."""
    sensed = source("halton")
    (person,) = [p for p in at(sensed, 95) if p.name == "Rhian Farrow"]
    assert [(n.raw, n.normalised) for n in person.phones] == [
        ("0151 496 0945", "0151 496 0945"),
        ("0770090040", ""),
    ]
    (issue,) = issues(sensed, FindingKind.DIGITS_MISSING)
    assert said(issue) == (
        "Line 95: 0770090040 has one digit too few. "
        "Ask Rhian Farrow for the number, then correct the list."
    )


def test_lines_87_and_88_one_person_heads_both_sides() -> None:
    """Two agencies with the same heads: one person each, and a conflict to settle."""
    sensed = source("halton")
    both = issues(sensed, FindingKind.BOTH_SIDES)
    assert [(i.number, i.about) for i in both] == [(88, "Zuri Ransome"), (88, "Marek Ransome")]
    assert said(both[0]).startswith(
        "Line 88: Zuri Ransome stands for more than one agency (lines 87 and 88)."
    )
    (group,) = [g for g in sensed.persons if sensed.people[g[0]].name == "Zuri Ransome"]
    assert [sensed.people[index].number for index in group] == [87, 88]


def test_line_85_a_column_that_no_stage_uses() -> None:
    """Whoever stands in it is a deputy at the level before it, not a level of their own."""
    sensed = source("halton")
    assert [p.name for p in at(sensed, 91) if p.deputy] == ["Gwen Verity"]
    assert {p.column for p in sensed.people if p.deputy} == {"Next Level Management"}
    (issue,) = issues(sensed, FindingKind.UNUSED_COLUMN)
    assert (issue.number, issue.about) == (85, "Manager/Named Professional Safeguarding")


def test_line_90_a_blank_line_within_the_table() -> None:
    """The table goes on after it."""
    sensed = source("halton")
    assert found(sensed, 90) == (FindingKind.BLANK_LINE,)
    assert at(sensed, 91)[0].agency == "5 Boroughs Partnership"


def test_a_list_of_2013_is_held() -> None:
    """No date for a review: a list more than a year old is past it; the old board is named too."""
    sensed = source("halton")
    assert sensed.stale
    assert all(a.doubt for p in sensed.people for a in p.addresses)
    (issue,) = issues(sensed, FindingKind.PAST_REVIEW)
    assert (issue.number, sensed.next_review) == (13, None)
    assert [i.raw for i in issues(sensed, FindingKind.BODY_GONE)] == ["HSCB"]
