"""What is said of a contact list: every finding has its sentence, its place and its weight."""

from datetime import date

import pytest

from core.imports.findings import FindingKind, Layout, Weight, weight_of
from core.imports.wording.findings import DOUBT, LAYOUT, WEIGHT, sentence
from core.vocabulary import AddressDoubt


@pytest.mark.parametrize("what", FindingKind)
def test_every_finding_has_a_sentence_that_begins_with_its_place(what: FindingKind) -> None:
    """Everything it leaves open is filled in, and it ends."""
    dated = {FindingKind.PAST_REVIEW: "2025-09-30", FindingKind.INTERIM: "2027-02-28"}
    text = sentence(
        what,
        where="line 207",
        raw="020 794 6051",
        about="Priya Jolley",
        detail=dated.get(what, "7"),
    )
    assert text.startswith("Line 207: ")
    assert text.endswith(".")
    assert not {"{", "}"} & set(text)


def test_dates_are_written_out() -> None:
    """As people say them."""
    ends = date(2027, 2, 28).isoformat()
    said = sentence(FindingKind.INTERIM, where="row 3", raw="", about="Bo Vane", detail=ends)
    assert said == "Row 3: Bo Vane is interim or acting until Sunday 28 February 2027."
    due = sentence(FindingKind.PAST_REVIEW, where="line 1", raw="", detail="2025-09-30")
    assert "was to be reviewed by Tuesday 30 September 2025" in due
    last = sentence(FindingKind.PAST_REVIEW, where="line 1", raw="", detail="last 2013-09-30")
    assert "last reviewed on or before Monday 30 September 2013" in last


@pytest.mark.parametrize(("count", "spoken"), [("1", "one digit"), ("2", "two digits")])
def test_digits_are_counted_in_words(count: str, spoken: str) -> None:
    """One digit, two digits."""
    said = sentence(FindingKind.DIGITS_MISSING, where="line 1", raw="0207946", detail=count)
    assert f"has {spoken} too few" in said


def test_text_of_several_lines_is_said_in_one() -> None:
    """A cell with line breaks does not break the sentence."""
    said = sentence(FindingKind.UNREAD, where="row 3", raw="Bo\nVane")
    assert "\n" not in said


def test_every_weight_layout_and_doubt_has_its_words() -> None:
    """No enum is shown by its code."""
    assert set(WEIGHT) == set(Weight)
    assert set(LAYOUT) == set(Layout)
    assert set(DOUBT) == set(AddressDoubt)


def test_what_cannot_be_used_is_an_error() -> None:
    """A wrong number and a broken address are errors; a name that differs is a warning."""
    assert weight_of(FindingKind.DIGITS_MISSING) is Weight.ERROR
    assert weight_of(FindingKind.BROKEN_ADDRESS) is Weight.ERROR
    assert weight_of(FindingKind.OTHER_NAME) is Weight.WARNING
    assert weight_of(FindingKind.PAGE_BREAK) is Weight.NOTE
