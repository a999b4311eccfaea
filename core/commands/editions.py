"""Moving an open case to another edition of its policy."""

from dataclasses import dataclass

from core.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEdition(Command):
    """Let the case go on under the edition in force."""

    edition: str
    """Digest of the edition whose changes were read; it must be the one in force."""
    reason: str
