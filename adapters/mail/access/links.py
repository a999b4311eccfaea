"""Signed links in e-mails: each opens one message, works for 14 days, and acts once."""

import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from adapters.mail.access.card_json import from_json, to_json
from adapters.mail.access.tickets import key
from core.cards import Card
from core.ports import Clock, Collection, KeyValueStore
from core.vocabulary import Action

LINK_KEY: Final = "mail link"
"""Purpose from which the signing keys are derived, see ``KeyRing.derived``."""
LINK_LIFETIME: Final = timedelta(days=14)
LINK_PATH: Final = "/m/"

LINKS: Final = Collection("mail-link", dict[str, Any], LINK_LIFETIME)
USED: Final = Collection("mail-link-used", dict[str, Any], LINK_LIFETIME)
_END: Final = 5
_ID: Final = 16
_MAC: Final = 16
TOKEN_LENGTH: Final = 50
"""Characters of a token: 37 bytes without padding. Short enough that no mail program breaks it."""


@dataclass(frozen=True, slots=True)
class Used:
    """When a link acted, and what it did."""

    at: datetime
    action: Action


@dataclass(frozen=True, slots=True)
class MailLink:
    """A link that was sent, with its message."""

    token: str
    address: str
    card: Card
    sent: datetime
    until: datetime
    used: Used | None


@dataclass(frozen=True, slots=True)
class Forged:
    """Not one of our links, or damaged in transit."""


@dataclass(frozen=True, slots=True)
class Expired:
    """One of our links, past its end."""


Found = MailLink | Forged | Expired


class MailLinks:
    """Issue links and find their messages. ``key`` signs; signatures of ``earlier`` keys stay
    valid.

    A token is its end, a random id, and an HMAC-SHA-256 over both, cut to 128 bits. Its row is
    stored encrypted in the key-value store. ``public_url`` has no slash at its end.
    """

    def __init__(
        self,
        secret: bytes,
        documents: KeyValueStore,
        clock: Clock,
        public_url: str,
        *,
        earlier: tuple[bytes, ...] = (),
    ) -> None:
        self._keys = (secret, *earlier)
        self._documents = documents
        self._clock = clock
        self._public_url = public_url.rstrip("/")

    async def issue(self, address: str, card: Card) -> str:
        """Return a link for this address to a message whose buttons hold tokens issued to its
        person.

        Raises LedgerUnavailable.
        """
        now = self._clock.now()
        until = (now + LINK_LIFETIME).replace(microsecond=0)
        body = int(until.timestamp()).to_bytes(_END, "big") + secrets.token_bytes(_ID)
        token = _text(body + _mac(self._keys[0], body))
        row = {"address": address.lower(), "sent": now.isoformat(), "card": to_json(card)}
        await self._documents.put(LINKS, key(_name(body), until), row, until)
        return f"{self._public_url}{LINK_PATH}{token}"

    async def find(self, token: str) -> Found:
        """Return what a token leads to; a forged or expired one needs no look-up.

        Raises LedgerUnavailable.
        """
        body = self._body(token)
        if body is None:
            return Forged()
        until = datetime.fromtimestamp(int.from_bytes(body[:_END], "big"), UTC)
        if until <= self._clock.now():
            return Expired()
        row = await self._documents.get(LINKS, key(_name(body), until))
        if row is None:
            return Forged()
        used = await self._documents.get(USED, key(_name(body), until))
        return MailLink(
            token=token,
            address=row["address"],
            card=from_json(row["card"]),
            sent=datetime.fromisoformat(row["sent"]),
            until=until,
            used=Used(datetime.fromisoformat(used["at"]), Action(used["action"])) if used else None,
        )

    async def mark_used(self, link: MailLink, action: Action) -> bool:
        """Record that a link has acted; False if it had already. Raises LedgerUnavailable."""
        body = self._body(link.token)
        if body is None:
            return False
        row = {"at": self._clock.now().isoformat(), "action": action}
        place = key(_name(body), link.until)
        return await self._documents.add(USED, place, row, link.until)

    def _body(self, token: str) -> bytes | None:
        """Return the signed part of a token, or None if the signature is not ours."""
        if len(token) != TOKEN_LENGTH:
            return None
        try:
            whole = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except (Error, ValueError):
            return None
        body, mac = whole[:-_MAC], whole[-_MAC:]
        if len(body) != _END + _ID or _text(whole) != token:
            return None
        signed = [hmac.compare_digest(mac, _mac(key, body)) for key in self._keys]
        return body if any(signed) else None


def _mac(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, b"mail link\0" + body, "sha256")[:_MAC]


def _text(whole: bytes) -> str:
    return urlsafe_b64encode(whole).rstrip(b"=").decode()


def _name(body: bytes) -> str:
    return json.dumps(["link", body.hex()])
