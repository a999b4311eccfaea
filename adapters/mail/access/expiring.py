"""Rows of the key-value store that expire: stored, counted, and deleted after their end."""

import json
import re
import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from core.ports import Clock, KeyValueStore

COLLECTIONS: Final = ("mail-link", "mail-link-used", "mail-code", "mail-slot", "mail-session")
"""All collections of the pages. A row's key begins with the hour in which it expires, so that
deleting expired rows needs to read none.
"""
_SWEEP: Final = timedelta(hours=1)
_AT_ONCE: Final = 500
"""Rows deleted in one sweep; the rest wait for the next."""
_MARK: Final = re.compile(r"([0-9a-f]{8,9})\.[A-Za-z0-9_-]{32}", re.ASCII)


class ExpiringStore:
    """A key-value store whose rows all expire; times are aware UTC."""

    def __init__(self, documents: KeyValueStore, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock
        self._swept: datetime | None = None

    async def put(self, collection: str, name: str, until: datetime, row: dict[str, Any]) -> None:
        """Store or replace a row. Raises LedgerUnavailable."""
        await self._documents.put(collection, key(name, until), json.dumps(row))
        await self.sweep()

    async def get(self, collection: str, name: str, until: datetime) -> dict[str, Any] | None:
        """Return a row, or None. Raises LedgerUnavailable."""
        kept = await self._documents.get(collection, key(name, until))
        found: dict[str, Any] | None = json.loads(kept) if kept else None
        return found

    async def first(self, collection: str, name: str, until: datetime, row: dict[str, Any]) -> bool:
        """Store a row if there is none; False if there is one. Raises LedgerUnavailable."""
        return await self._documents.add(collection, key(name, until), json.dumps(row))

    async def remove(self, collection: str, name: str, until: datetime) -> None:
        """Delete a row, if there is one. Raises LedgerUnavailable."""
        await self._documents.remove(collection, key(name, until))

    async def slot(self, name: str, slots: int, until: datetime) -> int | None:
        """Take the first free one of ``slots`` slots, from 0; None if all are taken.

        Two concurrent callers never get the same slot. Raises LedgerUnavailable.
        """
        for number in range(slots):
            if await self.first("mail-slot", f"{name}.{number}", until, {}):
                return number
        return None

    async def sweep(self) -> None:
        """Delete expired rows, at most once an hour. Raises LedgerUnavailable."""
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
    """Return a row's key: the hour of its end, and a digest, which hides a secret name."""
    return f"{_hour(until)}-{sha256(name.encode()).hexdigest()}"


def _hour(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%d%H}"


def fresh_mark(until: datetime) -> str:
    """Return a random cookie value: its end in POSIX seconds (hex) and 192 random bits."""
    return f"{int(until.timestamp()):x}.{secrets.token_urlsafe(24)}"


def end_of(mark: str) -> datetime | None:
    """Return the end stated in a cookie value, or None if it has not the form of ours."""
    found = _MARK.fullmatch(mark)
    return datetime.fromtimestamp(int(found[1], 16), UTC) if found else None
