"""Concord's own: reminders, and whom it reached."""

from dataclasses import dataclass, field

from core.commands.base import Command
from core.vocabulary import Miss, Platform, Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Remind(Command):
    """A reminder falls due."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTold(Command):
    """A platform took a message."""

    person: str
    purpose: Purpose
    platform: Platform
    repeat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMissed(Command):
    """A person could not be told."""

    person: str
    purpose: Purpose
    why: Miss
    stage: str = field(default="")
