"""Commands about duties and about immediate risk."""

from dataclasses import dataclass, field
from datetime import date

from core.cases.commands.command import Command
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


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagImmediateRisk(Command):
    """Say that somebody is in immediate danger. Never refused for want of anything."""

    account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeRisk(Command):
    """Say that the alert was seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawImmediateRisk(Command):
    """Take the flag back, with a reason."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvokeOverride(Command):
    """Report special circumstances from the policy's list."""

    event: str
    account: str = ""
