"""Delivers outbox messages: each attempt ends told, retried, or with a human told.

"Sent" does not mean "reached": only a person's Accept is proof. No failure is ignored: couriers say
what each platform answer means, and this module decides what follows, alike for every kind.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from core.cases.events import Attempt
from core.cases.record.ledger import ActionTokens
from core.directory.model import Channel
from core.notifications.couriers import (
    ChannelOutcomeListener,
    ChannelUnreachable,
    Courier,
    DeliveryFailed,
    DeliveryUnknown,
    MessageRejected,
    QueueDown,
    RetryLater,
    place_of,
)
from core.notifications.message_subject import MessageSubject, NotSent, Prepared, Undelivered
from core.notifications.tokens import issue_card_tokens
from core.outbox import AttemptResult, MessageState, Outbox, Stored, StoredLetter, StoredMessage
from core.ports import Alarm, Clock, LedgerUnavailable, Randomness
from core.vocabulary import FailureReason, Platform

BACK_OFF_FIRST_SECONDS: Final = 5.0
BACK_OFF_MAX_SECONDS: Final = 900.0
"""Seconds. Back-off waits a random part (full jitter) of a step that doubles from the first to the
most.
"""
REPEAT_AFTER: Final = timedelta(minutes=2)
"""An attempt whose answer was lost is repeated once after this time, marked as a repeat."""
QUEUE_REST: Final = timedelta(minutes=1)
"""How long a queue that is down rests before it is tried again."""
REPORT_AFTER: Final = timedelta(minutes=10)
"""After this time undelivered, a human is told (promise P5); attempts go on."""
RECORD_TOLD_TRIES: Final = 3
"""Tries to record that a message was taken: without that record it is sent again."""
GIVE_UP: Final = timedelta(days=3)
"""After this time the attempts end, unless the message has an end of its own; a human was told long
before.
"""
LEASE_SECONDS: Final = 60.0
"""Seconds that a claimed message, or case, belongs to one process."""
LATEST_ATTEMPT_START: Final = timedelta(seconds=40)
"""An attempt begins within this time of the claim, or not at all: it may take ten seconds a channel
and must end within the lease, else another process sends the same message.
"""


@dataclass(frozen=True, slots=True)
class _Failed:
    """Failure on one channel: when to try again (None: not on this channel), and why."""

    code: str
    why: FailureReason
    platform: Platform
    wait: timedelta | None = None
    fault: bool = False

    @property
    def waiting(self) -> bool:
        """Whether the platform only asked to wait."""
        return self.why is FailureReason.OVERDUE

    @property
    def attempt(self) -> Attempt:
        """Return the attempt as it is recorded."""
        return Attempt(platform=self.platform, why=self.why)


class Delivery:
    """Sends outbox messages. Several processes may run it; each message is leased to one."""

    def __init__(  # noqa: PLR0917 - what it works with
        self,
        cases: MessageSubject[StoredMessage],
        letters: MessageSubject[StoredLetter],
        outbox: Outbox,
        tokens: ActionTokens,
        couriers: Mapping[Platform, Courier],
        clock: Clock,
        randomness: Randomness,
        alarm: Alarm,
        heard: ChannelOutcomeListener | None = None,
    ) -> None:
        """``heard`` is told which channels take messages and which do not."""
        self._cases = cases
        self._letters = letters
        self._outbox = outbox
        self._tokens = tokens
        self._couriers = couriers
        self._clock = clock
        self._randomness = randomness
        self._alarm = alarm
        self._outcomes = heard

    async def send(self, stored: Stored, *, until: datetime | None = None) -> MessageState:
        """Make one attempt at one outbox message and return its new state.

        From ``until`` on nothing is sent, because the lease might end and another process send the
        same: the message is put back.

        A platform's failure raises nothing. LedgerUnavailable passes through, and the lease then
        ends by itself.
        """
        prepared = await self._subject(stored).prepare(stored)
        if isinstance(prepared, NotSent):
            if prepared.why is not None:
                failed = Undelivered(why=prepared.why)
                return await self._miss(stored, failed, prepared.state, prepared.code)
            at = self._clock.now() + prepared.wait if prepared.wait else None
            return await self._settle(stored, prepared.state, not_before=at, error=prepared.code)
        channels = tuple(ch for ch in prepared.channels if ch.platform in self._couriers)
        if not channels:
            why = FailureReason.MAIL_ONLY if prepared.channels else FailureReason.NO_CHANNEL
            return await self._miss(stored, Undelivered(why=why), MessageState.MISSED)
        return await self._attempt(stored, prepared, channels, until)

    async def send_letter(self, key: str) -> MessageState | None:
        """Make an attempt at one letter now, for somebody who waits for it; None where another
        process has it or it is not due.
        """
        now = self._clock.now()
        stored = await self._outbox.claim_letter(key, now, LEASE_SECONDS)
        return None if stored is None else await self.send(stored, until=now + LATEST_ATTEMPT_START)

    async def retry_interrupted(self, stored: Stored, code: str) -> MessageState:
        """Retry after an attempt that an error of Concord interrupted: it may have been sent, so it
        is tried again as a repeat, and after ten minutes a human is told.
        """
        doubtful = replace(stored, state=MessageState.UNKNOWN)
        wait = self._wait(stored, None)
        return await self._later(doubtful, code, wait, Undelivered(why=FailureReason.OVERDUE))

    async def put_back(self, stored: Stored) -> MessageState:
        """End the lease with nothing sent; a possible second copy stays marked as one."""
        state = _waiting_state(stored)
        result = AttemptResult(
            id=stored.id,
            epoch=stored.epoch,
            state=state,
            attempts=stored.attempts,
            reports=stored.reports,
            error="put_back",
        )
        await self._outbox.settle(result)
        return state

    def _subject(self, stored: Stored) -> MessageSubject[Any]:
        return self._cases if isinstance(stored, StoredMessage) else self._letters

    async def _attempt(
        self,
        stored: Stored,
        prepared: Prepared,
        channels: tuple[Channel, ...],
        until: datetime | None,
    ) -> MessageState:
        """Try every channel in turn. A lost answer ends the attempt, since another channel would
        make a second copy. A channel that asks to wait ends it too, unless the message is urgent or
        ten minutes old: then the next channel is tried at once.
        """
        repeat = stored.state is MessageState.UNKNOWN
        card = await issue_card_tokens(self._tokens, prepared.person, prepared.card)
        card = replace(card, place=place_of(stored))
        send_now = prepared.urgent or self._age(stored) >= REPORT_AFTER
        failures: list[_Failed] = []
        for channel in channels:
            if until is not None and self._clock.now() >= until:
                return await self.put_back(stored)
            try:
                told = await self._couriers[channel.platform].deliver(channel, card, repeat=repeat)
            except DeliveryUnknown as failed:
                if not repeat:
                    return await self._unknown(stored, failed)
                failures.append(_Failed(failed.code, FailureReason.UNCONFIRMED, channel.platform))
            except DeliveryFailed as failed:
                failures.append(self._failed(stored, channel, failed))
                if isinstance(failed, ChannelUnreachable) and self._outcomes is not None:
                    await self._outcomes.missed(channel, failed.why)
                if isinstance(failed, RetryLater) and not send_now:
                    break
            else:
                tried = tuple(one.attempt for one in failures if not one.waiting)
                message = f"{channel.platform}|{told.message}"
                await self._told(stored, prepared.sequence, channel, message, tried)
                if self._outcomes is not None:
                    await self._outcomes.reached(channel)
                return MessageState.TOLD
        return await self._conclude(stored, failures)

    def _failed(self, stored: Stored, channel: Channel, failed: DeliveryFailed) -> _Failed:
        """Return how the failure counts, and raise the alarm if an operator has to act."""
        on = channel.platform
        match failed:
            case ChannelUnreachable():
                return _Failed(failed.code, failed.why, on)
            case RetryLater():
                return _Failed(
                    failed.code, FailureReason.OVERDUE, on, self._wait(stored, failed.after)
                )
            case QueueDown():
                self._alarm(failed.code, f"{on}:{channel.tenant}")
                return _Failed(failed.code, FailureReason.LANE_STOPPED, on, QUEUE_REST)
            case MessageRejected():
                self._alarm(failed.code, place_of(stored))
                return _Failed(failed.code, FailureReason.REFUSED, on, fault=True)
            case _:  # a code that is not in the courier's table
                self._alarm(failed.code, place_of(stored))
                return _Failed(failed.code, FailureReason.REFUSED, on)

    async def _conclude(self, stored: Stored, failures: list[_Failed]) -> MessageState:
        """No channel took it: retry if one of them may later; else record the miss, so a human is
        told.
        """
        waiting = next((one for one in failures if one.wait is not None), None)
        if waiting is not None and waiting.wait is not None:
            failed = Undelivered(why=waiting.why, platform=waiting.platform)
            return await self._later(stored, waiting.code, waiting.wait, failed)
        worst = next((one for one in failures if one.fault), failures[0])
        others = tuple(one.attempt for one in failures if one is not worst)
        state = MessageState.PARKED if worst.fault else MessageState.MISSED
        failed = Undelivered(why=worst.why, platform=worst.platform, tried=others)
        return await self._miss(stored, failed, state, worst.code)

    async def _told(
        self,
        stored: Stored,
        sequence: int,
        channel: Channel,
        message: str,
        tried: tuple[Attempt, ...],
    ) -> None:
        result = AttemptResult(
            id=stored.id,
            epoch=stored.epoch,
            state=MessageState.TOLD,
            attempts=stored.attempts + 1,
            reports=stored.reports,
            platform_message=message,
            drawn_sequence=sequence,
            ended_at=self._clock.now(),
            channel=channel,
        )
        for attempt in range(1, RECORD_TOLD_TRIES + 1):
            try:
                await self._subject(stored).told(stored, result, channel, tried)
                break
            except LedgerUnavailable:
                if attempt == RECORD_TOLD_TRIES:
                    raise

    async def _unknown(self, stored: Stored, failed: DeliveryUnknown) -> MessageState:
        """Schedule one marked repeat, since the message may have arrived."""
        at = self._clock.now() + REPEAT_AFTER
        return await self._settle(stored, MessageState.UNKNOWN, not_before=at, error=failed.code)

    async def _later(
        self, stored: Stored, code: str, wait: timedelta, failed: Undelivered
    ) -> MessageState:
        """Retry later, at the latest when the message expires. After ten minutes a human is told as
        well, and about a request to a person once more after 30 minutes.

        A possible second copy stays marked as a repeat, however long it waits.
        """
        now, age = self._clock.now(), self._age(stored)
        state = _waiting_state(stored)
        limits = self._subject(stored).reported_after(stored)
        owed_at = stored.created_at or now
        soonest = min((now + wait, *(max(now, owed_at + one) for one in limits if age < one)))
        over = state if now < (stored.gives_up_at or owed_at + GIVE_UP) else MessageState.MISSED
        reports = await self._subject(stored).reports(stored) if age >= REPORT_AFTER else 0
        if reports < sum(age >= one for one in limits):
            if reports:
                failed = replace(failed, why=FailureReason.STILL_OVERDUE)
            return await self._miss(stored, failed, over, code, not_before=soonest)
        return await self._settle(stored, over, not_before=soonest, error=code)

    def _age(self, stored: Stored) -> timedelta:
        now = self._clock.now()
        return now - (stored.created_at or now)

    async def _miss(
        self,
        stored: Stored,
        failed: Undelivered,
        state: MessageState,
        code: str = "",
        *,
        not_before: datetime | None = None,
    ) -> MessageState:
        """Record that the person could not be told; the same transaction owes a human that news."""
        result = self._result(stored, state, not_before, code or failed.why)
        result = replace(result, reports=stored.reports + 1)
        await self._subject(stored).missed(stored, result, failed)
        return state

    async def _settle(
        self,
        stored: Stored,
        state: MessageState,
        *,
        not_before: datetime | None = None,
        error: str = "",
    ) -> MessageState:
        await self._outbox.settle(self._result(stored, state, not_before, error))
        return state

    def _result(
        self, stored: Stored, state: MessageState, not_before: datetime | None, error: str
    ) -> AttemptResult:
        waits = state in {MessageState.PENDING, MessageState.UNKNOWN}
        if waits and not_before is not None and stored.gives_up_at is not None:
            not_before = min(not_before, stored.gives_up_at)
        return AttemptResult(
            id=stored.id,
            epoch=stored.epoch,
            state=state,
            attempts=stored.attempts + 1,
            reports=stored.reports,
            not_before=not_before,
            error=error,
            ended_at=None if waits else self._clock.now(),
        )

    def _wait(self, stored: Stored, after: float | None) -> timedelta:
        """Return the wait the platform asked for (1 to 3600 seconds), or full jitter over a
        doubling step.
        """
        if after is not None:
            return timedelta(seconds=min(max(after, 1.0), 3600.0))
        step = min(BACK_OFF_FIRST_SECONDS * 2 ** min(stored.attempts, 16), BACK_OFF_MAX_SECONDS)
        return timedelta(seconds=max(1.0, self._randomness.spread() * step))


def _waiting_state(stored: Stored) -> MessageState:
    """Return the state of a message that waits: a possible second copy stays marked as one."""
    return MessageState.UNKNOWN if stored.state is MessageState.UNKNOWN else MessageState.PENDING
