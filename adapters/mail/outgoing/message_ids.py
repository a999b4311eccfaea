"""The mark in the sender's address by which an e-mail that comes back is known (VERP).

A mark holds the place of the owed notice, or letter, and which address it went to, and is signed: nobody can make
one up for a message they were not sent. It is of letters and digits in one case, since mail servers
fold the case of addresses.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Final

from core.ports import Collection, KeyValueStore

MAIL_KEYS: Final = Collection("mail", str, None)
KEY: Final = "bounce-key"
_CASE: Final = 16
_NUMBER: Final = 5
_TO: Final = 3
_SIGNED: Final = _CASE + _NUMBER + _TO
_SIGNATURE: Final = 8
"""Bytes of the signature: 64 bits, each guess being one e-mail to us."""


@dataclass(frozen=True, slots=True)
class MessageId:
    """A mark that was read: it is ours."""

    place: str
    """``case:id`` of the owed notice, or a letter's place."""
    text: str


def case_of(mark: MessageId) -> str:
    """The case a message was of; "" for a letter's, whose place ends in 0."""
    case, _, number = mark.place.partition(":")
    return case if number != "0" else ""


class MessageIds:
    """Makes and reads marks with one key, kept encrypted in the cabinet and shared by all
    processes.
    """

    def __init__(self, documents: KeyValueStore) -> None:
        self._documents = documents
        self._key: bytes | None = None

    async def make(self, place: str, to: str) -> str:
        """The mark of a message sent to an address. Raises LedgerUnavailable, and ValueError for a
        place that is none.
        """
        case, _, number = place.rpartition(":")
        about = hashlib.sha256(to.casefold().encode()).digest()[:_TO]
        signed = bytes.fromhex(case) + int(number).to_bytes(_NUMBER) + about
        if len(signed) != _SIGNED:
            raise ValueError("not the place of an owed notice")
        return _spelt(signed + self._sign(await self._kept(), signed))

    async def read(self, text: str) -> MessageId | None:
        """The mark that this is, or None where it was not made here. Raises LedgerUnavailable."""
        try:
            raw = base64.b32decode(text.upper() + "=" * (-len(text) % 8))
        except ValueError:
            return None
        signed, signature = raw[:_SIGNED], raw[_SIGNED:]
        good = self._sign(await self._kept(), signed)
        if len(raw) != _SIGNED + _SIGNATURE or not hmac.compare_digest(good, signature):
            return None
        number = int.from_bytes(signed[_CASE : _CASE + _NUMBER])
        return MessageId(f"{signed[:_CASE].hex()}:{number}", _spelt(raw))

    async def digest(self, text: str) -> str:
        """A name for a text that tells nothing of it to whoever lacks the key: 32 hex digits."""
        return hmac.digest(await self._kept(), text.encode(), "sha256")[:16].hex()

    async def _kept(self) -> bytes:
        if self._key is None:
            await self._documents.add(MAIL_KEYS, KEY, secrets.token_hex(32), None)
            self._key = bytes.fromhex(await self._documents.get(MAIL_KEYS, KEY) or "")
        return self._key

    @staticmethod
    def _sign(key: bytes, signed: bytes) -> bytes:
        return hmac.digest(key, b"bounce:" + signed, "sha256")[:_SIGNATURE]


def marked(address: str, mark: str) -> str:
    """The bounce address with a mark in it: ``bounce+mark@domain``."""
    user, _, domain = address.rpartition("@")
    return f"{user}+{mark}@{domain}"


def mark_in(address: str, bounce_address: str) -> str | None:
    """The mark in an address that something came back to; None where it is not the bounce address."""
    user, _, domain = address.casefold().rpartition("@")
    name, _, mark = user.partition("+")
    ours = f"{name}@{domain}" == bounce_address.casefold()
    return mark if ours else None


def _spelt(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()
