"""Immediate risk, special circumstances and who must know."""

from dataclasses import dataclass, field
from datetime import datetime

from core.events.base import PRIVATE, Happening
from core.vocabulary import Rung


@dataclass(frozen=True, slots=True, kw_only=True)
class ImmediateRiskFlagged(Happening):
    """Somebody says a person is in immediate danger."""

    stage: str
    told: tuple[str, ...]
    gaps: tuple[str, ...]
    due: datetime
    account: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPassedOn(Happening):
    """Nobody had seen the alert, so it went further."""

    rung: Rung
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskAcknowledged(Happening):
    """One of those told has seen the alert and acts on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImmediateRiskWithdrawn(Happening):
    """The flag was taken back, with a reason."""

    reason: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideInvoked(Happening):
    """Special circumstances: the ladder is over-ridden."""

    event: str
    """Id in the policy's list."""
    told: tuple[str, ...]
    gaps: tuple[str, ...]
    due: datetime
    """By when those named must know."""
    account: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleInformed(Happening):
    """A conditional notification applied: these people are told and kept informed."""

    notification: str
    people: tuple[str, ...]
    gaps: tuple[str, ...]
