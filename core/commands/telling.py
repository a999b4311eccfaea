"""Concord's own: reminders, and whom it reached."""

from dataclasses import dataclass, field

from core.commands.base import Command
from core.events import Attempt
from core.vocabulary import Miss, Platform, Purpose, Side


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
    tried: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMissed(Command):
    """A person could not be told."""

    person: str
    purpose: Purpose
    why: Miss
    stage: str = field(default="")
    platform: Platform | None = None
    tried: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReRoute(Command):
    """Somebody who stands for a side of the stage has left."""

    person: str
    side: Side
