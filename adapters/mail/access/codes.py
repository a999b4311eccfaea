"""Six-digit codes by e-mail: valid for 15 minutes, in one browser, for five tries."""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from adapters.mail.access.expiring import SLOTS, end_of, fresh_mark, key, take_slot
from core.ports import Clock, Collection, KeyValueStore

CODE_KEY: Final = "mail code"
"""Purpose from which the key for hashing codes is derived, see ``KeyRing.derived``."""
LASTS: Final = timedelta(minutes=15)
TRIES: Final = 5
_KEPT: Final = timedelta(hours=1)
"""A code is kept for longer than it is good, so that the page can say why it is not."""


class AskedAt(StrEnum):
    """Where a code was asked for. Limits are counted apart, so that codes requested on the public
    page cannot lock out people who have a link.
    """

    LINK = "link"
    OPEN = "open"


HOURLY: Final = {AskedAt.LINK: 5, AskedAt.OPEN: 3}
DAILY: Final = {AskedAt.LINK: 20, AskedAt.OPEN: 10}
"""Codes per address; with five tries each, the chance of a correct guess is 1 in 20,000 a day."""


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A code that was issued."""

    ticket: str
    """Cookie of the browser that asked; the code works only together with it."""
    code: str


@dataclass(frozen=True, slots=True)
class TooManyCodes:
    """The address has reached its limit of codes for now."""


@dataclass(frozen=True, slots=True)
class WaitingCode:
    """A code that has not been typed yet."""

    address: str
    door: AskedAt
    link: str
    """Token of the link it was asked on; "" for none."""
    wanted: int | None
    """Index of the button, in that link's message, that the person pressed."""
    asked: datetime


@dataclass(frozen=True, slots=True)
class RightCode:
    """The code was right; it is used up."""

    waiting: WaitingCode


@dataclass(frozen=True, slots=True)
class WrongCode:
    """The code was wrong; ``left`` tries remain."""

    left: int


@dataclass(frozen=True, slots=True)
class ExpiredCode:
    """It is older than 15 minutes."""


@dataclass(frozen=True, slots=True)
class VoidCode:
    """It has been wrong five times, now or before."""


@dataclass(frozen=True, slots=True)
class NoCode:
    """No code was asked for in this browser, or it has been used."""


CODES: Final = Collection("mail-code", dict[str, Any], _KEPT)
"""Codes that wait to be typed, by ticket."""

Tried = RightCode | WrongCode | ExpiredCode | VoidCode | NoCode


def any_digits() -> str:
    """Return six random digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


class Codes:
    """Issue and check codes; stores only a keyed hash of each."""

    def __init__(
        self,
        secret: bytes,
        documents: KeyValueStore,
        clock: Clock,
        *,
        digits: Callable[[], str] = any_digits,
    ) -> None:
        self._key = secret
        self._documents = documents
        self._clock = clock
        self._digits = digits

    async def ask(
        self, address: str, door: AskedAt, *, link: str = "", wanted: int | None = None
    ) -> IssuedCode | TooManyCodes:
        """Issue a code for an address, known or not, or return TooManyCodes.

        Raises LedgerUnavailable.
        """
        now = self._clock.now()
        if not await self._within_limits(address, door, now):
            return TooManyCodes()
        until = (now + _KEPT).replace(microsecond=0)
        ticket, code = fresh_mark(until), self._digits()
        row = {
            "address": address,
            "door": door,
            "link": link,
            "wanted": wanted,
            "asked": now.isoformat(),
            "hash": self._hash(ticket, code),
        }
        await self._documents.put(CODES, key(ticket, until), row, until)
        return IssuedCode(ticket, code)

    async def waiting(self, ticket: str) -> WaitingCode | None:
        """Return the code that a browser waits for, whatever its age. Raises LedgerUnavailable."""
        row = await self._row(ticket)
        return _waiting(row) if row else None

    async def take(self, ticket: str, typed: str) -> Tried:
        """Check a code. Each try is counted before the comparison, so that parallel tries gain
        nothing. Raises LedgerUnavailable.
        """
        row, until = await self._row(ticket), end_of(ticket)
        if row is None or until is None:
            return NoCode()
        if self._clock.now() - datetime.fromisoformat(row["asked"]) >= LASTS:
            return ExpiredCode()
        number = await take_slot(self._documents, f"try {ticket}", TRIES, until)
        if number is None:
            return VoidCode()
        right = hmac.compare_digest(row["hash"], self._hash(ticket, typed))
        if not right:
            return WrongCode(TRIES - number - 1) if number + 1 < TRIES else VoidCode()
        if not await self._documents.add(SLOTS, key(f"used {ticket}", until), {}, until):
            return NoCode()
        await self._documents.remove(CODES, key(ticket, until))
        return RightCode(_waiting(row))

    async def forget(self, ticket: str) -> None:
        """Delete a code. Raises LedgerUnavailable."""
        if (until := end_of(ticket)) is not None:
            await self._documents.remove(CODES, key(ticket, until))

    async def _row(self, ticket: str) -> dict[str, Any] | None:
        until = end_of(ticket)
        if until is None or until <= self._clock.now():
            return None
        return await self._documents.get(CODES, key(ticket, until))

    async def _within_limits(self, address: str, door: AskedAt, now: datetime) -> bool:
        """Count one code against the address's hourly and daily limits; False if one is reached."""
        hour = now.replace(minute=0, second=0, microsecond=0)
        day = hour.replace(hour=0)
        who = hmac.digest(self._key, f"who {address}".encode(), "sha256").hex()
        name, until = f"hour {door} {who} {hour.isoformat()}", hour + timedelta(hours=1)
        if await take_slot(self._documents, name, HOURLY[door], until) is None:
            return False
        name, until = f"day {door} {who} {day.isoformat()}", day + timedelta(days=1)
        return await take_slot(self._documents, name, DAILY[door], until) is not None

    def _hash(self, ticket: str, code: str) -> str:
        """Return the hash of a ticket and its code: equal codes of two people differ."""
        return hmac.digest(self._key, f"code {ticket} {code}".encode(), "sha256").hex()


def _waiting(row: dict[str, Any]) -> WaitingCode:
    return WaitingCode(
        address=row["address"],
        door=AskedAt(row["door"]),
        link=row["link"],
        wanted=row["wanted"],
        asked=datetime.fromisoformat(row["asked"]),
    )
