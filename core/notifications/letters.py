"""Letters: messages to people that belong to no case, owed until told or given up.

The events of a case owe its messages; the directory owes letters: a code, the monthly question, a
list of defects.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from core.directory.model import Channel, Directory
from core.outbox import Attention, Letter, Outbox
from core.partnership.register import Register
from core.vocabulary import LetterKind


@dataclass(frozen=True, slots=True)
class LetterRule:
    """How a kind of letter is sent, and whether somebody must hear that one reached nobody."""

    attention: Attention = Attention.RINGS
    reported: bool = True


LETTER_RULES: Final[Mapping[LetterKind, LetterRule]] = {
    **{kind: LetterRule() for kind in LetterKind},
    LetterKind.STILL_YOU: LetterRule(Attention.DIGEST),
    LetterKind.FIX_LIST: LetterRule(Attention.DIGEST),
    LetterKind.LINK_REFUSED: LetterRule(reported=False),
    LetterKind.SIGN_IN_CODE: LetterRule(reported=False),
}


class Letters:
    """Owes letters. Every call raises LedgerUnavailable."""

    def __init__(self, outbox: Outbox, register: Register) -> None:
        self._outbox = outbox
        self._register = register

    async def owe(self, letter: Letter) -> bool:
        """Owe a letter. Return False, and change nothing, if it is or was owed already."""
        return await self._outbox.owe((self.placed(letter),)) == 1

    async def owe_each(self, people: Iterable[str], letter: Letter) -> int:
        """Owe each of these people the letter; return how many letters are new."""
        return await self._outbox.owe(self.to_each(people, letter))

    def to_each(self, people: Iterable[str], letter: Letter) -> tuple[Letter, ...]:
        """Return a letter for each of these people, its key ending in their id."""
        theirs = (replace(letter, key=f"{letter.key}/{one}", person=one) for one in people)
        return tuple(map(self.placed, theirs))

    def placed(self, letter: Letter) -> Letter:
        """Return the letter with its class and its queue."""
        directory = self._register.directory(letter.partnership)
        channels = channels_of(letter, directory) if directory else ()
        queue = f"{channels[0].platform}:{channels[0].tenant}" if channels else "none"
        return replace(letter, attention=LETTER_RULES[letter.kind].attention, queue=queue)

    async def told_at(self, key: str) -> datetime | None:
        """Return when a platform took a letter; None if none has."""
        stored = await self._outbox.letter(key)
        return stored.ended_at if stored is not None and stored.platform_message else None


def channels_of(letter: Letter, directory: Directory) -> tuple[Channel, ...]:
    """Return the channels to try for a letter, in turn."""
    if letter.channel is not None:
        return (letter.channel,)
    person = directory.people.get(letter.person)
    return person.channels if person else ()
