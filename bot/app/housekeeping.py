"""Delete what has expired: documents of the key-value store, action tokens, letters."""

from datetime import datetime, timedelta
from typing import Final, Protocol

from core.cases.record.ledger import ActionTokens
from core.outbox import Outbox
from core.ports import Clock, KeyValueStore

EVERY: Final = timedelta(hours=1)
AT_ONCE: Final = 500
"""Rows of each kind deleted in one go; what is left is deleted at the next tick."""


class HousekeepingPorts(ActionTokens, Outbox, Protocol):
    """What housekeeping asks of the ledger."""


class Housekeeping:
    """Runs in every process: whoever is first deletes, and the others find nothing."""

    def __init__(self, ledger: HousekeepingPorts, documents: KeyValueStore, clock: Clock) -> None:
        self._ledger = ledger
        self._documents = documents
        self._clock = clock
        self._next: datetime | None = None

    async def look(self) -> int:
        """Delete what has expired, once an hour; return how many rows. Raises LedgerUnavailable."""
        now = self._clock.now()
        if self._next is not None and now < self._next:
            return 0
        documents = await self._documents.purge(now, AT_ONCE)
        tokens = await self._ledger.purge_tokens(now, AT_ONCE)
        letters = await self._ledger.purge_letters(now, AT_ONCE)
        if max(documents, tokens, letters) < AT_ONCE:
            self._next = now + EVERY
        return documents + tokens + letters
