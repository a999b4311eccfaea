"""Who acts as whom: linking accounts to people, ending links, confirming them; act by act.

One account stands for one person in a partnership, and a person has one account in a workspace or
tenant. Whoever writes first has written; the other decides again on what then stands.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Final

from core.directory import (
    ChannelEnded,
    ChannelLinked,
    ContactListLog,
    ListEntry,
    ListEvent,
    ListTaken,
    PersonVerified,
    SealedListEntry,
    changed,
    fold,
)
from core.directory.model import Channel, Directory, Person, Principal
from core.local_time import local
from core.partnership.register import Register
from core.ports import Clock, LedgerUnavailable

TRIES: Final = 8
"""How often a decision is taken anew because somebody else wrote first."""
BY_CODE: Final = "link_code"
"""Why of an act: a code sent to the address on the list came back."""
BY_PERSON: Final = "link_confirmed"
"""Why of an act: somebody who may said whose account it is."""
UNLINKED: Final = "unlinked"
STILL_ME: Final = "still_me"


class EnrolmentRefusal(StrEnum):
    """Why an account was not linked."""

    TAKEN = "taken"
    """It stands for somebody else here."""
    NOBODY = "nobody"
    """There is no such person, or they have left, or it is a mailbox."""
    ASK = "ask"
    """The person has, or had, an account there: somebody who knows them has to say so."""


Decide = Callable[[Directory, tuple[SealedListEntry, ...]], ListEntry | EnrolmentRefusal | None]
"""From a list and how it came to be to what is written; None where nothing is to be done."""


class Enrolment:
    """Writes acts and lets the register go by them at once."""

    def __init__(self, roll: ContactListLog, register: Register, clock: Clock) -> None:
        self._roll = roll
        self._register = register
        self._clock = clock

    async def acts(self, partnership: str) -> tuple[SealedListEntry, ...]:
        """Everything that was done to a list. Raises RollBroken and LedgerUnavailable."""
        return await self._roll.read(partnership)

    async def link(
        self, partnership: str, person: str, principal: Principal, *, by: str, why: str
    ) -> EnrolmentRefusal | None:
        """Let an account stand for a person; None where it does from now on.

        An account they had in the same workspace or tenant ends with it, but never by a code.
        """
        now = self._clock.now()

        def decide(
            directory: Directory, kept: tuple[SealedListEntry, ...]
        ) -> ListEntry | EnrolmentRefusal | None:
            return linking(directory, kept, person, principal, by=by, why=why, now=now)

        outcome = await self._written(partnership, decide)
        return outcome if isinstance(outcome, EnrolmentRefusal) else None

    async def end(
        self, partnership: str, person: str, channel: Channel, *, by: str, why: str
    ) -> bool:
        """Let an account stand for a person no more; False where it did not."""
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
        """The person says that what stands there is right, by that way."""
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
        for _ in range(TRIES):
            kept = await self._roll.read(partnership)
            directory = fold(one.act for one in kept)
            if directory is None:
                await self._begun(partnership, len(kept))
                continue
            act = decide(directory, kept)
            if not isinstance(act, ListEntry):
                return act
            if await self._roll.write(partnership, len(kept), act):
                after: Directory | None = directory
                for change in act.changes:
                    after = changed(after, change, act.at)
                if after is not None:
                    self._register.take_directory(partnership, after)
                return act
        raise LedgerUnavailable("too many others wrote to the same list")

    async def _begun(self, partnership: str, after: int) -> None:
        """A roll begins with the list that holds here."""
        directory = self._register.whole(partnership)
        if directory is None:
            raise KeyError(partnership)
        first = ListTaken(directory=directory, source="")
        act = ListEntry(at=self._clock.now(), by="settings", why="first", changes=(first,))
        await self._roll.write(partnership, after, act)


def linking(
    directory: Directory,
    kept: tuple[SealedListEntry, ...],
    person: str,
    principal: Principal,
    *,
    by: str,
    why: str,
    now: datetime,
) -> ListEntry | EnrolmentRefusal | None:
    """The act that links an account to a person, or why not; None where it is theirs already."""
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
    """The accounts a person has in the workspace or tenant of another."""
    where = (principal.platform, principal.tenant)
    return tuple(one for one in person.channels if (one.platform, one.tenant) == where)


def code_is_enough(person: Person, principal: Principal, kept: tuple[SealedListEntry, ...]) -> bool:
    """Whether whoever reads the address on the list may link without anybody who knows them.

    Only a first account: an address may have passed to a new starter, and the one account that a
    person has, or that Concord ended because it was closed, tells that it may.
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
