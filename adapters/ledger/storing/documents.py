"""Documents of the key-value store: encrypted, by collection and key, some until a time."""

from datetime import datetime

from sqlalchemy import delete, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger import dialects
from adapters.ledger.schema import documents
from adapters.ledger.sealing.encrypt import document_place
from core.ports import EncryptedValue, Vault


async def put(  # noqa: PLR0917 - the columns
    transaction: AsyncConnection,
    vault: Vault,
    collection: str,
    key: str,
    value: str,
    until: datetime | None,
) -> None:
    """Store or replace a document."""
    locked = vault.lock(document_place(collection, key), value.encode())
    columns = {"ring_key": locked.key, "value": locked.blob, "expires_at": until}
    written = dialects.insert(transaction, documents).values(
        collection=collection, key=key, **columns
    )
    await transaction.execute(
        written.on_conflict_do_update(index_elements=["collection", "key"], set_=columns)
    )


async def add(  # noqa: PLR0917 - the columns
    transaction: AsyncConnection,
    vault: Vault,
    collection: str,
    key: str,
    value: str,
    until: datetime | None,
) -> bool:
    """Store a document where there is none; return whether this call stored it."""
    locked = vault.lock(document_place(collection, key), value.encode())
    fresh = dialects.insert(transaction, documents).values(
        collection=collection, key=key, ring_key=locked.key, value=locked.blob, expires_at=until
    )
    written = await transaction.execute(
        fresh.on_conflict_do_nothing(index_elements=["collection", "key"])
    )
    return written.rowcount == 1


async def get(transaction: AsyncConnection, vault: Vault, collection: str, key: str) -> str | None:
    """Return a document, or None. Raises VaultRefused where it cannot be decrypted."""
    found = await transaction.execute(
        select(documents.c.ring_key, documents.c.value).where(
            documents.c.collection == collection, documents.c.key == key
        )
    )
    row = found.one_or_none()
    if row is None:
        return None
    locked = EncryptedValue(key=row.ring_key, blob=row.value)
    return vault.unlock(document_place(collection, key), locked).decode()


async def remove(transaction: AsyncConnection, collection: str, key: str) -> None:
    """Delete a document, if there is one."""
    await transaction.execute(
        delete(documents).where(documents.c.collection == collection, documents.c.key == key)
    )


async def keys(transaction: AsyncConnection, collection: str, begins: str) -> tuple[str, ...]:
    """Return the keys of a collection that begin so, sorted by code point on every database."""
    statement = select(documents.c.key).where(documents.c.collection == collection)
    if begins:
        statement = statement.where(documents.c.key.startswith(begins, autoescape=True))
    found = await transaction.scalars(statement)
    return tuple(sorted(key for key in found if key.startswith(begins)))


async def last_keys(transaction: AsyncConnection, collection: str) -> tuple[str, ...]:
    """Return the last key of each group, one look at the index for each, from the end."""
    last = select(func.max(documents.c.key)).where(documents.c.collection == collection)
    found: list[str] = []
    key: str | None = await transaction.scalar(last)
    while key is not None:
        found.append(key)
        group = key.rpartition("/")[0]
        key = await transaction.scalar(last.where(documents.c.key < f"{group}/"))
    return tuple(sorted(found))


async def purge(transaction: AsyncConnection, now: datetime, limit: int) -> int:
    """Delete up to ``limit`` documents whose end has come; return how many."""
    which = (documents.c.collection, documents.c.key)
    over = select(*which).where(documents.c.expires_at <= now).limit(limit)
    deleted = await transaction.execute(delete(documents).where(tuple_(*which).in_(over)))
    return deleted.rowcount
