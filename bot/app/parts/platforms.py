"""Wires what messages are sent through, and who is asked how an account stands."""

from dataclasses import dataclass

from adapters.mail.access.links import MailLinks
from adapters.mail.outgoing.courier import MailCourier
from adapters.mail.outgoing.smtp import MailServer
from adapters.mail.settings import MailSettings
from adapters.slack.account_status import SlackAccountStatuses
from adapters.slack.connection.tokens import Tokens
from adapters.slack.courier import SlackCourier
from adapters.slack.settings import SlackSettings
from adapters.teams.sending.account_status import TeamsAccountStatuses
from adapters.teams.sending.courier import TeamsCourier
from adapters.teams.settings import TeamsSettings
from bot.app.parts.mail_pages import MailKeys, mail_links
from core.accounts.status import AccountStatuses
from core.notifications.couriers import Courier
from core.ports import Clock, KeyValueStore
from core.vocabulary import Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformParts:
    """The couriers of the platforms that are set up, and what belongs to them."""

    couriers: dict[Platform, Courier]
    statuses: dict[Platform, AccountStatuses]
    tokens: Tokens | None
    """Slack's bot tokens."""
    server: MailServer | None
    links: MailLinks | None
    """Makes the links in e-mails."""


def wire_platforms(
    slack: SlackSettings | None,
    teams: TeamsSettings | None,
    mail: MailSettings | None,
    mail_keys: MailKeys | None,
    *,
    documents: KeyValueStore,
    clock: Clock,
    public_url: str,
) -> PlatformParts:
    """Build a courier for each platform with settings; nothing is connected yet. Raises ValueError
    for e-mail without keys.
    """
    couriers: dict[Platform, Courier] = {}
    statuses: dict[Platform, AccountStatuses] = {}
    tokens, server, links = None, None, None
    if slack is not None:
        tokens = Tokens(slack, documents=documents, clock=clock)
        couriers[Platform.SLACK] = SlackCourier(tokens, documents=documents, seconds=slack.within)
        statuses[Platform.SLACK] = SlackAccountStatuses(tokens, within=slack.answer_within)
    if teams is not None:
        courier = TeamsCourier(teams, documents)
        couriers[Platform.TEAMS] = courier
        statuses[Platform.TEAMS] = TeamsAccountStatuses(courier, within=teams.answer_within)
    if mail is not None:
        if mail_keys is None:
            raise ValueError("e-mail cannot be sent without the keys of the pages it leads to")
        server = MailServer(mail)
        links = mail_links(mail_keys, documents, clock, public_url)
        couriers[Platform.MAIL] = MailCourier(
            mail, server, links, documents, clock, within=mail.within
        )
    return PlatformParts(
        couriers=couriers, statuses=statuses, tokens=tokens, server=server, links=links
    )
