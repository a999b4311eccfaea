"""What chance gives: ids, references and numbers, never the same twice."""

import re

from adapters.randomness import SystemRandomness
from core.cases.record.references import well_formed


def test_case_ids_are_32_hex_digits() -> None:
    """Each id is fresh."""
    ids = {SystemRandomness().case_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(re.fullmatch(r"[0-9a-f]{32}", one) for one in ids)


def test_references_are_well_formed() -> None:
    """Each reference is fresh and carries its check symbol."""
    references = {SystemRandomness().reference() for _ in range(1000)}
    assert len(references) >= 999  # 35 bits: two alike in a thousand is a chance of 1 in 70,000
    assert all(well_formed(one) for one in references)


def test_the_spread_is_even() -> None:
    """Numbers from 0 up to, not including, 1, on both sides of the middle."""
    numbers = [SystemRandomness().spread() for _ in range(1000)]
    assert all(0 <= one < 1 for one in numbers)
    assert min(numbers) < 0.25
    assert max(numbers) > 0.75
