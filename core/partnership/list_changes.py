"""Carry out contact-list commands: read the log, decide, write, and update the register."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, cast

from core.directory import CurrentLists, ListEvent, ListLogBroken, SealedListEntry
from core.directory.commands import EndPost, LetLeave, ListCommand, MarkAbsent
from core.directory.log import ListBusy, ListWritten
from core.directory.model import Directory
from core.directory.refusals import ListRefusal, ListRefusalReason
from core.directory.warnings import ListWarning, list_warnings
from core.local_time import local
from core.partnership.edition_sync import EditionSync
from core.partnership.register import Register
from core.ports import Clock, LedgerUnavailable, VaultRefused

MAX_REASON_CHARACTERS: Final = 200
MAX_ENTRIES_SHOWN: Final = 100

CountOwnedStages = Callable[[str], Awaitable[int]]
"""Return how many open stages a person owns now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChanged:
    """A command carried out: the whole new list, the events written, and warnings."""

    directory: Directory
    changes: tuple[ListEvent, ...]
    noted: tuple[ListWarning, ...] = ()
    owned: int = 0
    """How many open stages belong to the person who serves less now; each case is processed."""


Outcome = ListChanged | ListRefusal


class ListChanges:
    """Carries out people's commands on contact lists. Raises LedgerUnavailable, with nothing
    written.
    """

    def __init__(
        self,
        following: CurrentLists,
        register: Register,
        edition_sync: EditionSync,
        clock: Clock,
        owned: CountOwnedStages,
    ) -> None:
        self._following = following
        self._register = register
        self._edition_sync = edition_sync
        self._clock = clock
        self._owned = owned

    async def carry_out(self, partnership: str, command: ListCommand, why: str = "") -> Outcome:
        """Carry out a command, or return a refusal. If another process writes first, decide again
        on the new list. This process uses the result at once, every other from its next tick.
        """
        reason, now = why[:MAX_REASON_CHARACTERS].strip(), self._clock.now()
        try:
            written = await self._following.carry_out(
                partnership, command, why=reason, now=now, roles=self._roles(partnership)
            )
        except ListBusy:
            return ListRefusal(why=ListRefusalReason.BUSY)
        except (ListLogBroken, VaultRefused):
            return ListRefusal(why=ListRefusalReason.BROKEN)
        if isinstance(written, ListRefusal):
            return written
        return await self._follow(partnership, command, written)

    async def _follow(
        self, partnership: str, command: ListCommand, written: ListWritten
    ) -> ListChanged:
        """Use the new list in this process at once; return what changed, with warnings."""
        # Without a list every command is refused.
        before, after = cast("Directory", written.before), written.after
        noted = list_warnings(before, after, command, local(written.entry.at).date())
        owned = 0
        # The entry is written; if loading it fails here, the next tick loads it.
        with suppress(LedgerUnavailable, ListLogBroken, VaultRefused):
            await self._edition_sync.load_list(partnership)
            owned = await self._owned(loser) if (loser := _losing(command)) else 0
        return ListChanged(directory=after, changes=written.entry.changes, noted=noted, owned=owned)

    def _roles(self, partnership: str) -> frozenset[str]:
        """Return the role ids of all loaded editions; empty if there are none."""
        known = self._register.editions(partnership)
        return frozenset(role.id for one in known for role in one.policy.roles)

    async def history(self, partnership: str) -> tuple[SealedListEntry, ...]:
        """Return all entries, oldest first. Raises ListLogBroken, VaultRefused and
        LedgerUnavailable.
        """
        return await self._following.roll.read(partnership)

    async def directory(self, partnership: str) -> Directory | None:
        """Return the whole current list. Raises ListLogBroken, VaultRefused and
        LedgerUnavailable.
        """
        stand = await self._following.stand(partnership)
        return stand.directory if stand else None


def _losing(command: ListCommand) -> str:
    """Return the id of the person who serves less by this command; "" if nobody does."""
    match command:
        case EndPost() | LetLeave() | MarkAbsent():
            return command.person
        case _:
            return ""
