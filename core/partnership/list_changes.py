"""Carrying out what is asked of a contact list: read, decide, write, and go by it at once."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from core.directory import Act, Change, Following, Kept, RollBroken, changed
from core.directory.commands import Command, EndPost, LetLeave, MarkAbsent
from core.directory.decide import decide_roll
from core.directory.model import Directory
from core.directory.refusals import Denial, Objection
from core.directory.warnings import Noted, remarks
from core.local_time import local
from core.partnership.edition_sync import Uptake
from core.partnership.register import Register
from core.ports import Clock, LedgerUnavailable, VaultRefused

TRIES: Final = 8
"""How often a decision is taken anew because somebody else wrote first."""
LONGEST_WHY: Final = 200
MOST_READ: Final = 100

Owned = Callable[[str], Awaitable[int]]
"""How many open stages a person is the owner of now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Written: the whole list as it stands now, what was changed, and what to say beside it."""

    directory: Directory
    changes: tuple[Change, ...]
    noted: tuple[Noted, ...] = ()
    owned: int = 0
    """How many stages are still open in the name of whoever serves less now: each is looked at."""


Outcome = Changed | Denial


class Rollwork:
    """The one way into a roll for people. Raises LedgerUnavailable where nothing was written."""

    def __init__(
        self,
        following: Following,
        register: Register,
        uptake: Uptake,
        clock: Clock,
        owned: Owned,
    ) -> None:
        self._following = following
        self._register = register
        self._uptake = uptake
        self._clock = clock
        self._owned = owned

    async def carry_out(self, partnership: str, command: Command, why: str = "") -> Outcome:
        """Do it, or say why not. Where somebody wrote first it is decided again, on what they made
        of the list; from then on this process goes by it, and every other at its next look.
        """
        for _ in range(TRIES):
            try:
                outcome = await self._once(partnership, command, why[:LONGEST_WHY].strip())
            except (RollBroken, VaultRefused):
                return Denial(why=Objection.BROKEN)
            if outcome is not None:
                return outcome
        return Denial(why=Objection.BUSY)

    async def _once(self, partnership: str, command: Command, why: str) -> Outcome | None:
        """One try; None where somebody else was first."""
        stand = await self._following.stand(partnership)
        if stand is None or stand.directory is None:
            return Denial(why=Objection.NO_LIST)
        before, now = stand.directory, self._clock.now()
        today = local(now).date()
        decided = decide_roll(before, command, self._roles(partnership), today)
        if isinstance(decided, Denial):
            return decided
        act = Act(at=now, by=command.by, why=why, changes=decided)
        if not await self._following.roll.write(partnership, stand.last.number, act):
            return None
        after: Directory | None = before
        for change in decided:
            after = changed(after, change, now)
        after = after or before
        noted = remarks(before, after, command, today)
        owned = 0
        with suppress(LedgerUnavailable, RollBroken, VaultRefused):  # written: the beat takes it up
            await self._uptake.take_list(partnership)
            owned = await self._owned(loser) if (loser := _losing(command)) else 0
        return Changed(directory=after, changes=decided, noted=noted, owned=owned)

    def _roles(self, partnership: str) -> frozenset[str]:
        """The roles of every edition that runs here; empty where none does."""
        known = self._register.editions(partnership)
        return frozenset(role.id for one in known for role in one.policy.roles)

    async def history(self, partnership: str) -> tuple[Kept, ...]:
        """Every act, oldest first. Raises RollBroken, VaultRefused and LedgerUnavailable."""
        return await self._following.roll.read(partnership)

    async def directory(self, partnership: str) -> Directory | None:
        """The whole list as it stands. Raises RollBroken, VaultRefused and LedgerUnavailable."""
        stand = await self._following.stand(partnership)
        return stand.directory if stand else None


def _losing(command: Command) -> str:
    """Who serves less by this command, for good or for a while; "" for nobody."""
    match command:
        case EndPost() | LetLeave() | MarkAbsent():
            return command.person
        case _:
            return ""
