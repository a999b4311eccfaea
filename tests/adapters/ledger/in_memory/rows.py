"""What the in-memory twin of the ledger keeps of a case and of an owed notice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from adapters.ledger.sealing import event_codec, verify
from adapters.ledger.storing.delivery_history import platform_of
from core.cases.record.delivery_history import DeliveryHistory, DeliverySign
from core.cases.record.ledger import Batch, CaseIndex
from core.cases.record.seals import FIRST_SEAL
from core.outbox import Attention, OutboxMessage, Stored, StoredMessage
from core.vocabulary import Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A case's row and record."""

    index: CaseIndex
    key: bytes | None
    """Key of the commitments; None once destroyed."""
    rows: tuple[verify.Stored, ...] = ()
    wake_at: datetime | None = None
    leased: bool = False
    redraw_at: datetime | None = None

    @property
    def head(self) -> verify.Head:
        """What the case's row says its record must come to."""
        names = self.index
        return verify.Head(
            sequence=len(self.rows),
            seal=self.rows[-1].seal if self.rows else FIRST_SEAL,
            reference=names.reference,
            partnership=names.partnership,
            edition=names.edition,
        )


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """An outbox message with its class and the time it may be claimed at, or None."""

    stored: Stored
    attention: Attention
    ready_at: datetime | None
    error: str = ""

    @property
    def not_before(self) -> datetime:
        """When it may be sent."""
        if isinstance(self.stored, StoredMessage):
            return self.stored.message.not_before
        return self.stored.letter.owed_at


class ReachedRows:
    """How messages to people went, by person and platform."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, Platform], DeliveryHistory] = {}

    def note(self, one: DeliverySign, settled: OutboxMessage | None) -> None:
        """Keep what an event says; ``settled`` is the notice whose attempt it comes from."""
        platform = one.told
        if one.missed is not None and settled is not None and settled.person == one.person:
            platform = platform_of(settled.queue)
        elif one.told is None and one.missed is None:
            platform = self._told_last(one.person)
        if platform is not None:
            place = (one.person, platform)
            self._rows[place] = self._rows.get(place, DeliveryHistory()).after(one)

    def of(self, people: Iterable[str]) -> dict[tuple[str, Platform], DeliveryHistory]:
        """What is known of these people."""
        wanted = set(people)
        return {place: row for place, row in self._rows.items() if place[0] in wanted}

    def _told_last(self, person: str) -> Platform | None:
        told = (
            (row.last_told, platform)
            for (whose, platform), row in self._rows.items()
            if whose == person and row.last_told
        )
        return max(told, default=(None, None))[1]


def sealed(batch: Batch, case: CaseRow) -> tuple[verify.Stored, ...]:
    """The batch's events behind the case's last entry; the private part is kept as it is."""
    rows: list[verify.Stored] = []
    previous = case.head.seal
    for sequence, event in enumerate(batch.events, start=batch.expected + 1):
        encoded = event_codec.encode(batch.case, sequence, event, case.key)
        rows.append(verify.sealed_row(encoded, previous, encoded.private))
        previous = rows[-1].seal
    return tuple(rows)
