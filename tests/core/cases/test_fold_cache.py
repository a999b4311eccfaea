"""What was folded before is not folded again, and is never taken for another case's life."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cases.case import Case
from core.cases.folding import cache
from core.cases.folding.cache import FoldCache
from core.cases.folding.evolve import evolve, fold
from core.cases.record.seals import FIRST_SEAL, Entry, seal
from core.vocabulary import CaseStatus
from tests.core.given import SMALL
from tests.core.stories import begin, busy


def sealed(entries: list[Entry], case: str = "c1", salt: bytes = b"") -> tuple[Entry, ...]:
    """The entries sealed one to the other, as a ledger keeps them."""
    made: list[Entry] = []
    last = FIRST_SEAL
    for one in entries:
        body = salt + repr(one.event).encode()
        last = seal(last, body)
        made.append(replace(one, case=case, body=body, seal=last))
    return tuple(made)


STORY = busy(begin(SMALL)).entries
LIFE = sealed(STORY)


class Counted:
    """Counts the events that are folded."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, case: Case | None, event: object, case_id: str, sequence: int) -> Case:
        """Fold one more."""
        self.count += 1
        return evolve(case, event, case_id, sequence)  # type: ignore[arg-type]


@given(st.lists(st.integers(0, len(LIFE)), max_size=6))
def test_read_at_any_lengths_it_is_what_a_fold_makes(lengths: list[int]) -> None:
    """Growing, standing still, and where a reader is behind another."""
    kept = FoldCache()
    for length in lengths:
        assert kept.of(LIFE[:length]) == fold(LIFE[:length])


def test_only_what_is_new_is_folded(monkeypatch: pytest.MonkeyPatch) -> None:
    """All but the last are folded once, and then the last."""
    counted, kept = Counted(), FoldCache()
    monkeypatch.setattr(cache, "evolve", counted)
    kept.of(LIFE[:-1])
    assert counted.count == len(LIFE) - 1
    kept.of(LIFE)
    kept.of(LIFE)
    assert counted.count == len(LIFE)


def test_another_history_under_the_same_id_is_folded_from_its_start() -> None:
    """A record that was restored from an earlier copy and went on otherwise."""
    kept = FoldCache()
    kept.of(LIFE)
    other = sealed(STORY[:-2], salt=b"other")
    assert kept.of(other) == fold(other)
    longer = sealed([*STORY[:3], *STORY[4:]], salt=b"other")
    assert kept.of(longer) == fold(longer)


def test_no_more_than_so_many_are_kept_and_no_closed_one() -> None:
    """What was looked at longest ago is forgotten; a case that is closed at once."""
    kept = FoldCache(most=2)
    for name in ("c1", "c2", "c3"):
        kept.of(sealed(STORY, case=name))
    assert list(kept._known) == ["c2", "c3"]
    case = kept.of(sealed(STORY, case="c2"))
    assert case is not None
    kept._known["c2"] = (kept._known["c2"][0], replace(case, status=CaseStatus.CLOSED))
    kept.of(sealed(STORY, case="c2"))
    assert list(kept._known) == ["c3"]
