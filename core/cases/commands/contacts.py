"""Commands to accept, decline or pass on a request, and to record who was told."""

from dataclasses import dataclass, field

from core.cases.commands.command import Command
from core.cases.events import Attempt
from core.vocabulary import FailureReason, Platform, Purpose, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept(Command):
    """Accept the stage for one's side."""

    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline(Command):
    """Say "not me"."""

    stage: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandToDeputy(Command):
    """Pass the request to a deputy of one's post."""

    stage: str
    deputy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameOtherSide(Command):
    """Name the receiving agency of a case opened on the immediate path without one."""

    receiving_agency: str
    receiving_team: str
    counterpart: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remind(Command):
    """Send a reminder that is due."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTold(Command):
    """Record that a platform took a message."""

    person: str
    purpose: Purpose
    platform: Platform
    repeat: bool = False
    tried: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMissed(Command):
    """Record that a person could not be told."""

    person: str
    purpose: Purpose
    why: FailureReason
    stage: str = field(default="")
    platform: Platform | None = None
    tried: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReRoute(Command):
    """Replace a person of a side who is no longer on the contact list."""

    person: str
    side: Side
