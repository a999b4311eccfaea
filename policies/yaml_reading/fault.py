"""A fault in a file: a value with its place, worded for the coordinator who edits the file."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

Path = tuple[str | int, ...]
"""A place in a file: mapping keys and list positions from the top, e.g. ``("roles", 2,
"title")``.
"""


MAX_FAULTS: Final = 200
"""Most faults reported at once; a file with more is another kind of file."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault at one place of a file: what is wrong, what was expected, what to do."""

    file: str
    line: int
    """Counted from 1."""
    path: str
    """Readable place, e.g. ``tracks > main > stages > leads > clock > unit``; empty: whole file."""
    message: str
    steps: Path = field(default=(), compare=False, repr=False)
    """The same place as a path, for programs."""

    def __str__(self) -> str:
        """Return the fault on one line, as a compiler prints it."""
        place = f" ({self.path})" if self.path else ""
        return f"{self.file}:{self.line}:{place} {self.message}"


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return each fault once, in the order of the file; at most MOST, then a remark that there are
    more.
    """
    found = sorted(dict.fromkeys(faults), key=_order)
    told = found[:MAX_FAULTS]
    return (
        (*told, and_more(told[-1].file, told[-1].line)) if len(found) > MAX_FAULTS else tuple(told)
    )


def _order(fault: Fault) -> tuple[str, int, str]:
    return fault.file, fault.line, fault.path


def and_more(file: str, line: int) -> Fault:
    """Return the remark that ends a shortened list."""
    return Fault(file, line, "", "There are more faults than these. Mend these first.")
