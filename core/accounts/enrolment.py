"""Link accounts to people, end links and confirm them: commands on the contact list.

In a partnership an account is linked to one person, and a person has one account in each workspace
or tenant.
"""

from typing import Final

from core.directory import CurrentLists, ListEntry
from core.directory.commands import AccountCommand, ConfirmChannel, EndChannel, LinkChannel
from core.directory.model import Channel, Principal
from core.directory.refusals import ListRefusal, ListRefusalReason
from core.partnership.register import Register
from core.ports import Clock

BY_CODE: Final = "link_code"
"""Reason of an entry: the person typed the code sent to the address on the list."""
BY_PERSON: Final = "link_confirmed"
"""Reason of an entry: somebody with the right to do so confirmed whose account it is."""
UNLINKED: Final = "unlinked"
STILL_ME: Final = "still_me"


class Enrolment:
    """Gives commands about accounts and updates the register at once. Raises ListLogBroken and
    LedgerUnavailable.
    """

    def __init__(self, lists: CurrentLists, register: Register, clock: Clock) -> None:
        self._lists = lists
        self._register = register
        self._clock = clock

    async def acts(self, partnership: str) -> tuple[ListEntry, ...]:
        """Return all entries of a log."""
        return tuple(one.act for one in await self._lists.roll.read(partnership))

    async def link(
        self, partnership: str, person: str, account: Principal, *, by: str, address: str = ""
    ) -> ListRefusal | None:
        """Link an account to a person, by the code sent to ``address`` or, without one, because
        ``by`` confirms it. Return None if it is linked now, else why not.
        """
        command = LinkChannel(by=by, person=person, account=account, address=address)
        refused = await self._carry_out(partnership, command, BY_CODE if address else BY_PERSON)
        linked = refused is None or refused.why is ListRefusalReason.NOTHING_CHANGES
        return None if linked else refused

    async def end(
        self, partnership: str, person: str, channel: Channel, *, by: str, why: str
    ) -> bool:
        """End the link of a channel to a person. Return False if it was not linked."""
        command = EndChannel(by=by, person=person, channel=channel)
        return await self._carry_out(partnership, command, why) is None

    async def confirm(self, partnership: str, person: str, channel: Channel) -> None:
        """Record that the person confirmed their entry through this channel, if it is theirs."""
        await self._carry_out(partnership, ConfirmChannel(by=person, channel=channel), STILL_ME)

    async def _carry_out(
        self, partnership: str, command: AccountCommand, why: str
    ) -> ListRefusal | None:
        written = await self._lists.carry_out(partnership, command, why=why, now=self._clock.now())
        if isinstance(written, ListRefusal):
            return written
        self._register.set_directory(partnership, written.after)
        return None
