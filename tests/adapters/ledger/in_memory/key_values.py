"""The in-memory twin of the key-value store."""

from datetime import datetime
from typing import Any, TypeVar

from adapters.ledger.sealing import document_codec
from core.ports import Collection

Held = TypeVar("Held")


class MemoryKeyValueStore:
    """Implements the port ``KeyValueStore``; documents are kept as text, as in a database."""

    def __init__(self) -> None:
        self._documents: dict[tuple[str, str], str] = {}
        self._until: dict[tuple[str, str], datetime | None] = {}

    async def put(
        self, collection: Collection[Held], key: str, value: Held, until: datetime | None
    ) -> None:
        """Store or replace a document."""
        self._documents[collection.name, key] = document_codec.write(collection, value)
        self._until[collection.name, key] = until

    async def add(
        self, collection: Collection[Held], key: str, value: Held, until: datetime | None
    ) -> bool:
        """Store a document where there is none; return whether this call stored it."""
        if (collection.name, key) in self._documents:
            return False
        self._documents[collection.name, key] = document_codec.write(collection, value)
        self._until[collection.name, key] = until
        return True

    async def get(self, collection: Collection[Held], key: str) -> Held | None:
        """Return a document, or None."""
        text = self._documents.get((collection.name, key))
        return None if text is None else document_codec.read(collection, text)

    async def remove(self, collection: Collection[Any], key: str) -> None:
        """Delete a document, if there is one."""
        self._documents.pop((collection.name, key), None)
        self._until.pop((collection.name, key), None)

    async def keys(self, collection: Collection[Any], begins: str = "") -> tuple[str, ...]:
        """Return the keys of a collection that begin so, sorted by code point."""
        return tuple(
            sorted(
                key
                for held, key in self._documents
                if held == collection.name and key.startswith(begins)
            )
        )

    async def last_keys(self, collection: Collection[Any]) -> tuple[str, ...]:
        """The last key of each group, the part before the last slash, sorted."""
        last = {key.rpartition("/")[0]: key for key in await self.keys(collection)}
        return tuple(sorted(last.values()))

    async def purge(self, now: datetime, limit: int) -> int:
        """Delete documents that have ended, up to ``limit``; return how many."""
        over = [place for place, until in self._until.items() if until and until <= now][:limit]
        for place in over:
            del self._documents[place], self._until[place]
        return len(over)
