"""How long work takes, told so that a busy machine fails nobody."""

import time
from collections.abc import Callable
from typing import TypeVar

_Result = TypeVar("_Result")
TRIES = 5


def paced(work: Callable[[], _Result], seconds: float) -> _Result:
    """The result of work that may take this process so many seconds of a processor; the quickest of
    a few tries counts, for what a neighbour on the machine costs is nothing of ours.
    """
    took: list[float] = []
    for _ in range(TRIES):
        began = time.process_time()
        result = work()
        took.append(time.process_time() - began)
        if took[-1] < seconds:
            return result
    raise AssertionError(f"{min(took):.1f} s at best, {seconds:g} s allowed")
