"""The ledger on SQLite or PostgreSQL: each method of the port is one transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger import dialects
from adapters.ledger.engine import Store
from adapters.ledger.schema import cases
from adapters.ledger.sealing import document_codec
from adapters.ledger.storing import (
    appending,
    delivery_history,
    documents,
    due_cases,
    outbox,
    outbox_states,
    reading,
    redraws,
    tokens_and_access,
)
from core.cards import Press
from core.cases.record.delivery_history import DeliveryHistory
from core.cases.record.ledger import (
    Appended,
    Batch,
    Collision,
    Duplicate,
    IssuedToken,
    Superseded,
)
from core.cases.record.seals import Breach, Entry
from core.outbox import AttemptResult, Letter, Stored, StoredLetter, StoredMessage
from core.ports import Collection, Vault
from core.vocabulary import Platform

Held = TypeVar("Held")
_VERIFY_TIMEOUT_SECONDS: Final = 60.0
"""Seconds for checking a chain; nobody waits for it at a form."""


class SqlLedger:
    """Implements the port ``Ledger``; every call ends within its budget or raises
    LedgerUnavailable.
    """

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._vault = vault

    async def read(self, case: str) -> tuple[Entry, ...]:
        """Return all entries in order; empty if the case does not exist."""
        return await self._store.read(lambda tx: reading.read(tx, self._vault, case))

    async def append(self, batch: Batch) -> Appended | Collision | Duplicate | Superseded:
        """Write a batch in one transaction, all or nothing."""
        outbox_states.check_batch(batch)
        try:
            return await self._store.write(lambda tx: appending.append(tx, self._vault, batch))
        except IntegrityError as error:
            if not dialects.is_unique_violation(error):
                raise
        return await self._who_was_first(batch)

    async def _who_was_first(self, batch: Batch) -> Collision | Duplicate:
        """Tell why another transaction took a key between our read and our write: the same request,
        or another change of the case.
        """
        if batch.key:
            earlier = await self._store.read(lambda tx: appending.case_of_request(tx, batch.key))
            if earlier is not None:
                return Duplicate(earlier)
        return Collision()

    async def find(self, reference: str) -> str | None:
        """Return the id of the case with this reference, or None."""

        async def found(transaction: AsyncConnection) -> str | None:
            case: str | None = await transaction.scalar(
                select(cases.c.id).where(cases.c.reference == reference)
            )
            return case

        return await self._store.read(found)

    async def cases_of(self, person: str, *, closed: bool = False) -> tuple[str, ...]:
        """Return the ids of the cases a person may see, soonest due first; closed cases only with
        ``closed``.
        """
        return await self._store.read(lambda tx: reading.cases_of(tx, person, closed=closed))

    async def cases_in(self, partnership: str, *, closed: bool = False) -> tuple[str, ...]:
        """Return the ids of a partnership's cases, soonest due first; closed cases only with
        ``closed``.
        """
        return await self._store.read(lambda tx: reading.cases_in(tx, partnership, closed=closed))

    async def pinned(self, partnership: str) -> Mapping[str, int]:
        """Count a partnership's cases that are not closed, by the edition they are pinned to."""
        return await self._store.read(lambda tx: reading.pinned(tx, partnership))

    async def verify(self, case: str) -> Breach | None:
        """Check the stored chain and, while the case's key exists, every commitment. Return the
        first fault.
        """
        return await self._store.read(
            lambda tx: reading.verify(tx, self._vault, case), budget=_VERIFY_TIMEOUT_SECONDS
        )

    async def destroy_key(self, case: str) -> None:
        """Destroy a case's key: its private parts can never be read again."""
        await self._store.write(lambda tx: reading.destroy_key(tx, case))

    async def claim_due(self, now: datetime, limit: int, lease: float) -> tuple[str, ...]:
        """Lease up to ``limit`` cases due at or before ``now``, soonest first, for ``lease``
        seconds.
        """
        return await self._store.write(lambda tx: due_cases.claim(tx, now, limit, lease))

    async def release_due(self, case: str, retry_at: datetime) -> None:
        """End the lease of a case and process it again no earlier than ``retry_at``."""
        await self._store.write(lambda tx: due_cases.release(tx, case, retry_at))

    async def next_due(self) -> datetime | None:
        """Return the earliest time at which ``claim_due`` will find a case, or None."""
        return await self._store.read(due_cases.earliest)

    async def owe(self, letters: Sequence[Letter]) -> int:
        """Store letters whose key is not stored already; return how many are new."""
        if not letters:
            return 0
        return await self._store.write(lambda tx: outbox.owe(tx, self._vault, letters))

    async def ready_queues(self, now: datetime) -> tuple[str, ...]:
        """Return the queues in which a message is ready to be sent now, sorted."""
        return await self._store.read(lambda tx: outbox.ready_queues(tx, now))

    async def claim_messages(
        self, now: datetime, queue: str, limit: int, lease: float
    ) -> tuple[Stored, ...]:
        """Lease up to ``limit`` messages of a queue for ``lease`` seconds, by attention, then
        oldest.
        """
        return await self._store.write(
            lambda tx: outbox.claim(tx, self._vault, now, queue, limit, lease)
        )

    async def claim_letter(self, key: str, now: datetime, lease: float) -> StoredLetter | None:
        """Lease one letter for ``lease`` seconds; None where it is not there or not due."""
        return await self._store.write(
            lambda tx: outbox.claim_letter(tx, self._vault, key, now, lease)
        )

    async def settle(self, result: AttemptResult, news: Sequence[Letter] = ()) -> bool:
        """Write an attempt's result that comes without an event, and owe these letters. Return
        False if the lease was lost.
        """
        return await self._store.write(
            lambda tx: outbox.write_attempt_alone(tx, self._vault, result, news)
        )

    async def claim_redraws(
        self, now: datetime, limit: int, lease: float
    ) -> tuple[StoredMessage, ...]:
        """Lease delivered messages of cases that changed since the messages were drawn."""
        return await self._store.write(lambda tx: redraws.claim_stale(tx, now, limit, lease))

    async def message(self, number: int) -> Stored | None:
        """Return an outbox message by its id, without leasing it."""
        return await self._store.read(lambda tx: outbox.message_by_id(tx, self._vault, number))

    async def letter(self, key: str) -> StoredLetter | None:
        """Return a letter by its key, without leasing it."""
        return await self._store.read(lambda tx: outbox.letter_by_key(tx, self._vault, key))

    async def delivered_to(self, case: str, person: str) -> tuple[StoredMessage, ...]:
        """Return the messages of a case that a person was sent, newest first."""
        return await self._store.read(lambda tx: outbox.delivered_to(tx, case, person))

    async def waiting(self, case: str) -> tuple[StoredMessage, ...]:
        """Return a case's outbox messages that are not finished, oldest first."""
        return await self._store.read(lambda tx: outbox.unfinished_messages(tx, case))

    async def purge_letters(self, now: datetime, limit: int) -> int:
        """Delete letters that ended long ago, up to ``limit``; return how many."""
        return await self._store.write(lambda tx: outbox.purge_letters(tx, now, limit))

    async def reached(
        self, people: Sequence[str]
    ) -> Mapping[tuple[str, Platform], DeliveryHistory]:
        """Return the delivery history of these people, by person and platform."""
        return await self._store.read(lambda tx: delivery_history.look_up(tx, people))

    async def drawn(self, number: int, sequence: int) -> None:
        """Store that a delivered message shows the case as of this sequence."""
        await self._store.write(lambda tx: redraws.store_drawn_sequence(tx, number, sequence))

    async def redrawn(self, case: str) -> None:
        """End a case's lease for redrawing; it is due again if messages are stale."""
        await self._store.write(lambda tx: redraws.end_redraw_lease(tx, case))

    async def issue(self, person: str, presses: Sequence[Press]) -> tuple[str, ...]:
        """Issue an unguessable token to this person for each press."""
        if not presses:
            return ()
        return await self._store.write(lambda tx: tokens_and_access.issue(tx, person, presses))

    async def redeem(self, token: str) -> IssuedToken | None:
        """Return what a token was issued for; None if it does not exist."""
        return await self._store.read(lambda tx: tokens_and_access.redeem(tx, token))

    async def purge_tokens(self, now: datetime, limit: int) -> int:
        """Delete old tokens, up to ``limit``; return how many."""
        return await self._store.write(lambda tx: tokens_and_access.purge_tokens(tx, now, limit))

    async def first_seen(self, request: bytes, now: datetime) -> bool:
        """Store a request's digest for ten minutes. Return False if it was seen before."""
        return await self._store.write(lambda tx: tokens_and_access.first_seen(tx, request, now))

    async def consulted(self, person: str, case: str, what: str, now: datetime) -> None:
        """Write to the access log that a person was shown a case."""
        await self._store.write(
            lambda tx: tokens_and_access.log_access(tx, person, case, what, now)
        )

    async def beat(self, name: str, now: datetime) -> None:
        """Write the time of a heartbeat."""
        await self._store.write(lambda tx: tokens_and_access.write_heartbeat(tx, name, now))

    async def beats(self) -> Mapping[str, datetime]:
        """Return the times of all heartbeats, by name."""
        return await self._store.read(tokens_and_access.heartbeat_times)


class SqlKeyValueStore:
    """Implements the port ``KeyValueStore``; values are encrypted with the vault's ring."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._vault = vault

    async def put(
        self, collection: Collection[Held], key: str, value: Held, until: datetime | None
    ) -> None:
        """Store or replace a document."""
        text = document_codec.write(collection, value)
        await self._store.write(
            lambda tx: documents.put(tx, self._vault, collection.name, key, text, until)
        )

    async def add(
        self, collection: Collection[Held], key: str, value: Held, until: datetime | None
    ) -> bool:
        """Store a document where there is none; return whether this call stored it."""
        text = document_codec.write(collection, value)
        return await self._store.write(
            lambda tx: documents.add(tx, self._vault, collection.name, key, text, until)
        )

    async def get(self, collection: Collection[Held], key: str) -> Held | None:
        """Return a document, or None."""
        text = await self._store.read(
            lambda tx: documents.get(tx, self._vault, collection.name, key)
        )
        return None if text is None else document_codec.read(collection, text)

    async def remove(self, collection: Collection[Any], key: str) -> None:
        """Delete a document, if there is one."""
        await self._store.write(lambda tx: documents.remove(tx, collection.name, key))

    async def keys(self, collection: Collection[Any], begins: str = "") -> tuple[str, ...]:
        """Return the keys of a collection that begin so, sorted by code point."""
        return await self._store.read(lambda tx: documents.keys(tx, collection.name, begins))

    async def last_keys(self, collection: Collection[Any]) -> tuple[str, ...]:
        """Return the last key of each group, the part before the last slash, sorted."""
        return await self._store.read(lambda tx: documents.last_keys(tx, collection.name))

    async def purge(self, now: datetime, limit: int) -> int:
        """Delete documents that have ended, up to ``limit``; return how many."""
        return await self._store.write(lambda tx: documents.purge(tx, now, limit))
