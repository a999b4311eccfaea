"""The only place that names concrete classes: puts Concord together."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

from adapters.chance import SystemChance
from adapters.ledger.engine import open_store
from adapters.ledger.migrate import migrate
from adapters.ledger.sql import SqlCabinet, SqlLedger
from adapters.roll_paper import RollPaper
from adapters.slack.app import SlackApp, slack_app
from adapters.slack.courier import SlackCourier
from adapters.slack.settings import SlackSettings
from adapters.slack.tokens import Tokens
from adapters.teams.courier import TeamsCourier
from adapters.teams.settings import TeamsSettings
from adapters.vault import KeyRing, Vault
from bot.clockwork import Clockwork
from bot.gauges import Gauges
from bot.pictures import Pictures
from bot.shelves import opener
from core.boards import Boards
from core.casework import Casework
from core.couriers import Courier
from core.delivery import Delivery
from core.desk import Desk
from core.edition_desk import EditionDesk
from core.nightly import Nightly
from core.ports import Cabinet, Chance, Clock, Ledger
from core.readiness import MESSAGED
from core.readiness_desk import ReadinessDesk
from core.register import Register
from core.roll import Roll
from core.uptake import Uptake
from core.vocabulary import Platform

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class OpenLedger:
    """An opened, migrated ledger with its cabinet."""

    ledger: Ledger
    cabinet: Cabinet
    close: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Concord:
    """Everything that runs, wired."""

    ledger: Ledger
    cabinet: Cabinet
    clock: Clock
    register: Register
    casework: Casework
    desk: Desk
    delivery: Delivery
    clockwork: Clockwork
    gauges: Gauges
    pictures: Pictures
    slack: SlackApp | None
    teams: TeamsSettings | None
    closing: list[Callable[[], Awaitable[None]]] = field(
        default_factory=list[Callable[[], Awaitable[None]]]
    )

    async def close(self) -> None:
        """Stop the clock, let what is being sent end, give everything back."""
        await self.clockwork.stop()
        if self.slack is not None:
            await self.slack.close()
        for close in self.closing:
            await close()


async def open_ledger(url: str, ring: KeyRing) -> OpenLedger:
    """Open a database and bring its schema up to date.

    Raises ValueError for a URL it does not know, LedgerUnavailable where it does not answer, and
    RuntimeError where a newer Concord has been at it.
    """
    store = open_store(url)
    try:
        await migrate(store)
    except BaseException:
        await store.close()
        raise
    vault = Vault(ring)
    return OpenLedger(SqlLedger(store, vault), SqlCabinet(store, vault), store.close)


def assemble(
    *,
    ledger: Ledger,
    cabinet: Cabinet,
    clock: Clock,
    register: Register,
    slack: SlackSettings | None = None,
    teams: TeamsSettings | None = None,
    chance: Chance | None = None,
    uptake: Uptake | None = None,
    public_url: str = "",
    name: str = "clock",
    nights: bool = True,
) -> Concord:
    """Put Concord together around a ledger; nothing is opened or called yet. Without ``nights``
    nobody is asked once a month, or told once a night what wants mending on a contact list.
    """
    chance = chance or SystemChance()
    gauges = Gauges()
    uptake = uptake or Uptake(cabinet, register, opener())
    casework = Casework(ledger, register.setting, clock, chance, uptake.acquaint)
    editions = EditionDesk(ledger, cabinet, register, uptake)
    boards = Boards(ledger, cabinet, register, MESSAGED, asyncio.to_thread)
    readiness = ReadinessDesk(ledger, cabinet, register, boards, Roll(cabinet, RollPaper()))
    desk = Desk(
        casework,
        ledger,
        cabinet,
        register,
        chance,
        editions,
        readiness=readiness,
        address=public_url,
    )
    couriers: dict[Platform, Courier] = {}
    slack_side = None
    if slack is not None:
        tokens = Tokens(slack, cabinet=cabinet, clock=clock)
        couriers[Platform.SLACK] = SlackCourier(tokens, cabinet=cabinet)
        slack_side = slack_app(
            slack, desk=desk, tokens=tokens, ledger=ledger, cabinet=cabinet, clock=clock
        )
    if teams is not None:
        couriers[Platform.TEAMS] = TeamsCourier(teams, cabinet)

    def alarm(code: str, where: str) -> None:
        _log.error("alarm", code=code, where=where)
        gauges.alarms.labels(code).inc()

    delivery = Delivery(casework, ledger, couriers, clock, chance, alarm)
    nightly = Nightly(cabinet, register, boards, clock, alarm, gauges.observe)
    clockwork = Clockwork(
        ledger, casework, delivery, clock, gauges, name, uptake, nightly if nights else None
    )
    return Concord(
        ledger=ledger,
        cabinet=cabinet,
        clock=clock,
        register=register,
        casework=casework,
        desk=desk,
        delivery=delivery,
        clockwork=clockwork,
        gauges=gauges,
        pictures=Pictures(register),
        slack=slack_side,
        teams=teams,
    )
