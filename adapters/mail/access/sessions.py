"""Sessions of people who typed a code: 30 minutes without a request, eight hours at most."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from adapters.mail.access.tickets import expiry_of, key, new_cookie_value
from core.ports import Clock, Collection, KeyValueStore

SESSION_KEY: Final = "mail session"
"""Purpose from which the key for form tokens is derived, see ``KeyRing.derived``."""
IDLE_TIMEOUT: Final = timedelta(minutes=30)
SESSION_LIFETIME: Final = timedelta(hours=8)
_WRITE_INTERVAL: Final = timedelta(minutes=1)
"""How exactly the last press is kept: not every one writes."""
SESSIONS: Final = Collection("mail-session", dict[str, Any], SESSION_LIFETIME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A signed-in address; ``people`` are the people at that address when the session began."""

    id: str
    address: str
    people: tuple[str, ...]
    seen: datetime
    until: datetime
    form_token: str
    """Part of every form of the session; a form without it came from elsewhere."""


class Sessions:
    """Begin, find and end sessions. Ids are random, and stored as digests."""

    def __init__(self, secret: bytes, documents: KeyValueStore, clock: Clock) -> None:
        self._key = secret
        self._documents = documents
        self._clock = clock

    async def begin(self, address: str, people: tuple[str, ...]) -> Session:
        """Begin a session under a new id, whatever the browser sent. Raises LedgerUnavailable."""
        now = self._clock.now()
        until = (now + SESSION_LIFETIME).replace(microsecond=0)
        session = self._session(new_cookie_value(until), address, people, now, until)
        await self._keep(session)
        return session

    async def find(self, id_: str) -> Session | None:
        """Return a live session and extend it by 30 minutes; None if it has ended.

        Raises LedgerUnavailable.
        """
        until, now = expiry_of(id_), self._clock.now()
        if until is None or until <= now:
            return None
        row = await self._documents.get(SESSIONS, key(id_, until))
        if row is None:
            return None
        seen = datetime.fromisoformat(row["seen"])
        if now - seen >= IDLE_TIMEOUT:
            await self._documents.remove(SESSIONS, key(id_, until))
            return None
        session = self._session(id_, row["address"], tuple(row["people"]), now, until)
        if now - seen >= _WRITE_INTERVAL:
            await self._keep(session)
        return session

    async def end(self, id_: str) -> None:
        """End a session, if there is one. Raises LedgerUnavailable."""
        if (until := expiry_of(id_)) is not None:
            await self._documents.remove(SESSIONS, key(id_, until))

    def owns_form(self, session: Session, form_token: str) -> bool:
        """Whether a form was sent from one of this session's pages."""
        return hmac.compare_digest(session.form_token.encode(), form_token.encode())

    async def _keep(self, session: Session) -> None:
        row = {
            "address": session.address,
            "people": session.people,
            "seen": session.seen.isoformat(),
        }
        place = key(session.id, session.until)
        await self._documents.put(SESSIONS, place, row, session.until)

    def _session(
        self, id_: str, address: str, people: tuple[str, ...], seen: datetime, until: datetime
    ) -> Session:
        token = hmac.digest(self._key, f"form {id_}".encode(), "sha256").hex()
        return Session(
            id=id_, address=address, people=people, seen=seen, until=until, form_token=token
        )
