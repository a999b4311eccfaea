"""The keys of cases and the places of what they encrypt."""

from typing import Any

from adapters.ledger.sealing.verify import Opener, Stored
from core.ports import CaseKey, Locked, Place, Vault


def key_place(case: str) -> Place:
    """Where a case's wrapped key stands."""
    return Place(table="cases", row=case, column="wrapped_key", case=case)


def private_place(case: str, sequence: int) -> Place:
    """Where the private part of an entry stands."""
    return Place(table="entries", row=f"{case}:{sequence}", column="private", case=case)


def document_place(drawer: str, key: str) -> Place:
    """Where a document of the cabinet stands."""
    return Place(table="cabinet", row=f"{drawer}|{key}", column="value")


def key_of(vault: Vault, case: str, row: Any) -> CaseKey | None:
    """The key of a case from its row, or None once destroyed. Raises VaultRefused."""
    if row.wrapped_key is None:
        return None
    locked = Locked(key=row.ring_key, blob=row.wrapped_key)
    return CaseKey(id=row.key_id, secret=vault.unlock(key_place(case), locked))


def opener_of(vault: Vault, case: str, key: CaseKey) -> Opener:
    """What opens the private parts of a case."""

    def opened(row: Stored) -> bytes:
        return vault.open(key, private_place(case, row.sequence), row.private or b"")

    return Opener(vault.commitment_key(key, case), opened)
