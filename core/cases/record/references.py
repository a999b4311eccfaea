"""References people read out over the telephone: ``ESC-7KQ4-M2XP``, with a check symbol.

The eight symbols are Crockford's base 32 (no I, L, O, U): seven free ones and a check. Each symbol
is an element of the field GF(2^5) (modulo x^5 + x^2 + 1) and is weighted with a power of x, from
x^7 for the first down to x^0 for the check; the weighted sum must be zero. The weights are all
different and none is zero, so one wrong symbol, any two symbols swapped (neighbours or not) and a
pair mistyped alike (``AA`` for ``BB``) are each found without exception.
"""

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX: Final = "ESC"
FREE_SYMBOLS: Final = 7
"""How many symbols are free to choose; one more is the check symbol."""

_VALUE: Final = {symbol: value for value, symbol in enumerate(ALPHABET)}
_MODULUS: Final = 0b100101


def _weighted_sum(symbols: str) -> int:
    """Return the sum over GF(2^5), by Horner's rule: multiply by x, add the next symbol."""
    total = 0
    for symbol in symbols:
        total <<= 1
        if total > len(ALPHABET) - 1:
            total ^= _MODULUS
        total ^= _VALUE[symbol]
    return total


def compose(symbols: str) -> str:
    """Return the reference of seven free symbols. Raises ValueError for anything else."""
    if len(symbols) != FREE_SYMBOLS or not set(symbols) <= set(ALPHABET):
        raise ValueError(f"a reference is composed of {FREE_SYMBOLS} symbols of the alphabet")
    whole = symbols + ALPHABET[_weighted_sum(symbols + ALPHABET[0])]
    return f"{PREFIX}-{whole[:4]}-{whole[4:]}"


def well_formed(reference: str) -> bool:
    """Whether this is a reference exactly as Concord writes it, with the right check symbol."""
    free = reference.removeprefix(f"{PREFIX}-").replace("-", "")[:-1]
    good = len(free) == FREE_SYMBOLS and set(free) <= set(ALPHABET)
    return good and compose(free) == reference
