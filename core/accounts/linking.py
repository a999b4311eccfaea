"""Link an account to a person on a contact list: by an e-mailed code, or a person's confirmation.

The answer to a request, and the time it takes, are the same whether the address is on a list or
not; the request is followed up in the background, so that nobody can probe the list.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from core.accounts.candidates import deciders, principal_read
from core.accounts.enrolment import Enrolment
from core.accounts.hashes import account_hash
from core.accounts.one_time_codes import CodeOutcome, OneTimeCodes
from core.directory.channels import agencies_at, code_is_enough, mail_of, people_with_address
from core.directory.model import Directory, Person, Principal
from core.directory.refusals import ListRefusalReason
from core.notifications.letters import Letters
from core.outbox import Letter
from core.partnership.register import Register
from core.ports import Clock, Collection, KeyValueStore, Randomness
from core.vocabulary import LetterKind, Platform

CODE_VALID_FOR: Final = timedelta(minutes=30)
CODES_AN_HOUR: Final = 3
HOUR: Final = timedelta(hours=1)
LINK_REQUEST_KEPT_FOR: Final = timedelta(days=14)


class LinkCodeRefusal(StrEnum):
    """Why a typed code linked nothing."""

    WRONG = "wrong"
    VOID = "void"
    """Wrong five times, or not a code of this account."""
    EXPIRED = "expired"
    USED = "used"
    ASK = "ask"
    """Right, but somebody who knows the person has to confirm too: they were asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongLinkCode:
    """A code that linked nothing: why, and how many tries are left."""

    why: LinkCodeRefusal
    left: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRequest:
    """A request to link an account, with the address typed."""

    id: str = ""
    """The key it is stored under."""
    principal: Principal
    address: str
    asked_at: datetime
    matched: tuple[tuple[str, str], ...] = ()
    """Pairs of partnership and person to whose address a code was sent."""


def _upgraded(paper: dict[str, Any]) -> dict[str, Any]:
    """An earlier version wrote the account as a list."""
    return {**paper, "principal": principal_read(paper["principal"])}


LINK_REQUESTS: Final = Collection("link-wish", LinkRequest, LINK_REQUEST_KEPT_FOR, _upgraded)
"""Who asked to be linked and by which address, by the id of the request."""
NEW_LINK_REQUESTS: Final = Collection("link-fresh", str, LINK_REQUEST_KEPT_FOR)
"""Requests that have not been followed up."""
LATEST_LINK_REQUESTS: Final = Collection("link-latest", str, LINK_REQUEST_KEPT_FOR)
"""The latest request of each account that a person has to decide on."""
CODES_ASKED: Final = Collection("link-asked", str, HOUR)
"""When codes were asked for, by account and by address."""
SETTLED_LINK_REQUESTS: Final = Collection("link-used", str, LINK_REQUEST_KEPT_FOR)
"""Requests whose code was used, or that somebody decided on."""


class Linking:
    """Link requests and codes. Raises LedgerUnavailable."""

    def __init__(  # noqa: PLR0917 - what it works with
        self,
        documents: KeyValueStore,
        letters: Letters,
        register: Register,
        enrolment: Enrolment,
        clock: Clock,
        randomness: Randomness,
        codes: OneTimeCodes,
        deployed: Iterable[Platform],
    ) -> None:
        self._documents = documents
        self._letters = letters
        self._register = register
        self._enrolment = enrolment
        self._clock = clock
        self._randomness = randomness
        self.codes = codes
        """The codes of requests: the request's id is the ticket."""
        self._mail = Platform.MAIL in set(deployed)

    # --- asking -------------------------------------------------------------------------------

    async def ask(self, principal: Principal, address: str) -> str:
        """Store a request and return its id; "" if the account or the address has asked three
        times within the last hour.

        Makes the same calls in the same order for every address.
        """
        now = self._clock.now()
        token = self._randomness.secret()
        free = [
            await self._free(
                await self.codes.hidden(f"account\n{account_hash(principal)}"), now, token
            ),
            await self._free(await self.codes.hidden(f"address\n{address.casefold()}"), now, token),
        ]
        if not all(free):
            return ""
        wish = f"{now:%Y%m%dT%H%M%S}-{token}"
        await self._keep(LinkRequest(id=wish, principal=principal, address=address, asked_at=now))
        await self._documents.add(NEW_LINK_REQUESTS, wish, "", NEW_LINK_REQUESTS.until(now))
        return wish

    async def _free(self, who: str, now: datetime, token: str) -> bool:
        """Take one of three places this hour; who comes fourth takes none."""
        own = f"{who}/{now:%Y%m%dT%H%M%S.%f}-{token}"
        await self._documents.add(CODES_ASKED, own, "", CODES_ASKED.until(now))
        bound = f"{who}/{now - HOUR:%Y%m%dT%H%M%S.%f}"
        asked = await self._documents.keys(CODES_ASKED, f"{who}/")
        if own in [one for one in asked if one > bound][:CODES_AN_HOUR]:
            return True
        await self._documents.remove(CODES_ASKED, own)
        return False

    # --- follow-up ----------------------------------------------------------------------------

    async def look(self) -> int:
        """Follow up each new request: send a code to the address on the list, or ask those who
        may confirm accounts. Return how many there were.
        """
        fresh = await self._documents.keys(NEW_LINK_REQUESTS)
        for one in fresh:
            wish = await self.wish(one)
            if wish is not None:
                await self._follow(wish)
            await self._documents.remove(NEW_LINK_REQUESTS, one)
        return len(fresh)

    async def _follow(self, wish: LinkRequest) -> None:
        matched: list[tuple[str, Person]] = []
        unsure: list[tuple[str, Directory, tuple[Person, ...]]] = []
        enrolled = {one for one, _ in self._register.enrolments(wish.principal)}
        for partnership in self._register.partnerships:
            directory = self._register.setting(partnership).directory
            people = people_with_address(directory, wish.principal, wish.address)
            entries = await self._enrolment.acts(partnership) if people else ()
            sure = (
                self._mail
                and len(people) == 1
                and mail_of(people[0], wish.address) is not None
                and code_is_enough(people[0], wish.principal, entries)
            )
            if sure:
                matched.append((partnership, people[0]))
            elif partnership not in enrolled:
                unsure.append((partnership, directory, people))
        for partnership, directory, people in unsure:
            if people or not matched:  # with a match elsewhere, ask only where somebody matches too
                await self.ask_deciders(wish, partnership, directory, people)
        if matched:
            await self._send_code(wish, matched)

    async def _send_code(self, wish: LinkRequest, matched: list[tuple[str, Person]]) -> None:
        """Queue a letter with the code to the address on the list. The stored letter does not
        contain the code: it is computed from a secret when the letter is rendered.
        """
        names = tuple((partnership, person.id) for partnership, person in matched)
        await self._keep(replace(wish, matched=names))
        partnership, person = matched[0]
        letter = Letter(
            key=f"link-code/{wish.id}",
            partnership=partnership,
            person=person.id,
            kind=LetterKind.LINK_CODE,
            about=wish.id,
            channel=mail_of(person, wish.address),
            owed_at=wish.asked_at,
            expires_at=wish.asked_at + CODE_VALID_FOR,
        )
        await self._letters.owe(letter)

    async def ask_deciders(
        self,
        wish: LinkRequest,
        partnership: str,
        directory: Directory,
        people: tuple[Person, ...] = (),
    ) -> None:
        """Ask the agency's administrators, else the coordinators, once a day for each account."""
        asked = deciders(directory, wish.principal, people)
        if not asked:
            return
        await self._documents.put(
            LATEST_LINK_REQUESTS,
            account_hash(wish.principal),
            wish.id,
            LATEST_LINK_REQUESTS.until(self._clock.now()),
        )
        about = {
            "account": account_hash(wish.principal),
            "platform": wish.principal.platform.value,
            "agency": next(iter(agencies_at(directory, wish.principal)), ""),
            "person": people[0].id if len(people) == 1 else "",
        }
        letter = Letter(
            key=f"link-wish/{partnership}/{account_hash(wish.principal)}/{wish.asked_at:%Y%m%d}",
            partnership=partnership,
            kind=LetterKind.LINK_WISH,
            about=json.dumps(about, sort_keys=True),
            owed_at=wish.asked_at,
            expires_at=wish.asked_at + LINK_REQUEST_KEPT_FOR,
        )
        await self._letters.owe_each(asked, letter)

    # --- codes --------------------------------------------------------------------------------

    async def redeem(
        self, principal: Principal, wish_id: str, typed: str
    ) -> tuple[tuple[str, str], ...] | WrongLinkCode:
        """Link by a code. Return the pairs of partnership and person linked, or why not.

        A try is taken before the code is compared, so that concurrent tries are limited to five
        too.
        """
        wish = await self.wish(wish_id)
        if wish is None or wish.principal != principal:
            return WrongLinkCode(why=LinkCodeRefusal.VOID)
        check = await self.codes.check(
            wish_id,
            typed,
            good_until=wish.asked_at + CODE_VALID_FOR,
            kept_until=wish.asked_at + LINK_REQUEST_KEPT_FOR,
            known=bool(wish.matched),
        )
        if check.outcome is not CodeOutcome.RIGHT:
            return WrongLinkCode(why=LinkCodeRefusal(check.outcome), left=check.left)
        if await self._documents.get(SETTLED_LINK_REQUESTS, wish_id) is not None:
            return WrongLinkCode(why=LinkCodeRefusal.USED)
        return await self._link(wish)

    async def _link(self, wish: LinkRequest) -> tuple[tuple[str, str], ...] | WrongLinkCode:
        linked: list[tuple[str, str]] = []
        for partnership, person in wish.matched:
            directory = self._register.setting(partnership).directory
            refused = await self._enrolment.link(
                partnership, person, wish.principal, by=person, address=wish.address
            )
            if refused is None:
                linked.append((partnership, person))
            elif refused.why is not ListRefusalReason.NOT_ALLOWED:
                await self.ask_deciders(wish, partnership, directory)
        await self.settle(wish)
        return tuple(linked) if linked else WrongLinkCode(why=LinkCodeRefusal.ASK)

    # --- storage ------------------------------------------------------------------------------

    async def wish(self, wish: str) -> LinkRequest | None:
        """Return a request, or None."""
        if not wish:
            return None
        found = await self._documents.get(LINK_REQUESTS, wish)
        return replace(found, id=wish) if found else None

    async def latest(self, of: str) -> LinkRequest | None:
        """Return the latest request of an account (its hash), or None if it is settled."""
        wish = await self.wish(await self._documents.get(LATEST_LINK_REQUESTS, of) or "")
        settled = (
            wish is not None
            and await self._documents.get(SETTLED_LINK_REQUESTS, wish.id) is not None
        )
        return None if settled else wish

    async def settle(self, wish: LinkRequest) -> bool:
        """Mark a request as decided; return False if it was already."""
        return await self._documents.add(
            SETTLED_LINK_REQUESTS, wish.id, "", SETTLED_LINK_REQUESTS.until(self._clock.now())
        )

    async def _keep(self, wish: LinkRequest) -> None:
        await self._documents.put(LINK_REQUESTS, wish.id, wish, LINK_REQUESTS.until(wish.asked_at))
