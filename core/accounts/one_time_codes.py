"""One-time codes: six digits for one ticket, tried five times at most, good once and for a time.

A ticket is the id of what the code is for: a request to link, a browser that asked to sign in. The
digits are worked out from the ticket with a secret and stored nowhere.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

from core.accounts.hashes import keyed_hash
from core.ports import Clock, Collection, KeyValueStore, Randomness

MAX_TRIES: Final = 5
SECRET: Final = Collection("link-key", str, None)
"""The secret that digits are worked out with: 64 hexadecimal digits, made once."""
TRIES: Final = Collection("code-try", str, timedelta(days=14))
"""Each try at a code, by a hash of its ticket and a number."""
USED: Final = Collection("code-used", str, timedelta(days=14))
"""Tickets whose code was used, by a hash."""


class CodeOutcome(StrEnum):
    """What came of typing a code."""

    RIGHT = "right"
    WRONG = "wrong"
    VOID = "void"
    """Wrong for the fifth time, now or before."""
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """The outcome of one try, and how many tries are left where the code was wrong."""

    outcome: CodeOutcome
    left: int = 0


class OneTimeCodes:
    """Works out codes and checks what is typed. Every call raises LedgerUnavailable."""

    def __init__(self, documents: KeyValueStore, clock: Clock, randomness: Randomness) -> None:
        self._documents = documents
        self._clock = clock
        self._randomness = randomness

    async def digits(self, ticket: str) -> str:
        """Return the six digits of a ticket, always the same."""
        digest = await self.hidden(f"code\n{ticket}")
        return f"{int(digest, 16) % 1_000_000:06d}"

    async def check(
        self, ticket: str, typed: str, *, good_until: datetime, kept_until: datetime, known: bool
    ) -> CodeCheck:
        """Try a code: ``typed`` may hold more than digits. Not ``known``, no code is right.

        A code is good before ``good_until`` (aware UTC); tries are remembered until
        ``kept_until``. A try is taken before anything is compared, so that tries at the same moment
        are five at most.
        """
        if self._clock.now() >= good_until:
            return CodeCheck(CodeOutcome.EXPIRED)
        left = await self._take_try(ticket_hash(ticket), kept_until)
        if left is None:
            return CodeCheck(CodeOutcome.VOID)
        digits = "".join(one for one in typed if one.isascii() and one.isdigit())
        right = hmac.compare_digest(digits, await self.digits(ticket))
        if not (right and known):
            return CodeCheck(CodeOutcome.WRONG if left else CodeOutcome.VOID, left)
        return CodeCheck(CodeOutcome.RIGHT)

    async def use(self, ticket: str, kept_until: datetime) -> bool:
        """Use a code up; return False if it was used before. Of two calls at once, one is first."""
        return await self._documents.add(USED, ticket_hash(ticket), "", kept_until)

    async def _take_try(self, place: str, until: datetime) -> int | None:
        """Take one of five tries; return how many are left, or None where none was."""
        for number in range(1, MAX_TRIES + 1):
            if await self._documents.add(TRIES, f"{place}/{number}", "", until):
                return MAX_TRIES - number
        return None

    async def hidden(self, text: str) -> str:
        """Return a keyed hash (HMAC-SHA-256) of a text: 64 hexadecimal digits."""
        secret = await self._documents.get(SECRET, "1")
        if secret is None:
            fresh = self._randomness.secret() + self._randomness.secret()
            await self._documents.add(SECRET, "1", fresh, None)
            secret = await self._documents.get(SECRET, "1") or fresh
        return keyed_hash(bytes.fromhex(secret), text)


def ticket_hash(ticket: str) -> str:
    """Return the key of a ticket, which tells nothing of it."""
    return sha256(ticket.encode()).hexdigest()
