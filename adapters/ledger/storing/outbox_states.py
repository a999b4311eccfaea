"""States of outbox messages and limits, the same for every ledger."""

from datetime import UTC, datetime, timedelta
from typing import Final

from core.cases.record.ledger import Batch
from core.outbox import AttemptResult, MessageState

CLAIMABLE: Final = frozenset({MessageState.PENDING, MessageState.UNKNOWN})
"""States in which a message waits for its time."""

UNFINISHED: Final = CLAIMABLE | {MessageState.SENDING, MessageState.PARKED}
"""States in which a message is not finished."""

ALWAYS_DUE: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""A time that is always in the past."""

TOKENS_LAST: Final = timedelta(days=180)
"""How long a button can be pressed; a message that is drawn anew gets new ones."""

LETTERS_LAST: Final = timedelta(days=400)
"""How long it is known that a letter has ended: longer than the period of any."""

SIGN_IN_CODES_LAST: Final = timedelta(days=1)
"""The same for codes to sign in: long enough for an e-mail to come back."""

REQUEST_DIGEST_LIFETIME: Final = timedelta(minutes=10)
"""How long a request's digest is kept."""


def state_for_sender(stored: MessageState) -> MessageState:
    """Return the state a sender is told on claiming: a first attempt, or one that may be a
    repeat.
    """
    return MessageState.SENDING if stored is MessageState.PENDING else MessageState.UNKNOWN


def ready_at(settlement: AttemptResult, not_before: datetime) -> datetime | None:
    """Return when a message may be claimed again after an attempt; None for never."""
    if settlement.state is MessageState.SENDING:
        raise ValueError("an attempt cannot end with the notice still being sent")
    return (settlement.not_before or not_before) if settlement.state in CLAIMABLE else None


def check_batch(batch: Batch) -> None:
    """Raises ValueError for a batch that no ledger can store."""
    if batch.expected == 0 and not batch.events:
        raise ValueError("a case begins with an event")
    if len({due.key for due in batch.due}) != len(batch.due):
        raise ValueError("two due times of a case share a key")


def recorded_at(batch: Batch) -> datetime | None:
    """Return when the batch happened, by the server's clock; None if it has no events."""
    return batch.events[-1].at if batch.events else None
