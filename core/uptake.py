"""Taking up editions: a running process learns what another, or a coordinator, put into force."""

from collections.abc import Callable
from typing import Final

from core import editions
from core.case import Case
from core.directory import Directory
from core.ports import Cabinet
from core.register import Register
from core.setting import Edition

OpenEdition = Callable[[str, str, Directory], Edition]
"""From an edition's digest, its canonical JSON and the contact list (for the closed days) to the
edition ready for use. Raises ValueError where the text is no policy."""

NOT_LOOKED: Final[dict[str, int]] = {"": 0}


class Uptake:
    """Keeps the register abreast of the cabinet that all processes share."""

    def __init__(self, cabinet: Cabinet, register: Register, open_edition: OpenEdition) -> None:
        self._cabinet = cabinet
        self._register = register
        self._open = open_edition
        self._seen = NOT_LOOKED

    async def look(self) -> None:
        """Take up what has been put into force since the last look. Raises LedgerUnavailable."""
        now = await editions.activated(self._cabinet)
        for partnership, number in now.items():
            if self._seen.get(partnership) != number:
                digest = await editions.in_force(self._cabinet, partnership, number)
                edition = await self.edition(partnership, digest)
                if edition is not None:
                    self._register.take_up(edition, in_force=True)
        self._seen = now

    async def acquaint(self, case: Case) -> None:
        """Know the edition a case is pinned to: another process may have put it into force a
        moment ago and opened the case.
        """
        if self._register.edition(case.edition) is None:
            edition = await self.edition(case.partnership, case.edition)
            if edition is not None:
                self._register.take_up(edition, in_force=False)

    async def edition(self, partnership: str, digest: str) -> Edition | None:
        """A kept edition, ready for use; None where it or the partnership is not known here.
        Raises ValueError where it cannot be read.
        """
        known = self._register.edition(digest)
        directory = self._register.directory(partnership)
        if known is not None or directory is None:
            return known
        text = await editions.kept(self._cabinet, digest)
        return None if text is None else self._open(digest, text, directory)
