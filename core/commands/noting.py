"""Writing something down, and asking one's own line."""

from dataclasses import dataclass

from core.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote(Command):
    """Write something down."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyDetails(Command):
    """Fill in what the policy wants to travel with a hand-up, by field id."""

    answers: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForSupport(Command):
    """Ask one's own line for support."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportGap(Command):
    """Report a gap in policy or procedure."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectEntry(Command):
    """Correct an earlier entry by a new one."""

    corrects: int
    text: str
