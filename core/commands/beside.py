"""Asking for a matter of its own, beside a running case."""

from dataclasses import dataclass
from datetime import datetime

from core.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeRoute(Command):
    """Take a way beside the ladder: a matter of its own begins, and the case says which."""

    route: str
    reason: str
    reference: str
    """The new matter's reference."""
    answers: dict[str, str]
    """The route's own fields, by field id."""
    protective: datetime | None = None
    matter: str = ""
    """Case id of the matter that was opened; "" until it has been."""
