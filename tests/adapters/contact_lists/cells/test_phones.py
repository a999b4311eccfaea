"""Telephone numbers: what is right, what is wrong and why, and that nothing is mended."""

import pytest

from adapters.contact_lists.cells.phones import phones_in
from core.imports.findings import FindingKind


@pytest.mark.parametrize(
    ("raw", "normalised"),
    [
        ("020 7946 0493", "020 7946 0493"),
        ("0207 946 0493", "020 7946 0493"),
        ("02079460493", "020 7946 0493"),
        ("(020) 7946 0493", "020 7946 0493"),
        ("020-7946-0493", "020 7946 0493"),
        ("+44 20 7946 0493", "020 7946 0493"),
        ("+44 (0)20 7946 0493", "020 7946 0493"),
        ("0044 20 7946 0493", "020 7946 0493"),
        ("07700 900123", "07700 900123"),
        ("07700 900 123", "07700 900123"),
        ("01632 960123", "01632 960123"),
        ("0151 4960123", "0151 496 0123"),
        ("0808 157 0123", "0808 157 0123"),
        ("Tel No: 0151 496 0123,", "0151 496 0123"),
    ],
)
def test_one_number_however_it_is_written(raw: str, normalised: str) -> None:
    """It is written one way, and nothing is said of it."""
    read = phones_in(raw)
    assert [number.normalised for number in read.numbers] == [normalised]
    assert not read.remarks


@pytest.mark.parametrize(
    ("raw", "what", "proposed"),
    [
        ("020 794 6051", FindingKind.DIGITS_MISSING, ""),
        ("0770090040", FindingKind.DIGITS_MISSING, ""),
        ("020 7946 04931", FindingKind.DIGITS_TOO_MANY, ""),
        ("+44 20 7946 049", FindingKind.DIGITS_MISSING, ""),
        ("202 4965 9574", FindingKind.NO_LEADING_ZERO, ""),
        ("7700900123", FindingKind.NO_LEADING_ZERO, "07700 900123"),
        ("447700900123", FindingKind.NO_LEADING_ZERO, "07700 900123"),
        ("00000000000", FindingKind.NOT_IN_USE, ""),
    ],
)
def test_a_wrong_number_is_not_used(raw: str, what: FindingKind, proposed: str) -> None:
    """It is kept as it stands; what is plain may be proposed; nothing is normalised."""
    read = phones_in(raw)
    assert [(n.raw, n.normalised, n.proposed) for n in read.numbers] == [(raw, "", proposed)]
    assert [remark.what for remark in read.remarks] == [what]


@pytest.mark.parametrize("raw", ["0800 1111", "080 011 11", "999", "101", "111", "116 123"])
def test_short_numbers_that_are_right(raw: str) -> None:
    """The list of these is known."""
    read = phones_in(raw)
    assert read.numbers[0].normalised
    assert [remark.what for remark in read.remarks] == [FindingKind.SHORT_NUMBER]


@pytest.mark.parametrize(
    ("raw", "numbers"),
    [
        ("020 7946 0493/07700 900123", ["020 7946 0493", "07700 900123"]),
        ("020 7946 0493 / 07700900123", ["020 7946 0493", "07700 900123"]),
        ("020 7946 0493 or 020 7946 0494", ["020 7946 0493", "020 7946 0494"]),
        ("020 7946 0493\n07700 900123", ["020 7946 0493", "07700 900123"]),
        ("020 7946 0493 07700 900123", ["020 7946 0493", "07700 900123"]),
        (
            "020 7946 0493, 07700 900123; 01632 960123",
            ["020 7946 0493", "07700 900123", "01632 960123"],
        ),
    ],
)
def test_several_numbers_in_a_cell(raw: str, numbers: list[str]) -> None:
    """Each is read."""
    read = phones_in(raw)
    assert [number.normalised for number in read.numbers] == numbers
    assert [remark.what for remark in read.remarks] == [FindingKind.SEVERAL_NUMBERS]


def test_labelled_numbers_are_not_a_doubt() -> None:
    """The words "Tel" and "Mob" say which is which."""
    read = phones_in("Tel No: 0151 496 0123 Mob No: 07700 900123")
    assert len(read.numbers) == 2
    assert not read.remarks


@pytest.mark.parametrize(
    ("raw", "short", "proposed"),
    [
        ("0207 946 0214 / 8861", "8861", "020 7946 8861"),
        ("020 7946 0214/5", "5", "020 7946 0215"),
        ("01632 960123 or 960124", "960124", "01632 960124"),
    ],
)
def test_a_number_cut_short(raw: str, short: str, proposed: str) -> None:
    """What it may stand for is proposed and not applied."""
    last = phones_in(raw).numbers[-1]
    assert (last.raw, last.normalised, last.proposed) == (short, "", proposed)


@pytest.mark.parametrize(
    ("raw", "extension"),
    [
        ("020 7946 0176 (bleep: 8031)", "8031"),
        ("020 7946 0176 ext. 12", "12"),
        ("020 7946 0176 x3", "3"),
        ("020 7946 0176 Extn 4410", "4410"),
    ],
)
def test_an_extension_is_a_field_of_its_own(raw: str, extension: str) -> None:
    """The number before it stays whole."""
    (number,) = phones_in(raw).numbers
    assert (number.normalised, number.extension) == ("020 7946 0176", extension)


@pytest.mark.parametrize(
    "raw",
    ["", "–", "Mon–Fri 9-5", "ask reception", "CLCH 0 – 19 Services", "01/09/2026", "room 12"],
)
def test_what_is_no_number_is_left_alone(raw: str) -> None:
    """Hours, dates and rooms are not read as numbers."""
    assert not phones_in(raw).numbers
