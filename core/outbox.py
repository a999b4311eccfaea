"""The port of the outbox: everything that is sent, a row for each line owed to one person.

A row belongs to a case, whose events owe it, or is a letter, which belongs to none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Protocol

from core.directory.model import Channel
from core.vocabulary import LetterKind, Purpose


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


class Attention(IntEnum):
    """How much of a person's attention a message takes; the lower, the sooner it is sent."""

    DANGER = 0
    RINGS = 1
    DIGEST = 2
    CARD = 3
    RECORD = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxMessage:
    """A message about a case, stored in the same transaction as the events that caused it."""

    key: str
    """Unique over all time: the same message is never stored twice."""
    person: str
    purpose: Purpose
    stage: str
    about: str
    urgent: bool
    queue: str
    """``platform:tenant``, or ``none`` where the person has no channel."""
    not_before: datetime

    @property
    def attention(self) -> Attention:
        """Return the class the message is sent in."""
        return Attention.DANGER if self.urgent else Attention.RINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message to one person that belongs to no case: a code, the monthly question."""

    key: str
    """Unique for all time: the same letter is never owed twice."""
    partnership: str
    person: str = ""
    """Empty for an account on no list, which must have a channel, and for a letter to several
    people, see ``Letters.owe_each``.
    """
    kind: LetterKind
    about: str = ""
    """What its card is made from: a code, an id, or JSON; never anything about a case's subject."""
    channel: Channel | None = None
    """The only channel to use, None: each channel of the person in turn; once told, where."""
    owed_at: datetime
    expires_at: datetime
    """Not sent after this; a human is told if the person had to know."""
    attention: Attention = Attention.RINGS
    queue: str = "none"
    """As for an ``OutboxMessage``; set when the letter is owed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMessage:
    """A stored message about a case, leased to a sender."""

    id: int
    case: str
    message: OutboxMessage
    state: MessageState
    attempts: int
    epoch: int
    """Lease epoch; a result is written only while the epoch is unchanged."""
    reports: int = 0
    """How often a human was told that this row does not reach its person."""
    platform_message: str = ""
    """Platform address of the message once told, to redraw it in place: ``platform|JSON``."""
    drawn_sequence: int = 0
    """Sequence of the case when the message was last drawn."""
    created_at: datetime | None = None
    ended_at: datetime | None = None
    """When it was told, dropped or given up."""

    @property
    def queue(self) -> str:
        """Return the queue it is sent in."""
        return self.message.queue

    @property
    def gives_up_at(self) -> datetime | None:
        """Return None: a message about a case has no end of its own."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLetter:
    """A stored letter, leased to a sender."""

    id: int
    letter: Letter
    readable: bool = True
    """False where its key is missing or it was changed: what is encrypted of it is not here."""
    state: MessageState
    attempts: int
    epoch: int
    reports: int = 0
    error: str = ""
    """A code, never content."""
    platform_message: str = ""
    ended_at: datetime | None = None
    """When it was told, or given up."""

    @property
    def queue(self) -> str:
        """Return the queue it is sent in."""
        return self.letter.queue

    @property
    def created_at(self) -> datetime:
        """Return since when it is owed."""
        return self.letter.owed_at

    @property
    def gives_up_at(self) -> datetime | None:
        """Return when it expires."""
        return self.letter.expires_at


Stored = StoredMessage | StoredLetter


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptResult:
    """The result of one attempt, written only if the lease epoch still matches."""

    id: int
    """Of the stored message."""
    epoch: int
    state: MessageState
    attempts: int
    reports: int = 0
    not_before: datetime | None = None
    error: str = ""
    """A code, never content."""
    platform_message: str = ""
    drawn_sequence: int = 0
    was: MessageState = MessageState.SENDING
    """The state the message must be in for this to be written: leased, or told where it bounced."""
    ended_at: datetime | None = None
    """When the message was told, dropped or given up; None: not yet."""
    channel: Channel | None = None
    """Where a letter was told."""


class Outbox(Protocol):
    """Everything that is sent. All times are aware UTC; every call raises LedgerUnavailable."""

    async def owe(self, letters: Sequence[Letter]) -> int:
        """Store letters; return how many are new: one whose key is known is not stored again."""
        ...

    async def ready_queues(self, now: datetime) -> tuple[str, ...]:
        """Return the queues in which a message waits to be sent now."""
        ...

    async def claim_messages(
        self, now: datetime, queue: str, limit: int, lease: float
    ) -> tuple[Stored, ...]:
        """Lease up to ``limit`` messages of a queue for ``lease`` seconds, by attention, then
        oldest; the state becomes SENDING and the epoch rises. A row in SENDING whose lease has run
        out is returned as UNKNOWN (its sender may have died between sending and recording it).
        """
        ...

    async def claim_letter(self, key: str, now: datetime, lease: float) -> StoredLetter | None:
        """Lease one letter in the same way; None where it is not there or not due."""
        ...

    async def settle(self, result: AttemptResult, news: Sequence[Letter] = ()) -> bool:
        """Write an attempt's result that comes without an event, and owe these letters; False, and
        nothing is written, if the lease was lost.
        """
        ...

    async def claim_redraws(
        self, now: datetime, limit: int, lease: float
    ) -> tuple[StoredMessage, ...]:
        """Lease told messages of cases that have changed since they were drawn, for ``lease``
        seconds.
        """
        ...

    async def message(self, number: int) -> Stored | None:
        """Return a stored message by its id, without leasing it; None if there is none."""
        ...

    async def letter(self, key: str) -> StoredLetter | None:
        """Return a stored letter by its key, without leasing it; None if there is none."""
        ...

    async def delivered_to(self, case: str, person: str) -> tuple[StoredMessage, ...]:
        """Return a person's told messages of a case, newest first."""
        ...

    async def waiting(self, case: str) -> tuple[StoredMessage, ...]:
        """Return a case's unfinished messages: neither told, missed nor dropped."""
        ...

    async def drawn(self, number: int, sequence: int) -> None:
        """Store that a told message shows the case as of this sequence."""
        ...

    async def redrawn(self, case: str) -> None:
        """End a redraw lease early: the case is leased again at once if messages told meanwhile are
        stale.
        """
        ...

    async def purge_letters(self, now: datetime, limit: int) -> int:
        """Delete up to ``limit`` letters that ended 400 days ago, which is longer than the period
        of any, and codes to sign in a day ago; return how many.
        """
        ...
