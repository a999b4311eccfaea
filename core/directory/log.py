"""The contact-list log: numbered entries, each sealed with a hash over the one before it.

The entries of all partnerships are in one collection. Only the first process to write a number
succeeds; the others must read again. Entries are never changed.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol, cast

from core.directory.commands import AnyListCommand
from core.directory.decide import decide_list_change
from core.directory.events import ListEntry
from core.directory.fold import apply_event, fold
from core.directory.model import Directory
from core.directory.refusals import ListRefusal
from core.local_time import local
from core.ports import Collection, KeyValueStore, LedgerUnavailable

MAX_WRITE_ATTEMPTS: Final = 8
"""How often a decision is taken again because another process wrote first."""
LIST_LOG: Final = Collection("roll", str, None)
"""Entries by partnership and number, which counts from 1."""
_FIRST: Final = ""


class ListCodec(Protocol):
    """Writes an entry as text and reads it, also one written by an earlier version."""

    def write(self, act: ListEntry) -> str:
        """Return the entry as text; equal entries give equal text."""
        ...

    def read(self, text: str) -> ListEntry:
        """Return the entry. Raises ValueError if the text is not one."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedListEntry:
    """An entry with its number and its seal."""

    number: int
    act: ListEntry
    seal: str


class ListLogBroken(ValueError):  # noqa: N818 - what is found, as the domain says it
    """An entry of a partnership's log is missing, was changed or cannot be read."""


class ContactListLog:
    """The logs of all partnerships. All calls raise LedgerUnavailable if the store is down."""

    def __init__(self, documents: KeyValueStore, codec: ListCodec) -> None:
        self._documents = documents
        self._codec = codec

    async def lengths(self) -> dict[str, int]:
        """Return the number of entries by partnership; cheap to poll."""
        last = [place.rpartition("/") for place in await self._documents.last_keys(LIST_LOG)]
        return {partnership: int(number) for partnership, _, number in last}

    async def read(
        self, partnership: str, behind: SealedListEntry | None = None
    ) -> tuple[SealedListEntry, ...]:
        """Return all entries in order, or those after ``behind``; checks their seals. Raises
        ListLogBroken.
        """
        begins = f"{partnership}/"
        places = await self._documents.keys(LIST_LOG, begins)
        done = behind.number if behind else 0
        if len(places) < done:
            raise ListLogBroken(f"act {done} of {partnership} is missing")
        kept: list[SealedListEntry] = []
        seal = behind.seal if behind else _FIRST
        for number, place in enumerate(places[done:], start=done + 1):
            text = await self._documents.get(LIST_LOG, place)
            if text is None or place != _place(partnership, number):
                raise ListLogBroken(f"act {number} of {partnership} is missing")
            one = self._opened(partnership, number, text, seal)
            seal = one.seal
            kept.append(one)
        return tuple(kept)

    async def directory(self, partnership: str) -> Directory | None:
        """Return the current contact list; None if none was ever taken. Raises ListLogBroken."""
        return fold(one.act for one in await self.read(partnership))

    async def append(self, partnership: str, after: int, act: ListEntry) -> bool:
        """Write an entry after number ``after`` (0: as the first). Return False, with nothing
        written, if another process wrote that number: read and decide again. Raises ListLogBroken
        if the entry before it cannot be read.
        """
        previous = _FIRST
        if after:
            text = await self._documents.get(LIST_LOG, _place(partnership, after))
            if text is None:
                return False
            try:
                previous = str(json.loads(text)["seal"])
            except (KeyError, TypeError, ValueError) as error:
                raise ListLogBroken(f"act {after} of {partnership} cannot be read") from error
        body = self._codec.write(act)
        paper = {"body": body, "previous": previous, "seal": _sealed(previous, body)}
        place = _place(partnership, after + 1)
        return await self._documents.add(LIST_LOG, place, json.dumps(paper, sort_keys=True), None)

    def _opened(self, partnership: str, number: int, text: str, previous: str) -> SealedListEntry:
        try:
            paper = json.loads(text)
            body, seal = str(paper["body"]), str(paper["seal"])
            sealed = paper["previous"] == previous and seal == _sealed(previous, body)
            act = self._codec.read(body)
        except (KeyError, TypeError, ValueError) as error:
            raise ListLogBroken(f"act {number} of {partnership} cannot be read") from error
        if not sealed:
            raise ListLogBroken(f"act {number} of {partnership} was changed after it was sealed")
        return SealedListEntry(number=number, act=act, seal=seal)


def _sealed(previous: str, body: str) -> str:
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()


def _place(partnership: str, number: int) -> str:
    """Return the key of an entry, zero-padded so that keys sort as numbers do."""
    return f"{partnership}/{number:06d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentList:
    """The current contact list of a partnership, and the entries it is folded from."""

    entries: tuple[SealedListEntry, ...]
    """At least one."""
    directory: Directory | None

    @property
    def last(self) -> SealedListEntry:
        """The last entry."""
        return self.entries[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListWritten:
    """An entry that was written: its number, and the list before and after it."""

    number: int
    entry: ListEntry
    before: Directory | None
    after: Directory


class ListBusy(LedgerUnavailable):
    """Other processes wrote first at every attempt; nothing was written."""


class CurrentLists:
    """A cache of every partnership's current list, so that each log is read in full only once; and
    the one way to write to a log.
    """

    def __init__(self, roll: ContactListLog) -> None:
        self.roll = roll
        """The log itself."""
        self._stands: dict[str, CurrentList] = {}

    async def stand(self, partnership: str) -> CurrentList | None:
        """Return a partnership's current list; None if nothing was ever written.

        Raises ListLogBroken, VaultRefused and LedgerUnavailable, and then keeps the cached list.
        """
        known = self._stands.get(partnership)
        fresh = await self.roll.read(partnership, known.last if known else None)
        if not fresh:
            return known
        directory = known.directory if known else None
        for one in fresh:
            directory = _applied(directory, one.act)
        entries = (*(known.entries if known else ()), *fresh)
        stand = CurrentList(entries=entries, directory=directory)
        self._stands[partnership] = stand
        return stand

    async def carry_out(
        self,
        partnership: str,
        command: AnyListCommand,
        *,
        why: str,
        now: datetime,
        roles: frozenset[str] = frozenset(),
    ) -> ListWritten | ListRefusal:
        """Write the entry that a command leads to, or return why it is refused. ``why`` is the
        entry's reason, ``roles`` are those of the policy editions in force.

        If another process writes first, it is decided again on the new list. Raises ListBusy after
        eight attempts, ListLogBroken, VaultRefused and LedgerUnavailable.
        """
        for _ in range(MAX_WRITE_ATTEMPTS):
            current = await self.stand(partnership)
            before = current.directory if current else None
            entries = [one.act for one in current.entries] if current else []
            decided = decide_list_change(before, command, roles, local(now).date(), entries)
            if isinstance(decided, ListRefusal):
                return decided
            entry = ListEntry(at=now, by=command.by, why=why, changes=decided)
            if await self.roll.append(partnership, len(entries), entry):
                return ListWritten(
                    number=len(entries) + 1,
                    entry=entry,
                    before=before,
                    # no event of a command takes a list away
                    after=cast("Directory", _applied(before, entry)),
                )
        raise ListBusy(partnership)


def _applied(directory: Directory | None, entry: ListEntry) -> Directory | None:
    for change in entry.changes:
        directory = apply_event(directory, change, entry.at)
    return directory
