"""Marks that browsers hold and counted slots: what the pages keep until a time, and then delete."""

import re
import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from core.ports import Collection, KeyValueStore

SLOTS: Final = Collection("mail-slot", dict[str, Any], timedelta(days=1))
"""Places taken: a try at a code, a code of an hour or day, the one use of a code."""
_MARK: Final = re.compile(r"([0-9a-f]{8,9})\.[A-Za-z0-9_-]{32}", re.ASCII)


def key(name: str, until: datetime) -> str:
    """Return the key of a document: the hour of its end (UTC), then a digest, so that nothing secret
    is in it.
    """
    return f"{until.astimezone(UTC):%Y%m%d%H}-{sha256(name.encode()).hexdigest()}"


async def take_slot(documents: KeyValueStore, name: str, slots: int, until: datetime) -> int | None:
    """Take the first free of so many slots, counted from 0; None where all are taken.

    Two calls at once never get the same one. Raises LedgerUnavailable.
    """
    for number in range(slots):
        if await documents.add(SLOTS, key(f"{name}.{number}", until), {}, until):
            return number
    return None


def new_cookie_value(until: datetime) -> str:
    """What a browser holds as a cookie: its end in seconds, and 192 random bits."""
    return f"{int(until.timestamp()):x}.{secrets.token_urlsafe(24)}"


def expiry_of(mark: str) -> datetime | None:
    """Return the end (UTC) that a mark names, or None where it cannot be one of ours."""
    found = _MARK.fullmatch(mark)
    return datetime.fromtimestamp(int(found[1], 16), UTC) if found else None
