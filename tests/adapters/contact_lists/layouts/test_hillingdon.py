"""Hillingdon's protocol: which roles answer to one another, and one mailbox."""

from typing import Final

import pytest

from core.imports.findings import FindingKind, Layout
from core.vocabulary import AddressDoubt
from tests.adapters.contact_lists.shown import at, brief, found, issues, lines_with, said, source

ALL: Final = """
    66 roles_only
    123 team_not_person
"""


def test_every_finding_and_no_other() -> None:
    """The whole list of findings, so that one that is invented shows."""
    assert brief(source("hillingdon")) == [line.strip() for line in ALL.strip().split("\n")]


def test_seven_roles_and_nobody_in_them() -> None:
    """Lines 66 to 68 and 74 to 77 are roles, each under the sentence that says what for."""
    sensed = source("hillingdon")
    assert sensed.layout is Layout.ROLES
    assert [(e.number, e.title) for e in sensed.equivalents] == [
        (66, "police detective sergeant"),
        (67, "lead/named safeguarding health professional"),
        (68, "Designated safeguarding children teacher"),
        (74, "Children's/Adult's Social Care Head of Service"),
        (75, "Police Detective Inspector in relevant service"),
        (76, "Health Designated Safeguarding Lead"),
        (77, "Education Child Protection Lead for Education"),
    ]
    assert "must be escalated" in sensed.equivalents[-1].heading
    (issue,) = issues(sensed, FindingKind.ROLES_ONLY)
    assert said(issue) == (
        "Line 66: The list names roles and nobody in them, from here to line 77. "
        "Add who holds them."
    )


def test_line_123_one_mailbox() -> None:
    """It is a mailbox: if nobody answers, Concord alerts again."""
    sensed = source("hillingdon")
    (mailbox,) = sensed.people
    assert mailbox.number == 123
    assert mailbox.mailbox
    assert [(a.normalised, a.doubt) for a in mailbox.addresses] == [
        ("safeguardingpartnership@hillingdon.example", None)
    ]
    assert found(sensed, 123) == (FindingKind.TEAM_NOT_PERSON,)


@pytest.mark.parametrize("number", range(125, 140))
def test_the_form_is_no_contact(number: int) -> None:
    """Its labels are not read."""
    sensed = source("hillingdon")
    assert not at(sensed, number)
    assert number not in lines_with(sensed, *FindingKind)


def test_a_year_alone_is_no_review_date() -> None:
    """The "2021" on the title page says too little to hold anybody for it."""
    sensed = source("hillingdon")
    assert (sensed.stale, sensed.reviewed_on) == (False, None)
    assert all(a.doubt is not AddressDoubt.STALE_LIST for p in sensed.people for a in p.addresses)
