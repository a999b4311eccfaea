"""What Concord did by itself: reminders, and whom it reached."""

from dataclasses import dataclass

from core.events.base import Happening
from core.vocabulary import Miss, Platform, Purpose, Rung


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded(Happening):
    """A reminder fell due and is owed to these people."""

    key: str
    """Which reminder of which duty; unique within a case."""
    people: tuple[str, ...]
    rung: Rung | None = None
    """Which step of the ladder within a stage it is; None where it is none."""
    skipped: tuple[Rung, ...] = ()
    """The steps before it that had nobody, and so took no time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A channel that did not take a message, and why."""

    platform: Platform
    why: Miss


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactTold(Happening):
    """The platform took a message for this person: sent, not yet confirmed by them."""

    person: str
    purpose: Purpose
    platform: Platform
    repeat: bool = False
    """An earlier attempt's answer was lost: this may be a second copy."""
    tried: tuple[Attempt, ...] = ()
    """Channels that refused it first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactMissed(Happening):
    """This person could not be told."""

    person: str
    purpose: Purpose
    why: Miss
    stage: str
    platform: Platform | None = None
    """Whose answer ``why`` is; None where no platform was asked."""
    tried: tuple[Attempt, ...] = ()
    """Every other channel that refused it."""
