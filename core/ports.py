"""What the core needs from outside: the ports that adapters fulfil."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


class LedgerUnavailable(Exception):  # noqa: N818 - a state, named as the domain says it
    """The ledger could not be reached or did not answer within its bound; nothing is known."""


class KeyValueStore(Protocol):
    """Small encrypted documents by drawer and key: drafts, installations, addresses, editions."""

    async def put(self, collection: str, key: str, value: str) -> None:
        """Store or replace."""
        ...

    async def add(self, collection: str, key: str, value: str) -> bool:
        """Store where nothing is; False, and nothing stored, where somebody was first."""
        ...

    async def get(self, collection: str, key: str) -> str | None:
        """Fetch, or None."""
        ...

    async def remove(self, collection: str, key: str) -> None:
        """Remove; nothing happens where there is none."""
        ...

    async def keys(self, collection: str) -> tuple[str, ...]:
        """All keys of a drawer, sorted."""
        ...


class Clock(Protocol):
    """Tells the time; the only one who may."""

    def now(self) -> datetime:
        """Aware UTC."""
        ...


class Randomness(Protocol):
    """Where randomness comes from."""

    def case_id(self) -> str:
        """A fresh case id (32 hex digits)."""
        ...

    def reference(self) -> str:
        """A fresh reference ``ESC-7KQ4-M2XP``."""
        ...

    def secret(self) -> str:
        """32 fresh hexadecimal digits that nobody can guess."""
        ...

    def spread(self) -> float:
        """A number in [0, 1) for full-jitter back-off."""
        ...


class Alarm(Protocol):
    """Raises the alarm with the operator: a code and where, never content."""

    def __call__(self, code: str, where: str) -> None:
        """Raise it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuePlace:
    """Where an encrypted value stands; it opens nowhere else."""

    table: str
    row: str
    column: str
    case: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseKey:
    """A case's own data key, in the clear: kept in memory for one call at most."""

    id: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EncryptedValue:
    """A value encrypted with a key of the ring, which is named."""

    key: str
    blob: bytes


class VaultRefused(Exception):  # noqa: N818 - what the vault did, as the domain says it
    """A value cannot be opened."""


class KeyMissing(VaultRefused):
    """The key it was locked with is not on the ring."""


class Tampered(VaultRefused):
    """The key is wrong, or the value was changed or moved from its place."""


class Vault(Protocol):
    """Encrypts with authentication; what is opened in another place raises Tampered."""

    def new_key(self) -> CaseKey:
        """A fresh data key for a case."""
        ...

    def lock(self, place: ValuePlace, plain: bytes) -> EncryptedValue:
        """Encrypt with the ring's current key."""
        ...

    def unlock(self, place: ValuePlace, locked: EncryptedValue) -> bytes:
        """Decrypt with the key of the ring it names. Raises KeyMissing or Tampered."""
        ...

    def seal(self, key: CaseKey, place: ValuePlace, plain: bytes) -> bytes:
        """Encrypt with a case's key."""
        ...

    def open(self, key: CaseKey, place: ValuePlace, sealed: bytes) -> bytes:
        """Decrypt with a case's key. Raises Tampered."""
        ...

    def commitment_key(self, key: CaseKey, case: str) -> bytes:
        """The 32-byte key of a case's commitments, derived from its data key."""
        ...
