"""Handles bounced e-mails: the person was not told after all.

A case's message is recorded as missed, so that the case asks further; for a letter, the
coordinators are told.
"""

import json
from enum import StrEnum
from typing import Final

from core.cases import commands as c
from core.cases.casework import Casework
from core.cases.record.ledger import AttemptResult, Ledger, MessageState, StoredMessage
from core.notifications import letters
from core.notifications.couriers import ChannelOutcomeListener, place_of
from core.notifications.letter_failures import report_undelivered
from core.notifications.letters import (
    LETTERS_MISSED,
    LETTERS_TOLD,
    LETTERS_WAITING,
    place_of_letter,
)
from core.partnership.register import Register
from core.ports import Alarm, Clock, Collection, KeyValueStore
from core.vocabulary import FailureReason, Platform, Purpose

_UNDER_WAY: Final = frozenset({MessageState.PENDING, MessageState.SENDING, MessageState.UNKNOWN})


class BounceResult(StrEnum):
    """Result of a report that a message bounced."""

    RECORDED = "recorded"
    """It is on the record now, and the next contact is asked."""
    OVER = "over"
    """Nothing follows: it was handled before, or the person was told on another channel."""
    EARLY = "early"
    """The message is not marked as sent yet; report it again later."""
    UNKNOWN = "unknown"
    """There is no such message."""


class Bounces:
    """Handles bounced messages of cases. The caller has verified that the report is genuine."""

    def __init__(
        self, casework: Casework, ledger: Ledger, alarm: Alarm, of_letters: "LetterBounces"
    ) -> None:
        self._casework = casework
        self._ledger = ledger
        self._alarm = alarm
        self._of_letters = of_letters

    async def record_bounce(self, place: str, mark: str) -> BounceResult:
        """Record that the message at ``place`` (``case:id``, or a letter's) did not reach its
        person.

        ``mark`` is what the sender wrote into the told message; it tells this copy of the notice
        from one sent elsewhere. The same report twice has one effect. If somebody has accepted
        meanwhile, it is recorded and nobody else is asked. Raises LedgerUnavailable.
        """
        case, _, number = place.rpartition(":")
        if number == "0":
            return await self._of_letters.record_bounce(place)
        owed = await self._ledger.owed(int(number)) if number.isdecimal() else None
        if owed is None or owed.case != case:
            return BounceResult.UNKNOWN
        if owed.state in _UNDER_WAY:
            return BounceResult.EARLY
        if owed.state is not MessageState.TOLD or not _is_of(owed, mark):
            return BounceResult.OVER
        if owed.debt.purpose is Purpose.UNREACHED:  # the coordinators cannot be reached either
            self._alarm("unreached", place_of(owed))
        command = c.RecordMissed(
            by="",
            person=owed.debt.person,
            purpose=owed.debt.purpose,
            why=FailureReason.BOUNCED,
            stage=owed.debt.stage,
            platform=Platform.MAIL,
        )
        settlement = AttemptResult(
            owed=owed.id,
            epoch=owed.epoch,
            was=MessageState.TOLD,
            state=MessageState.MISSED,
            attempts=owed.attempts,
            error=FailureReason.BOUNCED,
            message=owed.message,
            drawn_sequence=owed.drawn_sequence,
        )
        await self._casework.carry_out(owed.case, (command,), settlement=settlement)
        return BounceResult.RECORDED


class LetterBounces:
    """Handles bounced letters. The caller has verified that the report is genuine."""

    def __init__(
        self,
        documents: KeyValueStore,
        register: Register,
        clock: Clock,
        alarm: Alarm,
        heard: ChannelOutcomeListener,
    ) -> None:
        self._documents = documents
        self._register = register
        self._clock = clock
        self._alarm = alarm
        self._outcomes = heard

    async def record_bounce(self, place: str) -> BounceResult:
        """Record that a letter's e-mail bounced: the address is marked as failing, which the
        readiness check reports, and the coordinators are told. The same report twice has one
        effect. Raises LedgerUnavailable.
        """
        key = await self._key(LETTERS_TOLD, place)
        if key is None:
            waits = await self._key(LETTERS_WAITING, place) is not None
            return BounceResult.EARLY if waits else BounceResult.UNKNOWN
        text = await self._documents.get(LETTERS_TOLD, key)
        told = json.loads(text or "{}")
        channel = letters.channel_from_list(told["to"])
        over = await self._documents.get(LETTERS_MISSED, key) is not None
        if over or channel.platform is not Platform.MAIL:
            return BounceResult.OVER
        letter, now = letters.letter_from_json(told["letter"]), self._clock.now()
        await self._outcomes.missed(channel, FailureReason.BOUNCED)
        await report_undelivered(
            letter,
            FailureReason.BOUNCED,
            documents=self._documents,
            register=self._register,
            now=now,
            alarm=self._alarm,
        )
        missed = {"at": now.isoformat(), "why": FailureReason.BOUNCED.value, "code": "returned"}
        await self._documents.put(
            LETTERS_MISSED, key, json.dumps(missed), LETTERS_MISSED.until(now)
        )
        return BounceResult.RECORDED

    async def _key(self, collection: Collection[str], place: str) -> str | None:
        keys = await self._documents.keys(collection)
        return next((one for one in keys if place_of_letter(one) == place), None)


def _is_of(owed: StoredMessage, mark: str) -> bool:
    platform, _, message = owed.message.partition("|")
    return platform == Platform.MAIL and bool(mark) and mark in message
