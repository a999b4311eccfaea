"""Checks that a stored case is intact: its chain, columns, commitments and last entry."""

import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from adapters.ledger.sealing import event_codec
from core.cases.events import CaseOpened, EditionChanged
from core.cases.record.seals import FIRST_SEAL, Breach, Entry, commitment, seal, verify
from core.ports import VaultRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An entry as stored; ``private`` is encrypted."""

    case: str
    sequence: int
    recorded_at: datetime | str
    """Text if the database returns it unparsed, as SQLite does."""
    kind: str
    body: bytes
    previous: bytes
    seal: bytes
    private: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the row of a case says about its entries."""

    sequence: int
    seal: bytes
    reference: str
    partnership: str
    edition: str


@dataclass(frozen=True, slots=True)
class Opener:
    """Decrypts private parts, and checks them, while the case's key exists."""

    key: bytes
    """The key that commitments are made with."""
    open: Callable[[Stored], bytes]
    """Raises VaultRefused."""


EMPTY: Final = Head(sequence=0, seal=FIRST_SEAL, reference="", partnership="", edition="")


def breach_of(
    case: str, rows: Iterable[Stored], head: Head, opener: Opener | None
) -> Breach | None:
    """Return the first fault found in a case, or None. Without an opener commitments are not
    checked.
    """
    kept = tuple(rows)
    entries: list[Entry] = []
    for expected, row in enumerate(kept, start=1):
        try:
            entries.append(_entry(case, row))
        except (ValueError, TypeError, AttributeError, RecursionError):
            return verify(entries) or Breach(sequence=expected, why="the entry cannot be read")
    return (
        verify(entries)
        or _private_breach(kept, opener)
        or _head_breach(entries, head)
        or _opening_breach(entries, head)
    )


def entry_of(row: Stored, private: bytes | None) -> Entry:
    """Return a stored entry as the core reads it. Raises ValueError if it is not one."""
    said = event_codec.parse(row.body)
    return Entry(
        case=row.case,
        sequence=row.sequence,
        recorded_at=datetime.fromisoformat(said.recorded_at).astimezone(UTC),
        event=event_codec.decode(row.body, private),
        body=row.body,
        previous=row.previous,
        seal=row.seal,
    )


def sealed_row(encoded: event_codec.Encoded, previous: bytes, private: bytes | None) -> Stored:
    """Return an encoded event as a row, sealed to the previous one."""
    return Stored(
        case=encoded.case,
        sequence=encoded.sequence,
        recorded_at=encoded.recorded_at,
        kind=encoded.kind,
        body=encoded.body,
        previous=previous,
        seal=seal(previous, encoded.body),
        private=private,
    )


def _entry(case: str, row: Stored) -> Entry:
    """Return the entry if its columns agree with its body. Raises ValueError or TypeError
    otherwise.
    """
    if not _are_bytes(row.body, row.previous, row.seal):
        raise TypeError("a body or seal is not made of bytes")
    said = event_codec.parse(row.body)
    columns = (row.case, row.sequence, row.kind, _stamp(row.recorded_at))
    if columns != (said.case, said.sequence, said.kind, said.recorded_at) or row.case != case:
        raise ValueError("a column differs from the body")
    return entry_of(row, None)


def _stamp(at: datetime | str) -> str:
    if isinstance(at, str):
        read = datetime.fromisoformat(at).replace(tzinfo=UTC)
        if read.strftime("%Y-%m-%d %H:%M:%S.%f") != at:
            raise ValueError("a time is not spelt as it was written")
        at = read
    return event_codec.utc_text(at)


def _private_breach(rows: Iterable[Stored], opener: Opener | None) -> Breach | None:
    for row in rows:
        committed = event_codec.parse(row.body).private
        if (row.private is not None) != bool(committed):
            return Breach(sequence=row.sequence, why="its private part is missing or not its own")
        if opener is not None and not _matches_commitment(row, committed, opener):
            return Breach(sequence=row.sequence, why="its private part is not what was sealed")
    return None


def _matches_commitment(row: Stored, committed: str, opener: Opener) -> bool:
    if not committed:
        return True
    try:
        private = opener.open(row)
        event_codec.decode(row.body, private)
    except (VaultRefused, ValueError, TypeError, KeyError):
        return False
    return hmac.compare_digest(commitment(opener.key, private), committed)


def _head_breach(entries: list[Entry], head: Head) -> Breach | None:
    if not (_are_bytes(head.seal) and str(head.sequence).isdecimal()):
        return Breach(sequence=max(len(entries), 1), why="the case does not know its last entry")
    if head.sequence > len(entries):
        return Breach(sequence=len(entries) + 1, why="the record was cut short")
    last = entries[-1].seal if entries else FIRST_SEAL
    if head.sequence < len(entries) or not hmac.compare_digest(head.seal, last):
        return Breach(sequence=max(len(entries), 1), why="the case does not know its last entry")
    return None


def _opening_breach(entries: list[Entry], head: Head) -> Breach | None:
    match entries:
        case [Entry(event=CaseOpened() as opened), *_] if (
            opened.reference,
            opened.partnership,
            _edition(opened, entries),
        ) != (head.reference, head.partnership, head.edition):
            return Breach(sequence=1, why="the case goes by other names than it was opened with")
        case _:
            return None


def _edition(opened: CaseOpened, entries: list[Entry]) -> str:
    """Return the edition the case was last moved to, or was opened under."""
    moved = (one.event for one in reversed(entries) if isinstance(one.event, EditionChanged))
    last = next(moved, None)
    return last.edition if last else opened.edition


def _are_bytes(*values: object) -> bool:
    """Check the types: SQLite stores values of any type in a column, whatever its declared type."""
    return all(isinstance(value, bytes) for value in values)
