"""The desk for policies: the one in force, and for coordinators its editions: what waits, what it
changes, approval, the record.
"""

from typing import Final

from core.cards import Block, Press, Reply, ShowView, Text, View
from core.cases.record.ledger import Ledger
from core.cases.wording import refusals
from core.desk.editions import cards
from core.desk.editions.policy_view import policy_view
from core.desk.replies import say_only, show_view
from core.desk.subject_desk import Caller, SubjectDesk
from core.partnership import editions
from core.partnership import wording as say
from core.partnership.edition_sync import EditionSync
from core.partnership.editions import EditionStatus
from core.partnership.register import Register
from core.partnership.setting import Edition
from core.ports import KeyValueStore, VaultRefused
from core.routing.gaps import MESSAGING_PLATFORMS
from core.vocabulary import Action, Platform

PRESSES: Final = frozenset({Action.EDITIONS, Action.EDITION_CHANGES, Action.APPROVE_EDITION})


class EditionDesk(SubjectDesk):
    """Shows everybody the policy; answers coordinators about editions, each for their own
    partnership.
    """

    words = frozenset({"policy"})
    presses = PRESSES

    def __init__(
        self,
        ledger: Ledger,
        documents: KeyValueStore,
        register: Register,
        edition_sync: EditionSync,
        *,
        sends: frozenset[Platform] = MESSAGING_PLATFORMS,
        address: str = "",
    ) -> None:
        """``address`` is the public URL of Concord, "" if it has none."""
        self._ledger = ledger
        self._documents = documents
        self._register = register
        self._edition_sync = edition_sync
        self._sends = sends
        self._address = address

    async def command(self, caller: Caller, verb: str, rest: str) -> Reply:
        """Show the policy of the caller's first partnership."""
        del verb, rest
        return ShowView(policy_view(self._register.setting(caller.enrolled[0][0]), self._address))

    async def on_home(self, caller: Caller) -> tuple[Block, ...]:
        """Return the editions part of a coordinator's Home; nothing for others."""
        found: list[Block] = []
        for partnership, person in caller.enrolled:
            if self._coordinates(partnership, person):
                setting = self._register.setting(partnership)
                standing = await editions.edition_status(self._documents, partnership)
                waits = await self._waiting(standing)
                found.extend(cards.on_home(standing, waits, person, setting))
        return tuple(found)

    async def press(self, caller: Caller, press: Press) -> Reply:
        """Answer one of these buttons for a person who is a coordinator now."""
        partnership, _, digest = press.target.partition(":")
        person = caller.person(partnership)
        if not self._coordinates(partnership, person):
            return say_only(refusals.NOT_FOUND)
        if press.action is Action.EDITIONS:
            return await self._view(person, await self._record(partnership))
        edition = await self._edition(partnership, digest)
        if edition is None:
            return say_only(say.NOT_READABLE)
        if press.action is Action.EDITION_CHANGES:
            return await self._view(person, await self._changes(edition, person))
        return await self._view(person, await self._approve(edition, person))

    async def _approve(self, edition: Edition, person: str) -> tuple[Block, ...]:
        """Record the approval; an edition it puts into force is loaded here at once."""
        setting = self._register.setting(edition.policy.partnership)
        outcome = await editions.approve(
            self._documents, edition, person, setting.directory, setting.now, self._sends
        )
        await self._edition_sync.look()
        return tuple(Text(one) for one in say.outcome(outcome, edition.policy, setting.directory))

    async def _changes(self, edition: Edition, person: str) -> tuple[Block, ...]:
        setting = self._register.setting(edition.policy.partnership)
        standing = await editions.edition_status(self._documents, edition.policy.partnership)
        return cards.changes(standing, edition, person, setting)

    async def _record(self, partnership: str) -> tuple[Block, ...]:
        standing = await editions.edition_status(self._documents, partnership)
        pinned = await self._ledger.pinned(partnership)
        digests = {
            *(one.digest for one in standing.activations),
            *(one.digest for one in standing.approvals),
        }
        known = {digest: await self._edition(partnership, digest) for digest in digests}
        names = {
            digest: say.edition_name(edition.policy, digest) if edition else digest[:12]
            for digest, edition in known.items()
        }
        return cards.record(standing, pinned, names, self._register.setting(partnership))

    async def _waiting(self, standing: EditionStatus) -> Edition | None:
        if standing.waiting is None:
            return None
        return await self._edition(standing.partnership, standing.waiting.digest)

    async def _edition(self, partnership: str, digest: str) -> Edition | None:
        """Return a stored edition of this partnership; None also if it cannot be read."""
        try:
            edition = await self._edition_sync.edition(partnership, digest)
        except (ValueError, VaultRefused):
            return None
        return edition if edition and edition.policy.partnership == partnership else None

    async def _view(self, person: str, blocks: tuple[Block, ...]) -> ShowView:
        return await show_view(self._ledger, person, View(title=say.EDITIONS, blocks=blocks))

    def _coordinates(self, partnership: str, person: str) -> bool:
        directory = self._register.directory(partnership)
        return directory is not None and person in directory.coordinators
