"""The only place that names concrete classes: puts Concord together."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog
from aiohttp import web

from adapters.ledger.engine import open_store
from adapters.ledger.migrate import migrate
from adapters.ledger.sql import SqlCabinet, SqlLedger
from adapters.mail.incoming.inbox import Inbox
from adapters.mail.incoming.replies import News, Replies, Who
from adapters.mail.outgoing.courier import MailCourier
from adapters.mail.outgoing.message_ids import Marks
from adapters.mail.outgoing.smtp import Post
from adapters.mail.settings import MailSettings
from adapters.randomness import SystemChance
from adapters.slack.account_status import SlackStandings
from adapters.slack.app import SlackApp, slack_app
from adapters.slack.connection.tokens import Tokens
from adapters.slack.courier import SlackCourier
from adapters.slack.settings import SlackSettings
from adapters.teams.sending.account_status import TeamsStandings
from adapters.teams.sending.courier import TeamsCourier
from adapters.teams.settings import TeamsSettings
from adapters.vault import KeyRing, Vault
from bot.app.clockwork import Clockwork
from bot.app.metrics import Gauges
from bot.app.pictures import Pictures
from bot.app.start_up import uptake_for
from bot.app.wiring_accounts import identity
from bot.app.wiring_mail_pages import MailKeys, mail_doors, mail_links
from core.accounts.status import Standings
from core.cases.casework import Casework, counting
from core.cases.record.ledger import Ledger
from core.desk.directory.desk import PeopleDesk
from core.desk.editions.desk import EditionDesk
from core.desk.front_desk import Desk
from core.desk.readiness.desk import ReadinessDesk
from core.directory.model import Principal
from core.notifications import reply_news
from core.notifications.bounces import Bounces, LetterReturns
from core.notifications.couriers import Courier, Heard
from core.notifications.delivery import Delivery
from core.notifications.redrawing import Redrawing
from core.partnership.edition_sync import Uptake
from core.partnership.list_changes import Rollwork
from core.partnership.register import Register
from core.ports import Cabinet, Chance, Clock
from core.readiness.findings import Boards
from core.readiness.nightly import Nightly
from core.routing.gaps import MESSAGED
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
    inbox: Inbox | None = None
    """Takes bounces and replies where e-mail is sent; started and stopped by whoever serves."""
    mail_pages: tuple[web.RouteDef, ...] = ()
    """Pages behind the links in e-mails; none where no mail is sent."""
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


async def open_ledger(url: str, ring: KeyRing, *, lasting: bool = True) -> OpenLedger:
    """Open a database and bring its schema up to date. Not ``lasting``: it is only rehearsed with,
    and need not outlive a power cut.

    Raises ValueError for a URL it does not know, LedgerUnavailable where it does not answer, and
    RuntimeError where a newer Concord has been at it.
    """
    store = open_store(url, lasting=lasting)
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
    mail: MailSettings | None = None,
    mail_keys: MailKeys | None = None,
    chance: Chance | None = None,
    uptake: Uptake | None = None,
    public_url: str = "",
    name: str = "clock",
    nights: bool = True,
) -> Concord:
    """Put Concord together around a ledger; nothing is opened or called yet.

    ``mail`` and ``mail_keys`` go together, with a public address for the links. Without ``nights``
    nobody is asked once a month, or told once a night what wants mending on a contact list. Raises
    ValueError where the keys are missing or the address is not safe.
    """
    chance = chance or SystemChance()
    gauges = Gauges()

    def alarm(code: str, where: str) -> None:
        _log.error("alarm", code=code, where=where)
        gauges.alarms.labels(code).inc()

    uptake = uptake or uptake_for(cabinet, register)
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
    post = None
    links = None
    if mail is not None:
        if mail_keys is None:
            raise ValueError("e-mail cannot be sent without the keys of the pages it leads to")
        post = Post(mail)
        links = mail_links(mail_keys, cabinet, clock, public_url)
        couriers[Platform.MAIL] = MailCourier(mail, post, links, cabinet, clock)
    following = uptake.lists.following
    accounts = identity(
        ledger=ledger,
        cabinet=cabinet,
        register=register,
        roll=following.roll,
        clock=clock,
        chance=chance,
        casework=casework,
        couriers=couriers,
        standings=standings,
        alarm=alarm,
    )
    sends = MESSAGED if mail is None else MESSAGED | {Platform.MAIL}
    rollwork = Rollwork(following, register, uptake, clock, counting(ledger, casework))
    boards = Boards(ledger, cabinet, register, sends, asyncio.to_thread)
    beside = (
        ReadinessDesk(ledger, cabinet, register, boards),
        EditionDesk(ledger, cabinet, register, uptake, sends=sends),
        PeopleDesk(ledger, cabinet, register, clock, rollwork),
        accounts.desk,
    )
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
    nightly = Nightly(cabinet, register, boards, clock, alarm, gauges.observe)
    clockwork = Clockwork(
        ledger,
        casework,
        delivery,
        Redrawing(casework, ledger, couriers, alarm),
        clock,
        gauges,
        name,
        uptake,
        left=casework.left,
        letters=accounts.letters,
        passes=accounts.passes,
        nightly=nightly if nights else None,
    )
    pages: tuple[web.RouteDef, ...] = ()
    if mail_keys is not None and links is not None:
        pages = mail_doors(
            mail_keys,
            links,
            couriers[Platform.MAIL],
            desk=desk,
            ledger=ledger,
            cabinet=cabinet,
            register=register,
            clock=clock,
            public_url=public_url,
        )
    inbox = None
    if mail is not None and post is not None:
        replies = Replies(
            mail, post, cabinet, clock, *_about_senders(register, cabinet, clock), alarm
        )
        returns = LetterReturns(cabinet, register, clock, alarm, accounts.leavers)
        bounces = Bounces(casework, ledger, alarm, returns)
        inbox = Inbox(mail, bounces, replies, Marks(cabinet), alarm, clockwork.hurry)
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
        inbox=inbox,
        mail_pages=pages,
    )


def _about_senders(register: Register, cabinet: Cabinet, clock: Clock) -> tuple[Who, News]:
    """Who writes from an address, and how their coordinators hear that they did."""

    def who(address: str) -> tuple[tuple[str, str], ...]:
        return register.enrolments(Principal(Platform.MAIL, "", address))

    async def news(partnership: str, person: str) -> None:
        if directory := register.directory(partnership):
            await reply_news.owe(cabinet, directory, person, clock.now())

    return who, news
