"""Contact-list sync: load into the register what other processes and coordinators changed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from core.directory import CurrentLists, ListLogBroken, fold
from core.directory.absences import list_on_day
from core.directory.model import Directory
from core.partnership.register import Register
from core.ports import Collection, KeyValueStore, VaultRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenTo:
    """Up to which entry of its log, and as of which day, a list's changes were followed in cases."""

    act: int
    day: date


CASES_PROCESSED_UP_TO: Final = Collection("list-told", SeenTo, None)
"""Up to which act, and as of which day, cases have been seen to: by partnership."""

ReopenEditions = Callable[[str], Awaitable[None]]
"""Reopen a partnership's editions because its closure days have changed."""
ProcessCasesOf = Callable[[str], Awaitable[None]]
"""Process the cases of a person who has lost a post or a channel now: ``Casework.left``."""


class ListSync:
    """Keeps the register's lists in step with the logs that all processes share."""

    def __init__(
        self, documents: KeyValueStore, register: Register, following: CurrentLists
    ) -> None:
        self._documents = documents
        self._register = register
        self.following = following
        self._seen: dict[str, int] = {}
        self._shown: dict[str, Directory] = {}
        self._lost: dict[str, None] = {}
        self._told: dict[str, SeenTo] = {}
        """What this process last wrote down of each partnership, see TOLD."""

    async def look(self, recount: ReopenEditions) -> None:
        """Load the log entries written since the last call, and note who has lost a post or every
        channel by them or because a day has come.

        Raises LedgerUnavailable; and, once and after loading all others, ListLogBroken or
        VaultRefused if a log cannot be read: the previous list stays in use.
        """
        refused: ListLogBroken | VaultRefused | None = None
        lengths = await self.following.roll.lengths()
        for partnership in (*lengths, *(one for one in self._seen if one not in lengths)):
            if self._seen.get(partnership) == lengths.get(partnership, 0):
                continue
            try:
                await self.take(partnership, recount)
            except (ListLogBroken, VaultRefused) as error:
                refused = error
            self._seen[partnership] = lengths.get(partnership, 0)
        await self._compare()
        if refused is not None:
            raise refused

    async def tell(self, left: ProcessCasesOf) -> None:
        """Call ``left`` for everybody who has lost a post or every channel. Progress is stored, so
        that people not yet handled are handled at the next call, also by another process. Raises
        what ``left`` raises.
        """
        for person in tuple(self._lost):
            await left(person)
            del self._lost[person]
        for partnership in self._shown:
            told = SeenTo(act=self._seen.get(partnership, 0), day=self._register.today)
            if self._told.get(partnership) != told:
                await self._documents.put(CASES_PROCESSED_UP_TO, partnership, told, None)
                self._told[partnership] = told

    async def take(self, partnership: str, recount: ReopenEditions) -> None:
        """Load what is new in one log. Raises ListLogBroken, VaultRefused and LedgerUnavailable."""
        stand = await self.following.stand(partnership)
        before = self._register.whole(partnership)
        if stand is None or stand.directory is None or stand.directory is before:
            return
        self._register.set_directory(partnership, stand.directory)
        if before is None or before.closures != stand.directory.closures:
            await recount(partnership)

    async def _compare(self) -> None:
        """Note who has lost a post or every channel since cases were last processed: by a log
        entry, or because a day has come.
        """
        for partnership in self._register.known:
            now = self._register.directory(partnership)
            before = self._shown.get(partnership)
            if now is None or now is before:
                continue
            if before is None:
                before = await self._as_told(partnership)
            if before is not None:
                self._lost.update(dict.fromkeys(people_who_lost(before, now)))
            self._shown[partnership] = now

    async def _as_told(self, partnership: str) -> Directory | None:
        """Return the list as it applied when any process last processed cases; None if none did,
        or if the log cannot be read, which ``look`` reports.
        """
        told = await self._documents.get(CASES_PROCESSED_UP_TO, partnership)
        if told is None:
            return None
        try:
            kept = await self.following.roll.read(partnership)
        except (ListLogBroken, VaultRefused):
            return None
        whole = fold(one.act for one in kept[: told.act])
        return list_on_day(whole, told.day) if whole else None


def people_who_lost(before: Directory, now: Directory) -> tuple[str, ...]:
    """Return who no longer serves in a post they served in, or has lost every channel; sorted."""
    idle = {person for _, person in _serving(before) - _serving(now)}
    mute = {one.id for one in before.people.values() if one.channels} - {
        one.id for one in now.people.values() if one.channels
    }
    return tuple(sorted(idle | mute))


def _serving(directory: Directory) -> set[tuple[str, str]]:
    return {
        (post.id, person) for post in directory.posts for person in (*post.holders, *post.deputies)
    }
