"""The two clocks: the system's, and one that stands still until it is moved."""

import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """Tells the machine's time."""

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.now(UTC)


class MovableClock:
    """Starts at a given time and goes where it is moved; never backwards.

    With ``running=True`` it also keeps running in real time from there.
    """

    def __init__(self, at: datetime, *, running: bool = False) -> None:
        self._at = _utc(at)
        self._running = running
        self._since = time.monotonic()

    def now(self) -> datetime:
        """Aware UTC."""
        if not self._running:
            return self._at
        return self._at + timedelta(seconds=time.monotonic() - self._since)

    def move_to(self, at: datetime) -> None:
        """Show this aware time from now on. Raises ValueError where it lies before now."""
        aim, now = _utc(at), self.now()
        if aim < now:
            raise ValueError(f"a clock is never moved back: it is {now.isoformat()}")
        self._at, self._since = aim, time.monotonic()


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a clock needs a time with its zone")
    return at.astimezone(UTC)
