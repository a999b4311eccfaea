"""Two clocks: the system's, and one that is moved by hand."""

import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """Returns the machine's time."""

    def now(self) -> datetime:
        """Return the current time, aware UTC."""
        return datetime.now(UTC)


class MovableClock:
    """A clock that starts at a given time and is moved forward by hand.

    With ``running=True`` it also runs on in real time.
    """

    def __init__(self, at: datetime, *, running: bool = False) -> None:
        self._at = _utc(at)
        self._running = running
        self._since = time.monotonic()

    def now(self) -> datetime:
        """Return the current time, aware UTC."""
        if not self._running:
            return self._at
        return self._at + timedelta(seconds=time.monotonic() - self._since)

    def move_to(self, at: datetime) -> None:
        """Set the clock to this aware time. Raises ValueError if it is before the present time."""
        aim, now = _utc(at), self.now()
        if aim < now:
            raise ValueError(f"a clock is never moved back: it is {now.isoformat()}")
        self._at, self._since = aim, time.monotonic()


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a clock needs a time with its zone")
    return at.astimezone(UTC)
