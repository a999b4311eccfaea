"""The time left to answer a request, and waiting no longer than that."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Final, TypeVar

MODAL_SECONDS: Final = 0.3
"""Kept back from the desk's time, for opening the modal that shows the answer."""

T = TypeVar("T")

_cancelled_tasks: Final[set[asyncio.Future[Any]]] = set()
"""Cancelled tasks that have not ended; referenced here, as the loop holds only weak references."""


@dataclass(frozen=True, slots=True)
class TimeBudget:
    """The time of one request, which ends at ``until`` on the event loop's clock."""

    until: float

    @classmethod
    def of(cls, seconds: float) -> "TimeBudget":
        """Start counting down from this many seconds."""
        return cls(asyncio.get_running_loop().time() + seconds)

    def desk(self) -> float:
        """Seconds left for the front desk."""
        return max(self.whole() - MODAL_SECONDS, 0.0)

    def whole(self) -> float:
        """Seconds left until the answer must be on its way."""
        return max(self.until - asyncio.get_running_loop().time(), 0.0)


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
