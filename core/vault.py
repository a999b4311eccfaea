"""The port behind which everything is encrypted: what is locked, with which key, and where it opens."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
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
class Locked:
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

    def lock(self, place: Place, plain: bytes) -> Locked:
        """Encrypt with the ring's current key."""
        ...

    def unlock(self, place: Place, locked: Locked) -> bytes:
        """Decrypt with the key of the ring it names. Raises KeyMissing or Tampered."""
        ...

    def seal(self, key: CaseKey, place: Place, plain: bytes) -> bytes:
        """Encrypt with a case's key."""
        ...

    def open(self, key: CaseKey, place: Place, sealed: bytes) -> bytes:
        """Decrypt with a case's key. Raises Tampered."""
        ...

    def commitment_key(self, key: CaseKey, case: str) -> bytes:
        """The 32-byte key of a case's commitments, derived from its data key."""
        ...
