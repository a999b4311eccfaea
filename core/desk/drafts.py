"""What was typed and not saved yet: kept until it is, so that nothing typed is lost."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from core.cards import Press
from core.ports import Clock, Collection, KeyValueStore, LedgerUnavailable

DRAFTS: Final = Collection("draft", dict[str, str], timedelta(days=90))


class Drafts:
    """Drafts by person and by what they are for; a stage that moves on takes none away."""

    def __init__(self, documents: KeyValueStore, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock

    async def fetch(self, person: str, press: Press) -> dict[str, str]:
        """What was typed before; empty where nothing is kept, or the cabinet does not answer."""
        try:
            return await self._documents.get(DRAFTS, _key(person, press)) or {}
        except LedgerUnavailable:
            return {}

    async def keep(self, person: str, press: Press, values: Mapping[str, str]) -> None:
        """Keep what was typed; where that fails, the form itself still holds it."""
        try:
            until = DRAFTS.until(self._clock.now())
            await self._documents.put(DRAFTS, _key(person, press), dict(values), until)
        except LedgerUnavailable:
            return

    async def drop(self, person: str, press: Press) -> None:
        """It is saved: a draft that cannot be removed does no harm and undoes nothing."""
        try:
            await self._documents.remove(DRAFTS, _key(person, press))
        except LedgerUnavailable:
            return


def _key(person: str, press: Press) -> str:
    what = press.target if not press.case else ""
    return f"{person}|{press.action}|{press.case}|{what}"
