"""Wandsworth's list: posts and services with their telephone numbers, and no people."""

from typing import Final

import pytest

from core.imports.findings import FindingKind, Layout
from tests.adapters.contact_lists.shown import at, brief, found, issues, lines_with, said, source

ALL: Final = """
    69 outside_list
    71 outside_list
    84 nobody_named
    89 grouped_otherwise
    95 no_leading_zero
    96 short_number
    98 grouped_otherwise
    100 several_numbers
    100 grouped_otherwise
    103 header_repeated
    106 several_numbers
    106 grouped_otherwise
    107 several_numbers
    107 grouped_otherwise
    108 several_numbers
    108 grouped_otherwise
    110 several_numbers
    110 grouped_otherwise
    112 extension
    116 grouped_otherwise
    117 grouped_otherwise
    118 grouped_otherwise
"""


def test_every_finding_and_no_other() -> None:
    """The whole list of findings, so that one that is invented shows."""
    assert brief(source("wandsworth")) == [line.strip() for line in ALL.strip().split("\n")]


def test_26_posts_under_their_headings() -> None:
    """Each row is a post with a number; nobody is named, and nobody can be messaged."""
    sensed = source("wandsworth")
    assert sensed.layout is Layout.POSTS
    assert len(sensed.people) == 26
    assert {(p.name, p.addresses, p.stage) for p in sensed.people} == {("", (), "")}
    assert at(sensed, 84)[0].title == "Multi-Agency Safeguarding Hub (MASH)"
    assert at(sensed, 95)[0].agency == "Other Useful Contacts"
    (issue,) = issues(sensed, FindingKind.NOBODY_NAMED)
    assert said(issue) == (
        "Line 84: None of the 26 contacts from here on has a person or an e-mail address. "
        "They can be shown, but nobody can be messaged until both are added."
    )


@pytest.mark.parametrize(
    ("number", "normalised"),
    [
        (89, "07700 900655"),
        (98, "01632 960841"),
        (100, "07700 900856"),
        (106, "07700 900949"),
        (107, "07700 900851"),
        (108, "07700 900981"),
        (110, "07700 900739"),
        (116, "07700 900108"),
        (117, "07700 900716"),
        (118, "07700 900956"),
    ],
)
def test_a_number_grouped_as_of_another_kind(number: int, normalised: str) -> None:
    """All its digits are there: it is read, regrouped, and that is said."""
    sensed = source("wandsworth")
    assert normalised in [n.normalised for n in at(sensed, number)[0].phones]
    assert FindingKind.GROUPED_OTHERWISE in found(sensed, number)


def test_line_95_no_leading_zero() -> None:
    """Eleven digits, but none of them a 0 in front: an error, and no guess."""
    sensed = source("wandsworth")
    assert [(n.normalised, n.proposed) for n in at(sensed, 95)[0].phones] == [("", "")]
    (issue,) = issues(sensed, FindingKind.NO_LEADING_ZERO)
    assert said(issue) == (
        "Line 95: 202 4965 9574 does not start with 0. "
        "Ask NSPCC Helpline for the number, then correct the list."
    )


def test_line_96_a_short_number_that_is_right() -> None:
    """Childline's eight digits are no error."""
    sensed = source("wandsworth")
    assert [n.normalised for n in at(sensed, 96)[0].phones] == ["0800 1111"]
    assert found(sensed, 96) == (FindingKind.SHORT_NUMBER,)


@pytest.mark.parametrize("number", [100, 106, 107, 108, 110])
def test_two_numbers_in_a_cell(number: int) -> None:
    """Both are read."""
    sensed = source("wandsworth")
    assert len([n for n in at(sensed, number)[0].phones if n.normalised]) == 2
    assert FindingKind.SEVERAL_NUMBERS in found(sensed, number)


def test_line_112_a_bleep() -> None:
    """It stands in a field of its own."""
    sensed = source("wandsworth")
    assert [(n.normalised, n.extension) for n in at(sensed, 112)[0].phones] == [
        ("020 7946 0176", "8031")
    ]
    assert found(sensed, 112) == (FindingKind.EXTENSION,)


def test_line_103_the_header_again() -> None:
    """It is no contact."""
    sensed = source("wandsworth")
    assert found(sensed, 103) == (FindingKind.HEADER_REPEATED,)
    assert at(sensed, 105)[0].agency == "St Georges University Hospital"


def test_what_stands_outside_the_list_is_pointed_out() -> None:
    """The partnership's own address and number, in the text above, are not imported."""
    sensed = source("wandsworth")
    assert [(i.number, i.raw) for i in issues(sensed, FindingKind.OUTSIDE_LIST)] == [
        (69, "WSCP@wandsworth.example"),
        (71, "0207 946 0320"),
    ]


def test_a_list_without_a_date_is_not_held() -> None:
    """Nothing says that it is old."""
    sensed = source("wandsworth")
    assert not sensed.stale
    assert not lines_with(sensed, FindingKind.PAST_REVIEW)
