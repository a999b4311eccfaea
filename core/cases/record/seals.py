"""The sealed record: each entry's seal covers the one before it, so that changes are detected.

A seal is ``SHA-256(previous seal || body)``; the body is canonical JSON holding the public part of
the event and an HMAC commitment to its private part, so the chain can be verified without the
case's key, even after that key was destroyed.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from core.cases.events import Event

FIRST_SEAL = bytes(32)
"""The previous seal of a case's first entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One sealed event. ``body`` is the canonical bytes that the seal covers."""

    case: str
    sequence: int
    recorded_at: datetime
    event: Event
    body: bytes
    previous: bytes
    seal: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """An entry at which the chain does not hold, and why."""

    sequence: int
    why: str


def canonical(value: object) -> bytes:
    """Return canonical JSON: sorted keys, no spaces, UTF-8. Raises ValueError on NaN and
    infinities.
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def seal(previous: bytes, body: bytes) -> bytes:
    """Return the 32-byte seal of a body after the previous seal."""
    return hashlib.sha256(previous + body).digest()


def commitment(key: bytes, private: bytes) -> str:
    """Return a keyed commitment (hex HMAC-SHA-256) to the private part of an event."""
    return hmac.new(key, private, hashlib.sha256).hexdigest()


def verify(entries: Iterable[Entry]) -> Breach | None:
    """Return the first breach of one case's chain, in order of sequence, or None if it holds."""
    previous = FIRST_SEAL
    for expected, entry in enumerate(entries, start=1):
        if entry.sequence != expected:
            return Breach(sequence=expected, why="an entry is missing or out of order")
        if not hmac.compare_digest(entry.previous, previous):
            return Breach(sequence=expected, why="the entry does not follow the one before it")
        if not hmac.compare_digest(entry.seal, seal(previous, entry.body)):
            return Breach(sequence=expected, why="the entry was changed after it was sealed")
        previous = entry.seal
    return None
