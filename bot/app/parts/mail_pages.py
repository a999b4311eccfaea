"""Wires the pages behind links in e-mails, and their keys."""

from dataclasses import dataclass, field

from aiohttp import web

from adapters.mail.access.code_letters import CodeLetters
from adapters.mail.access.codes import CODE_KEY, Codes
from adapters.mail.access.links import LINK_KEY, MailLinks
from adapters.mail.access.sessions import SESSION_KEY, Sessions
from adapters.mail.pages.routes import mail_routes
from adapters.vault import KeyRing
from core.accounts.one_time_codes import OneTimeCodes
from core.cases.record.ledger import Ledger
from core.desk.port import FrontDesk
from core.partnership.register import Register
from core.ports import Clock, KeyValueStore


@dataclass(frozen=True, slots=True, kw_only=True)
class MailKeys:
    """Keys for links, codes and sessions, each derived for one purpose; the current key first."""

    links: tuple[bytes, ...] = field(repr=False)
    codes: bytes = field(repr=False)
    sessions: bytes = field(repr=False)


def mail_keys(ring: KeyRing) -> MailKeys:
    """Derive the keys for e-mail pages. Links live for 14 days, so those of every key on the ring
    are accepted; codes and sessions end within hours, and after a change of key people ask for a
    new code.
    """
    return MailKeys(
        links=ring.derived(LINK_KEY),
        codes=ring.derived(CODE_KEY)[0],
        sessions=ring.derived(SESSION_KEY)[0],
    )


def mail_links(
    keys: MailKeys, documents: KeyValueStore, clock: Clock, public_url: str
) -> MailLinks:
    """Return the links that the courier puts into its e-mails."""
    return MailLinks(keys.links[0], documents, clock, public_url, earlier=keys.links[1:])


def sign_in_codes(
    keys: MailKeys, documents: KeyValueStore, clock: Clock, codes: OneTimeCodes
) -> Codes:
    """Return the codes that people sign in with."""
    return Codes(keys.codes, documents, clock, codes)


def mail_page_routes(
    keys: MailKeys,
    links: MailLinks,
    codes: Codes,
    code_letters: CodeLetters,
    *,
    desk: FrontDesk,
    ledger: Ledger,
    documents: KeyValueStore,
    register: Register,
    clock: Clock,
    public_url: str,
) -> tuple[web.RouteDef, ...]:
    """Return the routes of the pages. Raises ValueError for a ``public_url`` that is not safe."""
    return mail_routes(
        desk=desk,
        ledger=ledger,
        register=register,
        links=links,
        codes=codes,
        sessions=Sessions(keys.sessions, documents, clock),
        code_letters=code_letters,
        public_url=public_url,
    )
