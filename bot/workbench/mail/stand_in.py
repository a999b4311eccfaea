"""A mail server on the loopback interface: receives what Concord sends, keeps a mailbox for each
address, and passes replies and bounces to Concord like the organisation's server.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import make_msgid
from typing import Any, Final

import aiosmtplib
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.workbench.recording import Call, Recording, Sent
from bot.workbench.server import LOOPBACK
from core.ports import Clock

TAKEN: Final = "250 OK"
NO_SUCH_MAILBOX: Final = "550 5.1.1 No such mailbox"
_DOMAIN: Final = "post.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedMail:
    """An e-mail as it arrived in a mailbox."""

    id: str
    at: datetime
    """When it arrived, by the stand-in's clock."""
    to: str
    sender: str
    """Envelope sender: where a bounce goes."""
    subject: str
    text: str
    html: str
    headers: dict[str, str]


@dataclass(slots=True)
class MailStandIn:
    """Start it, give Concord ``host`` and ``port``, then ``connect`` it to Concord's inbox."""

    clock: Clock
    host: str = LOOPBACK
    port: int = 0
    listeners: list[Callable[[], None]] = field(default_factory=list[Callable[[], None]])
    record: Recording = field(default_factory=Recording)
    _mailboxes: dict[str, list[ReceivedMail]] = field(default_factory=dict[str, list[ReceivedMail]])
    _refusals: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    _server: asyncio.Server | None = None
    _inbox: tuple[str, int] | None = None

    @property
    def calls(self) -> list[Call]:
        """Everything Concord sent or tried to send, in order."""
        return self.record.calls

    async def start(self) -> None:
        """Listen on a free port."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(self, hostname=_DOMAIN, enable_SMTPUTF8=True, loop=loop), self.host, 0
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def connect(self, host: str, port: int) -> None:
        """Set the address on which Concord receives mail."""
        self._inbox = (host, port)

    def refuse(self, address: str, *answers: str) -> None:
        """Answer the next attempts to send to an address with these SMTP answers, one each."""
        self._refusals.setdefault(address.casefold(), []).extend(answers)

    def mailbox(self, address: str) -> tuple[ReceivedMail, ...]:
        """Return what an address has received, oldest first."""
        return tuple(self._mailboxes.get(address.casefold(), ()))

    def everything_sent(self, *places: str) -> list[str]:
        """Return every text Concord sent, for canary scans; see ``recording.Sent`` for the
        places.
        """
        return self.record.everything(*places)

    async def reply(self, mail: ReceivedMail, text: str) -> None:
        """Answer a mail as a mail program does: to its Reply-To or From."""
        answer = _composed(mail.to, mail.headers.get("reply-to") or mail.headers["from"], text)
        answer["Subject"] = f"Re: {mail.subject}"
        answer["In-Reply-To"] = mail.headers.get("message-id", "")
        await self._hand_on(answer, mail.to, str(answer["To"]))

    async def bounce(self, mail: ReceivedMail, status: str = "5.1.1") -> None:
        """Send a delivery report (RFC 3464) to the envelope sender: the mailbox does not exist."""
        report = MIMEMultipart("report", report_type="delivery-status")
        report["From"] = f"MAILER-DAEMON@{_DOMAIN}"
        report["To"] = mail.sender
        report["Subject"] = "Undelivered Mail Returned to Sender"
        report["Auto-Submitted"] = "auto-replied"
        report["Message-ID"] = make_msgid(domain=_DOMAIN)
        report.attach(MIMEText("The mail could not be delivered. A report for programs follows."))
        server, recipient, machine = Message(), Message(), Message()
        server["Reporting-MTA"] = f"dns; {_DOMAIN}"
        recipient["Final-Recipient"] = f"rfc822; {mail.to}"
        recipient["Action"], recipient["Status"] = "failed", status
        machine["Content-Type"] = "message/delivery-status"
        machine.set_payload([server, recipient])
        report.attach(machine)
        await self._hand_on(report, "", mail.sender)

    async def _hand_on(self, message: Message, sender: str, to: str) -> None:
        if self._inbox is None:
            raise RuntimeError("connect the stand-in to Concord's inbox first")
        host, port = self._inbox
        await aiosmtplib.send(
            message, sender=sender, recipients=[to], hostname=host, port=port, start_tls=False
        )
        self._changed()

    # --- what aiosmtpd calls --------------------------------------------------------------

    async def handle_RCPT(  # noqa: N802 - the names are aiosmtpd's
        self, _server: Any, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Accept a recipient, or refuse as scripted."""
        waiting = self._refusals.get(address.casefold())
        if waiting:
            answer = waiting.pop(0)
            self._called(address, {}, code=answer)
            return answer
        envelope.rcpt_tos.append(address)
        return TAKEN

    async def handle_DATA(  # noqa: N802 - the names are aiosmtpd's
        self, _server: Any, _session: Session, envelope: Envelope
    ) -> str:
        """Put a message into every recipient's mailbox."""
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        message = message_from_bytes(raw, policy=policy.default)
        headers = {name.lower(): str(value) for name, value in message.items()}
        text, html = _part(message, "plain"), _part(message, "html")
        for address in envelope.rcpt_tos:
            box = self._mailboxes.setdefault(address.casefold(), [])
            box.append(
                ReceivedMail(
                    id=f"{address}/{len(box) + 1}",
                    at=self.clock.now(),
                    to=address,
                    sender=envelope.mail_from or "",
                    subject=headers.get("subject", ""),
                    text=text,
                    html=html,
                    headers=headers,
                )
            )
            self._called(address, {"headers": headers, "text": text, "html": html})
        self._keep(headers, (text, html))
        self._changed()
        return TAKEN

    def _called(self, address: str, arguments: dict[str, Any], code: str = "") -> None:
        self.record.calls.append(
            Call(
                at=self.clock.now(),
                method="send",
                tenant="",
                user=address.casefold(),
                arguments=arguments,
                code=code,
                carried_out=not code,
            )
        )

    def _keep(self, headers: dict[str, str], bodies: Iterable[str]) -> None:
        """Record the texts; the subject is what a notification shows, other headers are
        plumbing.
        """
        for name, value in headers.items():
            place = "notification" if name == "subject" else "plumbing"
            self.record.sent.append(Sent(place, value))
        self.record.sent.extend(Sent("message", body) for body in bodies)

    def _changed(self) -> None:
        for listener in self.listeners:
            listener()


def _composed(sender: str, to: str, text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = sender, to
    message["Message-ID"] = make_msgid(domain=_DOMAIN)
    message.set_content(text)
    return message


def _part(message: Any, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,)) if isinstance(message, EmailMessage) else None
    return str(part.get_content()) if part is not None else ""
