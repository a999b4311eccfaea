"""Commands by which a side accepts or passes a case on, and that record who was told."""

from dataclasses import dataclass, field

from core.cases.commands.command import Command
from core.cases.events import Attempt
from core.vocabulary import FailureReason, Platform, Purpose, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept(Command):
    """Take the stage on for one's side."""

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
    """Say which agency a case is with that was opened in haste without naming one."""

    receiving_agency: str
    receiving_team: str
    counterpart: str


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
    why: FailureReason
    stage: str = field(default="")
    platform: Platform | None = None
    tried: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReRoute(Command):
    """Somebody who stands for a side of the stage has left."""

    person: str
    side: Side
