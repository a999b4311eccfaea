"""Keeping and following the roll: each act sealed to the one before it, in a shared drawer.

Acts are numbered; whoever writes a number first has written it, and the other is told to look
again. What was written is never changed.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Final, Protocol

from core.directory.events import ListEntry
from core.directory.fold import changed, fold
from core.directory.model import Directory
from core.ports import Collection, KeyValueStore

ROLL: Final = Collection("roll", str, None)
"""Acts by partnership and number, which counts from 1."""
_FIRST: Final = ""


class ListCodec(Protocol):
    """Writes an act as text and reads it again, also one of an earlier Concord."""

    def write(self, act: ListEntry) -> str:
        """As text, the same for the same act."""
        ...

    def read(self, text: str) -> ListEntry:
        """Raises ValueError for anything that is no act."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedListEntry:
    """An act with its number and its seal."""

    number: int
    act: ListEntry
    seal: str


class ListLogBroken(ValueError):  # noqa: N818 - what is found, as the domain says it
    """A partnership's roll does not hold: an act is missing, was changed or cannot be read."""


class ContactListLog:
    """Every partnership's roll. All calls raise LedgerUnavailable where the cabinet is away."""

    def __init__(self, documents: KeyValueStore, codec: ListCodec) -> None:
        self._documents = documents
        self._codec = codec

    async def lengths(self) -> dict[str, int]:
        """How many acts each partnership has: what a process compares, at the cost of one look."""
        found: dict[str, int] = {}
        for place in await self._documents.keys(ROLL):  # sorted, so that the last one stays
            partnership, _, number = place.rpartition("/")
            found[partnership] = int(number)
        return found

    async def read(
        self, partnership: str, behind: SealedListEntry | None = None
    ) -> tuple[SealedListEntry, ...]:
        """All acts in order, or those ``behind`` one that was read before, their seals checked.
        Raises ListLogBroken.
        """
        begins = f"{partnership}/"
        places = await self._documents.keys(ROLL, begins)
        done = behind.number if behind else 0
        if len(places) < done:
            raise ListLogBroken(f"act {done} of {partnership} is missing")
        kept: list[SealedListEntry] = []
        seal = behind.seal if behind else _FIRST
        for number, place in enumerate(places[done:], start=done + 1):
            text = await self._documents.get(ROLL, place)
            if text is None or place != _place(partnership, number):
                raise ListLogBroken(f"act {number} of {partnership} is missing")
            one = self._opened(partnership, number, text, seal)
            seal = one.seal
            kept.append(one)
        return tuple(kept)

    async def directory(self, partnership: str) -> Directory | None:
        """The contact list as it stands; None where none was ever taken. Raises ListLogBroken."""
        return fold(one.act for one in await self.read(partnership))

    async def write(self, partnership: str, after: int, act: ListEntry) -> bool:
        """Write an act behind number ``after`` (0: the first). False, and nothing written, where
        somebody was first: read again and decide again. Raises ListLogBroken where the act before
        cannot be read.
        """
        previous = _FIRST
        if after:
            text = await self._documents.get(ROLL, _place(partnership, after))
            if text is None:
                return False
            try:
                previous = str(json.loads(text)["seal"])
            except (KeyError, TypeError, ValueError) as error:
                raise ListLogBroken(f"act {after} of {partnership} cannot be read") from error
        body = self._codec.write(act)
        paper = {"body": body, "previous": previous, "seal": _sealed(previous, body)}
        place = _place(partnership, after + 1)
        return await self._documents.add(ROLL, place, json.dumps(paper, sort_keys=True), None)

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
    """Padded, so that keys sort as numbers do."""
    return f"{partnership}/{number:06d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentList:
    """A contact list as it stands, and the last act that made it so."""

    last: SealedListEntry
    directory: Directory | None


class CurrentLists:
    """What a process remembers of every roll: a long one is read through once only."""

    def __init__(self, roll: ContactListLog) -> None:
        self.roll = roll
        """All of it, act by act."""
        self._stands: dict[str, CurrentList] = {}

    async def stand(self, partnership: str) -> CurrentList | None:
        """Where a partnership's roll stands now; None where nothing was ever written.

        Raises ListLogBroken, VaultRefused and LedgerUnavailable; what was known before stays.
        """
        known = self._stands.get(partnership)
        fresh = await self.roll.read(partnership, known.last if known else None)
        if not fresh:
            return known
        directory = known.directory if known else None
        for one in fresh:
            for change in one.act.changes:
                directory = changed(directory, change, one.act.at)
        stand = CurrentList(last=fresh[-1], directory=directory)
        self._stands[partnership] = stand
        return stand
