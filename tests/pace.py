"""Time in tests, told so that a busy machine fails nobody; and work that is done once."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Final, TypeVar

from policies.yaml_reading.yaml_events import events

_Result = TypeVar("_Result")
TRIES = 5
PATIENCE: Final = 60.0
"""Seconds that anything may take where a test is not about time."""
LONGEST: Final = 96 * 1024
"""Characters of a text that is remembered."""
MOST: Final = 64
"""Texts that are remembered at once."""


def paced(work: Callable[[], _Result], seconds: float) -> _Result:
    """The result of work that may take this process so many seconds of a processor; the quickest of
    a few tries counts, for what a neighbour on the machine costs is nothing of ours.
    """
    took: list[float] = []
    for _ in range(TRIES):
        YAML_EVENTS.forget()
        began = time.process_time()
        result = work()
        took.append(time.process_time() - began)
        if took[-1] < seconds:
            return result
    raise AssertionError(f"{min(took):.1f} s at best, {seconds:g} s allowed")


async def until(so: Callable[[], object]) -> None:
    """Wait until it is so, or what it awaits is. A thread of its own counts, so that the loop's
    clock may stand still.
    """
    end, pause = time.monotonic() + PATIENCE, 0.002
    while not (await found if isinstance(found := so(), Awaitable) else found):
        assert time.monotonic() < end, f"not so within {PATIENCE:g} seconds"
        await asyncio.to_thread(time.sleep, pause)
        pause = min(pause * 1.5, 0.1)


class HeldTime:
    """The running loop's clock, which stands still until it is moved: how long something takes is
    up to the test, and a limit is met to the tenth of a second on any machine.
    """

    def __init__(self, now: float) -> None:
        self._now = now

    def time(self) -> float:
        """What the loop takes for the time."""
        return self._now

    async def passes(self, seconds: float) -> None:
        """Move on, and let whoever waited for it go on a little."""
        self._now += seconds
        for _ in range(20):
            await asyncio.sleep(0)


class Remembered:
    """A reader of text whose answers are kept: thousands of tests read the same few files, and
    reading YAML is most of what loading one costs. What was not read to its end is not kept.
    """

    def __init__(self, read: Callable[[str], Iterator[_Result]]) -> None:
        self._read = read
        self._kept: OrderedDict[str, tuple[Any, ...]] = OrderedDict()

    def __call__(self, text: str) -> Iterator[Any]:
        """What the reader says of a text, at once where it has said it before."""
        if text in self._kept:
            self._kept.move_to_end(text)
            yield from self._kept[text]
            return
        said: list[Any] = []
        for one in self._read(text):
            said.append(one)
            yield one
        if len(text) < LONGEST:
            self._kept[text] = tuple(said)
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)

    def forget(self) -> None:
        """Read everything anew: for tests of how long that takes."""
        self._kept.clear()


YAML_EVENTS: Final = Remembered(events)
