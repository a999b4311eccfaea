"""Six-digit codes by e-mail: valid for 15 minutes, in one browser, for five tries."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, assert_never

from adapters.mail.access.tickets import expiry_of, key, new_cookie_value, take_slot
from core.accounts.hashes import keyed_hash
from core.accounts.one_time_codes import CodeOutcome, OneTimeCodes
from core.ports import Clock, Collection, KeyValueStore

CODE_KEY: Final = "mail code"
"""Purpose from which the key for hashing codes is derived, see ``KeyRing.derived``."""
CODE_LIFETIME: Final = timedelta(minutes=15)
_ROW_LIFETIME: Final = timedelta(hours=1)
"""A code is kept for longer than it is good, so that the page can say why it is not."""


class AskedAt(StrEnum):
    """Where a code was asked for. Limits are counted apart, so that codes requested on the public
    page cannot lock out people who have a link.
    """

    LINK = "link"
    OPEN = "open"


HOURLY_LIMIT: Final = {AskedAt.LINK: 5, AskedAt.OPEN: 3}
DAILY_LIMIT: Final = {AskedAt.LINK: 20, AskedAt.OPEN: 10}
"""Codes per address; with five tries each, the chance of a correct guess is 1 in 20,000 a day."""


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


CODES: Final = Collection("mail-code", WaitingCode, _ROW_LIFETIME)
"""Codes that wait to be typed, by ticket."""

CodeResult = RightCode | WrongCode | ExpiredCode | VoidCode | NoCode


class Codes:
    """Issues and checks codes for signing in: the ticket is what the browser that asked holds."""

    def __init__(
        self, secret: bytes, documents: KeyValueStore, clock: Clock, codes: OneTimeCodes
    ) -> None:
        self._key = secret
        self._documents = documents
        self._clock = clock
        self._codes = codes

    async def ask(
        self, address: str, door: AskedAt, *, link: str = "", wanted: int | None = None
    ) -> str | TooManyCodes:
        """Issue a code for an address, and return its ticket: the cookie of the browser that asked,
        with which alone the code works. Does the same work for an unknown address.

        Raises LedgerUnavailable.
        """
        now = self._clock.now()
        if not await self._within_limits(address, door, now):
            return TooManyCodes()
        until = (now + _ROW_LIFETIME).replace(microsecond=0)
        ticket = new_cookie_value(until)
        waiting = WaitingCode(address=address, door=door, link=link, wanted=wanted, asked=now)
        await self._documents.put(CODES, key(ticket, until), waiting, until)
        return ticket

    async def code_of(self, ticket: str) -> str | None:
        """Return the code of a ticket, to be sent; None once it is used or forgotten. Raises
        LedgerUnavailable.
        """
        if await self.waiting(ticket) is None:
            return None
        return await self._codes.digits(ticket)

    async def waiting(self, ticket: str) -> WaitingCode | None:
        """Return the code that waits in a browser, whatever its age. Raises LedgerUnavailable."""
        until = expiry_of(ticket)
        if until is None or until <= self._clock.now():
            return None
        return await self._documents.get(CODES, key(ticket, until))

    async def take(self, ticket: str, typed: str) -> CodeResult:
        """Try a code. Raises LedgerUnavailable."""
        waiting, until = await self.waiting(ticket), expiry_of(ticket)
        if waiting is None or until is None:
            return NoCode()
        check = await self._codes.check(
            ticket, typed, good_until=waiting.asked + CODE_LIFETIME, kept_until=until, known=True
        )
        match check.outcome:
            case CodeOutcome.RIGHT:
                if not await self._codes.use(ticket, until):
                    return NoCode()
                await self._documents.remove(CODES, key(ticket, until))
                return RightCode(waiting)
            case CodeOutcome.WRONG:
                return WrongCode(check.left)
            case CodeOutcome.EXPIRED:
                return ExpiredCode()
            case CodeOutcome.VOID:
                return VoidCode()
            case _:
                assert_never(check.outcome)

    async def forget(self, ticket: str) -> None:
        """Make a code worthless. Raises LedgerUnavailable."""
        if (until := expiry_of(ticket)) is not None:
            await self._documents.remove(CODES, key(ticket, until))

    async def _within_limits(self, address: str, door: AskedAt, now: datetime) -> bool:
        """Count one code against the address's hourly and daily limits; False if one is reached."""
        hour = now.replace(minute=0, second=0, microsecond=0)
        day = hour.replace(hour=0)
        who = keyed_hash(self._key, f"who {address}")
        name, until = f"hour {door} {who} {hour.isoformat()}", hour + timedelta(hours=1)
        if await take_slot(self._documents, name, HOURLY_LIMIT[door], until) is None:
            return False
        name, until = f"day {door} {who} {day.isoformat()}", day + timedelta(days=1)
        return await take_slot(self._documents, name, DAILY_LIMIT[door], until) is not None
