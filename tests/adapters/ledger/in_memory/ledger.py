"""The in-memory twin: keeps every promise of the ledger but that of outliving the process."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from operator import is_
from typing import Final

from adapters.ledger.sealing import verify as check
from adapters.ledger.storing import outbox_states
from core.cards import Press
from core.cases.record.delivery_history import DeliveryHistory, sign
from core.cases.record.ledger import Appended, Batch, Collision, Duplicate, IssuedToken, Superseded
from core.cases.record.seals import Breach, Entry
from core.outbox import (
    AttemptResult,
    Letter,
    MessageState,
    OutboxMessage,
    Stored,
    StoredLetter,
    StoredMessage,
)
from core.vocabulary import CaseStatus, LetterKind, Platform
from tests.adapters.ledger.in_memory.rows import CaseRow, OutboxRow, ReachedRows, sealed

_LASTS: Final = {LetterKind.SIGN_IN_CODE: outbox_states.SIGN_IN_CODES_LAST}
"""How long letters are kept, where not as long as the others."""
_entry: Final = lru_cache(maxsize=50_000)(check.entry_of)
"""Entries never change, and here everything is in memory already: each is read once."""


class MemoryLedger:
    """Implements the port ``Ledger``. Nothing here awaits, so every call is one transaction."""

    def __init__(self) -> None:
        self._cases: dict[str, CaseRow] = {}
        self._read: dict[str, tuple[tuple[check.Stored, ...], tuple[Entry, ...]]] = {}
        """Rows of a case as they were last read, and what was read in them."""
        self._outbox: dict[int, OutboxRow] = {}
        self._keys_owed: set[str] = set()
        self._requests: dict[str, str] = {}
        self._minted: dict[str, IssuedToken] = {}
        self._token_ends: dict[str, datetime] = {}
        self._seen: dict[bytes, datetime] = {}
        self._beats: dict[str, datetime] = {}
        self._reached = ReachedRows()
        self.access_log: list[tuple[datetime, str, str, str]] = []
        """When, who, which case, what."""

    async def read(self, case: str) -> tuple[Entry, ...]:
        """All entries in order; empty where the case does not exist."""
        rows = self._cases[case].rows if case in self._cases else ()
        before, entries = self._read.get(case, ((), ()))
        same = len(before) <= len(rows) and all(map(is_, before, rows))
        kept = len(before) if same else 0
        entries = (*entries[:kept], *(_entry(row, row.private or None) for row in rows[kept:]))
        self._read[case] = rows, entries
        return entries

    async def append(self, batch: Batch) -> Appended | Collision | Duplicate | Superseded:
        """Write a batch in one transaction, or nothing."""
        outbox_states.check_batch(batch)
        if batch.key and batch.key in self._requests:
            return Duplicate(self._requests[batch.key])
        if batch.settlement is not None and self._leased(batch.settlement) is None:
            return Superseded()
        case = self._expected(batch)
        if case is None:
            return Collision()
        rows = case.rows + sealed(batch, case)
        at = outbox_states.recorded_at(batch)
        if batch.settlement is not None:
            self._settle(batch.settlement)
        row = self._outbox.get(batch.settlement.id) if batch.settlement else None
        settled = row.stored.message if row and isinstance(row.stored, StoredMessage) else None
        for one in filter(None, map(sign, batch.events)):
            self._reached.note(one, settled)
        for message in batch.messages:
            self._owe(batch.case, message, at or message.not_before)
        if batch.key:
            self._requests[batch.key] = batch.case
        self._cases[batch.case] = replace(
            case,
            index=batch.index,
            rows=rows,
            wake_at=min((due.at for due in batch.due), default=None),
            leased=False,
            redraw_at=case.redraw_at or at or outbox_states.ALWAYS_DUE,
        )
        return Appended(len(rows))

    async def find(self, reference: str) -> str | None:
        """Case id behind a reference."""
        for case, row in self._cases.items():
            if row.index.reference == reference:
                return case
        return None

    async def cases_of(self, person: str, *, closed: bool = False) -> tuple[str, ...]:
        """Ids of the cases a person may see, soonest due first; with ``closed`` those too."""
        return self._listed(
            {case: row for case, row in self._cases.items() if person in row.index.people},
            closed=closed,
        )

    async def cases_in(self, partnership: str, *, closed: bool = False) -> tuple[str, ...]:
        """Ids of a partnership's cases, soonest due first; with ``closed`` those too."""
        return self._listed(
            {
                case: row
                for case, row in self._cases.items()
                if row.index.partnership == partnership
            },
            closed=closed,
        )

    async def pinned(self, partnership: str) -> Mapping[str, int]:
        """How many of a partnership's cases that are not closed each edition pins."""
        rows = (row.index for row in self._cases.values())
        return Counter(
            one.edition
            for one in rows
            if one.partnership == partnership and one.status is not CaseStatus.CLOSED
        )

    async def verify(self, case: str) -> Breach | None:
        """Check the stored chain and, while the key exists, every commitment."""
        row = self._cases.get(case)
        if row is None:
            return None
        opener = None if row.key is None else check.Opener(row.key, lambda one: one.private or b"")
        return check.breach_of(case, row.rows, row.head, opener)

    async def destroy_key(self, case: str) -> None:
        """Dispose of a case: what is private in it can never be read again."""
        if case in self._cases:
            row = self._cases[case]
            rows = tuple(replace(one, private=one.private and b"") for one in row.rows)
            self._cases[case] = replace(row, key=None, rows=rows)

    async def claim_due(self, now: datetime, limit: int, lease: float) -> tuple[str, ...]:
        """Lease up to ``limit`` cases with a due time at or before now, soonest first."""
        due = sorted(
            (row.wake_at, case)
            for case, row in self._cases.items()
            if row.wake_at is not None and row.wake_at <= now
        )[:limit]
        until = now + timedelta(seconds=lease)
        for _, case in due:
            self._cases[case] = replace(self._cases[case], wake_at=until, leased=True)
        return tuple(case for _, case in due)

    async def release_due(self, case: str, retry_at: datetime) -> None:
        """Give a leased case back, to be looked at again not before ``retry_at``."""
        row = self._cases.get(case)
        if row is not None and row.leased:
            self._cases[case] = replace(row, wake_at=retry_at)

    async def next_due(self) -> datetime | None:
        """The earliest time at which ``claim_due`` will find a case, or None."""
        times = (row.wake_at for row in self._cases.values())
        return min((at for at in times if at is not None), default=None)

    async def owe(self, letters: Sequence[Letter]) -> int:
        """Store letters whose key is not stored already; return how many are new."""
        return sum([self._owe_letter(one) for one in letters])

    async def ready_queues(self, now: datetime) -> tuple[str, ...]:
        """Queues in which a message waits to be sent now, sorted."""
        return tuple(sorted({row.stored.queue for row in self._ready(now)}))

    async def claim_messages(
        self, now: datetime, queue: str, limit: int, lease: float
    ) -> tuple[Stored, ...]:
        """Lease up to ``limit`` messages of a queue, by attention, then oldest."""
        ready = [row for row in self._ready(now) if row.stored.queue == queue]
        ordered = sorted(ready, key=lambda row: (row.attention, row.ready_at, row.stored.id))
        return tuple(self._claimed(row, now, lease) for row in ordered[:limit])

    async def claim_letter(self, key: str, now: datetime, lease: float) -> StoredLetter | None:
        """Lease one letter; None where it is not there or not due."""
        for row in self._ready(now):
            if isinstance(row.stored, StoredLetter) and row.stored.letter.key == key:
                claimed = self._claimed(row, now, lease)
                return claimed if isinstance(claimed, StoredLetter) else None
        return None

    def _claimed(self, row: OutboxRow, now: datetime, lease: float) -> Stored:
        taken = replace(row.stored, state=MessageState.SENDING, epoch=row.stored.epoch + 1)
        until = now + timedelta(seconds=lease)
        self._outbox[taken.id] = replace(row, stored=taken, ready_at=until)
        return replace(taken, state=outbox_states.state_for_sender(row.stored.state))

    async def settle(self, result: AttemptResult, news: Sequence[Letter] = ()) -> bool:
        """Write an attempt's result where no event goes with it; False if the lease was lost."""
        row = self._leased(result)
        if row is None:
            return False
        self._settle(result)
        if isinstance(row.stored, StoredMessage):
            case = self._cases[row.stored.case]
            self._cases[row.stored.case] = replace(
                case, redraw_at=case.redraw_at or outbox_states.ALWAYS_DUE
            )
        await self.owe(news)
        return True

    async def claim_redraws(
        self, now: datetime, limit: int, lease: float
    ) -> tuple[StoredMessage, ...]:
        """Lease told messages of cases that have moved on since they were drawn."""
        waiting = sorted(
            (row.redraw_at, case)
            for case, row in self._cases.items()
            if row.redraw_at is not None and row.redraw_at <= now
        )
        claimed: list[StoredMessage] = []
        for _, case in waiting:
            if len(claimed) >= limit:
                break
            stale = self._drawn_before(case, len(self._cases[case].rows))
            until = now + timedelta(seconds=lease) if stale else None
            self._cases[case] = replace(self._cases[case], redraw_at=until)
            claimed.extend(stale[: limit - len(claimed)])
        return tuple(claimed)

    async def message(self, number: int) -> Stored | None:
        """A message as it stands, by its id; nothing is leased."""
        row = self._outbox.get(number)
        return row.stored if row else None

    async def letter(self, key: str) -> StoredLetter | None:
        """A letter as it stands, by its key; nothing is leased."""
        rows = (row.stored for row in self._outbox.values())
        letters = (one for one in rows if isinstance(one, StoredLetter))
        return next((one for one in letters if one.letter.key == key), None)

    async def delivered_to(self, case: str, person: str) -> tuple[StoredMessage, ...]:
        """A person's told messages of a case, newest first."""
        return tuple(
            one
            for one in reversed(self._messages(case))
            if one.message.person == person and one.state is MessageState.TOLD
        )

    async def waiting(self, case: str) -> tuple[StoredMessage, ...]:
        """A case's messages that have not come to an end, oldest first."""
        return tuple(one for one in self._messages(case) if one.state in outbox_states.UNFINISHED)

    async def purge_letters(self, now: datetime, limit: int) -> int:
        """Delete letters that ended long ago, up to ``limit``; return how many."""
        over = [
            one
            for one in (row.stored for row in self._outbox.values())
            if isinstance(one, StoredLetter)
            and one.ended_at
            and one.ended_at <= now - _LASTS.get(one.letter.kind, outbox_states.LETTERS_LAST)
        ][:limit]
        for one in over:
            del self._outbox[one.id]
            self._keys_owed.discard(one.letter.key)
        return len(over)

    async def reached(
        self, people: Sequence[str]
    ) -> Mapping[tuple[str, Platform], DeliveryHistory]:
        """How messages to these people went before, by person and platform."""
        return self._reached.of(people)

    async def drawn(self, number: int, sequence: int) -> None:
        """Remember that a told message shows the case as of this sequence."""
        row = self._outbox.get(number)
        if row is None or not isinstance(row.stored, StoredMessage):
            return
        shown = max(row.stored.drawn_sequence, sequence)
        self._outbox[number] = replace(row, stored=replace(row.stored, drawn_sequence=shown))
        name = row.stored.case
        if not self._drawn_before(name, sequence):
            stale = self._drawn_before(name, len(self._cases[name].rows))
            again = outbox_states.ALWAYS_DUE if stale else None
            self._cases[name] = replace(self._cases[name], redraw_at=again)

    async def redrawn(self, case: str) -> None:
        """Give a case back before its lease ends; at once if messages are stale again."""
        row = self._cases.get(case)
        if row is not None:
            again = outbox_states.ALWAYS_DUE if self._drawn_before(case, len(row.rows)) else None
            self._cases[case] = replace(row, redraw_at=again)

    async def issue(self, person: str, presses: Sequence[Press]) -> tuple[str, ...]:
        """Unguessable tokens, one for each press, for this person."""
        tokens = tuple(secrets.token_urlsafe(18) for _ in presses)
        self._minted.update(
            (token, IssuedToken(person, press))
            for token, press in zip(tokens, presses, strict=True)
        )
        return tokens

    async def purge_tokens(self, now: datetime, limit: int) -> int:
        """Delete old tokens, up to ``limit``; return how many."""
        for token in self._minted:
            self._token_ends.setdefault(token, now + outbox_states.TOKENS_LAST)
        over = [token for token, until in self._token_ends.items() if until <= now][:limit]
        for token in over:
            del self._minted[token], self._token_ends[token]
        return len(over)

    async def redeem(self, token: str) -> IssuedToken | None:
        """What a token stands for; None where it does not exist."""
        return self._minted.get(token)

    async def first_seen(self, request: bytes, now: datetime) -> bool:
        """Remember a request's digest for ten minutes; False if it was seen before."""
        since = now - outbox_states.REQUEST_DIGEST_LIFETIME
        self._seen = {digest: at for digest, at in self._seen.items() if at > since}
        digest = hashlib.sha256(request).digest()
        fresh = digest not in self._seen
        self._seen.setdefault(digest, now)
        return fresh

    async def consulted(self, person: str, case: str, what: str, now: datetime) -> None:
        """Write to the access log that a person was shown a case."""
        self.access_log.append((now, person, case, what))

    async def beat(self, name: str, now: datetime) -> None:
        """Write a heartbeat."""
        self._beats[name] = now

    async def beats(self) -> Mapping[str, datetime]:
        """All heartbeats."""
        return dict(self._beats)

    def _expected(self, batch: Batch) -> CaseRow | None:
        """The case a batch was decided on, as it stands; None where it has moved on."""
        case = self._cases.get(batch.case)
        if case is None:
            taken = any(
                row.index.reference == batch.index.reference for row in self._cases.values()
            )
            fresh = CaseRow(index=batch.index, key=secrets.token_bytes(32))
            return fresh if batch.expected == 0 and not taken else None
        return case if len(case.rows) == batch.expected else None

    def _owe(self, case: str, message: OutboxMessage, at: datetime) -> None:
        if message.key in self._keys_owed:
            return
        self._keys_owed.add(message.key)
        stored = StoredMessage(
            id=self._next_id(),
            case=case,
            message=message,
            state=MessageState.PENDING,
            attempts=0,
            epoch=0,
            created_at=at,
        )
        self._outbox[stored.id] = OutboxRow(stored, message.attention, message.not_before)

    def _owe_letter(self, letter: Letter) -> bool:
        if letter.key in self._keys_owed:
            return False
        self._keys_owed.add(letter.key)
        number = self._next_id()
        stored = StoredLetter(
            id=number, letter=letter, state=MessageState.PENDING, attempts=0, epoch=0
        )
        self._outbox[number] = OutboxRow(stored, letter.attention, letter.owed_at)
        return True

    def _next_id(self) -> int:
        return next(reversed(self._outbox), 0) + 1

    def _messages(self, case: str) -> list[StoredMessage]:
        rows = (row.stored for row in self._outbox.values())
        return [one for one in rows if isinstance(one, StoredMessage) and one.case == case]

    def _leased(self, result: AttemptResult) -> OutboxRow | None:
        row = self._outbox.get(result.id)
        held = row is not None and row.stored.state is result.was
        return row if row is not None and held and row.stored.epoch == result.epoch else None

    def _settle(self, result: AttemptResult) -> None:
        row = self._outbox[result.id]
        stored: Stored = replace(
            row.stored,
            state=result.state,
            attempts=result.attempts,
            reports=result.reports,
            platform_message=result.platform_message,
            ended_at=result.ended_at,
        )
        not_before = result.not_before or row.not_before
        if isinstance(stored, StoredMessage):
            message = replace(stored.message, not_before=not_before)
            stored = replace(stored, message=message, drawn_sequence=result.drawn_sequence)
        else:
            channel = result.channel or stored.letter.channel
            letter = replace(stored.letter, channel=channel)
            stored = replace(stored, letter=letter, error=result.error)
        ready_at = outbox_states.ready_at(result, not_before)
        self._outbox[result.id] = OutboxRow(stored, row.attention, ready_at, result.error)

    def _ready(self, now: datetime) -> list[OutboxRow]:
        rows = self._outbox.values()
        return [row for row in rows if row.ready_at is not None and row.ready_at <= now]

    def _drawn_before(self, case: str, sequence: int) -> list[StoredMessage]:
        rows = self._outbox.values()
        return [
            one
            for row in rows
            if isinstance(one := row.stored, StoredMessage)
            and one.drawn_sequence < sequence  # asked first, for it is true of few
            and one.state is MessageState.TOLD
            and one.platform_message
            and one.case == case
        ]

    def _listed(self, rows: Mapping[str, CaseRow], *, closed: bool) -> tuple[str, ...]:
        shown = (
            (row.index.due is None, row.index.due or outbox_states.ALWAYS_DUE, case)
            for case, row in rows.items()
            if closed or row.index.status is not CaseStatus.CLOSED
        )
        return tuple(case for _, _, case in sorted(shown))
