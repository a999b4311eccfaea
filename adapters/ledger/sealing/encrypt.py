"""The keys of cases and the places of what they encrypt."""

from typing import Any

from adapters.ledger.sealing.verify import Opener, Stored
from core.ports import CaseKey, EncryptedValue, ValuePlace, Vault


def key_place(case: str) -> ValuePlace:
    """Where a case's wrapped key stands."""
    return ValuePlace(table="cases", row=case, column="wrapped_key", case=case)


def private_place(case: str, sequence: int) -> ValuePlace:
    """Where the private part of an entry stands."""
    return ValuePlace(table="entries", row=f"{case}:{sequence}", column="private", case=case)


def document_place(collection: str, key: str) -> ValuePlace:
    """Where a document of the cabinet stands."""
    return ValuePlace(table="cabinet", row=f"{collection}|{key}", column="value")


def key_of(vault: Vault, case: str, row: Any) -> CaseKey | None:
    """The key of a case from its row, or None once destroyed. Raises VaultRefused."""
    if row.wrapped_key is None:
        return None
    locked = EncryptedValue(key=row.ring_key, blob=row.wrapped_key)
    return CaseKey(id=row.key_id, secret=vault.unlock(key_place(case), locked))


def opener_of(vault: Vault, case: str, key: CaseKey) -> Opener:
    """What opens the private parts of a case."""

    def opened(row: Stored) -> bytes:
        return vault.open(key, private_place(case, row.sequence), row.private or b"")

    return Opener(vault.commitment_key(key, case), opened)
