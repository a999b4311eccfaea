"""Link accounts to people, end links and confirm them, as entries of the contact-list log.

In a partnership an account is linked to one person, and a person has one account in each workspace
or tenant. If another process writes to the log first, the decision is taken again on the new list.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Final

from core.directory import (
    ChannelEnded,
    ChannelLinked,
    CurrentLists,
    ListEntry,
    ListEvent,
    ListTaken,
    PersonVerified,
    SealedListEntry,
)
from core.directory.log import CurrentList, ListWritten
from core.directory.model import Channel, Directory, Person, Principal
from core.local_time import local
from core.partnership.register import Register
from core.ports import Clock

BY_CODE: Final = "link_code"
"""Reason of an entry: the person typed the code sent to the address on the list."""
BY_PERSON: Final = "link_confirmed"
"""Reason of an entry: somebody with the right to do so confirmed whose account it is."""
UNLINKED: Final = "unlinked"
STILL_ME: Final = "still_me"


class EnrolmentRefusal(StrEnum):
    """Why an account was not linked."""

    TAKEN = "taken"
    """The account is linked to another person of the partnership."""
    NOBODY = "nobody"
    """There is no such person, or they have left, or it is a mailbox."""
    ASK = "ask"
    """The person has, or had, an account there: somebody who knows them has to confirm."""


Decide = Callable[[Directory, tuple[SealedListEntry, ...]], ListEntry | EnrolmentRefusal | None]
"""From a list and its log to the entry to write; None if there is nothing to do."""


class Enrolment:
    """Writes entries to the log and updates the register at once."""

    def __init__(self, lists: CurrentLists, register: Register, clock: Clock) -> None:
        self._lists = lists
        self._register = register
        self._clock = clock

    async def acts(self, partnership: str) -> tuple[SealedListEntry, ...]:
        """Return all entries of a log. Raises ListLogBroken and LedgerUnavailable."""
        return await self._lists.roll.read(partnership)

    async def link(
        self, partnership: str, person: str, principal: Principal, *, by: str, why: str
    ) -> EnrolmentRefusal | None:
        """Link an account to a person. Return None if it is linked now, else why not.

        It replaces the person's account in the same workspace or tenant, but never if ``why`` is
        BY_CODE.
        """
        now = self._clock.now()

        def decide(
            directory: Directory, kept: tuple[SealedListEntry, ...]
        ) -> ListEntry | EnrolmentRefusal | None:
            return decide_link(directory, kept, person, principal, by=by, why=why, now=now)

        outcome = await self._written(partnership, decide)
        return outcome if isinstance(outcome, EnrolmentRefusal) else None

    async def end(
        self, partnership: str, person: str, channel: Channel, *, by: str, why: str
    ) -> bool:
        """End the link of a channel to a person. Return False if it was not linked."""
        now = self._clock.now()

        def decide(directory: Directory, _: tuple[SealedListEntry, ...]) -> ListEntry | None:
            there = directory.people.get(person)
            if there is None or channel not in there.channels:
                return None
            return ListEntry(
                at=now, by=by, why=why, changes=(ChannelEnded(person=person, channel=channel),)
            )

        return isinstance(await self._written(partnership, decide), ListEntry)

    async def confirm(self, partnership: str, person: str, channel: Channel) -> bool:
        """Record that the person confirmed their entry and this channel. Return False if the
        channel is not theirs.
        """
        now = self._clock.now()

        def decide(directory: Directory, _: tuple[SealedListEntry, ...]) -> ListEntry | None:
            there = directory.people.get(person)
            if there is None or channel not in there.channels:
                return None
            said = PersonVerified(person=person, on=local(now).date(), channel=channel)
            return ListEntry(at=now, by=person, why=STILL_ME, changes=(said,))

        return isinstance(await self._written(partnership, decide), ListEntry)

    async def _written(
        self, partnership: str, decide: Decide
    ) -> ListEntry | EnrolmentRefusal | None:
        """Write what is decided, and use the new list in this process at once."""

        def on_current(
            current: CurrentList | None,
        ) -> ListEntry | EnrolmentRefusal | None:
            if current is None or current.directory is None:
                return self._first(partnership)
            return decide(current.directory, current.entries)

        while True:
            written = await self._lists.write(partnership, on_current)
            if not isinstance(written, ListWritten):
                return written
            if written.after is not None:
                self._register.set_directory(partnership, written.after)
            if written.before is not None:
                return written.entry

    def _first(self, partnership: str) -> ListEntry:
        """Return the entry that begins a log with the contact list in force here."""
        directory = self._register.whole(partnership)
        if directory is None:
            raise KeyError(partnership)
        first = ListTaken(directory=directory, source="")
        return ListEntry(at=self._clock.now(), by="settings", why="first", changes=(first,))


def decide_link(
    directory: Directory,
    kept: tuple[SealedListEntry, ...],
    person: str,
    principal: Principal,
    *,
    by: str,
    why: str,
    now: datetime,
) -> ListEntry | EnrolmentRefusal | None:
    """Return the entry that links an account to a person, or why not; None if it is linked."""
    channel = Channel(
        platform=principal.platform,
        tenant=principal.tenant,
        user=principal.user,
        verified_on=local(now).date(),
    )
    there = directory.people.get(person)
    left = there is not None and there.left_on is not None and there.left_on <= local(now).date()
    if there is None or left or there.mailbox:
        return EnrolmentRefusal.NOBODY
    if channel in there.channels:
        return None
    if any(channel in other.channels for other in directory.people.values()):
        return EnrolmentRefusal.TAKEN
    if why == BY_CODE and not code_is_enough(there, principal, kept):
        return EnrolmentRefusal.ASK
    ended = tuple(ChannelEnded(person=person, channel=one) for one in accounts_at(there, principal))
    changes: tuple[ListEvent, ...] = (*ended, ChannelLinked(person=person, channel=channel))
    return ListEntry(at=now, by=by, why=why, changes=changes)


def accounts_at(person: Person, principal: Principal) -> tuple[Channel, ...]:
    """Return a person's accounts in the workspace or tenant of ``principal``."""
    where = (principal.platform, principal.tenant)
    return tuple(one for one in person.channels if (one.platform, one.tenant) == where)


def code_is_enough(person: Person, principal: Principal, kept: tuple[SealedListEntry, ...]) -> bool:
    """Return whether the code alone may link this account, without a person's confirmation.

    Only if the person has no account there and none was ended by anybody but themselves: otherwise
    the address may have passed to somebody else.
    """
    if accounts_at(person, principal):
        return False
    where = (principal.platform, principal.tenant)
    for one in kept:
        for change in one.act.changes:
            if isinstance(change, ChannelEnded) and change.person == person.id:
                there = (change.channel.platform, change.channel.tenant)
                if there == where and one.act.by != person.id:
                    return False
    return True
