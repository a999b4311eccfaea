"""Delivers letters: one process at a time, each attempt told, retried, or with a human told.

The promises of ``core.notifications.delivery`` hold for letters too. A process claims a letter by
adding its next attempt to the store: the first to add it has the letter for a minute.
"""

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from core.cards import Card
from core.cases.record.ledger import Ledger, MessageState
from core.directory.model import Channel, Directory
from core.notifications import letters
from core.notifications.couriers import (
    ChannelOutcomeListener,
    ChannelUnreachable,
    Courier,
    DeliveryFailed,
    DeliveryUnknown,
    MessageRejected,
    QueueDown,
    RetryLater,
)
from core.notifications.delivery import (
    BACK_OFF_FIRST_SECONDS,
    BACK_OFF_MAX_SECONDS,
    QUEUE_REST,
    RECORD_TOLD_TRIES,
    REPEAT_AFTER,
    REPORT_AFTER,
)
from core.notifications.letter_failures import report_undelivered
from core.notifications.letters import (
    LETTERS_MISSED,
    LETTERS_TOLD,
    LETTERS_WAITING,
    Letter,
    LetterKind,
    place_of_letter,
)
from core.notifications.tokens import issue_card_tokens
from core.partnership.register import Register
from core.partnership.setting import Setting
from core.ports import Alarm, Clock, Collection, KeyValueStore, LedgerUnavailable, Randomness
from core.vocabulary import FailureReason, Platform

ATTEMPTS: Final = Collection("letter-attempt", str, None)
"""By letter and number: when the attempt began and, once it ended, when the next may begin."""
ATTEMPT_LEASE: Final = timedelta(seconds=60)
"""How long an attempt belongs to the process that began it; then the next may begin."""
SEND_WITHIN: Final = timedelta(seconds=40)
"""Nothing is sent later than this into an attempt, so that it ends within the lease."""

CardMaker = Callable[[Letter, Setting], Card | Awaitable[Card]]
"""Makes the card of a letter from the present setting; its buttons have no tokens yet."""


@dataclass(frozen=True, slots=True)
class _LetterAttempt:
    """A claimed letter: the attempt's number and beginning, and whether it may be a second copy."""

    letter: Letter
    number: int
    since: datetime
    repeat: bool


@dataclass(frozen=True, slots=True)
class _LetterFailed:
    """Failure on one channel: when to try again (None: not on this channel), and why."""

    code: str
    why: FailureReason
    wait: timedelta | None = None
    fault: bool = False


class LetterDelivery:
    """Sends waiting letters. Several processes may run it; each letter is sent once."""

    def __init__(  # noqa: PLR0917 - what it works with
        self,
        documents: KeyValueStore,
        ledger: Ledger,
        register: Register,
        couriers: Mapping[Platform, Courier],
        clock: Clock,
        randomness: Randomness,
        alarm: Alarm,
        cards: Mapping[LetterKind, CardMaker],
        heard: ChannelOutcomeListener | None = None,
    ) -> None:
        self._documents = documents
        self._ledger = ledger
        self._register = register
        self._couriers = couriers
        self._clock = clock
        self._randomness = randomness
        self._alarm = alarm
        self._cards = cards
        self._outcomes = heard
        self._asleep: dict[str, datetime] = {}
        """Until when this process need not read a letter again."""

    async def waiting(self) -> dict[str, tuple[str, ...]]:
        """Return the letters that are due, by queue. Raises LedgerUnavailable."""
        now = self._clock.now()
        keys = await self._documents.keys(LETTERS_WAITING)
        self._asleep = {one: at for one, at in self._asleep.items() if one in keys}
        lanes: dict[str, list[str]] = {}
        for key in keys:
            if self._asleep.get(key, now) <= now and (
                text := await self._documents.get(LETTERS_WAITING, key)
            ):
                lanes.setdefault(self._lane(letters.letter_from_json(text)), []).append(key)
        return {lane: tuple(found) for lane, found in lanes.items()}

    async def send(self, key: str) -> MessageState | None:
        """Make one attempt at a letter and return its new state; None if another process has it or
        it is not due.

        A platform's failure raises nothing. LedgerUnavailable passes through, and the attempt then
        expires by itself.
        """
        attempt = await self._taken(key)
        if attempt is None:
            return None
        letter = attempt.letter
        if self._clock.now() >= letter.expires_at:
            return await self._missed(attempt, FailureReason.OVERDUE, "expired")
        if letter.partnership not in self._register.partnerships:
            return await self._later(
                attempt, "not_in_force", timedelta(seconds=BACK_OFF_MAX_SECONDS)
            )
        setting = self._register.setting(letter.partnership)
        channels = self._channels(letter, setting.directory)
        there = tuple(one for one in channels if one.platform in self._couriers)
        if not there:
            why = FailureReason.MAIL_ONLY if channels else FailureReason.NO_CHANNEL
            return await self._missed(attempt, why, why)
        maker = self._cards.get(letter.kind)
        if maker is None:
            self._alarm("letter_without_card", letter.kind)
            return await self._missed(
                attempt, FailureReason.REFUSED, "no_card", MessageState.PARKED
            )
        made = maker(letter, setting)
        card = made if isinstance(made, Card) else await made
        card = replace(
            await issue_card_tokens(self._ledger, letter.person, card),
            place=place_of_letter(letter.key),
        )
        return await self._sent(attempt, there, card)

    # --- claiming -----------------------------------------------------------------------------

    async def _taken(self, key: str) -> _LetterAttempt | None:
        """Begin the next attempt at a letter; None if another is under way or it is not due.

        An attempt without an end may have sent the letter, so the next one is a marked repeat.
        """
        now = self._clock.now()
        number, repeat = 0, False
        if earlier := await self._numbers(key):
            number = earlier[-1]
            paper = await self._documents.get(ATTEMPTS, _attempt_key(key, number))
            if paper is None:
                return None
            ready, repeat = _next_attempt(paper)
            if now < ready:
                self._asleep[key] = ready
                return None
        began = json.dumps({"at": now.isoformat()})
        number += 1
        if not await self._documents.add(ATTEMPTS, _attempt_key(key, number), began, None):
            return None
        text = await self._documents.get(LETTERS_WAITING, key)
        over = text is None or await letters.is_told_or_given_up(self._documents, key)
        if over or (await self._numbers(key))[-1] != number:  # ended or went on meanwhile
            await self._documents.remove(ATTEMPTS, _attempt_key(key, number))
            if over:
                await self._documents.remove(LETTERS_WAITING, key)
            return None
        return _LetterAttempt(letters.letter_from_json(str(text)), number, now, repeat)

    async def _numbers(self, key: str) -> list[int]:
        places = await self._documents.keys(ATTEMPTS, f"{key}/")
        return [int(number) for of, _, number in (p.rpartition("/") for p in places) if of == key]

    # --- one attempt --------------------------------------------------------------------------

    async def _sent(
        self, attempt: _LetterAttempt, channels: tuple[Channel, ...], card: Card
    ) -> MessageState:
        """Try every channel in turn, as for messages of a case."""
        failures: list[_LetterFailed] = []
        for channel in channels:
            if self._clock.now() >= attempt.since + SEND_WITHIN:
                return await self._later(attempt, "put_back", timedelta(0))
            courier = self._couriers[channel.platform]
            try:
                await courier.deliver(channel, card, repeat=attempt.repeat)
            except DeliveryUnknown as failed:
                if not attempt.repeat:
                    doubtful = replace(attempt, repeat=True)
                    return await self._later(doubtful, failed.code, REPEAT_AFTER)
                failures.append(_LetterFailed(failed.code, FailureReason.UNCONFIRMED))
            except DeliveryFailed as failed:
                failures.append(await self._failed(attempt, channel, failed))
                if isinstance(failed, RetryLater) and not self._old(attempt.letter):
                    break
            else:
                return await self._told(attempt, channel)
        waiting = next((one for one in failures if one.wait is not None), None)
        if waiting is not None and waiting.wait is not None:
            return await self._later(attempt, waiting.code, waiting.wait)
        worst = next((one for one in failures if one.fault), failures[-1])
        state = MessageState.PARKED if worst.fault else MessageState.MISSED
        return await self._missed(attempt, worst.why, worst.code, state)

    async def _failed(
        self, attempt: _LetterAttempt, channel: Channel, failed: DeliveryFailed
    ) -> _LetterFailed:
        match failed:
            case ChannelUnreachable():
                if self._outcomes is not None:
                    await self._outcomes.missed(channel, failed.why)
                return _LetterFailed(failed.code, failed.why)
            case RetryLater():
                return _LetterFailed(
                    failed.code, FailureReason.OVERDUE, self._wait(attempt, failed.after)
                )
            case QueueDown():
                self._alarm(failed.code, f"{channel.platform}:{channel.tenant}")
                rest = max(QUEUE_REST, self._wait(attempt, None))
                return _LetterFailed(failed.code, FailureReason.LANE_STOPPED, rest)
            case MessageRejected():
                self._alarm(failed.code, place_of_letter(attempt.letter.key))
                return _LetterFailed(failed.code, FailureReason.REFUSED, fault=True)
            case _:  # a code that is not in the courier's table
                self._alarm(failed.code, place_of_letter(attempt.letter.key))
                return _LetterFailed(failed.code, FailureReason.REFUSED)

    def _wait(self, attempt: _LetterAttempt, after: float | None) -> timedelta:
        """Return the wait the platform asked for (1 to 3600 seconds), or full jitter over a
        doubling step.
        """
        if after is not None:
            return timedelta(seconds=min(max(after, 1.0), 3600.0))
        step = min(BACK_OFF_FIRST_SECONDS * 2 ** min(attempt.number - 1, 16), BACK_OFF_MAX_SECONDS)
        return timedelta(seconds=max(1.0, self._randomness.spread() * step))

    def _old(self, letter: Letter) -> bool:
        return self._clock.now() - letter.owed_at >= REPORT_AFTER

    # --- results ------------------------------------------------------------------------------

    async def _later(self, attempt: _LetterAttempt, code: str, wait: timedelta) -> MessageState:
        """Record when the next attempt may begin, at the latest when the letter expires."""
        letter = attempt.letter
        ready = min(self._clock.now() + wait, letter.expires_at)
        paper = {
            "at": attempt.since.isoformat(),
            "next": ready.isoformat(),
            "repeat": attempt.repeat,
            "code": code,
        }
        place = _attempt_key(letter.key, attempt.number)
        await self._documents.put(ATTEMPTS, place, json.dumps(paper), None)
        if attempt.number > 1:
            await self._documents.remove(ATTEMPTS, _attempt_key(letter.key, attempt.number - 1))
        self._asleep[letter.key] = ready
        return MessageState.UNKNOWN if attempt.repeat else MessageState.PENDING

    async def _told(self, attempt: _LetterAttempt, channel: Channel) -> MessageState:
        told = {
            "at": self._clock.now().isoformat(),
            "to": letters.channel_to_list(channel),
            "letter": letters.letter_to_json(attempt.letter),
        }
        for number in range(1, RECORD_TOLD_TRIES + 1):
            try:
                await self._documents.put(
                    LETTERS_TOLD,
                    attempt.letter.key,
                    json.dumps(told),
                    LETTERS_TOLD.until(self._clock.now()),
                )
                break
            except LedgerUnavailable:
                if number == RECORD_TOLD_TRIES:
                    raise
        await self._cleared(attempt.letter)
        if self._outcomes is not None:
            await self._outcomes.reached(channel)
        return MessageState.TOLD

    async def _missed(
        self,
        attempt: _LetterAttempt,
        why: FailureReason,
        code: str,
        state: MessageState = MessageState.MISSED,
    ) -> MessageState:
        """Close a letter that no channel took: first owe the coordinators a letter, or raise the
        alarm.
        """
        letter = attempt.letter
        await report_undelivered(
            letter,
            why,
            documents=self._documents,
            register=self._register,
            now=self._clock.now(),
            alarm=self._alarm,
        )
        now = self._clock.now()
        missed = {"at": now.isoformat(), "why": why.value, "code": code}
        await self._documents.put(
            LETTERS_MISSED, letter.key, json.dumps(missed), LETTERS_MISSED.until(now)
        )
        await self._cleared(letter)
        return state

    async def _cleared(self, letter: Letter) -> None:
        """Remove the waiting letter, then its attempts: in this order no process can claim it
        again.
        """
        await self._documents.remove(LETTERS_WAITING, letter.key)
        for number in await self._numbers(letter.key):
            await self._documents.remove(ATTEMPTS, _attempt_key(letter.key, number))
        self._asleep.pop(letter.key, None)

    # --- channels and queues ------------------------------------------------------------------

    def _channels(self, letter: Letter, directory: Directory) -> tuple[Channel, ...]:
        if letter.channel is not None:
            return (letter.channel,)
        person = directory.people.get(letter.person)
        return person.channels if person else ()

    def _lane(self, letter: Letter) -> str:
        directory = self._register.directory(letter.partnership)
        channels: Iterable[Channel] = self._channels(letter, directory) if directory else ()
        first = next((one for one in channels if one.platform in self._couriers), None)
        return f"{first.platform}:{first.tenant}" if first else "none"


def _attempt_key(key: str, number: int) -> str:
    """Return the key of an attempt; padded, so that keys sort by number."""
    return f"{key}/{number:06d}"


def _next_attempt(paper: str) -> tuple[datetime, bool]:
    """Return when the next attempt may begin, and whether it is a repeat."""
    said = json.loads(paper)
    if "next" in said:
        return datetime.fromisoformat(said["next"]), bool(said["repeat"])
    return datetime.fromisoformat(said["at"]) + ATTEMPT_LEASE, True
