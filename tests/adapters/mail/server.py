"""A real mail server on loopback (aiosmtpd) that answers, hangs or hangs up as its script says."""

import asyncio
import ipaddress
import ssl
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True, slots=True)
class Taken:
    """A message the server took."""

    sender: str
    to: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """It, read."""
        found = message_from_bytes(self.raw, policy=default)
        assert isinstance(found, EmailMessage)
        return found

    def part(self, kind: str) -> str:
        """The text of its plain or HTML part."""
        found = self.message.get_body((kind,))
        assert found is not None
        return str(found.get_content())


@dataclass(slots=True)
class Script:
    """What the server does, by the step it has come to: CONNECT, EHLO, STARTTLS, AUTH, MAIL, RCPT,
    DATA, BODY (before the final dot) and DOT (after it).
    """

    answers: dict[str, str] = field(default_factory=dict[str, str])
    hangs: str = ""
    drops: str = ""
    password: str = ""
    """Wanted from whoever sends; "" lets anybody."""
    taken: list[Taken] = field(default_factory=list[Taken])
    steps: list[str] = field(default_factory=list[str])

    async def at(self, server: "Scripted", step: str) -> str | None:
        """The answer to give instead of the usual one, or None."""
        self.steps.append(step)
        if self.hangs == step:
            await asyncio.Event().wait()
        if self.drops == step:
            server.hang_up()
            await asyncio.sleep(0)
        return self.answers.get(step)


class Scripted(SMTP):
    """aiosmtpd, asked before each of its answers whether it should give another."""

    def __init__(self, script: Script, context: ssl.SSLContext | None) -> None:
        self.script = script
        self._greeted = False
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it rightly warns of a login in the clear
            super().__init__(
                self,
                hostname="mail.example",
                tls_context=context,
                auth_required=bool(script.password),
                auth_require_tls=False,
                authenticator=self._authenticated,
                loop=asyncio.get_running_loop(),
            )

    def _authenticated(
        self, _server: object, _session: object, _envelope: object, mechanism: str, data: object
    ) -> AuthResult:
        good = isinstance(data, LoginPassword) and data.password.decode() == self.script.password
        return AuthResult(success=good, handled=False)

    def hang_up(self) -> None:
        """Break the connection off."""
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()

    async def push(self, status: Any) -> None:
        if not self._greeted:
            self._greeted = True
            status = await self.script.at(self, "CONNECT") or status
        await super().push(status)

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 - as aiosmtpd calls it
        answer = await self.script.at(self, "EHLO")
        await (self.push(answer) if answer else super().smtp_EHLO(hostname))

    async def smtp_HELO(self, hostname: str) -> None:  # noqa: N802 - as aiosmtpd calls it
        answer = self.script.answers.get("EHLO")
        await (self.push(answer) if answer else super().smtp_HELO(hostname))

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802 - as aiosmtpd calls it
        answer = await self.script.at(self, "STARTTLS")
        await (self.push(answer) if answer else super().smtp_STARTTLS(arg))

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802 - as aiosmtpd calls it
        answer = await self.script.at(self, "AUTH")
        await (self.push(answer) if answer else super().smtp_AUTH(arg))

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 - as aiosmtpd calls it
        answer = await self.script.at(self, "MAIL")
        await (self.push(answer) if answer else super().smtp_MAIL(arg))

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802 - as aiosmtpd calls it
        answer = await self.script.at(self, "RCPT")
        await (self.push(answer) if answer else super().smtp_RCPT(arg))

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - as aiosmtpd calls it
        answer = await self.script.at(self, "DATA")
        if answer:
            await self.push(answer)
        elif "BODY" in {self.script.drops, self.script.hangs}:
            await super().push("354 go on")
            await self.script.at(self, "BODY")
        else:
            await super().smtp_DATA(arg)

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:  # noqa: N802 - as aiosmtpd calls it
        sender, to = envelope.mail_from or "", envelope.rcpt_tos
        raw = envelope.original_content or b""
        answer = await self.script.at(self, "DOT")
        if answer is None or answer.startswith("2"):
            self.script.taken.append(Taken(sender, tuple(to), raw))
        return answer or "250 2.0.0 taken"


@asynccontextmanager
async def serving(
    script: Script, context: ssl.SSLContext | None = None, *, tls: bool = False
) -> AsyncIterator[int]:
    """The port of a running server; ``context`` offers STARTTLS, or with ``tls`` is used at once."""
    running: list[Scripted] = []

    def begun() -> Scripted:
        running.append(Scripted(script, None if tls else context))
        return running[-1]

    loop = asyncio.get_running_loop()
    server = await loop.create_server(begun, "127.0.0.1", 0, ssl=context if tls else None)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for one in running:
            one.hang_up()
        tasks = [t for one in running if (t := one._handler_coroutine) is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a certificate of its own making, and a client's that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    now = datetime(2026, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=36_500))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "mail.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(file)
    client = ssl.create_default_context(cafile=str(file))
    return server, client
