"""Runs Concord with stand-ins: the real request checks, adapters and SDKs, with local Slack and
Teams.
"""

import socket
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, TypeVar

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from adapters.clock import MovableClock
from adapters.mail.settings import MailSettings, Security
from adapters.slack.settings import SlackSettings
from adapters.teams.settings import Registration, TeamsSettings
from adapters.vault import KEY_SIZE, KeyRing
from bot.app.parts.mail_pages import mail_keys
from bot.app.start_up import StartUp, load_partnerships
from bot.app.web import application
from bot.app.wiring import Concord, assemble
from bot.settings.files import SourceFile
from bot.workbench.mail.stand_in import MailStandIn
from bot.workbench.slack.stand_in import SlackStandIn
from bot.workbench.slack.state import Workspace
from bot.workbench.teams.keys import signing_key
from bot.workbench.teams.stand_in import TeamsStandIn
from bot.workbench.teams.state import Tenant
from core.cases.record.ledger import Ledger
from core.directory.model import Directory, Person
from core.partnership import editions
from core.partnership import wording as say
from core.partnership.register import Register
from core.ports import Clock, KeyValueStore
from core.vocabulary import Platform
from policies.library import POLICIES, directory_text, policy_text

_Settings = TypeVar("_Settings", SlackSettings, TeamsSettings)

LOOPBACK: Final = "127.0.0.1"
WORKSPACES: Final = {
    "T0CONCORD1": "Councils and schools",
    "T0CONCORD2": "Health boards and partnerships",
}
TENANTS: Final = {
    "11111111-1111-4111-8111-111111111111": "Health trusts",
    "22222222-2222-4222-8222-222222222222": "Police",
}

MAIL_RING: Final = KeyRing({"workbench": bytes(range(KEY_SIZE))}, "workbench")
"""Signs links that lead to this machine only."""
WITHIN: Final = 10.0
"""Seconds that sending a message may take."""
TOKEN: Final = "workbench-token"  # noqa: S105 - opens nothing but the stand-in


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A running Concord with its stand-ins."""

    concord: Concord
    clock: MovableClock
    slack: SlackStandIn
    teams: TeamsStandIn
    mail: MailStandIn
    url: str
    """Concord's own address."""

    def chat(self, person: Person) -> tuple[SlackStandIn | TeamsStandIn, str] | None:
        """Return the first chat platform of a person and their user there; None with e-mail
        only.
        """
        for channel in person.channels:
            user = f"{channel.tenant}:{channel.user}"
            if channel.platform is Platform.SLACK:
                return self.slack, user
            if channel.platform is Platform.TEAMS:
                return self.teams, user
        return None


@dataclass(frozen=True, slots=True)
class PartnershipFiles:
    """A partnership's policy file and contact list."""

    policy: SourceFile
    directory: SourceFile


def _kept(policy_id: str) -> PartnershipFiles:
    return PartnershipFiles(
        SourceFile(f"{policy_id}.yaml", policy_text(policy_id)),
        SourceFile(f"directories/{policy_id}.yaml", directory_text(policy_id)),
    )


@asynccontextmanager
async def rehearsing(
    ledger: Ledger,
    documents: KeyValueStore,
    clock: MovableClock,
    *,
    policies: Iterable[str] = POLICIES,
    files: Mapping[str, PartnershipFiles] | None = None,
    beating: bool = False,
    port: int = 0,
    by_mail: bool = True,
    nights: bool = True,
    within: float = WITHIN,
    answer_within: float | None = None,
) -> AsyncIterator[Rehearsal]:
    """Start Concord and the stand-ins on loopback ports; ``beating`` also starts the scheduler
    loop. Without ``by_mail`` it sends no e-mail, without ``nights`` nothing about the contact list.

    ``files`` are used for their partnerships, instead of the files in Concord's library;
    ``within`` is how many seconds sending a message may take, ``answer_within`` how many an answer
    may; None leaves what Slack and Teams really wait. Raises ValueError if a file has
    faults.
    """
    given = {**{one: _kept(one) for one in policies if one not in (files or {})}, **(files or {})}
    shelves = await load_partnerships(
        documents,
        clock,
        [one.policy for one in given.values()],
        {partnership: one.directory for partnership, one in given.items()},
    )
    if shelves.faults:
        raise ValueError("\n".join(str(fault) for fault in shelves.faults))
    await approved_by_two(documents, clock, shelves)
    slack, teams = _stand_ins(clock)
    if answer_within is not None:
        slack.patience = teams.patience = slack.world.trigger_life = answer_within
    _enrol(slack, teams, shelves.register)
    mail = MailStandIn(clock)
    for stand_in in (slack, teams, mail):
        await stand_in.start()
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((LOOPBACK, port))
    url = f"http://{LOOPBACK}:{listening.getsockname()[1]}"
    concord = assemble(
        ledger=ledger,
        documents=documents,
        clock=clock,
        register=shelves.register,
        slack=_in_time(_slack_settings(slack, within), answer_within),
        teams=_in_time(_teams_settings(teams, within), answer_within),
        mail=_mail_settings(mail, url, within) if by_mail else None,
        mail_keys=mail_keys(MAIL_RING) if by_mail else None,
        edition_sync=shelves.edition_sync,
        public_url=url,
        nights=nights,
    )
    runner = web.AppRunner(application(concord), access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    slack.connect(url)
    teams.connect(url, "/api/messages")
    if concord.slack is not None:
        await concord.slack.check_tokens()
    if concord.inbox is not None:
        await concord.inbox.start()
        mail.connect(LOOPBACK, concord.inbox.port)
    if beating:
        concord.scheduler.start()
    try:
        yield Rehearsal(concord, clock, slack, teams, mail, url)
    finally:
        if concord.inbox is not None:
            await concord.inbox.stop()
        await runner.cleanup()
        await concord.close()
        for stand_in in (slack, teams, mail):
            await stand_in.stop()


async def approved_by_two(documents: KeyValueStore, clock: Clock, shelves: StartUp) -> None:
    """Approve every waiting edition as the first two coordinators of its contact list.

    Raises ValueError if an edition is not ready.
    """
    for standing in shelves.standings:
        directory = shelves.register.directory(standing.partnership)
        if standing.waiting is None or directory is None:
            continue
        edition = await shelves.edition_sync.edition(standing.partnership, standing.waiting.digest)
        if edition is None:
            raise ValueError(f"{standing.waiting.digest} is not kept")
        for person in directory.coordinators[: editions.APPROVALS_NEEDED]:
            came_of_it = await editions.approve(documents, edition, person, directory, clock.now())
            if isinstance(came_of_it, editions.ApprovalRefused):
                sentences = say.outcome(came_of_it, edition.policy, directory)
                raise ValueError(" ".join(sentences))  # noqa: TRY004 - a state, not a type
    await shelves.edition_sync.look()


def _stand_ins(clock: MovableClock) -> tuple[SlackStandIn, TeamsStandIn]:
    slack, teams = SlackStandIn(clock), TeamsStandIn(clock, key=_key())
    for team, name in WORKSPACES.items():
        _install(slack, team, name)
    for tenant, name in TENANTS.items():
        _register(teams, tenant, name)
    return slack, teams


@cache
def _key() -> RSAPrivateKey:
    """One key for all rehearsals of a process: making one takes a while."""
    return signing_key()


def _install(slack: SlackStandIn, team: str, name: str) -> None:
    number = len(slack.world.workspaces) + 1
    slack.install(Workspace(id=team, name=name, bot_token=f"xoxb-workbench-{number}"))


def _register(teams: TeamsStandIn, tenant: str, name: str) -> None:
    teams.register(Tenant(id=tenant, name=name, app_id=f"workbench-{tenant}", token=TOKEN))


def _enrol(slack: SlackStandIn, teams: TeamsStandIn, register: Register) -> None:
    """Give everybody on the contact lists an account on their platforms; add missing workspaces and
    tenants of their agencies.
    """
    for partnership in register.partnerships:
        directory: Directory = register.setting(partnership).directory
        for person in directory.people.values():
            agency = directory.agencies[person.agency].name
            for channel in person.channels:
                if channel.platform is Platform.SLACK:
                    if channel.tenant not in slack.world.workspaces:
                        _install(slack, channel.tenant, agency)
                    slack.enrol(channel.tenant, channel.user, person.name)
                elif channel.platform is Platform.TEAMS:
                    if channel.tenant not in teams.world.tenants:
                        _register(teams, channel.tenant, agency)
                    teams.enrol(channel.tenant, channel.user, person.name)


def _in_time(settings: _Settings, answer_within: float | None) -> _Settings:
    return settings if answer_within is None else replace(settings, answer_within=answer_within)


def _slack_settings(slack: SlackStandIn, within: float = WITHIN) -> SlackSettings:
    workspaces = slack.world.workspaces.values()
    return SlackSettings(
        signing_secrets=(slack.app.signing_secret,),
        bot_tokens={workspace.id: workspace.bot_token for workspace in workspaces},
        allowed_teams=frozenset(workspace.id for workspace in workspaces),
        api_base=slack.api_url,
        within=within,
    )


def _mail_settings(mail: MailStandIn, url: str, within: float = WITHIN) -> MailSettings:
    return MailSettings(
        host=mail.host,
        port=mail.port,
        security=Security.NONE,
        from_address="concord@concord.example",
        listen_port=0,
        public_url=url,
        within=within,
    )


def _teams_settings(teams: TeamsStandIn, within: float = WITHIN) -> TeamsSettings:
    return TeamsSettings(
        registrations=tuple(
            Registration(
                app_id=tenant.app_id,
                secret=tenant.app_password,
                tenant=tenant.id,
                service_url=teams.service_url(tenant.id),
            )
            for tenant in teams.world.tenants.values()
        ),
        openid_metadata_url=teams.metadata_url,
        static_token=TOKEN,
        allow_loopback=True,
        within=within,
    )
