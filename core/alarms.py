"""The alarm with whoever runs Concord: a code and a place, never a word of a case."""

from typing import Protocol

from core.ports import Owed


class Alarm(Protocol):
    """Raises the alarm with the operator: a code and where, never content."""

    def __call__(self, code: str, where: str) -> None:
        """Raise it."""
        ...


def place_of(owed: Owed) -> str:
    """Where a message stands, for an operator: its key holds people's ids, which are names."""
    return f"{owed.case}:{owed.id}"
