"""The port of the ledger: the record, outbox messages, due times and tokens, and their values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from core.cards import Press
from core.cases.events import Event
from core.cases.record.delivery_history import DeliveryHistory
from core.cases.record.seals import Breach, Entry
from core.vocabulary import CaseStatus, Platform, Purpose


class MessageState(StrEnum):
    """The state of an outbox message."""

    PENDING = "pending"
    SENDING = "sending"
    UNKNOWN = "unknown"
    """An attempt's answer was lost; one repeat, marked as such, follows."""
    TOLD = "told"
    MISSED = "missed"
    DROPPED = "dropped"
    """No longer relevant when its turn came, so not sent."""
    PARKED = "parked"
    """Failed by our own fault: an alarm is raised and a person must look at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxMessage:
    """A message to send, stored in the same transaction as the events that caused it."""

    key: str
    """Unique over all time: the same message is never stored twice."""
    person: str
    purpose: Purpose
    stage: str
    about: str
    urgent: bool
    lane: str
    """The queue: ``platform:tenant``, or ``none`` where the person has no channel."""
    not_before: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMessage:
    """A stored outbox message, leased to a sender."""

    id: int
    case: str
    debt: OutboxMessage
    state: MessageState
    attempts: int
    epoch: int
    """Lease epoch; a result is written only while the epoch is unchanged."""
    message: str = ""
    """Platform address of the message once told (JSON), to redraw it in place."""
    drawn_sequence: int = 0
    """Sequence of the case when the message was last drawn."""
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptResult:
    """The result of one attempt, written only if the lease epoch still matches."""

    owed: int
    epoch: int
    state: MessageState
    attempts: int
    not_before: datetime | None = None
    error: str = ""
    """A code, never content."""
    message: str = ""
    drawn_sequence: int = 0
    was: MessageState = MessageState.SENDING
    """The state the message must be in for this to be written: leased, or told where it bounced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A time at which a case must be processed."""

    key: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseIndex:
    """What the ledger indexes cases by; derived from the record, never the truth."""

    reference: str
    partnership: str
    edition: str
    status: CaseStatus
    stage: str
    due: datetime | None
    people: tuple[str, ...]
    """Everybody who may see the case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One transaction: events, the outbox messages they cause, and the next due times."""

    case: str
    expected: int
    """Sequence of the last entry the decision was based on; 0 for a new case."""
    events: tuple[Event, ...]
    index: CaseIndex
    debts: tuple[OutboxMessage, ...] = ()
    due: tuple[Due, ...] = ()
    """Replaces all due rows of the case."""
    key: str = ""
    """Idempotency key of the request; "" for none."""
    settlement: AttemptResult | None = None


@dataclass(frozen=True, slots=True)
class Appended:
    """Written; the sequence of the last entry."""

    sequence: int


@dataclass(frozen=True, slots=True)
class Collision:
    """Another writer appended first: read again and decide again."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The request with this key was carried out before, on this case."""

    case: str


@dataclass(frozen=True, slots=True)
class Superseded:
    """The settlement's lease had passed to another sender: nothing was written."""


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A stored action token: its owner and its press."""

    person: str
    press: Press


class Ledger(Protocol):
    """The append-only record with its outbox messages and due times. All times are aware UTC."""

    async def read(self, case: str) -> tuple[Entry, ...]:
        """Return all entries in order; empty where the case does not exist."""
        ...

    async def append(self, batch: Batch) -> Appended | Collision | Duplicate | Superseded:
        """Write a batch in one transaction, or nothing."""
        ...

    async def find(self, reference: str) -> str | None:
        """Return the case id of a reference, or None."""
        ...

    async def cases_of(self, person: str, *, closed: bool = False) -> tuple[str, ...]:
        """Return the ids of cases a person may see, soonest due first; closed ones on request."""
        ...

    async def cases_in(self, partnership: str, *, closed: bool = False) -> tuple[str, ...]:
        """Return the ids of a partnership's cases, soonest due first; closed ones on request."""
        ...

    async def pinned(self, partnership: str) -> Mapping[str, int]:
        """Return how many of a partnership's cases not closed are pinned to each edition, by
        digest.
        """
        ...

    async def verify(self, case: str) -> Breach | None:
        """Check the stored chain and, while the key exists, every commitment; return the first
        breach.
        """
        ...

    async def claim_due(self, now: datetime, limit: int, lease: float) -> tuple[str, ...]:
        """Lease up to ``limit`` cases with a due time at or before ``now``, soonest first, for
        ``lease`` seconds; no other caller gets them meanwhile. Appending to a case ends its lease.
        """
        ...

    async def release_due(self, case: str, retry_at: datetime) -> None:
        """Release a leased case, to be processed again not before ``retry_at``."""
        ...

    async def next_due(self) -> datetime | None:
        """Return the earliest due time, or lease end, at which ``claim_due`` will find a case."""
        ...

    async def lanes(self, now: datetime) -> tuple[str, ...]:
        """Return the queues in which a message waits to be sent now."""
        ...

    async def claim_owed(
        self, now: datetime, lane: str, limit: int, lease: float
    ) -> tuple[StoredMessage, ...]:
        """Lease up to ``limit`` messages of a queue for ``lease`` seconds, urgent first, then
        oldest; the state becomes SENDING and the epoch rises. A row in SENDING whose lease has run
        out is returned as UNKNOWN (its sender may have died between sending and recording it).
        """
        ...

    async def settle(self, settlement: AttemptResult) -> bool:
        """Write an attempt's result that comes without an event; False if the lease was lost."""
        ...

    async def claim_redraws(
        self, now: datetime, limit: int, lease: float
    ) -> tuple[StoredMessage, ...]:
        """Lease told messages of cases that have changed since they were drawn, for ``lease``
        seconds.
        """
        ...

    async def owed(self, number: int) -> StoredMessage | None:
        """Return an outbox message by its id, without leasing it; None if there is none."""
        ...

    async def delivered_to(self, case: str, person: str) -> tuple[StoredMessage, ...]:
        """Return a person's told messages of a case, newest first."""
        ...

    async def waiting(self, case: str) -> tuple[StoredMessage, ...]:
        """Return a case's unfinished messages: neither told, missed nor dropped."""
        ...

    async def reached(
        self, people: Sequence[str]
    ) -> Mapping[tuple[str, Platform], DeliveryHistory]:
        """Return the delivery history of these people, by person and platform; platforms never
        tried are absent. A miss counts for the platform of the message's queue.
        """
        ...

    async def drawn(self, owed: int, sequence: int) -> None:
        """Store that a told message shows the case as of this sequence."""
        ...

    async def redrawn(self, case: str) -> None:
        """End a redraw lease early: the case is leased again at once if messages told meanwhile are
        stale.
        """
        ...

    async def issue(self, person: str, presses: Sequence[Press]) -> tuple[str, ...]:
        """Issue unguessable action tokens to a person, one for each press."""
        ...

    async def redeem(self, token: str) -> IssuedToken | None:
        """Return what a token was issued for; None where it does not exist."""
        ...

    async def purge_tokens(self, now: datetime, limit: int) -> int:
        """Delete up to ``limit`` tokens that were issued more than 180 days ago, counted from the
        first call after that; return how many.
        """
        ...

    async def first_seen(self, request: bytes, now: datetime) -> bool:
        """Store a request's digest for ten minutes; False if it was seen before."""
        ...

    async def consulted(self, person: str, case: str, what: str, now: datetime) -> None:
        """Write to the access log that a person was shown a case."""
        ...

    async def beat(self, name: str, now: datetime) -> None:
        """Write a heartbeat."""
        ...

    async def beats(self) -> Mapping[str, datetime]:
        """Return all heartbeats."""
        ...
