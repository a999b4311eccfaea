"""Handles bounced e-mails: the person was not told after all, and what follows from that does."""

from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from core.notifications.couriers import LETTER_CASE, ChannelOutcomeListener
from core.notifications.message_subject import MessageSubject, Undelivered
from core.outbox import AttemptResult, MessageState, Outbox, Stored, StoredLetter, StoredMessage
from core.ports import Collection, KeyValueStore
from core.vocabulary import FailureReason, Platform

_UNDER_WAY: Final = frozenset({MessageState.PENDING, MessageState.SENDING, MessageState.UNKNOWN})
EARLIER_PLACES: Final = Collection("letter-place", str, timedelta(days=400))
"""Ids of letters by the place that an earlier version wrote into their e-mails: ``digest:0``."""


class BounceResult(StrEnum):
    """Result of a report that a message bounced."""

    RECORDED = "recorded"
    """What follows from it was done: the next contact is asked, or the coordinators are told."""
    OVER = "over"
    """Nothing follows: it was handled before, or the person was told on another channel."""
    EARLY = "early"
    """The message is not marked as sent yet; report it again later."""
    UNKNOWN = "unknown"
    """There is no such message."""


class Bounces:
    """Handles bounced messages. The caller has verified that the report is genuine."""

    def __init__(
        self,
        cases: MessageSubject[StoredMessage],
        letters: MessageSubject[StoredLetter],
        outbox: Outbox,
        documents: KeyValueStore,
        heard: ChannelOutcomeListener,
    ) -> None:
        self._cases = cases
        self._letters = letters
        self._outbox = outbox
        self._documents = documents
        self._outcomes = heard

    async def record_bounce(self, place: str, mark: str) -> BounceResult:
        """Record that the message at ``place`` (see ``place_of``) did not reach its person.

        ``mark`` is what the sender wrote into the told message; it tells this copy of the notice
        from one sent elsewhere. The same report twice has one effect. If somebody has accepted
        meanwhile, it is recorded and nobody else is asked; the address of a letter is marked as
        failing, which the readiness check reports. Raises LedgerUnavailable.
        """
        stored = await self._at(place)
        if stored is None:
            return BounceResult.UNKNOWN
        if stored.state in _UNDER_WAY:
            return BounceResult.EARLY
        if stored.state is not MessageState.TOLD or not _is_of(stored, mark):
            return BounceResult.OVER
        result = AttemptResult(
            id=stored.id,
            epoch=stored.epoch,
            was=MessageState.TOLD,
            state=MessageState.MISSED,
            attempts=stored.attempts,
            reports=stored.reports + 1,
            error=FailureReason.BOUNCED,
            platform_message=stored.platform_message,
            drawn_sequence=stored.drawn_sequence if isinstance(stored, StoredMessage) else 0,
            ended_at=stored.ended_at,
        )
        failed = Undelivered(why=FailureReason.BOUNCED, platform=Platform.MAIL)
        subject: MessageSubject[Any] = self._cases
        if isinstance(stored, StoredLetter):
            subject = self._letters
            if stored.letter.channel is not None:
                await self._outcomes.missed(stored.letter.channel, FailureReason.BOUNCED)
        await subject.missed(stored, result, failed)
        return BounceResult.RECORDED

    async def _at(self, place: str) -> Stored | None:
        """Return the message of a place, None where the place is no message's."""
        case, _, number = place.rpartition(":")
        if number == "0":
            earlier = await self._documents.get(EARLIER_PLACES, case)
            case, number = LETTER_CASE, earlier or ""
        stored = await self._outbox.message(int(number)) if number.isdecimal() else None
        whose = stored.case if isinstance(stored, StoredMessage) else LETTER_CASE
        return stored if whose == case else None


def _is_of(stored: Stored, mark: str) -> bool:
    """Whether the mark is in the message; of letters, an earlier version kept none."""
    platform, _, message = stored.platform_message.partition("|")
    return platform == Platform.MAIL and bool(mark) and (mark in message or not message)
