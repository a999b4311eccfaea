"""Ports: what the core needs from adapters."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Generic, Protocol, TypeVar

Held = TypeVar("Held")
Held_co = TypeVar("Held_co", covariant=True)


class LedgerUnavailable(Exception):  # noqa: N818 - a state, named as the domain says it
    """The ledger was unreachable or did not answer in time; the state is unknown."""


@dataclass(frozen=True, slots=True)
class Collection(Generic[Held_co]):
    """One kind of document of the key-value store, declared once, in the room that writes it;
    ``docs/stored-documents.md`` lists them all.
    """

    name: str
    """As stored; never changed."""
    holds: type[Held_co]
    """What a document is: ``str`` is stored as it is, everything else as JSON by its type."""
    lasts: timedelta | None
    """Retention from when a document was last written; None: until it is removed."""
    upgrade: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    """From the JSON of an earlier version, or of this one, to that of ``holds``."""

    def until(self, now: datetime) -> datetime | None:
        """Return when a document that is written now (aware UTC) ends; None: never by itself."""
        return None if self.lasts is None else now + self.lasts


UNREADABLE: Final = Collection("unreadable", str, timedelta(days=90))
"""Requests that a platform verified and that could not be read: kept for an operator."""


class KeyValueStore(Protocol):
    """Small encrypted documents by collection and key.

    ``until`` (aware UTC) is when a document may be deleted, None for never; until it is, it can
    still be read. All calls raise LedgerUnavailable.
    """

    async def put(
        self, collection: Collection[Held], key: str, value: Held, until: datetime | None
    ) -> None:
        """Store or replace a document."""
        ...

    async def add(
        self, collection: Collection[Held], key: str, value: Held, until: datetime | None
    ) -> bool:
        """Store a document where there is none; return whether this call stored it."""
        ...

    async def get(self, collection: Collection[Held], key: str) -> Held | None:
        """Return a document, or None. Raises VaultRefused where it cannot be decrypted and
        ValueError where it is not what the collection holds.
        """
        ...

    async def remove(self, collection: Collection[Any], key: str) -> None:
        """Delete a document, if there is one."""
        ...

    async def keys(self, collection: Collection[Any], begins: str = "") -> tuple[str, ...]:
        """Return the keys of a collection that begin so, sorted by code point."""
        ...

    async def last_keys(self, collection: Collection[Any]) -> tuple[str, ...]:
        """Return the last key of each group, the part before the last slash, which each key has;
        sorted. It costs as much as there are groups, however many keys they hold.
        """
        ...

    async def purge(self, now: datetime, limit: int) -> int:
        """Delete up to ``limit`` documents that have ended by ``now``; return how many."""
        ...


class Clock(Protocol):
    """The only source of the present time."""

    def now(self) -> datetime:
        """Return the present time, aware, in UTC."""
        ...


class Randomness(Protocol):
    """The source of randomness."""

    def case_id(self) -> str:
        """Return a new case id (32 hexadecimal digits)."""
        ...

    def reference(self) -> str:
        """Return a new reference like ``ESC-7KQ4-M2XP``."""
        ...

    def secret(self) -> str:
        """Return 32 random hexadecimal digits that nobody can guess."""
        ...

    def spread(self) -> float:
        """Return a number in [0, 1) for full-jitter back-off."""
        ...


class Alarm(Protocol):
    """Raises an alarm with the operator: a code and a place, never content."""

    def __call__(self, code: str, where: str) -> None:
        """Raise the alarm."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuePlace:
    """Where an encrypted value is stored; it can be decrypted only for this place."""

    table: str
    row: str
    column: str
    case: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseKey:
    """A case's own data key, unencrypted; kept in memory for one call at most."""

    id: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EncryptedValue:
    """A value encrypted with a key of the key ring; ``key`` names that key."""

    key: str
    blob: bytes


class VaultRefused(Exception):  # noqa: N818 - what the vault did, as the domain says it
    """A value cannot be decrypted."""


class KeyMissing(VaultRefused):
    """The key that encrypted the value is not on the ring."""


class Tampered(VaultRefused):
    """The key is wrong, or the value was changed or moved from its place."""


class Vault(Protocol):
    """Authenticated encryption; decrypting for another place raises Tampered."""

    def new_key(self) -> CaseKey:
        """Return a new data key for a case."""
        ...

    def lock(self, place: ValuePlace, plain: bytes) -> EncryptedValue:
        """Encrypt with the ring's current key."""
        ...

    def unlock(self, place: ValuePlace, locked: EncryptedValue) -> bytes:
        """Decrypt with the ring's key that the value names. Raises KeyMissing or Tampered."""
        ...

    def seal(self, key: CaseKey, place: ValuePlace, plain: bytes) -> bytes:
        """Encrypt with a case's key."""
        ...

    def open(self, key: CaseKey, place: ValuePlace, sealed: bytes) -> bytes:
        """Decrypt with a case's key. Raises Tampered."""
        ...

    def commitment_key(self, key: CaseKey, case: str) -> bytes:
        """Return the 32-byte key of a case's commitments, derived from its data key."""
        ...
