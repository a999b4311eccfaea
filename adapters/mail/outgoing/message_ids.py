"""The signed mark in the envelope sender that identifies a returned e-mail (VERP).

A mark holds the place of the outbox message, or of a letter, and a digest of the recipient, and is
signed: it cannot be forged for a message that was not sent. It uses letters and digits of one case,
since mail servers change the case of addresses.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Final

from core.accounts.hashes import keyed_hash
from core.notifications.couriers import LETTER_CASE
from core.ports import Collection, KeyValueStore

MAIL_KEYS: Final = Collection("mail", str, None)
KEY: Final = "bounce-key"
_CASE: Final = 16
_NUMBER: Final = 5
_TO: Final = 3
_SIGNED: Final = _CASE + _NUMBER + _TO
_SIGNATURE: Final = 8
"""Bytes of the signature: 64 bits; each guess costs one e-mail to us."""


@dataclass(frozen=True, slots=True)
class MessageId:
    """A mark whose signature has been verified."""

    place: str
    """The place of the outbox message, see ``place_of``."""
    text: str


def case_of(mark: MessageId) -> str:
    """Return the case id of a message; "" for a letter's. An earlier version ended their places
    in 0.
    """
    case, _, number = mark.place.partition(":")
    return case if case != LETTER_CASE and number != "0" else ""


class MessageIds:
    """Make and read marks with one key, kept encrypted and shared by all processes."""

    def __init__(self, documents: KeyValueStore) -> None:
        self._documents = documents
        self._key: bytes | None = None

    async def make(self, place: str, to: str) -> str:
        """Return a message's mark. Raises LedgerUnavailable; ValueError for an invalid place."""
        case, _, number = place.rpartition(":")
        about = hashlib.sha256(to.casefold().encode()).digest()[:_TO]
        signed = bytes.fromhex(case) + int(number).to_bytes(_NUMBER) + about
        if len(signed) != _SIGNED:
            raise ValueError("not the place of an owed notice")
        return _base32(signed + self._sign(await self._kept(), signed))

    async def read(self, text: str) -> MessageId | None:
        """Return the verified mark, or None if it was not made here. Raises LedgerUnavailable."""
        try:
            raw = base64.b32decode(text.upper() + "=" * (-len(text) % 8))
        except ValueError:
            return None
        signed, signature = raw[:_SIGNED], raw[_SIGNED:]
        good = self._sign(await self._kept(), signed)
        if len(raw) != _SIGNED + _SIGNATURE or not hmac.compare_digest(good, signature):
            return None
        number = int.from_bytes(signed[_CASE : _CASE + _NUMBER])
        return MessageId(f"{signed[:_CASE].hex()}:{number}", _base32(raw))

    async def digest(self, text: str) -> str:
        """Return a keyed digest of a text, 32 hex digits; it reveals nothing without the key."""
        return keyed_hash(await self._kept(), text)[:32]

    async def _kept(self) -> bytes:
        if self._key is None:
            await self._documents.add(MAIL_KEYS, KEY, secrets.token_hex(32), None)
            self._key = bytes.fromhex(await self._documents.get(MAIL_KEYS, KEY) or "")
        return self._key

    @staticmethod
    def _sign(key: bytes, signed: bytes) -> bytes:
        return hmac.digest(key, b"bounce:" + signed, "sha256")[:_SIGNATURE]


def address_with_mark(address: str, mark: str) -> str:
    """Return the bounce address with a mark in it: ``bounce+mark@domain``."""
    user, _, domain = address.rpartition("@")
    return f"{user}+{mark}@{domain}"


def mark_of_address(address: str, bounce_address: str) -> str | None:
    """Return the mark in a recipient address; None if it is not the bounce address."""
    user, _, domain = address.casefold().rpartition("@")
    name, _, mark = user.partition("+")
    ours = f"{name}@{domain}" == bounce_address.casefold()
    return mark if ours else None


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()
