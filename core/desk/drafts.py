"""What was typed and not saved yet: kept until it is, so that nothing typed is lost."""

import json
from collections.abc import Mapping
from typing import Final

from core.cards import Press
from core.ports import KeyValueStore, LedgerUnavailable

COLLECTION: Final = "draft"


class Drafts:
    """Drafts by person and by what they are for; a stage that moves on takes none away."""

    def __init__(self, documents: KeyValueStore) -> None:
        self._documents = documents

    async def fetch(self, person: str, press: Press) -> dict[str, str]:
        """What was typed before; empty where nothing is kept, or the cabinet does not answer."""
        try:
            kept = await self._documents.get(COLLECTION, _key(person, press))
        except LedgerUnavailable:
            return {}
        found: dict[str, str] = json.loads(kept) if kept else {}
        return found

    async def keep(self, person: str, press: Press, values: Mapping[str, str]) -> None:
        """Keep what was typed; where that fails, the form itself still holds it."""
        try:
            await self._documents.put(COLLECTION, _key(person, press), json.dumps(dict(values)))
        except LedgerUnavailable:
            return

    async def drop(self, person: str, press: Press) -> None:
        """It is saved: a draft that cannot be removed does no harm and undoes nothing."""
        try:
            await self._documents.remove(COLLECTION, _key(person, press))
        except LedgerUnavailable:
            return


def _key(person: str, press: Press) -> str:
    what = press.target if not press.case else ""
    return f"{person}|{press.action}|{press.case}|{what}"
