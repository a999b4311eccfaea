"""What the in-memory twin of the ledger keeps of a case and of an owed notice."""

from dataclasses import dataclass
from datetime import datetime

from adapters.ledger import check, codec
from core.ports import Batch, Index, Owed
from core.record import FIRST_SEAL


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A case's row and record."""

    index: Index
    key: bytes | None
    """Key of the commitments; None once destroyed."""
    rows: tuple[check.Stored, ...] = ()
    wake_at: datetime | None = None
    leased: bool = False
    redraw_at: datetime | None = None

    @property
    def head(self) -> check.Head:
        """What the case's row says its record must come to."""
        names = self.index
        return check.Head(
            sequence=len(self.rows),
            seal=self.rows[-1].seal if self.rows else FIRST_SEAL,
            reference=names.reference,
            partnership=names.partnership,
            edition=names.edition,
        )


@dataclass(frozen=True, slots=True)
class OwedRow:
    """An owed notice with the time it may be claimed at, or None."""

    owed: Owed
    ready_at: datetime | None
    error: str = ""


def sealed(batch: Batch, case: CaseRow) -> tuple[check.Stored, ...]:
    """The batch's events behind the case's last entry; the private part is kept as it is."""
    rows: list[check.Stored] = []
    previous = case.head.seal
    for sequence, event in enumerate(batch.events, start=batch.expected + 1):
        encoded = codec.encode(batch.case, sequence, event, case.key)
        rows.append(check.sealed(encoded, previous, encoded.private))
        previous = rows[-1].seal
    return tuple(rows)
