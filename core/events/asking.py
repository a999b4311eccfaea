"""Who was asked for a side, and what they answered."""

from dataclasses import dataclass, field

from core.events.base import PRIVATE, Happening
from core.vocabulary import Side, Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted(Happening):
    """A contact took the stage on for their side: they are its owner now."""

    stage: str
    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined(Happening):
    """A contact said "not me"."""

    stage: str
    side: Side
    reason: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedToDeputy(Happening):
    """A contact passed the request to a deputy, who is asked now."""

    stage: str
    side: Side
    deputy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactAsked(Happening):
    """Somebody further was asked, with the coded reason for it."""

    stage: str
    side: Side
    person: str
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLeft(Happening):
    """Somebody who stood for a side is not on the contact list any more."""

    stage: str
    side: Side
    person: str
    owner: bool
    """They had accepted: the stage has no owner on that side until somebody else accepts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherSideNamed(Happening):
    """The receiving agency of a case opened without one is known now, and its contacts asked."""

    receiving_agency: str
    receiving_team: str
    counterpart: str
    asked: tuple[str, ...]
