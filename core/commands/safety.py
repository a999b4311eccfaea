"""Immediate risk and special circumstances."""

from dataclasses import dataclass

from core.commands.base import Command


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
