"""How owed notices move from state to state; the same for every ledger."""

from datetime import datetime, timedelta
from typing import Final

from core.ports import OwedState, Settlement

WAITING: Final = frozenset({OwedState.PENDING, OwedState.UNKNOWN})
"""States in which a notice waits for its time."""

REMEMBERED: Final = timedelta(minutes=10)
"""How long a request's digest is kept."""


def handed_out(stored: OwedState) -> OwedState:
    """What a sender is told on claiming: a first try, or one that may be a repeat."""
    return OwedState.SENDING if stored is OwedState.PENDING else OwedState.UNKNOWN


def ready_at(settlement: Settlement, not_before: datetime) -> datetime | None:
    """When a settled notice may be claimed again; None for never."""
    if settlement.state is OwedState.SENDING:
        raise ValueError("an attempt cannot end with the notice still being sent")
    return (settlement.not_before or not_before) if settlement.state in WAITING else None


def check_batch(expected: int, events: int) -> None:
    """Raises ValueError for a batch that would open a case with nothing on its record."""
    if expected == 0 and events == 0:
        raise ValueError("a case begins with an event")
