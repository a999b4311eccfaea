"""What Concord did by itself: reminders, and whom it reached."""

from dataclasses import dataclass

from core.events.base import Happening
from core.vocabulary import Miss, Platform, Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded(Happening):
    """A reminder fell due and is owed to these people."""

    key: str
    """Which reminder of which duty; unique within a case."""
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactTold(Happening):
    """The platform took a message for this person: sent, not yet confirmed by them."""

    person: str
    purpose: Purpose
    platform: Platform
    repeat: bool = False
    """An earlier attempt's answer was lost: this may be a second copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactMissed(Happening):
    """This person could not be told."""

    person: str
    purpose: Purpose
    why: Miss
    stage: str
