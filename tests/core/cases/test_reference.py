"""References: what people misread, mistype and swap is found or forgiven."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.cases.record.references import ALPHABET, FREE_SYMBOLS, compose, well_formed
from core.desk import typed_text

FREE = st.text(ALPHABET, min_size=FREE_SYMBOLS, max_size=FREE_SYMBOLS)


def _dashed(symbols: str) -> str:
    return f"ESC-{symbols[:4]}-{symbols[4:]}"


@settings(deadline=None)
@given(FREE)
def test_a_composed_reference_is_well_formed(symbols: str) -> None:
    """Seven symbols and their check read like ESC-7KQ4-M2XP."""
    reference = compose(symbols)
    assert len(reference) == 13
    assert reference.startswith(_dashed(symbols))
    assert well_formed(reference)
    assert typed_text.reference(reference) == reference


@settings(deadline=None)
@given(FREE)
def test_one_wrong_symbol_is_always_found(symbols: str) -> None:
    """Whichever symbol is mistaken for whichever other, the check says so."""
    right = compose(symbols).replace("-", "").removeprefix("ESC")
    for at, symbol in enumerate(right):
        for wrong in set(ALPHABET) - {symbol}:
            assert not well_formed(_dashed(right[:at] + wrong + right[at + 1 :]))


@settings(deadline=None)
@given(FREE)
def test_two_swapped_symbols_are_always_found(symbols: str) -> None:
    """Any two different symbols changing places, neighbours or not, is found."""
    right = compose(symbols).replace("-", "").removeprefix("ESC")
    for one in range(len(right)):
        for other in range(one + 1, len(right)):
            swapped = list(right)
            swapped[one], swapped[other] = right[other], right[one]
            if right[one] != right[other]:
                assert not well_formed(_dashed("".join(swapped)))


@pytest.mark.parametrize(
    "typed",
    [
        "ESC-10AB-CDE{}",
        "esc-10ab-cde{}",
        "10AB-CDE{}",
        "10abcde{}",
        "  ESC 10AB CDE{} ",
        "ESC-IOAB-CDE{}",
        "esc-lOab-cde{}",
        "ESC–10AB—CDE{}",
        "ESC10ABCDE{}",
        "ESC--10AB--CDE{}",
    ],
)
def test_what_people_type_is_understood(typed: str) -> None:
    """Case, look-alike letters, dashes, spaces and a missing prefix are forgiven."""
    reference = compose("10ABCDE")
    assert typed_text.reference(typed.format(reference[-1])) == reference
    assert typed_text.reference(typed.format(reference[-1].lower())) == reference


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ESC",
        "ESC-",
        "ESC-10AB-CDE",
        "ABC-10AB-CDE{}",
        "U0AB-CDE{}",
        "10AB-CDE{}0",
        "１０AB-CDE{}",
    ],
)
def test_what_cannot_be_a_reference_is_none(typed: str) -> None:
    """Too short, too long, another prefix, letters we do not use."""
    assert typed_text.reference(typed.format(compose("10ABCDE")[-1])) is None


@settings(deadline=None)
@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    """Whatever is typed gives a well-formed reference or none."""
    found = typed_text.reference(text)
    assert found is None or well_formed(found)


@pytest.mark.parametrize("symbols", ["", "123456", "12345678", "123456U", "123456a"])
def test_only_seven_symbols_of_the_alphabet_compose(symbols: str) -> None:
    """Anything else is an error of ours."""
    with pytest.raises(ValueError, match="composed of 7 symbols"):
        compose(symbols)


def test_a_reference_as_typed_is_not_yet_well_formed() -> None:
    """Well-formed means exactly as Concord writes it."""
    reference = compose("10ABCDE")
    assert not well_formed(reference.lower())
    assert not well_formed(reference.removeprefix("ESC-"))
