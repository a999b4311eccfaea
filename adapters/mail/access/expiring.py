"""Rows of the cabinet that are good for a time only: kept, counted, and cleared away when over."""

import json
import re
import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from core.ports import Clock, KeyValueStore

COLLECTIONS: Final = ("mail-link", "mail-link-used", "mail-code", "mail-slot", "mail-session")
"""Everything the pages keep. A row's key begins with the hour after which it is of no use, so that
clearing away needs to read none."""
_SWEEP: Final = timedelta(hours=1)
_AT_ONCE: Final = 500
"""Rows cleared in one go; what is left waits for the next."""
_MARK: Final = re.compile(r"([0-9a-f]{8,9})\.[A-Za-z0-9_-]{32}", re.ASCII)


class ExpiringStore:
    """The cabinet, with an end to everything; times are aware UTC."""

    def __init__(self, documents: KeyValueStore, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock
        self._swept: datetime | None = None

    async def put(self, collection: str, name: str, until: datetime, row: dict[str, Any]) -> None:
        """Store or replace. Raises LedgerUnavailable."""
        await self._documents.put(collection, key(name, until), json.dumps(row))
        await self.sweep()

    async def get(self, collection: str, name: str, until: datetime) -> dict[str, Any] | None:
        """Fetch, or None. Raises LedgerUnavailable."""
        kept = await self._documents.get(collection, key(name, until))
        found: dict[str, Any] | None = json.loads(kept) if kept else None
        return found

    async def first(self, collection: str, name: str, until: datetime, row: dict[str, Any]) -> bool:
        """Store where nothing is; False where somebody was first. Raises LedgerUnavailable."""
        return await self._documents.add(collection, key(name, until), json.dumps(row))

    async def remove(self, collection: str, name: str, until: datetime) -> None:
        """Remove; nothing happens where there is none. Raises LedgerUnavailable."""
        await self._documents.remove(collection, key(name, until))

    async def slot(self, name: str, slots: int, until: datetime) -> int | None:
        """Take the first free of so many slots, from 0; None where all are taken.

        Two who take at once never get the same one. Raises LedgerUnavailable.
        """
        for number in range(slots):
            if await self.first("mail-slot", f"{name}.{number}", until, {}):
                return number
        return None

    async def sweep(self) -> None:
        """Clear away what is over, once an hour at most. Raises LedgerUnavailable."""
        now = self._clock.now()
        if self._swept is not None and now - self._swept < _SWEEP:
            return
        self._swept = now
        present = _hour(now)
        for collection in COLLECTIONS:
            over = [one for one in await self._documents.keys(collection) if one[:10] < present]
            for one in over[:_AT_ONCE]:
                await self._documents.remove(collection, one)


def key(name: str, until: datetime) -> str:
    """The key of a row: the hour of its end, then a digest; what is secret never stands in it."""
    return f"{_hour(until)}-{sha256(name.encode()).hexdigest()}"


def _hour(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%d%H}"


def fresh_mark(until: datetime) -> str:
    """What a browser holds as a cookie: its end in seconds, and 192 bits of chance."""
    return f"{int(until.timestamp()):x}.{secrets.token_urlsafe(24)}"


def end_of(mark: str) -> datetime | None:
    """The end that a mark names, or None where it cannot be one of ours."""
    found = _MARK.fullmatch(mark)
    return datetime.fromtimestamp(int(found[1], 16), UTC) if found else None
