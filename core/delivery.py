"""Delivering what is owed: one attempt at a time, each ending told, tried again, or a human told.

Sent is not reached: only a person's Accept is proof. Nothing returns quietly from a failed
delivery; the table of what each answer means is in the couriers, what follows from it is here.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, Protocol

from core import commands as c
from core.case import Case
from core.casework import Casework
from core.directory import Channel
from core.evolve import fold
from core.minting import stamp_card
from core.notices import Notice
from core.pointers import pointer, still_true
from core.ports import (
    Chance,
    Clock,
    Courier,
    Debt,
    LaneDown,
    Ledger,
    NotKnown,
    NotNow,
    NotThere,
    OurFault,
    Owed,
    OwedState,
    Settlement,
    Told,
)
from core.setting import Setting
from core.vocabulary import Miss, Platform

BACK_OFF_FIRST: Final = 5.0
BACK_OFF_MOST: Final = 900.0
"""Seconds; full jitter between nothing and the step, doubling from the first to the most."""
REPEAT_AFTER: Final = timedelta(minutes=2)
"""An attempt whose answer was lost is repeated once, marked, after this."""
LANE_REST: Final = timedelta(minutes=1)
"""How long a lane that is down rests before it is tried again."""
PATIENCE: Final = timedelta(minutes=10)
"""Not delivered by then: a human is told (promise P5), and the trying goes on."""
GIVE_UP: Final = timedelta(days=3)
"""After this the trying ends too; a human was told long before."""


class Alarm(Protocol):
    """Raises the alarm with the operator: a code and where, never content."""

    def __call__(self, code: str, where: str) -> None:
        """Raise it."""
        ...


class Delivery:
    """Sends owed notices and redraws told ones."""

    def __init__(  # noqa: PLR0917 - what it works with
        self,
        casework: Casework,
        ledger: Ledger,
        couriers: Mapping[Platform, Courier],
        clock: Clock,
        chance: Chance,
        alarm: Alarm,
    ) -> None:
        self._casework = casework
        self._ledger = ledger
        self._couriers = couriers
        self._clock = clock
        self._chance = chance
        self._alarm = alarm

    async def send(self, owed: Owed) -> OwedState:
        """One attempt at one owed notice; returns how it stands afterwards.

        Nothing is raised for a platform's failure; LedgerUnavailable passes through, and the
        lease then runs out by itself.
        """
        case = await self._casework.read(owed.case)
        if case is None:
            return await self._settle(owed, OwedState.PARKED, error="no_case")
        setting = self._casework.setting(case)
        notice = notice_of(owed.debt)
        if not still_true(notice, case):
            return await self._settle(owed, OwedState.DROPPED, error="overtaken")
        person = setting.directory.people.get(notice.person)
        if person is None or not person.channels:
            return await self._miss(owed, Miss.NO_CHANNEL, OwedState.MISSED)
        channels = tuple(ch for ch in person.channels if ch.platform in self._couriers)
        if not channels:
            return await self._miss(owed, Miss.MAIL_ONLY, OwedState.MISSED)
        return await self._attempt(owed, notice, case, setting, channels)

    async def _attempt(
        self,
        owed: Owed,
        notice: Notice,
        case: Case,
        setting: Setting,
        channels: tuple[Channel, ...],
    ) -> OwedState:
        repeat = owed.state is OwedState.UNKNOWN
        card = await stamp_card(self._ledger, notice.person, pointer(notice, case, setting))
        miss = Miss.NO_CHANNEL
        code = ""
        for channel in channels:
            try:
                told = await self._couriers[channel.platform].deliver(channel, card, repeat=repeat)
            except NotThere as failed:
                miss, code = failed.why, failed.code
                continue
            except NotKnown as failed:
                return await self._unknown(owed, failed, repeat=repeat)
            except NotNow as failed:
                return await self._later(owed, failed.code, self._wait(owed, failed.after))
            except LaneDown as failed:
                self._alarm(failed.code, owed.debt.lane)
                return await self._later(owed, failed.code, LANE_REST, why=Miss.LANE_STOPPED)
            except OurFault as failed:
                self._alarm(failed.code, owed.debt.key)
                return await self._miss(owed, Miss.REFUSED, OwedState.PARKED, failed.code)
            return await self._told(owed, notice, case, channel, told, repeat=repeat)
        return await self._miss(owed, miss, OwedState.MISSED, code)

    async def _told(
        self,
        owed: Owed,
        notice: Notice,
        case: Case,
        channel: Channel,
        told: Told,
        *,
        repeat: bool,
    ) -> OwedState:
        command = c.RecordTold(
            by="",
            person=notice.person,
            purpose=notice.purpose,
            platform=channel.platform,
            repeat=repeat,
        )
        settlement = Settlement(
            owed=owed.id,
            epoch=owed.epoch,
            state=OwedState.TOLD,
            attempts=owed.attempts + 1,
            message=f"{channel.platform}|{told.message}",
            drawn_sequence=case.sequence,
        )
        await self._casework.carry_out(owed.case, (command,), settlement=settlement)
        return OwedState.TOLD

    async def _unknown(self, owed: Owed, failed: NotKnown, *, repeat: bool) -> OwedState:
        """It may have arrived: one marked repeat, and after that a human is told."""
        if repeat:
            return await self._miss(owed, Miss.UNCONFIRMED, OwedState.MISSED, failed.code)
        at = self._clock.now() + REPEAT_AFTER
        return await self._settle(owed, OwedState.UNKNOWN, not_before=at, error=failed.code)

    async def _later(
        self, owed: Owed, code: str, wait: timedelta, *, why: Miss = Miss.OVERDUE
    ) -> OwedState:
        """Surely not delivered: try again, but after ten minutes a human is told as well."""
        now = self._clock.now()
        age = now - (owed.created_at or now)
        if age >= GIVE_UP:
            return await self._miss(owed, why, OwedState.MISSED, code)
        if age >= PATIENCE and not await self._reported(owed):
            return await self._miss(owed, why, OwedState.PENDING, code, not_before=now + wait)
        soonest = now + wait
        if age < PATIENCE and owed.created_at:
            soonest = min(soonest, max(now, owed.created_at + PATIENCE))
        return await self._settle(owed, OwedState.PENDING, not_before=soonest, error=code)

    async def _reported(self, owed: Owed) -> bool:
        case = await self._casework.read(owed.case)
        return case is not None and any(
            one.person == owed.debt.person
            and one.purpose is owed.debt.purpose
            and one.stage == owed.debt.stage
            for one in case.unreached
        )

    async def _miss(
        self,
        owed: Owed,
        why: Miss,
        state: OwedState,
        code: str = "",
        *,
        not_before: datetime | None = None,
    ) -> OwedState:
        """Write that the person could not be told; the same transaction owes a human the news."""
        command = c.RecordMissed(
            by="",
            person=owed.debt.person,
            purpose=owed.debt.purpose,
            why=why,
            stage=owed.debt.stage,
        )
        settlement = Settlement(
            owed=owed.id,
            epoch=owed.epoch,
            state=state,
            attempts=owed.attempts + 1,
            not_before=not_before,
            error=code or why,
        )
        await self._casework.carry_out(owed.case, (command,), settlement=settlement)
        return state

    async def _settle(
        self,
        owed: Owed,
        state: OwedState,
        *,
        not_before: datetime | None = None,
        error: str = "",
    ) -> OwedState:
        settlement = Settlement(
            owed=owed.id,
            epoch=owed.epoch,
            state=state,
            attempts=owed.attempts + 1,
            not_before=not_before,
            error=error,
        )
        await self._ledger.settle(settlement)
        return state

    def _wait(self, owed: Owed, after: float | None) -> timedelta:
        """What the platform asked for, or full jitter over a doubling step."""
        if after is not None:
            return timedelta(seconds=min(max(after, 1.0), 3600.0))
        step = min(BACK_OFF_FIRST * 2**owed.attempts, BACK_OFF_MOST)
        return timedelta(seconds=max(1.0, self._chance.spread() * step))

    async def redraw(self, owed: Owed) -> None:
        """Bring a told message up to date, if the case's moving on changed what it shows."""
        entries = await self._ledger.read(owed.case)
        case = fold(entries)
        if case is None:
            return
        setting = self._casework.setting(case)
        notice = notice_of(owed.debt)
        now = pointer(notice, case, setting)
        earlier = fold(entry for entry in entries if entry.sequence <= owed.drawn_sequence)
        person = setting.directory.people.get(notice.person)
        if person is not None and (earlier is None or pointer(notice, earlier, setting) != now):
            platform, _, message = owed.message.partition("|")
            card = await stamp_card(self._ledger, notice.person, now)
            await self._couriers[Platform(platform)].redraw(message, card)
        await self._ledger.drawn(owed.id, case.sequence)


def notice_of(debt: Debt) -> Notice:
    """The notice a debt was made from."""
    return Notice(
        person=debt.person,
        purpose=debt.purpose,
        stage=debt.stage,
        urgent=debt.urgent,
        about=debt.about,
    )
