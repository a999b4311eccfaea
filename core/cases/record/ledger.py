"""The ports of the ledger: the record, due cases, action tokens, the access log; one transaction can
span them and the outbox.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.cards import Press
from core.cases.events import Event
from core.cases.record.delivery_history import DeliveryHistory
from core.cases.record.seals import Breach, Entry
from core.outbox import AttemptResult, Outbox, OutboxMessage
from core.vocabulary import CaseStatus, Platform


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
    messages: tuple[OutboxMessage, ...] = ()
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


class Record(Protocol):
    """The append-only record, and what cases are found by. All times are aware UTC."""

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


class DueCases(Protocol):
    """The cases that must be processed, and when."""

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


class DeliveryHistories(Protocol):
    """How messages to people went, as the record has it."""

    async def reached(
        self, people: Sequence[str]
    ) -> Mapping[tuple[str, Platform], DeliveryHistory]:
        """Return the delivery history of these people, by person and platform; platforms never
        tried are absent. A miss counts for the platform of the message's queue.
        """
        ...


class ActionTokens(Protocol):
    """The tokens behind buttons."""

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


class AccessLog(Protocol):
    """Who was shown what."""

    async def consulted(self, person: str, case: str, what: str, now: datetime) -> None:
        """Write to the access log that a person was shown a case."""
        ...


class Requests(Protocol):
    """The requests that platforms sent."""

    async def first_seen(self, request: bytes, now: datetime) -> bool:
        """Store a request's digest for ten minutes; False if it was seen before."""
        ...


class Heartbeats(Protocol):
    """The signs of life of what runs."""

    async def beat(self, name: str, now: datetime) -> None:
        """Write a heartbeat."""
        ...

    async def beats(self) -> Mapping[str, datetime]:
        """Return all heartbeats."""
        ...


class Ledger(
    Record,
    DueCases,
    DeliveryHistories,
    Outbox,
    ActionTokens,
    AccessLog,
    Requests,
    Heartbeats,
    Protocol,
):
    """All of it together, as one database keeps it."""
