"""The time left to answer a request, and waiting no longer than that."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Final, TypeVar

DESK_SECONDS: Final = 2.5
"""Slack waits three seconds; the rest is for opening the modal that shows the answer."""
ANSWER_SECONDS: Final = 2.8

T = TypeVar("T")

_cancelled_tasks: Final[set[asyncio.Future[Any]]] = set()
"""Cancelled tasks that have not ended; referenced here, as the loop holds only weak references."""


@dataclass(frozen=True, slots=True)
class TimeBudget:
    """The time of one request, counted from its arrival on the event loop's clock."""

    since: float

    @classmethod
    def now(cls) -> "TimeBudget":
        """Start counting."""
        return cls(asyncio.get_running_loop().time())

    def desk(self) -> float:
        """Seconds left for the front desk."""
        return self._left(DESK_SECONDS)

    def whole(self) -> float:
        """Seconds left until the answer must be on its way."""
        return self._left(ANSWER_SECONDS)

    def _left(self, seconds: float) -> float:
        return max(self.since + seconds - asyncio.get_running_loop().time(), 0.0)


async def run_within(seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """Return the result of ``work``; raise TimeoutError on time even if it ignores cancellation."""
    task = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
    except asyncio.CancelledError:
        _cancel(task)
        raise
    if not done:
        _cancel(task)
        raise TimeoutError
    return task.result()


def _cancel(task: asyncio.Future[Any]) -> None:
    task.cancel()
    _cancelled_tasks.add(task)
    task.add_done_callback(_forget)


def _forget(task: asyncio.Future[Any]) -> None:
    _cancelled_tasks.discard(task)
    if not task.cancelled():
        task.exception()  # retrieved, so that the loop does not log it with its text
