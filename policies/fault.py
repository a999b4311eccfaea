"""A fault in a file: a value with its place, worded for the coordinator who edits the file."""

from collections.abc import Iterable
from dataclasses import dataclass

Path = tuple[str | int, ...]
"""Where in a file: mapping keys and list positions from the top, e.g. ``("roles", 2, "title")``."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at one place of one file, what was expected, and what to do about it."""

    file: str
    line: int
    """Counted from 1."""
    path: str
    """Readable place, e.g. ``tracks > main > stages > leads > clock > unit``; empty: whole file."""
    message: str

    def __str__(self) -> str:
        """The fault on one line, as a compiler would print it."""
        place = f" ({self.path})" if self.path else ""
        return f"{self.file}:{self.line}:{place} {self.message}"


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Each fault once, in the order a reader meets them in the file."""
    return tuple(sorted(dict.fromkeys(faults), key=lambda fault: (fault.line, fault.path)))
