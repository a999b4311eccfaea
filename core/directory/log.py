"""Keeping and following the roll: each act sealed to the one before it, in a shared drawer.

Acts are numbered; whoever writes a number first has written it, and the other is told to look
again. What was written is never changed.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Final, Protocol

from core.directory.events import Act
from core.directory.fold import changed, fold
from core.directory.model import Directory
from core.ports import Cabinet

ROLL: Final = "roll"
"""Acts by partnership and number, which counts from 1."""
_FIRST: Final = ""


class Codec(Protocol):
    """Writes an act as text and reads it again, also one of an earlier Concord."""

    def write(self, act: Act) -> str:
        """As text, the same for the same act."""
        ...

    def read(self, text: str) -> Act:
        """Raises ValueError for anything that is no act."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An act with its number and its seal."""

    number: int
    act: Act
    seal: str


class RollBroken(ValueError):  # noqa: N818 - what is found, as the domain says it
    """A partnership's roll does not hold: an act is missing, was changed or cannot be read."""


class Roll:
    """Every partnership's roll. All calls raise LedgerUnavailable where the cabinet is away."""

    def __init__(self, cabinet: Cabinet, codec: Codec) -> None:
        self._cabinet = cabinet
        self._codec = codec

    async def lengths(self) -> dict[str, int]:
        """How many acts each partnership has: what a process compares, at the cost of one look."""
        found: dict[str, int] = {}
        for place in await self._cabinet.keys(ROLL):  # sorted, so that the last one stays
            partnership, _, number = place.rpartition("/")
            found[partnership] = int(number)
        return found

    async def read(self, partnership: str, behind: Kept | None = None) -> tuple[Kept, ...]:
        """All acts in order, or those ``behind`` one that was read before, their seals checked.
        Raises RollBroken.
        """
        begins = f"{partnership}/"
        places = [one for one in await self._cabinet.keys(ROLL) if one.startswith(begins)]
        done = behind.number if behind else 0
        if len(places) < done:
            raise RollBroken(f"act {done} of {partnership} is missing")
        kept: list[Kept] = []
        seal = behind.seal if behind else _FIRST
        for number, place in enumerate(places[done:], start=done + 1):
            text = await self._cabinet.get(ROLL, place)
            if text is None or place != _place(partnership, number):
                raise RollBroken(f"act {number} of {partnership} is missing")
            one = self._opened(partnership, number, text, seal)
            seal = one.seal
            kept.append(one)
        return tuple(kept)

    async def directory(self, partnership: str) -> Directory | None:
        """The contact list as it stands; None where none was ever taken. Raises RollBroken."""
        return fold(one.act for one in await self.read(partnership))

    async def write(self, partnership: str, after: int, act: Act) -> bool:
        """Write an act behind number ``after`` (0: the first). False, and nothing written, where
        somebody was first: read again and decide again. Raises RollBroken where the act before
        cannot be read.
        """
        previous = _FIRST
        if after:
            text = await self._cabinet.get(ROLL, _place(partnership, after))
            if text is None:
                return False
            try:
                previous = str(json.loads(text)["seal"])
            except (KeyError, TypeError, ValueError) as error:
                raise RollBroken(f"act {after} of {partnership} cannot be read") from error
        body = self._codec.write(act)
        paper = {"body": body, "previous": previous, "seal": _sealed(previous, body)}
        place = _place(partnership, after + 1)
        return await self._cabinet.add(ROLL, place, json.dumps(paper, sort_keys=True))

    def _opened(self, partnership: str, number: int, text: str, previous: str) -> Kept:
        try:
            paper = json.loads(text)
            body, seal = str(paper["body"]), str(paper["seal"])
            sealed = paper["previous"] == previous and seal == _sealed(previous, body)
            act = self._codec.read(body)
        except (KeyError, TypeError, ValueError) as error:
            raise RollBroken(f"act {number} of {partnership} cannot be read") from error
        if not sealed:
            raise RollBroken(f"act {number} of {partnership} was changed after it was sealed")
        return Kept(number=number, act=act, seal=seal)


def _sealed(previous: str, body: str) -> str:
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()


def _place(partnership: str, number: int) -> str:
    """Padded, so that keys sort as numbers do."""
    return f"{partnership}/{number:06d}"


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
