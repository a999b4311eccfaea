"""A cache of folded cases, so that entries folded before are not folded again.

Entries never change, so a fold continues from the last one. The seal, which covers every earlier
entry, tells whether the entries are the same.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from core.cases.case import Case
from core.cases.folding.evolve import evolve
from core.cases.record.seals import Entry
from core.vocabulary import CaseStatus

MOST_CASES_KEPT: Final = 64
"""How many open cases one process keeps; the least recently used is dropped first."""


class FoldCache:
    """Caches open cases only; every result is checked against entries just read."""

    def __init__(self, most: int = MOST_CASES_KEPT) -> None:
        self._most = most
        self._known: OrderedDict[str, tuple[bytes, Case]] = OrderedDict()

    def of(self, entries: Sequence[Entry]) -> Case | None:
        """Return the case as of its last entry; None where there are no entries. ``entries`` are
        all of one case, in order. Raises ValueError if the first is not ``CaseOpened``.
        """
        if not entries:
            return None
        name, last = entries[0].case, entries[-1]
        case = self._before(name, entries)
        for entry in entries[case.sequence if case else 0 :]:
            case = evolve(case, entry.event, entry.case, entry.sequence)
        self._known.pop(name, None)
        if case is not None and case.status is not CaseStatus.CLOSED:
            self._known[name] = (last.seal, case)
            if len(self._known) > self._most:
                self._known.popitem(last=False)
        return case

    def _before(self, name: str, entries: Sequence[Entry]) -> Case | None:
        """Return the cached case if these entries continue from it, else None."""
        seal, case = self._known.get(name, (b"", None))
        if case is None or len(entries) < case.sequence:
            return None
        return case if entries[case.sequence - 1].seal == seal else None
