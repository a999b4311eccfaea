"""The mail server on the loopback interface: what is sent lies in a mailbox, and comes back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage

import aiosmtplib
import pytest

from adapters.clock import MovableClock
from bot.workbench.mail.stand_in import NO_SUCH_MAILBOX, MailStandIn
from tests.office import MONDAY


@asynccontextmanager
async def running() -> AsyncIterator[MailStandIn]:
    """A running one."""
    stand_in = MailStandIn(MovableClock(MONDAY))
    await stand_in.start()
    try:
        yield stand_in
    finally:
        await stand_in.stop()


@pytest.fixture
async def mail() -> AsyncIterator[MailStandIn]:
    """The server that people's mailboxes are on."""
    async with running() as stand_in:
        yield stand_in


@pytest.fixture
async def concord() -> AsyncIterator[MailStandIn]:
    """Another in the place of Concord's inbox."""
    async with running() as stand_in:
        yield stand_in


async def send(mail: MailStandIn, to: str, sender: str = "bounce+1@concord.example") -> None:
    """An e-mail as Concord would send it."""
    message = EmailMessage()
    message["From"], message["To"] = "concord@concord.example", to
    message["Subject"] = "ESC-7KQ4-M2XP: please answer"
    message.set_content("There is something for you.\n")
    message.add_alternative("<p>There is something for you.</p>", subtype="html")
    await aiosmtplib.send(
        message, sender=sender, hostname=mail.host, port=mail.port, start_tls=False
    )


async def test_what_is_sent_lies_in_the_mailbox(mail: MailStandIn) -> None:
    """In both forms, under the address however it is spelt, and in the recording."""
    await send(mail, "Esme.Ward@school.example")
    (letter,) = mail.mailbox("esme.ward@school.example")
    assert (letter.subject, letter.at) == ("ESC-7KQ4-M2XP: please answer", MONDAY)
    assert (letter.text.strip(), letter.html.strip()[:3]) == ("There is something for you.", "<p>")
    assert mail.everything_sent("notification") == ["ESC-7KQ4-M2XP: please answer"]
    assert [call.carried_out for call in mail.calls] == [True]


async def test_an_address_refuses_as_scripted(mail: MailStandIn) -> None:
    """Once, and only that address."""
    mail.refuse("esme.ward@school.example", NO_SUCH_MAILBOX)
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
        await send(mail, "esme.ward@school.example")
    await send(mail, "frank.osei@school.example")
    assert not mail.mailbox("esme.ward@school.example")
    assert mail.mailbox("frank.osei@school.example")
    await send(mail, "esme.ward@school.example")
    assert mail.mailbox("esme.ward@school.example")


async def test_a_reply_and_a_bounce_are_handed_on(mail: MailStandIn, concord: MailStandIn) -> None:
    """A reply goes to the sender that is read, a bounce to the one on the envelope."""
    mail.connect(concord.host, concord.port)
    await send(mail, "esme.ward@school.example")
    (letter,) = mail.mailbox("esme.ward@school.example")
    await mail.reply(letter, "Who are you?")
    await mail.bounce(letter)
    (reply,) = concord.mailbox("concord@concord.example")
    assert (reply.sender, reply.text.strip()) == ("esme.ward@school.example", "Who are you?")
    (bounced,) = concord.mailbox("bounce+1@concord.example")
    assert bounced.sender in {"", "<>"}
    assert "report-type=delivery-status" in bounced.headers["content-type"].replace('"', "")
