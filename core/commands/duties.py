"""Commands about duties: it is done, or it is not and why."""

from dataclasses import dataclass, field
from datetime import date

from core.commands.base import Command
from core.vocabulary import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTask(Command):
    """Record what was done."""

    scope: str
    task: str
    side: Side | None
    held_on: date
    answers: dict[str, str] = field(default_factory=dict[str, str])
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipTask(Command):
    """Record that it was not done, and why."""

    scope: str
    task: str
    side: Side | None
    reason: str
