"""One page request, its answers, and the components the pages use."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from adapters.mail.access.code_letters import CodeLetters
from adapters.mail.access.codes import Codes
from adapters.mail.access.links import MailLinks
from adapters.mail.access.sessions import Session, Sessions
from adapters.mail.pages.draw import MailPage
from adapters.mail.pages.read import PostedForm
from core.cards import Block, Fact, Facts
from core.cases.record.ledger import ActionTokens
from core.desk.cases.views import emergency
from core.desk.port import FrontDesk
from core.directory.model import Directory, Principal
from core.notifications.wording import mail_pages as say
from core.partnership.register import Register
from core.policy.wording.names import listed
from core.vocabulary import Platform

SESSION: Final = "concord"
TICKET: Final = "concord-code"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequests:
    """The components the pages use."""

    desk: FrontDesk
    ledger: ActionTokens
    register: Register
    links: MailLinks
    codes: Codes
    sessions: Sessions
    code_letters: CodeLetters

    def people(self, address: str) -> tuple[str, ...]:
        """Return the ids of the people enrolled at an address; empty if there are none."""
        return tuple(person for _, person in self.register.enrolments(principal(address)))

    def numbers(self, address: str) -> tuple[Block, ...]:
        """Return whom to phone: the policies' emergency contacts, and the coordinators."""
        found: dict[Block, None] = {}
        for partnership, _ in self.register.enrolments(principal(address)):
            setting = self.register.setting(partnership)
            found.update(dict.fromkeys(emergency(setting.policy)))
            if facts := tuple(_coordinators(setting.directory)):
                found[Facts(facts)] = None
        return tuple(found)

    async def session(self, visit: "Visit") -> Session | None:
        """Return the visitor's session or None. Ends it if the people at its address changed."""
        session = await self.sessions.find(visit.cookies.get(SESSION, ""))
        if session is None or session.people == self.people(session.address):
            return session
        await self.sessions.end(session.id)
        return None


def _coordinators(directory: Directory) -> Iterable[Fact]:
    """Yield the coordinators who have a phone number, by their enrolled names."""
    for one in directory.coordinators:
        person = directory.people.get(one)
        if person is not None and person.phones:
            yield Fact(say.COORDINATOR, f"{person.name}: {listed(person.phones)}")


def principal(address: str) -> Principal:
    """Return the principal that acts at an e-mail address."""
    return Principal(Platform.MAIL, "", address.lower())


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One parsed request."""

    path: str
    token: str = ""
    """Token of a link or a button, taken from the path."""
    cookies: Mapping[str, str] = field(default_factory=dict[str, str])
    form: PostedForm = field(default_factory=lambda: PostedForm({}, {}))


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPage:
    """Answer with a page."""

    page: MailPage
    status: int = 200
    session: Session | None = None
    cookies: Mapping[str, str] = field(default_factory=dict[str, str])
    """Cookies to set; an empty value deletes one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoTo:
    """Redirect to another page by its path."""

    to: str
    cookies: Mapping[str, str] = field(default_factory=dict[str, str])


Answer = ShowPage | GoTo
