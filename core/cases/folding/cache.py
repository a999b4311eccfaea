"""Cases as they were last folded: what was folded before is not folded again.

A case's entries never change once they are written, so its fold goes on from where it ended. That
they are the same entries is told by the seal, which covers every entry before it.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from core.cases.case import Case
from core.cases.folding.evolve import evolve
from core.cases.record.seals import Entry
from core.vocabulary import CaseStatus

KEPT: Final = 64
"""How many open cases one process remembers; those looked at longest ago are forgotten first."""


class FoldCache:
    """Remembers open cases only, and nothing that was not just read from the record."""

    def __init__(self, most: int = KEPT) -> None:
        self._most = most
        self._known: OrderedDict[str, tuple[bytes, Case]] = OrderedDict()

    def of(self, entries: Sequence[Entry]) -> Case | None:
        """The case as of its last entry; None where there are no entries. ``entries`` is all of one
        case, in order. Raises ValueError if the first is not ``CaseOpened``.
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
        """The case as it was last known, where these entries go on from there."""
        seal, case = self._known.get(name, (b"", None))
        if case is None or len(entries) < case.sequence:
            return None
        return case if entries[case.sequence - 1].seal == seal else None
