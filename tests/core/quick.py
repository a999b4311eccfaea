"""The same Concord at speed, for tests that live through hundreds of cases: what was read once is not
read again, and told messages are not redrawn. Every decision is taken as always.
"""

from adapters.ledger import check
from adapters.ledger.memory import MemoryLedger
from core.case import Case
from core.casework import Casework
from core.evolve import evolve
from core.record import Entry


class QuickLedger(MemoryLedger):
    """Decodes each entry once."""

    def __init__(self) -> None:
        super().__init__()
        self._read: dict[str, tuple[Entry, ...]] = {}

    async def read(self, case: str) -> tuple[Entry, ...]:
        """All entries in order; an entry never changes once it is written."""
        known = self._read.get(case, ())
        rows = self._cases[case].rows if case in self._cases else ()
        fresh = tuple(check.entry_of(row, row.private or None) for row in rows[len(known) :])
        self._read[case] = (*known, *fresh)
        return self._read[case]


class QuickCasework(Casework):
    """Folds each entry once."""

    async def read(self, case_id: str) -> Case | None:
        """The case as it stands: what it was before, and what has happened since."""
        folded = self.__dict__.setdefault("_folded", {})
        case: Case | None = folded.get(case_id)
        entries = await self._ledger.read(case_id)
        for entry in entries[case.sequence if case else 0 :]:
            case = evolve(case, entry.event, entry.case, entry.sequence)
        if case is not None:
            folded[case_id] = case
        return await self.acquainted(case)
