"""How owed notices move from state to state; the same for every ledger."""

from datetime import UTC, datetime, timedelta
from typing import Final

from core.cases.record.ledger import AttemptResult, Batch, MessageState

WAITING: Final = frozenset({MessageState.PENDING, MessageState.UNKNOWN})
"""States in which a notice waits for its time."""

NOT_ENDED: Final = WAITING | {MessageState.SENDING, MessageState.PARKED}
"""States in which somebody still has to do something about a notice."""

AT_ONCE: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""A time that has come whatever the clock says."""

TOKENS_LAST: Final = timedelta(days=180)
"""How long a button can be pressed; a message that is drawn anew gets new ones."""

REMEMBERED: Final = timedelta(minutes=10)
"""How long a request's digest is kept."""


def handed_out(stored: MessageState) -> MessageState:
    """What a sender is told on claiming: a first try, or one that may be a repeat."""
    return MessageState.SENDING if stored is MessageState.PENDING else MessageState.UNKNOWN


def ready_at(settlement: AttemptResult, not_before: datetime) -> datetime | None:
    """When a settled notice may be claimed again; None for never."""
    if settlement.state is MessageState.SENDING:
        raise ValueError("an attempt cannot end with the notice still being sent")
    return (settlement.not_before or not_before) if settlement.state in WAITING else None


def check_batch(batch: Batch) -> None:
    """Raises ValueError for a batch no ledger could keep."""
    if batch.expected == 0 and not batch.events:
        raise ValueError("a case begins with an event")
    if len({due.key for due in batch.due}) != len(batch.due):
        raise ValueError("two due times of a case share a key")


def recorded_at(batch: Batch) -> datetime | None:
    """When the batch happened, by the server's clock; None where nothing did."""
    return batch.events[-1].at if batch.events else None
