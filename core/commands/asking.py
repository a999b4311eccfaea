"""Answering for a side: taking a case on, or passing it."""

from dataclasses import dataclass

from core.commands.base import Command


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
