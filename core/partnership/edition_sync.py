"""Edition sync: load into the register what other processes and coordinators put into force."""

from collections.abc import Callable

from core.directory.model import Directory
from core.partnership import editions
from core.partnership.list_sync import ListSync, ProcessCasesOf
from core.partnership.register import Register
from core.partnership.setting import Edition
from core.ports import KeyValueStore, VaultRefused

OpenEdition = Callable[[str, str, Directory], Edition]
"""Parse an edition: from its digest, its canonical JSON and the contact list (for closure days).
Raises ValueError if the text is not a policy."""


class EditionSync:
    """Keeps the register in step with the key-value store that all processes share."""

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
        """Sync of the contact lists."""
        self._seen: dict[str, int] = {}

    async def look(self) -> None:
        """Load the editions put into force and the lists changed since the last call.

        Raises LedgerUnavailable; and, once and after loading all others, ValueError or
        VaultRefused if one cannot be read: what was in force before stays in use.
        """
        refused: ValueError | VaultRefused | None = None
        try:
            await self.lists.look(self._recount)
        except (ValueError, VaultRefused) as error:
            refused = error
        for partnership, number in (await editions.activation_counts(self._documents)).items():
            if self._seen.get(partnership) == number:
                continue
            try:
                await self._put_into_force(partnership, number)
            except (ValueError, VaultRefused) as error:
                refused = error
            self._seen[partnership] = number
        if refused is not None:
            raise refused

    async def load_list(self, partnership: str) -> None:
        """Load one partnership's list, which this process has just changed.

        Raises ListLogBroken, VaultRefused and LedgerUnavailable.
        """
        await self.lists.take(partnership, self._recount)

    async def tell(self, left: ProcessCasesOf) -> None:
        """Call ``left`` for everybody who has lost a post or every channel."""
        await self.lists.tell(left)

    async def _recount(self, partnership: str) -> None:
        """Reopen a partnership's editions with the closure days of its current list, for future
        deadlines. Deadlines already recorded do not move.
        """
        self._seen.pop(partnership, None)  # after a first list, the edition in force can be loaded
        directory = self._register.directory(partnership)
        for one in self._register.editions(partnership):
            text = await editions.stored_edition(self._documents, one.digest)
            if text is not None and directory is not None:
                again = self._open(one.digest, text, directory)
                self._register.add_edition(again, in_force=False)

    async def _put_into_force(self, partnership: str, number: int) -> None:
        digest = await editions.activation_digest(self._documents, partnership, number)
        edition = await self.edition(partnership, digest)
        if edition is not None:
            self._register.add_edition(edition, in_force=True)

    async def load_edition(self, partnership: str, edition: str) -> None:
        """Load the edition, by digest, that a case is pinned to, unless this process has it:
        another process may have put it into force and opened the case a moment ago.
        """
        if self._register.edition(edition) is None:
            opened = await self.edition(partnership, edition)
            if opened is not None:
                self._register.add_edition(opened, in_force=False)

    async def edition(self, partnership: str, digest: str) -> Edition | None:
        """Return a stored edition, ready for use; None if it or the partnership is not known.
        Raises ValueError if it cannot be read.
        """
        known = self._register.edition(digest)
        directory = self._register.directory(partnership)
        if known is not None or directory is None:
            return known
        text = await editions.stored_edition(self._documents, digest)
        return None if text is None else self._open(digest, text, directory)
