"""News of an added channel: a person is told of it on the channels they had before.

It is derived from the contact-list log, so that links, imports and corrections by coordinators are
all reported, also if a process stops in between.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from core.directory import ContactListLog, SealedListEntry, apply_event
from core.directory.model import Channel, Directory
from core.notifications.letters import Letters
from core.outbox import Letter
from core.ports import Collection, KeyValueStore
from core.vocabulary import LetterKind

LAST_REPORTED_ENTRY: Final = Collection("roll-ways-told", int, None)
"""Up to which act, by partnership."""
LETTER_VALID_FOR: Final = timedelta(days=14)


class ChannelAddedNews:
    """Reports the new entries of each log. Raises LedgerUnavailable and ListLogBroken."""

    def __init__(self, documents: KeyValueStore, roll: ContactListLog, letters: Letters) -> None:
        self._documents = documents
        self._letters = letters
        self._roll = roll
        self._seen: dict[str, int] = {}

    async def look(self) -> int:
        """Queue letters about the channels added by new entries. Return how many."""
        owed = 0
        for partnership, length in (await self._roll.lengths()).items():
            if self._seen.get(partnership) != length:
                owed += await self._tell(partnership)
                self._seen[partnership] = length
        return owed

    async def _tell(self, partnership: str) -> int:
        done = await self._documents.get(LAST_REPORTED_ENTRY, partnership) or 0
        kept = await self._roll.read(partnership)
        owed = 0
        before: Directory | None = None
        for one in kept:
            after = before
            for change in one.act.changes:
                after = apply_event(after, change, one.act.at)
            if one.number > done and before is not None and after is not None:
                for letter in _news(one, before, after):
                    owed += await self._letters.owe(letter)
            before = after
        if kept and kept[-1].number > done:
            await self._documents.put(LAST_REPORTED_ENTRY, partnership, kept[-1].number, None)
        return owed


def _news(one: SealedListEntry, before: Directory, after: Directory) -> Iterator[Letter]:
    """Yield a letter for each channel that a person had before an entry that added another."""
    for person in before.people.values():
        there = after.people.get(person.id)
        added = [c for c in there.channels if c not in person.channels] if there else []
        if added:
            yield from (
                Letter(
                    key=f"link-done/{before.partnership}/{one.number}/{person.id}/{place}",
                    partnership=before.partnership,
                    person=person.id,
                    kind=LetterKind.LINK_DONE,
                    about=_about(one, added[0], after),
                    channel=channel,
                    owed_at=one.act.at,
                    expires_at=one.act.at + LETTER_VALID_FOR,
                )
                for place, channel in enumerate(person.channels)
            )


def _about(one: SealedListEntry, added: Channel, after: Directory) -> str:
    by = one.act.by if one.act.by in after.people else ""
    return json.dumps({"platform": added.platform.value, "by": by}, sort_keys=True)
