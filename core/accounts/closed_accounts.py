"""Closed accounts: found by failed messages and a nightly sweep, then unlinked.

A report is stored first and settled at the next tick, after asking the platform for the account's
status: one failed message, or an inconclusive answer, unlinks nobody.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from core.accounts.candidates import principal_read
from core.accounts.enrolment import Enrolment
from core.accounts.hashes import account_hash
from core.accounts.status import CLOSED_STATUSES, AccountStatus, AccountStatuses
from core.directory.model import Channel, Directory, Principal
from core.local_time import local
from core.notifications.letters import Letters
from core.outbox import Letter
from core.partnership.list_sync import ProcessCasesOf
from core.partnership.register import Register
from core.ports import Alarm, Clock, Collection, KeyValueStore
from core.vocabulary import FailureReason, LetterKind, Platform

CLOSED_REASONS: Final = frozenset({FailureReason.DEACTIVATED, FailureReason.UNKNOWN_USER})
"""Failures that mean the account is gone, not only the app."""
STATUS_RETRY_AFTER: Final = timedelta(minutes=1)
"""Time between status queries about an account whose status is unknown."""
REPORT_TRUSTED_AFTER: Final = timedelta(minutes=5)
"""After this, a platform's DEACTIVATED failure counts even if status queries are not answered."""
REPORT_DROPPED_AFTER: Final = timedelta(days=1)
SWEEP_HOURS: Final = range(2, 6)
"""Hours (Europe/London) in which the sweep runs."""
ACCOUNTS_PER_TICK: Final = 20
"""Most accounts queried in one tick."""
MAX_CLOSED_PER_NIGHT: Final = 3
"""At most this many accounts of a queue, or half of them, are closed in one night; more is taken
for an error of the platform or of Concord, and raises an alarm.
"""
LETTER_VALID_FOR: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failing:
    """The first failure of a message to a channel since the last delivery there."""

    since: datetime
    why: FailureReason


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReportedClosed:
    """A report that an account is closed: when it came, and when to query the status next."""

    principal: Principal
    why: FailureReason
    since: datetime
    ready: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ending:
    """A link to be ended: of which person, by whom, and why."""

    partnership: str
    person: str
    channel: Channel
    by: str
    why: str
    at: datetime

    @property
    def key(self) -> str:
        return f"{self.partnership}/{self.person}/{account_hash(self.channel.principal)}"


def _reported_upgraded(paper: dict[str, Any]) -> dict[str, Any]:
    """An earlier version wrote the account as a list, under other names."""
    if "account" not in paper:
        return paper
    who = principal_read(paper["account"])
    return {"principal": who, "why": paper["why"], "since": paper["at"], "ready": paper["next"]}


def _ending_upgraded(paper: dict[str, Any]) -> dict[str, Any]:
    """An earlier version wrote the channel as a list."""
    return {**paper, "channel": principal_read(paper["channel"])}


REPORTED_CLOSED: Final = Collection("account-heard", _ReportedClosed, None, _reported_upgraded)
"""Accounts of which it was heard that they are closed, until that is settled."""
FAILING: Final = Collection("channel-failing", Failing, None)
"""Channels at which a message failed since one was last taken there: since when, and why."""
SWEPT_STATUSES: Final = Collection("account-swept", str, timedelta(days=2))
"""How each account stood this night, by night, queue and account."""
SWEEP_DONE: Final = Collection("account-sweep-done", str, timedelta(days=2))
"""Queues that were judged, by night."""
ENDING: Final = Collection("account-ending", _Ending, None, _ending_upgraded)
"""Links that are being ended, until everything that follows from it has been done."""


async def first_failure(documents: KeyValueStore, channel: Channel) -> Failing | None:
    """Whether messages to a channel fail; None where they do not, as far as is known."""
    return await documents.get(FAILING, account_hash(channel.principal))


class ClosedAccounts:
    """Implements the channel-outcome listener and ends links to closed accounts. Raises
    LedgerUnavailable.
    """

    def __init__(  # noqa: PLR0917 - what it works with
        self,
        documents: KeyValueStore,
        letters: Letters,
        register: Register,
        enrolment: Enrolment,
        standings: Mapping[Platform, AccountStatuses],
        clock: Clock,
        alarm: Alarm,
        left: ProcessCasesOf,
    ) -> None:
        self._documents = documents
        self._letters = letters
        self._register = register
        self._enrolment = enrolment
        self._standings = standings
        self._clock = clock
        self._alarm = alarm
        self._left = left

    # --- reports ------------------------------------------------------------------------------

    async def missed(self, channel: Channel, why: FailureReason) -> None:
        """Record a failed message; if it may mean a closed account, report it for settling."""
        if not self._register.enrolments(channel.principal):
            return  # most accounts of a workspace are linked to nobody
        now = self._clock.now()
        key = account_hash(channel.principal)
        if await self._documents.get(FAILING, key) is None:
            await self._documents.add(FAILING, key, Failing(since=now, why=why), None)
        if why in CLOSED_REASONS and channel.platform in self._standings:
            reported = _ReportedClosed(principal=channel.principal, why=why, since=now, ready=now)
            await self._documents.add(REPORTED_CLOSED, key, reported, None)

    async def reached(self, channel: Channel) -> None:
        """Record a delivered message: the channel no longer fails."""
        key = account_hash(channel.principal)
        if await self._documents.get(FAILING, key) is not None:
            await self._documents.remove(FAILING, key)

    async def look(self) -> int:
        """Settle reports, and sweep at night. Return how many accounts were found closed."""
        for key in await self._documents.keys(ENDING):
            ending = await self._documents.get(ENDING, key)
            if ending is not None:  # whoever began was cut short, or is not yet done
                await self._finish(ending, again=True)
        found = 0
        for key in await self._documents.keys(REPORTED_CLOSED):
            reported = await self._documents.get(REPORTED_CLOSED, key)
            if reported is not None:
                found += await self._settle(key, reported)
        return found + await self._sweep()

    async def _settle(self, key: str, reported: _ReportedClosed) -> bool:
        now, principal = self._clock.now(), reported.principal
        if now < reported.ready:
            return False
        standing = await self._standings[principal.platform].standing(principal)
        age = now - reported.since
        said = reported.why is FailureReason.DEACTIVATED and age >= REPORT_TRUSTED_AFTER
        if standing is AccountStatus.UNKNOWN and not said:
            if (
                age >= REPORT_DROPPED_AFTER
            ):  # the channel is still listed as failing, and the sweep covers it
                await self._documents.remove(REPORTED_CLOSED, key)
            else:
                later = replace(reported, ready=now + STATUS_RETRY_AFTER)
                await self._documents.put(REPORTED_CLOSED, key, later, None)
            return False
        closed = standing in CLOSED_STATUSES or standing is AccountStatus.UNKNOWN
        if closed:
            await self._close(principal, FailureReason.DEACTIVATED)
        await self._documents.remove(REPORTED_CLOSED, key)
        return closed

    # --- ending links -------------------------------------------------------------------------

    async def _close(self, principal: Principal, why: FailureReason) -> None:
        channel = Channel(platform=principal.platform, tenant=principal.tenant, user=principal.user)
        for partnership, person in self._register.enrolments(principal):
            await self.end(partnership, person, channel, by="", why=why.value)

    async def end(
        self, partnership: str, person: str, channel: Channel, *, by: str, why: str
    ) -> None:
        """End a link and process the person's cases at once. Coordinators are told if the account
        was closed, or if the person has no channel left.
        """
        ending = _Ending(
            partnership=partnership,
            person=person,
            channel=channel,
            by=by,
            why=why,
            at=self._clock.now(),
        )
        await self._documents.put(ENDING, ending.key, ending, None)
        await self._finish(ending, again=False)

    async def _finish(self, ending: _Ending, *, again: bool) -> None:
        """End the link and do the follow-up. Repeating it (``again``) is safe: a letter is queued
        once, and cases may be processed at any time.
        """
        ended = await self._enrolment.end(
            ending.partnership, ending.person, ending.channel, by=ending.by, why=ending.why
        )
        if ended or again:
            directory = self._register.directory(ending.partnership)
            there = directory.people.get(ending.person) if directory else None
            closed = ending.why in set(FailureReason)
            if directory is not None and (closed or there is None or not there.channels):
                await self._tell(directory, ending, closed=closed)
            await self._left(ending.person)
        await self._documents.remove(ENDING, ending.key)

    async def _tell(self, directory: Directory, ending: _Ending, *, closed: bool) -> None:
        about = {
            "person": ending.person,
            "platform": ending.channel.platform.value,
            "why": ending.why if closed else "",
        }
        which = f"{account_hash(ending.channel.principal)}/{ending.at:%Y%m%dT%H%M%S}"
        letter = Letter(
            key=f"channel-gone/{which}",
            partnership=directory.partnership,
            kind=LetterKind.CHANNEL_GONE,
            about=json.dumps(about, sort_keys=True),
            owed_at=ending.at,
            expires_at=ending.at + LETTER_VALID_FOR,
        )
        others = (one for one in directory.coordinators if one != ending.person)
        await self._letters.owe_each(others, letter)

    # --- the sweep ----------------------------------------------------------------------------

    async def _sweep(self) -> int:
        """Query the status of up to PACE more accounts, then evaluate each complete queue.

        Each account is claimed by one process and its status stored, so that an interrupted sweep
        resumes. Return how many accounts were closed.
        """
        here = local(self._clock.now())
        if here.hour not in SWEEP_HOURS:
            return 0
        night = here.date()
        queues = self._accounts()
        known = set(await self._documents.keys(SWEPT_STATUSES, f"{night}/"))
        left = ACCOUNTS_PER_TICK
        for queue, accounts in queues.items():
            for one in accounts:
                place = _place(night, queue, one)
                if left and place not in known:
                    left -= 1
                    until = SWEPT_STATUSES.until(self._clock.now())
                    if await self._documents.add(
                        SWEPT_STATUSES, place, AccountStatus.UNKNOWN.value, until
                    ):
                        standing = await self._standings[one.platform].standing(one)
                        await self._documents.put(SWEPT_STATUSES, place, standing.value, until)
                    known.add(place)
        whole = [
            queue
            for queue, some in queues.items()
            if all(_place(night, queue, a) in known for a in some)
        ]
        return sum([await self._judge(night, queue, queues[queue]) for queue in whole])

    def _accounts(self) -> dict[str, tuple[Principal, ...]]:
        """Return every linked account whose platform can be queried, by queue."""
        found: dict[str, dict[Principal, None]] = {}
        for partnership in self._register.partnerships:
            for person in self._register.setting(partnership).directory.people.values():
                for one in person.channels:
                    if one.platform in self._standings:
                        queue = f"{one.platform}:{one.tenant}"
                        found.setdefault(queue, {})[one.principal] = None
        return {queue: tuple(accounts) for queue, accounts in found.items()}

    async def _judge(self, night: date, queue: str, accounts: tuple[Principal, ...]) -> int:
        """End the links to closed accounts of a queue, once a night; unless they are too many."""
        until = SWEEP_DONE.until(self._clock.now())
        if not await self._documents.add(SWEEP_DONE, f"{night}/{queue}", "", until):
            return 0
        standings = {
            one: AccountStatus(
                await self._documents.get(SWEPT_STATUSES, _place(night, queue, one)) or "unknown"
            )
            for one in accounts
        }
        if all(one is AccountStatus.UNKNOWN for one in standings.values()):
            self._alarm("sweep_unanswered", queue)
            return 0
        gone = [one for one, standing in standings.items() if standing in CLOSED_STATUSES]
        if len(gone) > max(MAX_CLOSED_PER_NIGHT, len(accounts) // 2):
            self._alarm("sweep_too_many_gone", queue)
            return 0
        for one in gone:
            await self._close(one, FailureReason.DEACTIVATED)
        return len(gone)


def _place(night: date, queue: str, one: Principal) -> str:
    return f"{night}/{queue}/{account_hash(one)}"
