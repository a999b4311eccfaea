"""Reconfirmation of accounts: ask people whether their entry and account are still right.

Each account is asked 90 days after it was last confirmed. The monthly check of post holders sends
the same letter (``reconfirmation_letter``).
"""

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from core.accounts.closed_accounts import ClosedAccounts
from core.accounts.enrolment import Enrolment
from core.accounts.hashes import account_hash
from core.directory import ListEntry, apply_event, fold
from core.directory.model import Channel, Directory, Person
from core.local_time import local
from core.notifications.letters import Letters
from core.outbox import Letter
from core.partnership.register import Register
from core.partnership.setting import Setting
from core.ports import Clock, Collection, KeyValueStore
from core.vocabulary import LetterKind, Platform

CONFIRMATION_VALID_FOR: Final = timedelta(days=90)
"""How long the confirmation of an account is valid."""
ANSWER_WITHIN: Final = timedelta(days=14)
ASK_FROM_HOUR: Final = 9
"""Nobody is asked before this hour of a working day (Europe/London)."""
CHECKED_DAYS: Final = Collection("still-me-pass", str, timedelta(days=2))
"""Days on which everybody was looked at, by partnership."""


def reconfirmation_letter(
    partnership: str, person: str, period: str, now: datetime, channel: Channel | None = None
) -> Letter:
    """Return the letter that asks a person whether their entry on the list is right.

    ``period`` (a month or a day) is part of the key, so that the letter is queued once in it.
    Without a channel it goes to the person's usual channels.
    """
    where = f"/{account_hash(channel.principal)}" if channel else ""
    return Letter(
        key=f"still-you/{partnership}/{person}{where}/{period}",
        partnership=partnership,
        person=person,
        kind=LetterKind.STILL_YOU,
        channel=channel,
        owed_at=now,
        expires_at=now + ANSWER_WITHIN,
    )


class Reconfirmation:
    """Checks every account once a working day. Raises LedgerUnavailable and ListLogBroken."""

    def __init__(  # noqa: PLR0917 - what it works with
        self,
        documents: KeyValueStore,
        letters: Letters,
        register: Register,
        enrolment: Enrolment,
        closed_accounts: ClosedAccounts,
        clock: Clock,
        platforms: Iterable[Platform],
    ) -> None:
        self._documents = documents
        self._letters = letters
        self._register = register
        self._enrolment = enrolment
        self._closed_accounts = closed_accounts
        self._clock = clock
        self._platforms = frozenset(platforms) - {Platform.MAIL}
        self._done: dict[str, date] = {}

    async def look(self) -> int:
        """Ask the people whose confirmation has expired, and tell coordinators who has not
        answered. Return how many letters were queued.
        """
        owed = 0
        for partnership in self._register.partnerships:
            setting = self._register.setting(partnership)
            today = setting.today
            awake = local(setting.now).hour >= ASK_FROM_HOUR and setting.calendar.is_working_day(
                today
            )
            if awake and self._done.get(partnership) != today:
                if await self._documents.add(
                    CHECKED_DAYS, f"{partnership}/{today}", "", CHECKED_DAYS.until(setting.now)
                ):
                    owed += await self._pass(partnership, setting)
                self._done[partnership] = today
        return owed

    async def _pass(self, partnership: str, setting: Setting) -> int:
        acts = await self._enrolment.acts(partnership)
        directory = fold(acts)
        if directory is None:
            return 0
        first = _first_seen(acts)
        owed = 0
        for person in directory.people.values():
            for channel in person.channels:
                if channel.platform in self._platforms:
                    since = last_confirmed_on(person, channel, first)
                    if setting.today >= since + CONFIRMATION_VALID_FOR:
                        owed += await self._due(partnership, person, channel, since, setting)
        return owed

    async def _due(
        self, partnership: str, person: Person, channel: Channel, since: date, setting: Setting
    ) -> int:
        letter = reconfirmation_letter(
            partnership, person.id, since.isoformat(), setting.now, channel
        )
        if await self._letters.owe(letter):
            return 1
        told = await self._letters.told_at(letter.key)
        if told is None or setting.now < told + ANSWER_WITHIN:
            return 0
        return await self._unanswered(partnership, person, channel, since, setting)

    async def _unanswered(
        self, partnership: str, person: Person, channel: Channel, since: date, setting: Setting
    ) -> int:
        """Tell the coordinators, and end the link if the person has confirmed another account
        within HOLDS. Return how many letters were queued.
        """
        recent = setting.today - CONFIRMATION_VALID_FOR
        other = any(
            one.platform in self._platforms
            and one.verified_on is not None
            and one.verified_on > recent
            for one in person.channels
        )
        about = {
            "person": person.id,
            "platform": channel.platform.value,
            "since": since.isoformat(),
            "ended": other,
        }
        letter = Letter(
            key=f"not-confirmed/{partnership}/{person.id}/{account_hash(channel.principal)}/{since}",
            partnership=partnership,
            kind=LetterKind.NOT_CONFIRMED,
            about=json.dumps(about, sort_keys=True),
            owed_at=setting.now,
            expires_at=setting.now + ANSWER_WITHIN,
        )
        owed = await self._letters.owe_each(setting.directory.coordinators, letter)
        if other:
            await self._closed_accounts.end(
                partnership, person.id, channel, by="", why="not_confirmed"
            )
        return owed


def last_confirmed_on(
    person: Person, channel: Channel, first: dict[tuple[str, Channel], date]
) -> date:
    """Return when an account was last confirmed: the latest of its own confirmation, that of the
    person's entry, and the day it came on the list.
    """
    known = (
        channel.verified_on,
        person.verified_on,
        first.get((person.id, channel)),
    )
    return max((one for one in known if one is not None), default=date.min)


def _first_seen(acts: Iterable[ListEntry]) -> dict[tuple[str, Channel], date]:
    """Return since which day each channel has been on the list without a break."""
    seen: dict[tuple[str, Channel], date] = {}
    directory: Directory | None = None
    for act in acts:
        for change in act.changes:
            directory = apply_event(directory, change, act.at)
        day = local(act.at).date()
        people = directory.people.values() if directory else ()
        now = {(one.id, channel) for one in people for channel in one.channels}
        seen = {pair: seen.get(pair, day) for pair in now}
    return seen
