"""Ports: what the core needs from adapters."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


class LedgerUnavailable(Exception):  # noqa: N818 - a state, named as the domain says it
    """The ledger was unreachable or did not answer in time; the state is unknown."""


class KeyValueStore(Protocol):
    """Encrypted documents by collection and key: drafts, installations, addresses, editions."""

    async def put(self, collection: str, key: str, value: str) -> None:
        """Store or replace."""
        ...

    async def add(self, collection: str, key: str, value: str) -> bool:
        """Store if the key is new. Return False, and store nothing, if it exists."""
        ...

    async def get(self, collection: str, key: str) -> str | None:
        """Return the value, or None."""
        ...

    async def remove(self, collection: str, key: str) -> None:
        """Remove the key; does nothing if it does not exist."""
        ...

    async def keys(self, collection: str) -> tuple[str, ...]:
        """Return all keys of a collection, sorted."""
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
