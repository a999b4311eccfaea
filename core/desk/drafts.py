"""Drafts of forms: what a person typed is kept until it is saved."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from core.cards import Press
from core.ports import Clock, Collection, KeyValueStore, LedgerUnavailable
from core.vocabulary import Action

DRAFTS: Final = Collection("draft", dict[str, str], timedelta(days=90))


class Drafts:
    """Drafts by person and form; they are kept when the stage of the case changes."""

    def __init__(self, documents: KeyValueStore, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock

    async def fetch(self, person: str, press: Press) -> dict[str, str]:
        """Return what was typed before; empty if there is no draft or the store does not answer."""
        try:
            return await self._documents.get(DRAFTS, _key(person, press)) or {}
        except LedgerUnavailable:
            return {}

    async def keep(self, person: str, press: Press, values: Mapping[str, str]) -> None:
        """Keep what was typed; a failure is ignored, since the open form still holds it."""
        try:
            until = DRAFTS.until(self._clock.now())
            await self._documents.put(DRAFTS, _key(person, press), dict(values), until)
        except LedgerUnavailable:
            return

    async def drop(self, person: str, press: Press) -> None:
        """Remove the draft of a saved form; a failure is ignored: a stale draft does no harm."""
        try:
            await self._documents.remove(DRAFTS, _key(person, press))
        except LedgerUnavailable:
            return


def _key(person: str, press: Press) -> str:
    named = not press.case or press.action is Action.ENTER_FOR
    what = press.target if named else ""
    return f"{person}|{press.action}|{press.case}|{what}"
