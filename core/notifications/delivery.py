"""Delivers outbox messages: each attempt ends told, retried, or with a human told.

"Sent" does not mean "reached": only a person's Accept is proof. No failure is ignored: couriers say
what each platform answer means, and this module decides what follows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from core.cases import commands as c
from core.cases.case import Case
from core.cases.casework import Casework, notice_of_message
from core.cases.channel_order import channels_in_order
from core.cases.events import Attempt
from core.cases.notices import Notice
from core.cases.record.ledger import AttemptResult, Ledger, MessageState, StoredMessage
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
    Told,
    place_of,
)
from core.notifications.message_cards import message_card
from core.notifications.relevance import is_relevant
from core.notifications.tokens import issue_card_tokens
from core.partnership.setting import Setting
from core.ports import Alarm, Clock, LedgerUnavailable, Randomness
from core.routing.stage_contacts import has_left
from core.vocabulary import FailureReason, Platform, Purpose

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
ASK_ABOVE_AFTER: Final = timedelta(minutes=30)
"""After this time undelivered, a request is also put to the next level up."""
RECORD_TOLD_TRIES: Final = 3
"""Tries to record that a message was taken: without that record it is sent again."""
GIVE_UP: Final = timedelta(days=3)
"""After this time the attempts end; a human was told long before."""


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
    """Sends outbox messages."""

    def __init__(  # noqa: PLR0917 - what it works with
        self,
        casework: Casework,
        ledger: Ledger,
        couriers: Mapping[Platform, Courier],
        clock: Clock,
        randomness: Randomness,
        alarm: Alarm,
        heard: ChannelOutcomeListener | None = None,
    ) -> None:
        """``heard`` is told which channels take messages and which do not."""
        self._outcomes = heard
        self._casework = casework
        self._ledger = ledger
        self._couriers = couriers
        self._clock = clock
        self._randomness = randomness
        self._alarm = alarm

    async def send(self, owed: StoredMessage, *, until: datetime | None = None) -> MessageState:
        """Make one attempt at one outbox message and return its new state.

        From ``until`` on nothing is sent, because the lease might end and another process send the
        same: the message is put back.

        A platform's failure raises nothing. LedgerUnavailable passes through, and the lease then
        ends by itself.
        """
        case = await self._casework.read(owed.case)
        if case is None:
            return await self._settle(owed, MessageState.PARKED, error="no_case")
        setting = self._casework.setting(case)
        notice = notice_of_message(owed.debt)
        if not is_relevant(notice, case):
            return await self._settle(owed, MessageState.DROPPED, error="overtaken")
        if has_left(notice.person, setting.directory):
            return await self._miss(owed, FailureReason.LEFT, MessageState.MISSED)
        known = channels_in_order(notice, setting.directory.people[notice.person], case)
        if not known:
            return await self._miss(owed, FailureReason.NO_CHANNEL, MessageState.MISSED)
        channels = tuple(ch for ch in known if ch.platform in self._couriers)
        if not channels:
            return await self._miss(owed, FailureReason.MAIL_ONLY, MessageState.MISSED)
        return await self._attempt(owed, notice, case, setting, channels, until)

    async def retry_interrupted(self, owed: StoredMessage, code: str) -> MessageState:
        """Retry after an attempt that an error of Concord interrupted: it may have been sent, so it
        is tried again as a repeat, and after ten minutes a human is told.
        """
        doubtful = replace(owed, state=MessageState.UNKNOWN)
        return await self._later(doubtful, code, self._wait(owed, None), why=FailureReason.OVERDUE)

    async def put_back(self, owed: StoredMessage) -> MessageState:
        """End the lease with nothing sent; a possible second copy stays marked as one."""
        state = MessageState.UNKNOWN if owed.state is MessageState.UNKNOWN else MessageState.PENDING
        settlement = AttemptResult(
            owed=owed.id, epoch=owed.epoch, state=state, attempts=owed.attempts, error="put_back"
        )
        await self._ledger.settle(settlement)
        return state

    async def _attempt(  # noqa: PLR0917 - what an attempt is about
        self,
        owed: StoredMessage,
        notice: Notice,
        case: Case,
        setting: Setting,
        channels: tuple[Channel, ...],
        until: datetime | None,
    ) -> MessageState:
        """Try every channel in turn. A lost answer ends the attempt, since another channel would
        make a second copy. A channel that asks to wait ends it too, unless the message is urgent or
        ten minutes old: then the next channel is tried at once.
        """
        repeat = owed.state is MessageState.UNKNOWN
        card = await issue_card_tokens(
            self._ledger, notice.person, message_card(notice, case, setting)
        )
        card = replace(card, place=place_of(owed))
        send_now = notice.urgent or self._age(owed) >= REPORT_AFTER
        failures: list[_Failed] = []
        for channel in channels:
            if until is not None and self._clock.now() >= until:
                return await self.put_back(owed)
            try:
                told = await self._couriers[channel.platform].deliver(channel, card, repeat=repeat)
            except DeliveryUnknown as failed:
                if not repeat:
                    return await self._unknown(owed, failed)
                failures.append(_Failed(failed.code, FailureReason.UNCONFIRMED, channel.platform))
            except DeliveryFailed as failed:
                failures.append(self._failed(owed, channel, failed))
                if isinstance(failed, ChannelUnreachable) and self._outcomes is not None:
                    await self._outcomes.missed(channel, failed.why)
                if isinstance(failed, RetryLater) and not send_now:
                    break
            else:
                tried = tuple(one.attempt for one in failures if not one.waiting)
                state = await self._told(owed, notice, case, channel, told, repeat, tried)
                if self._outcomes is not None:
                    await self._outcomes.reached(channel)
                return state
        return await self._conclude(owed, failures)

    def _failed(self, owed: StoredMessage, channel: Channel, failed: DeliveryFailed) -> _Failed:
        """Return how the failure counts, and raise the alarm if an operator has to act."""
        on = channel.platform
        match failed:
            case ChannelUnreachable():
                return _Failed(failed.code, failed.why, on)
            case RetryLater():
                return _Failed(
                    failed.code, FailureReason.OVERDUE, on, self._wait(owed, failed.after)
                )
            case QueueDown():
                self._alarm(failed.code, f"{on}:{channel.tenant}")
                return _Failed(failed.code, FailureReason.LANE_STOPPED, on, QUEUE_REST)
            case MessageRejected():
                self._alarm(failed.code, place_of(owed))
                return _Failed(failed.code, FailureReason.REFUSED, on, fault=True)
            case _:  # a code that is not in the courier's table
                self._alarm(failed.code, place_of(owed))
                return _Failed(failed.code, FailureReason.REFUSED, on)

    async def _conclude(self, owed: StoredMessage, failures: list[_Failed]) -> MessageState:
        """No channel took it: retry if one of them may later; else record the miss, so a human is
        told.
        """
        waiting = next((one for one in failures if one.wait is not None), None)
        if waiting is not None and waiting.wait is not None:
            return await self._later(
                owed, waiting.code, waiting.wait, why=waiting.why, on=waiting.platform
            )
        worst = next((one for one in failures if one.fault), failures[0])
        others = tuple(one.attempt for one in failures if one is not worst)
        state = MessageState.PARKED if worst.fault else MessageState.MISSED
        return await self._miss(owed, worst.why, state, worst.code, on=worst.platform, tried=others)

    async def _told(  # noqa: PLR0917 - what came of the attempt
        self,
        owed: StoredMessage,
        notice: Notice,
        case: Case,
        channel: Channel,
        told: Told,
        repeat: bool,  # noqa: FBT001 - what came of the attempt
        tried: tuple[Attempt, ...],
    ) -> MessageState:
        command = c.RecordTold(
            by="",
            person=notice.person,
            purpose=notice.purpose,
            platform=channel.platform,
            repeat=repeat,
            tried=tried,
        )
        settlement = AttemptResult(
            owed=owed.id,
            epoch=owed.epoch,
            state=MessageState.TOLD,
            attempts=owed.attempts + 1,
            message=f"{channel.platform}|{told.message}",
            drawn_sequence=case.sequence,
        )
        for attempt in range(1, RECORD_TOLD_TRIES + 1):
            try:
                await self._casework.carry_out(owed.case, (command,), settlement=settlement)
                break
            except LedgerUnavailable:
                if attempt == RECORD_TOLD_TRIES:
                    raise
        return MessageState.TOLD

    async def _unknown(self, owed: StoredMessage, failed: DeliveryUnknown) -> MessageState:
        """Schedule one marked repeat, since the message may have arrived."""
        at = self._clock.now() + REPEAT_AFTER
        return await self._settle(owed, MessageState.UNKNOWN, not_before=at, error=failed.code)

    async def _later(
        self,
        owed: StoredMessage,
        code: str,
        wait: timedelta,
        *,
        why: FailureReason,
        on: Platform | None = None,
    ) -> MessageState:
        """Retry later. After ten minutes a human is told as well, and after 30 minutes a request
        also goes to the next level up.

        A possible second copy stays marked as a repeat, however long it waits.
        """
        now = self._clock.now()
        age = self._age(owed)
        state = MessageState.UNKNOWN if owed.state is MessageState.UNKNOWN else MessageState.PENDING
        reports = await self._reports(owed) if age >= REPORT_AFTER else 0
        soonest = now + wait
        for limit in _report_ages(owed):
            if age < limit and owed.created_at:
                soonest = min(soonest, max(now, owed.created_at + limit))
        if reports < sum(age >= limit for limit in _report_ages(owed)):
            over = state if age < GIVE_UP else MessageState.MISSED
            said = FailureReason.STILL_OVERDUE if reports else why
            return await self._miss(owed, said, over, code, not_before=soonest, on=on)
        if age >= GIVE_UP:
            return await self._settle(owed, MessageState.MISSED, error=code)
        return await self._settle(owed, state, not_before=soonest, error=code)

    def _age(self, owed: StoredMessage) -> timedelta:
        now = self._clock.now()
        return now - (owed.created_at or now)

    async def _reports(self, owed: StoredMessage) -> int:
        """Count the reports to a human since this message was owed that it does not reach its
        person.
        """
        case = await self._casework.read(owed.case)
        return sum(
            one.person == owed.debt.person
            and one.purpose is owed.debt.purpose
            and one.stage == owed.debt.stage
            and (owed.created_at is None or one.at >= owed.created_at)
            for one in (case.unreached if case else ())
        )

    async def _miss(
        self,
        owed: StoredMessage,
        why: FailureReason,
        state: MessageState,
        code: str = "",
        *,
        not_before: datetime | None = None,
        on: Platform | None = None,
        tried: tuple[Attempt, ...] = (),
    ) -> MessageState:
        """Record that the person could not be told; the same transaction owes a human that news."""
        command = c.RecordMissed(
            by="",
            person=owed.debt.person,
            purpose=owed.debt.purpose,
            why=why,
            stage=owed.debt.stage,
            platform=on,
            tried=tried,
        )
        settlement = AttemptResult(
            owed=owed.id,
            epoch=owed.epoch,
            state=state,
            attempts=owed.attempts + 1,
            not_before=not_before,
            error=code or why,
        )
        if owed.debt.purpose is Purpose.UNREACHED:  # the coordinators cannot be reached either
            self._alarm("unreached", place_of(owed))
        await self._casework.carry_out(owed.case, (command,), settlement=settlement)
        return state

    async def _settle(
        self,
        owed: StoredMessage,
        state: MessageState,
        *,
        not_before: datetime | None = None,
        error: str = "",
    ) -> MessageState:
        settlement = AttemptResult(
            owed=owed.id,
            epoch=owed.epoch,
            state=state,
            attempts=owed.attempts + 1,
            not_before=not_before,
            error=error,
        )
        await self._ledger.settle(settlement)
        return state

    def _wait(self, owed: StoredMessage, after: float | None) -> timedelta:
        """Return the wait the platform asked for (1 to 3600 seconds), or full jitter over a
        doubling step.
        """
        if after is not None:
            return timedelta(seconds=min(max(after, 1.0), 3600.0))
        step = min(BACK_OFF_FIRST_SECONDS * 2**owed.attempts, BACK_OFF_MAX_SECONDS)
        return timedelta(seconds=max(1.0, self._randomness.spread() * step))


def _report_ages(owed: StoredMessage) -> tuple[timedelta, ...]:
    """Return the ages at which an undelivered message is reported."""
    return (
        (REPORT_AFTER, ASK_ABOVE_AFTER) if owed.debt.purpose is Purpose.ASKED else (REPORT_AFTER,)
    )
