"""Commands about duties and about immediate risk."""

from dataclasses import dataclass, field
from datetime import date

from core.cases.commands.command import Command
from core.vocabulary import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTask(Command):
    """Record a duty as done."""

    scope: str
    task: str
    side: Side | None
    held_on: date
    answers: dict[str, str] = field(default_factory=dict[str, str])
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipTask(Command):
    """Record a duty as not done, and why."""

    scope: str
    task: str
    side: Side | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagImmediateRisk(Command):
    """Flag immediate danger. Never refused because something is missing."""

    account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeRisk(Command):
    """Acknowledge the alert."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawImmediateRisk(Command):
    """Withdraw the flag, with a reason."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvokeOverride(Command):
    """Report special circumstances from the policy's list."""

    event: str
    account: str = ""
