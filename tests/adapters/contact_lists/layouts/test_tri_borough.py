"""The tri-borough list: a person per borough, e-mail and telephone in one cell, and the board."""

from typing import Final

import pytest

from core.imports.findings import FindingKind, Layout
from core.vocabulary import AddressDoubt
from tests.adapters.contact_lists.shown import at, brief, found, issues, lines_with, said, source

ALL: Final = """
    9 past_review
    65 several_numbers
    67 other_name
    69 sentence_only
    71 body_gone
    73 team_not_person
    107 broken_address
"""


def test_every_finding_and_no_other() -> None:
    """The whole list of findings, so that one that is invented shows."""
    assert brief(source("tri-borough")) == [line.strip() for line in ALL.strip().split("\n")]


def test_three_people_and_the_board() -> None:
    """Each borough is an agency; the block below the table is the board's mailbox."""
    sensed = source("tri-borough")
    assert sensed.layout is Layout.COMBINED
    assert [(p.name, p.agency) for p in sensed.people[:3]] == [
        ("Piotr Stanton", "London Borough of Hammersmith and Fulham"),
        ("Bryn Greaves", "Royal Borough of Kensington and Chelsea"),
        ("Yanis Alder", "Westminster City Council"),
    ]
    board = sensed.people[3]
    assert board.name.startswith("London Borough of Hammersmith and Fulham, Royal Borough of")
    assert board.name.endswith("City Council Local Safeguarding Board")
    assert board.title == "LSCB Contact"
    assert board.mailbox
    assert [a.normalised for a in board.addresses] == ["lscb@lbhf.example"]
    assert [n.normalised for n in board.phones] == ["020 7946 0743"]
    assert found(sensed, 73) == (FindingKind.TEAM_NOT_PERSON,)


def test_line_65_two_numbers_without_spaces() -> None:
    """They are parted at the stroke."""
    sensed = source("tri-borough")
    assert [n.normalised for n in at(sensed, 65)[0].phones] == ["020 7946 0113", "07700 900818"]
    assert found(sensed, 65) == (FindingKind.SEVERAL_NUMBERS,)


def test_line_67_an_address_of_another_name() -> None:
    """It is held; those of the other two boroughs are their own."""
    sensed = source("tri-borough")
    assert at(sensed, 67)[0].addresses[0].doubt is AddressDoubt.OTHER_NAME
    assert lines_with(sensed, FindingKind.OTHER_NAME, FindingKind.OTHER_DOMAIN) == [67]


def test_line_69_the_fallback_is_a_sentence() -> None:
    """It names nobody; it is not passed over without a word."""
    sensed = source("tri-borough")
    assert found(sensed, 69) == (FindingKind.SENTENCE_ONLY,)
    assert [row.number for row in sensed.unread] == [69]


def test_line_107_a_broken_address() -> None:
    """It is rejected; where it stands whole is said."""
    sensed = source("tri-borough")
    assert not at(sensed, 107)
    (issue,) = issues(sensed, FindingKind.BROKEN_ADDRESS)
    assert said(issue) == (
        "Line 107: lscb@lbhf.exampel is not a whole e-mail address and was not taken; "
        "the same address stands whole at line 73. Correct the list."
    )


def test_a_protocol_of_2014_is_held() -> None:
    """Its title dates it; the board it names has gone."""
    sensed = source("tri-borough")
    assert sensed.stale
    assert [i.number for i in issues(sensed, FindingKind.PAST_REVIEW)] == [9]
    assert all(a.doubt for p in sensed.people for a in p.addresses)
    assert [(i.number, i.raw) for i in issues(sensed, FindingKind.BODY_GONE)] == [(71, "LSCB")]


@pytest.mark.parametrize("number", range(108, 122))
def test_the_form_after_the_list_is_no_contact(number: int) -> None:
    """Its "Name", "Agency" and "Date" are not read."""
    sensed = source("tri-borough")
    assert not at(sensed, number)
    assert not found(sensed, number)
