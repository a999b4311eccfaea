"""Composition root: builds every component of Concord from the settings."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog
from aiohttp import web

from adapters.ledger.carry_over import carry_over_letters
from adapters.ledger.engine import open_store
from adapters.ledger.migrate import migrate
from adapters.ledger.sql import SqlKeyValueStore, SqlLedger
from adapters.mail.access.code_letters import CodeLetters, code_cards
from adapters.mail.incoming.inbox import Inbox
from adapters.mail.settings import MailSettings
from adapters.randomness import SystemRandomness
from adapters.slack.app import SlackApp, slack_app
from adapters.slack.settings import SlackSettings
from adapters.teams.settings import TeamsSettings
from adapters.vault import AesGcmVault, KeyRing
from bot.app.housekeeping import Housekeeping
from bot.app.metrics import Metrics
from bot.app.parts.accounts import wire_accounts
from bot.app.parts.desks import wire_desks
from bot.app.parts.inbox import wire_inbox
from bot.app.parts.mail_pages import MailKeys, mail_page_routes, sign_in_codes
from bot.app.parts.platforms import wire_platforms
from bot.app.parts.sending import wire_sending
from bot.app.pictures import Pictures
from bot.app.scheduler_loop import SchedulerLoop
from bot.app.start_up import edition_sync_for
from core.cases.casework import Casework
from core.cases.record.ledger import Ledger
from core.desk.front_desk import Desk
from core.notifications.couriers import ChannelOutcomeListener
from core.notifications.delivery import Delivery
from core.notifications.letters import Letters
from core.partnership.edition_sync import EditionSync
from core.partnership.register import Register
from core.ports import Clock, KeyValueStore, Randomness
from core.readiness.nightly import NightlyCheck
from core.routing.gaps import MESSAGING_PLATFORMS
from core.vocabulary import LetterKind

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
    RuntimeError if a newer Concord migrated it, VaultRefused if a key is missing.
    """
    store, vault = open_store(url, lasting=lasting), AesGcmVault(ring)
    try:
        await migrate(store)
        await carry_over_letters(store, vault)
    except BaseException:
        await store.close()
        raise
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
    load = edition_sync.load_edition
    casework = Casework(ledger, register.setting, clock, randomness, load, alarm)
    letters = Letters(ledger, register)
    platforms = wire_platforms(
        slack, teams, mail, mail_keys, documents=documents, clock=clock, public_url=public_url
    )
    accounts = wire_accounts(
        ledger=ledger,
        documents=documents,
        letters=letters,
        register=register,
        lists=edition_sync.lists.following,
        clock=clock,
        randomness=randomness,
        casework=casework,
        couriers=platforms.couriers,
        standings=platforms.statuses,
        alarm=alarm,
    )
    desks = wire_desks(
        ledger=ledger,
        documents=documents,
        letters=letters,
        register=register,
        clock=clock,
        randomness=randomness,
        casework=casework,
        edition_sync=edition_sync,
        accounts=accounts.desk,
        sends=MESSAGING_PLATFORMS.union(platforms.couriers),
        public_url=public_url,
    )
    cards = dict(accounts.cards)
    codes = None
    if mail_keys is not None:
        codes = sign_in_codes(mail_keys, documents, clock, accounts.codes)
        cards[LetterKind.SIGN_IN_CODE] = code_cards(codes)
    sending = wire_sending(
        ledger=ledger,
        documents=documents,
        register=register,
        clock=clock,
        randomness=randomness,
        casework=casework,
        letters=letters,
        cards=cards,
        couriers=platforms.couriers,
        heard=accounts.closed_accounts,
        alarm=alarm,
    )
    nightly = NightlyCheck(
        documents, letters, register, desks.boards, clock, alarm, metrics.observe
    )
    scheduler = SchedulerLoop(
        ledger,
        casework,
        sending.delivery,
        sending.redrawing,
        clock,
        metrics,
        name,
        edition_sync,
        passes=(*accounts.passes, Housekeeping(ledger, documents, clock).look),
        nightly=nightly if nights else None,
    )
    slack_side = None
    if slack is not None and platforms.tokens is not None:
        slack_side = slack_app(
            slack,
            desk=desks.desk,
            tokens=platforms.tokens,
            ledger=ledger,
            documents=documents,
            clock=clock,
            heard=accounts.closed_accounts,
        )
    pages: tuple[web.RouteDef, ...] = ()
    if mail_keys is not None and platforms.links is not None and codes is not None:
        pages = mail_page_routes(
            mail_keys,
            platforms.links,
            codes,
            CodeLetters(letters, sending.delivery, register, clock),
            desk=desks.desk,
            ledger=ledger,
            documents=documents,
            register=register,
            clock=clock,
            public_url=public_url,
        )
    inbox = None
    if mail is not None and platforms.server is not None:
        inbox = wire_inbox(
            mail,
            platforms.server,
            documents=documents,
            letters=letters,
            register=register,
            clock=clock,
            bounces=sending.bounces,
            alarm=alarm,
            send_now=scheduler.send_now,
        )
    return Concord(
        ledger=ledger,
        documents=documents,
        clock=clock,
        register=register,
        casework=casework,
        desk=desks.desk,
        delivery=sending.delivery,
        scheduler=scheduler,
        metrics=metrics,
        pictures=Pictures(register),
        heard=accounts.closed_accounts,
        slack=slack_side,
        teams=teams,
        inbox=inbox,
        mail_pages=pages,
    )
