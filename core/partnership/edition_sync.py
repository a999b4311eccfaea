"""Taking up editions and lists: a running process learns what another, or a coordinator, did."""

from collections.abc import Callable

from core.directory.model import Directory
from core.partnership import editions
from core.partnership.list_sync import Left, ListSync
from core.partnership.register import Register
from core.partnership.setting import Edition
from core.ports import KeyValueStore, VaultRefused

OpenEdition = Callable[[str, str, Directory], Edition]
"""From an edition's digest, its canonical JSON and the contact list (for the closed days) to the
edition ready for use. Raises ValueError where the text is no policy."""


class EditionSync:
    """Keeps the register abreast of the cabinet that all processes share."""

    def __init__(
        self,
        documents: KeyValueStore,
        register: Register,
        open_edition: OpenEdition,
        lists: ListSync,
    ) -> None:
        self._documents = documents
        self._register = register
        self._open = open_edition
        self.lists = lists
        """What keeps the contact lists abreast."""
        self._seen: dict[str, int] = {}

    async def look(self) -> None:
        """Take up what has been put into force and what lists have become since the last look.

        Raises LedgerUnavailable; and once, after all others are taken up, ValueError or
        VaultRefused where one cannot be read: what was in force before runs on here.
        """
        refused: ValueError | VaultRefused | None = None
        try:
            await self.lists.look(self._recount)
        except (ValueError, VaultRefused) as error:
            refused = error
        for partnership, number in (await editions.activated(self._documents)).items():
            if self._seen.get(partnership) == number:
                continue
            try:
                await self._put_into_force(partnership, number)
            except (ValueError, VaultRefused) as error:
                refused = error
            self._seen[partnership] = number
        if refused is not None:
            raise refused

    async def take_list(self, partnership: str) -> None:
        """Take up one partnership's list, which was changed here a moment ago.

        Raises RollBroken, VaultRefused and LedgerUnavailable.
        """
        await self.lists.take(partnership, self._recount)

    async def tell(self, left: Left) -> None:
        """Have the cases looked at of everybody who serves or is reached less than before."""
        await self.lists.tell(left)

    async def _recount(self, partnership: str) -> None:
        """Open a partnership's editions anew, with the closed days its list has now: deadlines to
        come are counted by them. What stands in a record already is never moved.
        """
        self._seen.pop(partnership, None)  # a first list: what is in force can run here now
        directory = self._register.directory(partnership)
        for one in self._register.editions(partnership):
            text = await editions.kept(self._documents, one.digest)
            if text is not None and directory is not None:
                again = self._open(one.digest, text, directory)
                self._register.take_up(again, in_force=False)

    async def _put_into_force(self, partnership: str, number: int) -> None:
        digest = await editions.in_force(self._documents, partnership, number)
        edition = await self.edition(partnership, digest)
        if edition is not None:
            self._register.take_up(edition, in_force=True)

    async def load_edition(self, partnership: str, edition: str) -> None:
        """Load the edition, by digest, that a case of a partnership is pinned to: another process
        may have put it into force a moment ago and opened the case.
        """
        if self._register.edition(edition) is None:
            opened = await self.edition(partnership, edition)
            if opened is not None:
                self._register.take_up(opened, in_force=False)

    async def edition(self, partnership: str, digest: str) -> Edition | None:
        """A kept edition, ready for use; None where it or the partnership is not known here.
        Raises ValueError where it cannot be read.
        """
        known = self._register.edition(digest)
        directory = self._register.directory(partnership)
        if known is not None or directory is None:
            return known
        text = await editions.kept(self._documents, digest)
        return None if text is None else self._open(digest, text, directory)
