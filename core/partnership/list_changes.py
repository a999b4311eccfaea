"""Carrying out what is asked of a contact list: read, decide, write, and go by it at once."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from core.directory import (
    CurrentLists,
    ListEntry,
    ListEvent,
    ListLogBroken,
    SealedListEntry,
    changed,
)
from core.directory.commands import EndPost, LetLeave, ListCommand, MarkAbsent
from core.directory.decide import decide_list_change
from core.directory.model import Directory
from core.directory.refusals import ListRefusal, ListRefusalReason
from core.directory.warnings import ListWarning, remarks
from core.local_time import local
from core.partnership.edition_sync import EditionSync
from core.partnership.register import Register
from core.ports import Clock, LedgerUnavailable, VaultRefused

TRIES: Final = 8
"""How often a decision is taken anew because somebody else wrote first."""
LONGEST_WHY: Final = 200
MOST_READ: Final = 100

Owned = Callable[[str], Awaitable[int]]
"""How many open stages a person is the owner of now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChanged:
    """Written: the whole list as it stands now, what was changed, and what to say beside it."""

    directory: Directory
    changes: tuple[ListEvent, ...]
    noted: tuple[ListWarning, ...] = ()
    owned: int = 0
    """How many stages are still open in the name of whoever serves less now: each is looked at."""


Outcome = ListChanged | ListRefusal


class ListChanges:
    """The one way into a roll for people. Raises LedgerUnavailable where nothing was written."""

    def __init__(
        self,
        following: CurrentLists,
        register: Register,
        edition_sync: EditionSync,
        clock: Clock,
        owned: Owned,
    ) -> None:
        self._following = following
        self._register = register
        self._edition_sync = edition_sync
        self._clock = clock
        self._owned = owned

    async def carry_out(self, partnership: str, command: ListCommand, why: str = "") -> Outcome:
        """Do it, or say why not. Where somebody wrote first it is decided again, on what they made
        of the list; from then on this process goes by it, and every other at its next look.
        """
        for _ in range(TRIES):
            try:
                outcome = await self._once(partnership, command, why[:LONGEST_WHY].strip())
            except (ListLogBroken, VaultRefused):
                return ListRefusal(why=ListRefusalReason.BROKEN)
            if outcome is not None:
                return outcome
        return ListRefusal(why=ListRefusalReason.BUSY)

    async def _once(self, partnership: str, command: ListCommand, why: str) -> Outcome | None:
        """One try; None where somebody else was first."""
        stand = await self._following.stand(partnership)
        if stand is None or stand.directory is None:
            return ListRefusal(why=ListRefusalReason.NO_LIST)
        before, now = stand.directory, self._clock.now()
        today = local(now).date()
        decided = decide_list_change(before, command, self._roles(partnership), today)
        if isinstance(decided, ListRefusal):
            return decided
        act = ListEntry(at=now, by=command.by, why=why, changes=decided)
        if not await self._following.roll.write(partnership, stand.last.number, act):
            return None
        after: Directory | None = before
        for change in decided:
            after = changed(after, change, now)
        after = after or before
        noted = remarks(before, after, command, today)
        owned = 0
        with suppress(
            LedgerUnavailable, ListLogBroken, VaultRefused
        ):  # written: the beat takes it up
            await self._edition_sync.take_list(partnership)
            owned = await self._owned(loser) if (loser := _losing(command)) else 0
        return ListChanged(directory=after, changes=decided, noted=noted, owned=owned)

    def _roles(self, partnership: str) -> frozenset[str]:
        """The roles of every edition that runs here; empty where none does."""
        known = self._register.editions(partnership)
        return frozenset(role.id for one in known for role in one.policy.roles)

    async def history(self, partnership: str) -> tuple[SealedListEntry, ...]:
        """Every act, oldest first. Raises ListLogBroken, VaultRefused and LedgerUnavailable."""
        return await self._following.roll.read(partnership)

    async def directory(self, partnership: str) -> Directory | None:
        """The whole list as it stands. Raises ListLogBroken, VaultRefused and LedgerUnavailable."""
        stand = await self._following.stand(partnership)
        return stand.directory if stand else None


def _losing(command: ListCommand) -> str:
    """Who serves less by this command, for good or for a while; "" for nobody."""
    match command:
        case EndPost() | LetLeave() | MarkAbsent():
            return command.person
        case _:
            return ""
