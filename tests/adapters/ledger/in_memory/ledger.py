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
from core.cases.record.ledger import (
    Appended,
    AttemptResult,
    Batch,
    Collision,
    Duplicate,
    IssuedToken,
    MessageState,
    OutboxMessage,
    StoredMessage,
    Superseded,
)
from core.cases.record.seals import Breach, Entry
from core.vocabulary import CaseStatus, Platform
from tests.adapters.ledger.in_memory.rows import CaseRow, OwedRow, ReachedRows, sealed

_entry: Final = lru_cache(maxsize=50_000)(check.entry_of)
"""Entries never change, and here everything is in memory already: each is read once."""


class MemoryLedger:
    """Implements the port ``Ledger``. Nothing here awaits, so every call is one transaction."""

    def __init__(self) -> None:
        self._cases: dict[str, CaseRow] = {}
        self._read: dict[str, tuple[tuple[check.Stored, ...], tuple[Entry, ...]]] = {}
        """Rows of a case as they were last read, and what was read in them."""
        self._owed: dict[int, OwedRow] = {}
        self._debts: set[str] = set()
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
        settled = self._owed.get(batch.settlement.owed) if batch.settlement else None
        for one in filter(None, map(sign, batch.events)):
            self._reached.note(one, settled.owed.debt if settled else None)
        for debt in batch.debts:
            self._owe(batch.case, debt, at or debt.not_before)
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

    async def lanes(self, now: datetime) -> tuple[str, ...]:
        """Lanes in which a notice waits to be sent now, sorted."""
        return tuple(sorted({row.owed.debt.lane for row in self._ready(now)}))

    async def claim_owed(
        self, now: datetime, lane: str, limit: int, lease: float
    ) -> tuple[StoredMessage, ...]:
        """Lease up to ``limit`` owed notices of a lane, urgent first, then oldest."""
        ready = (row for row in self._ready(now) if row.owed.debt.lane == lane)
        ordered = sorted(
            ready, key=lambda row: (not row.owed.debt.urgent, row.ready_at, row.owed.id)
        )
        until = now + timedelta(seconds=lease)
        claimed: list[StoredMessage] = []
        for row in ordered[:limit]:
            taken = replace(row.owed, state=MessageState.SENDING, epoch=row.owed.epoch + 1)
            self._owed[taken.id] = OwedRow(taken, until, row.error)
            claimed.append(replace(taken, state=outbox_states.state_for_sender(row.owed.state)))
        return tuple(claimed)

    async def settle(self, settlement: AttemptResult) -> bool:
        """Write an attempt's result where no event goes with it; False if the lease was lost."""
        row = self._leased(settlement)
        if row is None:
            return False
        self._settle(settlement)
        case = self._cases[row.owed.case]
        self._cases[row.owed.case] = replace(
            case, redraw_at=case.redraw_at or outbox_states.ALWAYS_DUE
        )
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

    async def owed(self, number: int) -> StoredMessage | None:
        """An owed notice as it stands, by its id; nothing is leased."""
        row = self._owed.get(number)
        return row.owed if row else None

    async def delivered_to(self, case: str, person: str) -> tuple[StoredMessage, ...]:
        """A person's told messages of a case, newest first."""
        return tuple(
            row.owed
            for row in reversed(self._owed.values())
            if row.owed.case == case
            and row.owed.debt.person == person
            and row.owed.state is MessageState.TOLD
        )

    async def waiting(self, case: str) -> tuple[StoredMessage, ...]:
        """A case's messages that have not come to an end, oldest first."""
        return tuple(
            row.owed
            for row in self._owed.values()
            if row.owed.case == case and row.owed.state in outbox_states.UNFINISHED
        )

    async def reached(
        self, people: Sequence[str]
    ) -> Mapping[tuple[str, Platform], DeliveryHistory]:
        """How messages to these people went before, by person and platform."""
        return self._reached.of(people)

    async def drawn(self, owed: int, sequence: int) -> None:
        """Remember that a told message shows the case as of this sequence."""
        row = self._owed.get(owed)
        if row is None:
            return
        shown = max(row.owed.drawn_sequence, sequence)
        self._owed[owed] = replace(row, owed=replace(row.owed, drawn_sequence=shown))
        case = self._cases[row.owed.case]
        if not self._drawn_before(row.owed.case, sequence):
            again = (
                outbox_states.ALWAYS_DUE
                if self._drawn_before(row.owed.case, len(case.rows))
                else None
            )
            self._cases[row.owed.case] = replace(case, redraw_at=again)

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

    def _owe(self, case: str, debt: OutboxMessage, at: datetime) -> None:
        if debt.key in self._debts:
            return
        self._debts.add(debt.key)
        owed = StoredMessage(
            id=len(self._owed) + 1,
            case=case,
            debt=debt,
            state=MessageState.PENDING,
            attempts=0,
            epoch=0,
            created_at=at,
        )
        self._owed[owed.id] = OwedRow(owed, debt.not_before)

    def _leased(self, settlement: AttemptResult) -> OwedRow | None:
        row = self._owed.get(settlement.owed)
        held = row is not None and row.owed.state is settlement.was
        return row if row is not None and held and row.owed.epoch == settlement.epoch else None

    def _settle(self, settlement: AttemptResult) -> None:
        owed = self._owed[settlement.owed].owed
        not_before = settlement.not_before or owed.debt.not_before
        self._owed[owed.id] = OwedRow(
            replace(
                owed,
                debt=replace(owed.debt, not_before=not_before),
                state=settlement.state,
                attempts=settlement.attempts,
                message=settlement.message,
                drawn_sequence=settlement.drawn_sequence,
            ),
            outbox_states.ready_at(settlement, not_before),
            settlement.error,
        )

    def _ready(self, now: datetime) -> list[OwedRow]:
        rows = self._owed.values()
        return [row for row in rows if row.ready_at is not None and row.ready_at <= now]

    def _drawn_before(self, case: str, sequence: int) -> list[StoredMessage]:
        return [
            row.owed
            for row in self._owed.values()
            if row.owed.case == case
            and row.owed.state is MessageState.TOLD
            and row.owed.message
            and row.owed.drawn_sequence < sequence
        ]

    def _listed(self, rows: Mapping[str, CaseRow], *, closed: bool) -> tuple[str, ...]:
        shown = (
            (row.index.due is None, row.index.due or outbox_states.ALWAYS_DUE, case)
            for case, row in rows.items()
            if closed or row.index.status is not CaseStatus.CLOSED
        )
        return tuple(case for _, _, case in sorted(shown))
