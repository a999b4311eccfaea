"""The port of the ledger: the record, messages owed, due times and tokens, and their values."""

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
    """Where an owed notice stands."""

    PENDING = "pending"
    SENDING = "sending"
    UNKNOWN = "unknown"
    """An attempt's answer was lost; one marked repeat will follow."""
    TOLD = "told"
    MISSED = "missed"
    DROPPED = "dropped"
    """No longer true when its turn came; nobody was misled, nobody needed it."""
    PARKED = "parked"
    """Our own fault: alarm raised, a human must look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxMessage:
    """A notice to be stored as owed in the same transaction as the events that caused it."""

    key: str
    """Unique for all time: the same notice is never owed twice."""
    person: str
    purpose: Purpose
    stage: str
    about: str
    urgent: bool
    lane: str
    """``platform:tenant``, or ``none`` where the person has no channel."""
    not_before: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMessage:
    """A stored debt, leased to a sender."""

    id: int
    case: str
    debt: OutboxMessage
    state: MessageState
    attempts: int
    epoch: int
    """Lease epoch; a result is written only while it is still this one."""
    message: str = ""
    """Platform address of the message once told (JSON), for redrawing in place."""
    drawn_sequence: int = 0
    """Head of the case when the message was last drawn."""
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
    """How the notice must stand for this to be written: leased, or told where it came back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A time at which something must be looked at for a case."""

    key: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseIndex:
    """What the ledger keeps beside the record to find cases by; derived, never the truth."""

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
    """One transaction: events, what they oblige us to send, and when to look again."""

    case: str
    expected: int
    """Sequence of the last entry the decision was taken on; 0 for a new case."""
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
    """Somebody else wrote first: read again and decide again."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """This very request was carried out before, on this case."""

    case: str


@dataclass(frozen=True, slots=True)
class Superseded:
    """The settlement's lease had passed to somebody else: nothing was written."""


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token's row: whose it is and what it stands for."""

    person: str
    press: Press


class Ledger(Protocol):
    """The append-only record with its owed notices and due times. All times are aware UTC."""

    async def read(self, case: str) -> tuple[Entry, ...]:
        """All entries in order; empty where the case does not exist."""
        ...

    async def append(self, batch: Batch) -> Appended | Collision | Duplicate | Superseded:
        """Write a batch in one transaction, or nothing."""
        ...

    async def find(self, reference: str) -> str | None:
        """Case id behind a reference."""
        ...

    async def cases_of(self, person: str, *, closed: bool = False) -> tuple[str, ...]:
        """Ids of the cases a person may see, soonest due first; closed ones on request."""
        ...

    async def cases_in(self, partnership: str, *, closed: bool = False) -> tuple[str, ...]:
        """Ids of a partnership's cases, soonest due first."""
        ...

    async def pinned(self, partnership: str) -> Mapping[str, int]:
        """How many of a partnership's cases that are not closed each edition pins, by digest."""
        ...

    async def verify(self, case: str) -> Breach | None:
        """Check the stored chain and, while the key exists, every commitment."""
        ...

    async def claim_due(self, now: datetime, limit: int, lease: float) -> tuple[str, ...]:
        """Lease up to ``limit`` cases with a due time at or before now, soonest first, for
        ``lease`` seconds; no other caller gets them meanwhile. Appending to a case ends its lease.
        """
        ...

    async def release_due(self, case: str, retry_at: datetime) -> None:
        """Give a leased case back, to be looked at again not before ``retry_at``."""
        ...

    async def next_due(self) -> datetime | None:
        """The earliest due time, or end of a lease, at which ``claim_due`` will find a case."""
        ...

    async def lanes(self, now: datetime) -> tuple[str, ...]:
        """Lanes in which a notice waits to be sent now."""
        ...

    async def claim_owed(
        self, now: datetime, lane: str, limit: int, lease: float
    ) -> tuple[StoredMessage, ...]:
        """Lease up to ``limit`` owed notices of a lane, urgent first, then oldest; state becomes
        SENDING and the epoch rises. A row found SENDING with its lease run out is handed out as
        UNKNOWN (its sender may have died between send and mark).
        """
        ...

    async def settle(self, settlement: AttemptResult) -> bool:
        """Write an attempt's result where no event goes with it; False if the lease was lost."""
        ...

    async def claim_redraws(
        self, now: datetime, limit: int, lease: float
    ) -> tuple[StoredMessage, ...]:
        """Lease told messages of cases that have moved on since they were drawn."""
        ...

    async def owed(self, number: int) -> StoredMessage | None:
        """An owed notice as it stands, by its id; nothing is leased. None where there is none."""
        ...

    async def told_to(self, case: str, person: str) -> tuple[StoredMessage, ...]:
        """A person's told messages of a case, newest first."""
        ...

    async def waiting(self, case: str) -> tuple[StoredMessage, ...]:
        """A case's messages that have not come to an end: neither told, missed nor overtaken."""
        ...

    async def reached(
        self, people: Sequence[str]
    ) -> Mapping[tuple[str, Platform], DeliveryHistory]:
        """How messages to these people went before, by person and platform; nothing where none was
        ever tried. A miss counts for the platform on which they are messaged first.
        """
        ...

    async def drawn(self, owed: int, sequence: int) -> None:
        """Remember that a told message shows the case as of this sequence."""
        ...

    async def redrawn(self, case: str) -> None:
        """Give a case back before its lease ends: claimed again at once if messages told
        meanwhile are stale already.
        """
        ...

    async def issue(self, person: str, presses: Sequence[Press]) -> tuple[str, ...]:
        """Unguessable tokens, one for each press, for this person."""
        ...

    async def redeem(self, token: str) -> IssuedToken | None:
        """What a token stands for; None where it does not exist."""
        ...

    async def purge_tokens(self, now: datetime, limit: int) -> int:
        """Delete up to ``limit`` tokens that were issued more than 180 days ago, counted from the
        first call after that; return how many.
        """
        ...

    async def first_seen(self, request: bytes, now: datetime) -> bool:
        """Remember a request's digest for ten minutes; False if it was seen before."""
        ...

    async def consulted(self, person: str, case: str, what: str, now: datetime) -> None:
        """Write to the access log that a person was shown a case."""
        ...

    async def beat(self, name: str, now: datetime) -> None:
        """Write a heartbeat."""
        ...

    async def beats(self) -> Mapping[str, datetime]:
        """All heartbeats."""
        ...
