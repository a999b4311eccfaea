"""Following the roll: each partnership's list as it stands, reading only what is new in it."""

from dataclasses import dataclass

from core.directory import Directory
from core.roll.folding import changed
from core.roll.keeping import Kept, Roll


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """A contact list as it stands, and the last act that made it so."""

    last: Kept
    directory: Directory | None


class Following:
    """What a process remembers of every roll: a long one is read through once only."""

    def __init__(self, roll: Roll) -> None:
        self.roll = roll
        """All of it, act by act."""
        self._stands: dict[str, Stand] = {}

    async def stand(self, partnership: str) -> Stand | None:
        """Where a partnership's roll stands now; None where nothing was ever written.

        Raises RollBroken, VaultRefused and LedgerUnavailable; what was known before stays.
        """
        known = self._stands.get(partnership)
        fresh = await self.roll.read(partnership, known.last if known else None)
        if not fresh:
            return known
        directory = known.directory if known else None
        for one in fresh:
            for change in one.act.changes:
                directory = changed(directory, change, one.act.at)
        stand = Stand(last=fresh[-1], directory=directory)
        self._stands[partnership] = stand
        return stand
