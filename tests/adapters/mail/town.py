"""A whole Concord whose e-mail goes over a real mail server, and comes back over another."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiosmtplib

from adapters.mail.incoming.inbox import Inbox
from adapters.mail.incoming.replies import Replies
from adapters.mail.outgoing.courier import MailCourier
from adapters.mail.outgoing.message_ids import MessageIds
from adapters.mail.outgoing.smtp import MailServer
from core.cases import commands as c
from core.cases.case import Case
from core.directory.model import Principal
from core.vocabulary import Platform
from tests.adapters.mail.incoming.mails import HOME
from tests.adapters.mail.outgoing.desk import FakeLinks, settings
from tests.adapters.mail.server import Script, Taken, serving
from tests.core.given import HOUNSLOW, MARLOW, PRIYA, ROBIN, TOBIN, World, opening
from tests.core.office import Office
from tests.pace import PATIENCE

MAILBOX = "concord@partnership.example"


async def handed_in(port: int, raw: bytes, to: str, mail_from: str) -> str:
    """The inbox's last word on a message."""
    client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False)
    async with client:
        try:
            await client.mail("" if mail_from == "<>" else mail_from)
            await client.rcpt(to)
            answer = await client.data(raw)
        except aiosmtplib.SMTPResponseException as error:
            return f"{error.code} {error.message}"
    return f"{answer.code} {answer.message}"


@dataclass(slots=True)
class Town:
    """The office, what its mail server took, and the inbox that takes what comes back."""

    office: Office
    script: Script
    inbox: Inbox
    links: FakeLinks
    alarms: list[tuple[str, str]]
    hurried: list[bool] = field(default_factory=list[bool])

    async def hand_in(self, raw: bytes, to: str = MAILBOX, mail_from: str = HOME) -> str:
        """Hand a message to the inbox as a mail server does; returns its last word."""
        return await handed_in(self.inbox.port, raw, to, mail_from)

    def pointers(self, person: str) -> list[Taken]:
        """The e-mails to a person, oldest first."""
        mine = {channel.user for channel in self.office.people[person].channels}
        return [one for one in self.script.taken if {*one.to} & mine]

    def answers(self) -> list[Taken]:
        """The automatic answers sent."""
        return [one for one in self.script.taken if one.message["Auto-Submitted"] == "auto-replied"]

    async def at_the_managers(self) -> Case:
        """A case that went up: Tobin is asked in his chat and Priya by e-mail."""
        case = await self.office.open(opening())
        await self.office.settle()
        case = await self.office.do(
            case,
            c.Accept(by=MARLOW, stage="discussion"),
            c.EscalateNow(by=ROBIN, stage="discussion", reason="not settled"),
        )
        assert {TOBIN, PRIYA} <= set(case.receiving.asked)
        await self.office.settle()
        return case


@asynccontextmanager
async def town(script: Script | None = None, here: World = HOUNSLOW) -> AsyncIterator[Town]:
    """A town for a test."""
    script = script or Script()
    async with serving(script) as port:
        office = Office(here)
        given = settings(port, from_address=MAILBOX, listen_port=0)
        links, post = FakeLinks(), MailServer(given)
        courier = MailCourier(
            given, post, links, office.documents, office.clock, within=given.within
        )
        office.couriers[Platform.MAIL] = courier

        def who(address: str) -> tuple[tuple[str, str], ...]:
            return office.register.enrolments(Principal(Platform.MAIL, "", address))

        replies = Replies(given, post, office.documents, office.clock, who, None, office._alarm)
        bounces = office.sending.bounces
        marks, hurried = MessageIds(office.documents), list[bool]()
        inbox = Inbox(
            given,
            bounces,
            replies,
            marks,
            office._alarm,
            lambda: hurried.append(True),
            patience=PATIENCE,
        )
        await inbox.start()
        try:
            yield Town(office, script, inbox, links, office.alarms, hurried)
        finally:
            await inbox.stop()
