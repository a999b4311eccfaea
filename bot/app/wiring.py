"""Composition root: builds every component of Concord from the settings."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog
from aiohttp import web

from adapters.ledger.engine import open_store
from adapters.ledger.migrate import migrate
from adapters.ledger.sql import SqlKeyValueStore, SqlLedger
from adapters.mail.incoming.inbox import Inbox
from adapters.mail.incoming.replies import NotifyCoordinators, PeopleAtAddress, Replies
from adapters.mail.outgoing.courier import MailCourier
from adapters.mail.outgoing.message_ids import MessageIds
from adapters.mail.outgoing.smtp import MailServer
from adapters.mail.settings import MailSettings
from adapters.randomness import SystemRandomness
from adapters.slack.account_status import SlackAccountStatuses
from adapters.slack.app import SlackApp, slack_app
from adapters.slack.connection.tokens import Tokens
from adapters.slack.courier import SlackCourier
from adapters.slack.settings import SlackSettings
from adapters.teams.sending.account_status import TeamsAccountStatuses
from adapters.teams.sending.courier import TeamsCourier
from adapters.teams.settings import TeamsSettings
from adapters.vault import AesGcmVault, KeyRing
from bot.app.housekeeping import Housekeeping
from bot.app.metrics import Metrics
from bot.app.pictures import Pictures
from bot.app.scheduler_loop import SchedulerLoop
from bot.app.start_up import edition_sync_for
from bot.app.wiring_accounts import wire_accounts
from bot.app.wiring_mail_pages import MailKeys, mail_links, mail_page_routes
from core.accounts.status import AccountStatuses
from core.cases.casework import Casework, count_owned_stages
from core.cases.record.ledger import Ledger
from core.desk.directory.desk import PeopleDesk
from core.desk.drafts import Drafts
from core.desk.editions.desk import EditionDesk
from core.desk.front_desk import Desk
from core.desk.readiness.desk import ReadinessDesk
from core.directory.model import Principal
from core.notifications import reply_news
from core.notifications.bounces import Bounces, LetterBounces
from core.notifications.couriers import ChannelOutcomeListener, Courier
from core.notifications.delivery import Delivery
from core.notifications.redrawing import Redrawing
from core.partnership.edition_sync import EditionSync
from core.partnership.list_changes import ListChanges
from core.partnership.register import Register
from core.ports import Clock, KeyValueStore, Randomness
from core.readiness.findings import ReadinessCheck
from core.readiness.nightly import NightlyCheck
from core.routing.gaps import MESSAGING_PLATFORMS
from core.vocabulary import Platform

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class OpenLedger:
    """An open, migrated ledger and its key-value store."""

    ledger: Ledger
    documents: KeyValueStore
    close: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Concord:
    """All components, wired together."""

    ledger: Ledger
    documents: KeyValueStore
    clock: Clock
    register: Register
    casework: Casework
    desk: Desk
    delivery: Delivery
    scheduler: SchedulerLoop
    metrics: Metrics
    pictures: Pictures
    heard: ChannelOutcomeListener
    """Told of closed accounts, and of the app being removed."""
    slack: SlackApp | None
    teams: TeamsSettings | None
    inbox: Inbox | None = None
    """Receives bounces and replies if e-mail is set up; the caller starts and stops it."""
    mail_pages: tuple[web.RouteDef, ...] = ()
    """Routes of the pages that links in e-mails lead to; none without e-mail."""
    closing: list[Callable[[], Awaitable[None]]] = field(
        default_factory=list[Callable[[], Awaitable[None]]]
    )

    async def close(self) -> None:
        """Stop the scheduler loop, wait for what is being sent, and close everything."""
        await self.scheduler.stop()
        if self.slack is not None:
            await self.slack.close()
        for close in self.closing:
            await close()


async def open_ledger(url: str, ring: KeyRing, *, lasting: bool = True) -> OpenLedger:
    """Open a database and migrate it. Use ``lasting=False`` for rehearsals only: the data may not
    survive a power cut.

    Raises ValueError for an unknown kind of URL, LedgerUnavailable if the database does not answer,
    and RuntimeError if a newer Concord migrated it.
    """
    store = open_store(url, lasting=lasting)
    try:
        await migrate(store)
    except BaseException:
        await store.close()
        raise
    vault = AesGcmVault(ring)
    return OpenLedger(SqlLedger(store, vault), SqlKeyValueStore(store, vault), store.close)


def assemble(
    *,
    ledger: Ledger,
    documents: KeyValueStore,
    clock: Clock,
    register: Register,
    slack: SlackSettings | None = None,
    teams: TeamsSettings | None = None,
    mail: MailSettings | None = None,
    mail_keys: MailKeys | None = None,
    randomness: Randomness | None = None,
    edition_sync: EditionSync | None = None,
    public_url: str = "",
    name: str = "clock",
    nights: bool = True,
) -> Concord:
    """Build Concord around a ledger; nothing is opened or called yet.

    ``mail`` and ``mail_keys`` go together and need a public address. Without ``nights`` nobody gets
    the monthly check or the nightly findings about a contact list. Raises ValueError if the keys
    are missing or the address is not safe.
    """
    randomness = randomness or SystemRandomness()
    metrics = Metrics()

    def alarm(code: str, where: str) -> None:
        _log.error("alarm", code=code, where=where)
        metrics.alarms.labels(code).inc()

    edition_sync = edition_sync or edition_sync_for(documents, register)
    casework = Casework(ledger, register.setting, clock, randomness, edition_sync.load_edition)
    couriers: dict[Platform, Courier] = {}
    standings: dict[Platform, AccountStatuses] = {}
    tokens = Tokens(slack, documents=documents, clock=clock) if slack is not None else None
    if tokens is not None:
        seconds = tokens.settings.within
        couriers[Platform.SLACK] = SlackCourier(tokens, documents=documents, seconds=seconds)
        standings[Platform.SLACK] = SlackAccountStatuses(
            tokens, within=tokens.settings.answer_within
        )
    if teams is not None:
        courier = TeamsCourier(teams, documents)
        couriers[Platform.TEAMS] = courier
        standings[Platform.TEAMS] = TeamsAccountStatuses(courier, within=teams.answer_within)
    post = None
    links = None
    if mail is not None:
        if mail_keys is None:
            raise ValueError("e-mail cannot be sent without the keys of the pages it leads to")
        post = MailServer(mail)
        links = mail_links(mail_keys, documents, clock, public_url)
        couriers[Platform.MAIL] = MailCourier(
            mail, post, links, documents, clock, within=mail.within
        )
    following = edition_sync.lists.following
    accounts = wire_accounts(
        ledger=ledger,
        documents=documents,
        register=register,
        lists=following,
        clock=clock,
        randomness=randomness,
        casework=casework,
        couriers=couriers,
        standings=standings,
        alarm=alarm,
    )
    sends = MESSAGING_PLATFORMS if mail is None else MESSAGING_PLATFORMS | {Platform.MAIL}
    list_changes = ListChanges(
        following, register, edition_sync, clock, count_owned_stages(ledger, casework)
    )
    boards = ReadinessCheck(ledger, documents, register, sends, asyncio.to_thread)
    beside = (
        ReadinessDesk(ledger, documents, register, boards),
        EditionDesk(ledger, documents, register, edition_sync, sends=sends),
        PeopleDesk(ledger, documents, register, clock, list_changes),
        accounts.desk,
    )
    desk = Desk(
        casework,
        ledger,
        Drafts(documents, clock),
        register,
        randomness,
        beside,
        address=public_url,
    )
    slack_side = None
    if slack is not None and tokens is not None:
        slack_side = slack_app(
            slack,
            desk=desk,
            tokens=tokens,
            ledger=ledger,
            documents=documents,
            clock=clock,
            heard=accounts.closed_accounts,
        )
    delivery = Delivery(
        casework, ledger, couriers, clock, randomness, alarm, accounts.closed_accounts
    )
    nightly = NightlyCheck(documents, register, boards, clock, alarm, metrics.observe)
    scheduler = SchedulerLoop(
        ledger,
        casework,
        delivery,
        Redrawing(casework, ledger, couriers, alarm),
        clock,
        metrics,
        name,
        edition_sync,
        left=casework.left,
        letters=accounts.letters,
        passes=(*accounts.passes, Housekeeping(ledger, documents, clock).look),
        nightly=nightly if nights else None,
    )
    pages: tuple[web.RouteDef, ...] = ()
    if mail_keys is not None and links is not None:
        pages = mail_page_routes(
            mail_keys,
            links,
            couriers[Platform.MAIL],
            accounts.codes,
            desk=desk,
            ledger=ledger,
            documents=documents,
            register=register,
            clock=clock,
            public_url=public_url,
        )
    inbox = None
    if mail is not None and post is not None:
        replies = Replies(
            mail, post, documents, clock, *_about_senders(register, documents, clock), alarm
        )
        returns = LetterBounces(documents, register, clock, alarm, accounts.closed_accounts)
        bounces = Bounces(casework, ledger, alarm, returns)
        inbox = Inbox(mail, bounces, replies, MessageIds(documents), alarm, scheduler.send_now)
    return Concord(
        ledger=ledger,
        documents=documents,
        clock=clock,
        register=register,
        casework=casework,
        desk=desk,
        delivery=delivery,
        scheduler=scheduler,
        metrics=metrics,
        pictures=Pictures(register),
        heard=accounts.closed_accounts,
        slack=slack_side,
        teams=teams,
        inbox=inbox,
        mail_pages=pages,
    )


def _about_senders(
    register: Register, documents: KeyValueStore, clock: Clock
) -> tuple[PeopleAtAddress, NotifyCoordinators]:
    """Return two functions: whose an address is, and how their coordinators hear of a reply."""

    def who(address: str) -> tuple[tuple[str, str], ...]:
        return register.enrolments(Principal(Platform.MAIL, "", address))

    async def news(partnership: str, person: str) -> None:
        if directory := register.directory(partnership):
            await reply_news.owe_reply_news(documents, directory, person, clock.now())

    return who, news
