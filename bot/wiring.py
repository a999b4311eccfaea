"""The only place that names concrete classes: puts Concord together."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

from adapters.chance import SystemChance
from adapters.ledger.engine import open_store
from adapters.ledger.migrate import migrate
from adapters.ledger.sql import SqlCabinet, SqlLedger
from adapters.slack.app import SlackApp, slack_app
from adapters.slack.courier import SlackCourier
from adapters.slack.settings import SlackSettings
from adapters.slack.standing import SlackStandings
from adapters.slack.tokens import Tokens
from adapters.teams.courier import TeamsCourier
from adapters.teams.settings import TeamsSettings
from adapters.teams.standing import TeamsStandings
from adapters.vault import KeyRing, Vault
from bot.clockwork import Clockwork
from bot.gauges import Gauges
from bot.identity import identity
from bot.pictures import Pictures
from bot.shelves import opener
from core.casework import Casework
from core.couriers import Courier
from core.delivery import Delivery
from core.desk import Desk
from core.edition_desk import EditionDesk
from core.ports import Cabinet, Chance, Clock, Ledger
from core.register import Register
from core.standing import Heard, Standings
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
    heard: Heard
    """Is told of accounts that are closed, and of the app where it is removed."""
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
) -> Concord:
    """Put Concord together around a ledger; nothing is opened or called yet."""
    chance = chance or SystemChance()
    gauges = Gauges()

    def alarm(code: str, where: str) -> None:
        _log.error("alarm", code=code, where=where)
        gauges.alarms.labels(code).inc()

    uptake = uptake or Uptake(cabinet, register, opener())
    casework = Casework(ledger, register.setting, clock, chance, uptake.acquaint)
    couriers: dict[Platform, Courier] = {}
    standings: dict[Platform, Standings] = {}
    tokens = Tokens(slack, cabinet=cabinet, clock=clock) if slack is not None else None
    if tokens is not None:
        couriers[Platform.SLACK] = SlackCourier(tokens, cabinet=cabinet)
        standings[Platform.SLACK] = SlackStandings(tokens)
    if teams is not None:
        courier = TeamsCourier(teams, cabinet)
        couriers[Platform.TEAMS] = courier
        standings[Platform.TEAMS] = TeamsStandings(courier)
    accounts = identity(
        ledger=ledger,
        cabinet=cabinet,
        register=register,
        clock=clock,
        chance=chance,
        casework=casework,
        couriers=couriers,
        standings=standings,
        alarm=alarm,
    )
    beside = (EditionDesk(ledger, cabinet, register, uptake), accounts.desk)
    desk = Desk(casework, ledger, cabinet, register, chance, beside, address=public_url)
    slack_side = None
    if slack is not None and tokens is not None:
        slack_side = slack_app(
            slack,
            desk=desk,
            tokens=tokens,
            ledger=ledger,
            cabinet=cabinet,
            clock=clock,
            heard=accounts.leavers,
        )
    delivery = Delivery(casework, ledger, couriers, clock, chance, alarm, accounts.leavers)
    clockwork = Clockwork(
        ledger,
        casework,
        delivery,
        clock,
        gauges,
        name,
        uptake,
        accounts.letters,
        accounts.passes,
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
        heard=accounts.leavers,
        slack=slack_side,
        teams=teams,
    )
