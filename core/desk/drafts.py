"""Drafts of forms: what a person typed is kept until it is saved."""

import json
from collections.abc import Mapping
from typing import Final

from core.cards import Press
from core.ports import KeyValueStore, LedgerUnavailable

COLLECTION: Final = "draft"


class Drafts:
    """Drafts by person and form; they are kept when the stage of the case changes."""

    def __init__(self, documents: KeyValueStore) -> None:
        self._documents = documents

    async def fetch(self, person: str, press: Press) -> dict[str, str]:
        """Return what was typed before; empty if there is no draft or the store does not answer."""
        try:
            kept = await self._documents.get(COLLECTION, _key(person, press))
        except LedgerUnavailable:
            return {}
        found: dict[str, str] = json.loads(kept) if kept else {}
        return found

    async def keep(self, person: str, press: Press, values: Mapping[str, str]) -> None:
        """Keep what was typed; a failure is ignored, since the open form still holds it."""
        try:
            await self._documents.put(COLLECTION, _key(person, press), json.dumps(dict(values)))
        except LedgerUnavailable:
            return

    async def drop(self, person: str, press: Press) -> None:
        """Remove the draft of a saved form; a failure is ignored: a stale draft does no harm."""
        try:
            await self._documents.remove(COLLECTION, _key(person, press))
        except LedgerUnavailable:
            return


def _key(person: str, press: Press) -> str:
    what = press.target if not press.case else ""
    return f"{person}|{press.action}|{press.case}|{what}"
