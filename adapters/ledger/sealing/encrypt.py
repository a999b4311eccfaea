"""Keys of cases, and the places (table, row, column) that encrypted values are bound to."""

from typing import Any

from adapters.ledger.sealing.verify import Opener, Stored
from core.ports import CaseKey, EncryptedValue, ValuePlace, Vault


def key_place(case: str) -> ValuePlace:
    """Return the place of a case's wrapped key."""
    return ValuePlace(table="cases", row=case, column="wrapped_key", case=case)


def private_place(case: str, sequence: int) -> ValuePlace:
    """Return the place of an entry's private part."""
    return ValuePlace(table="entries", row=f"{case}:{sequence}", column="private", case=case)


def document_place(collection: str, key: str) -> ValuePlace:
    """Return the place of a value in the key-value store."""
    # The table's first name: what was encrypted under it opens only there.
    return ValuePlace(table="cabinet", row=f"{collection}|{key}", column="value")


def key_of(vault: Vault, case: str, row: Any) -> CaseKey | None:
    """Return a case's key from its row, or None once destroyed. Raises VaultRefused."""
    if row.wrapped_key is None:
        return None
    locked = EncryptedValue(key=row.ring_key, blob=row.wrapped_key)
    return CaseKey(id=row.key_id, secret=vault.unlock(key_place(case), locked))


def opener_of(vault: Vault, case: str, key: CaseKey) -> Opener:
    """Return an opener for the private parts of a case."""

    def opened(row: Stored) -> bytes:
        return vault.open(key, private_place(case, row.sequence), row.private or b"")

    return Opener(vault.commitment_key(key, case), opened)
