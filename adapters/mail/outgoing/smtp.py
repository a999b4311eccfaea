"""Hands one e-mail to the organisation's mail server, once, or raises exactly what became of it."""

import asyncio
import ssl
from contextlib import suppress
from email.message import EmailMessage
from typing import Final

from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPResponseException,
)
from aiosmtplib.protocol import SMTPProtocol
from aiosmtplib.response import SMTPResponse

from adapters.mail.outgoing.draw import written
from adapters.mail.outgoing.smtp_errors import SmtpStep, lost, refused
from adapters.mail.settings import MailSettings, Security
from core.notifications.couriers import LaneDown

WITHIN: Final = 9.0
"""Seconds for everything up to the server's last word."""
_GOODBYE: Final = 1.0
"""Seconds for taking leave, after which the connection is simply closed."""
_GO_ON: Final = 354
NOBODY: Final = ""
"""The sender of what must never be answered or come back (RFC 5321, 4.5.5)."""


class MailServer:
    """One mail server. Each message has a connection of its own: nothing is kept open that the
    other side might close just as a message goes out.
    """

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings
        plain = settings.security is Security.NONE
        self._trust = None if plain else settings.trust()

    async def hand_over(self, message: EmailMessage, *, sender: str, to: str, until: float) -> None:
        """Return once the server has taken the message for this one recipient.

        ``sender`` is where it comes back to, ``NOBODY`` for nowhere; ``until`` is the loop's time
        at which the attempt ends, and at most a second later this returns. One attempt; raises a
        DeliveryFailed that says what is known.
        """
        talk = _Talk(self._settings, self._trust)
        try:
            async with asyncio.timeout_at(until):
                await talk.through(written(message), sender, to)
        except SMTPResponseException as error:
            raise refused(talk.step, error.code, error.message) from None
        except (SMTPException, OSError, TimeoutError) as error:
            raise lost(talk.step, error) from None
        finally:
            await talk.end()


class _Talk:
    """One conversation, and how far it has come."""

    def __init__(self, settings: MailSettings, trust: ssl.SSLContext | None) -> None:
        self._settings = settings
        self.step = SmtpStep.CONNECT
        self._client = SMTP(
            hostname=settings.host,
            port=settings.port,
            local_hostname=settings.domain,
            timeout=None,  # the whole conversation is bounded instead
            use_tls=settings.security is Security.TLS,
            start_tls=False,  # begun below, where what goes wrong has a name
            tls_context=trust,
        )

    async def through(self, body: bytes, sender: str, to: str) -> None:
        """Say everything there is to say."""
        client, settings = self._client, self._settings
        await client.connect()
        await client.ehlo()
        if settings.security is Security.STARTTLS:
            self.step = SmtpStep.TLS
            if not client.supports_extension("starttls"):
                raise LaneDown("tls_not_offered")
            await client.starttls()
            await client.ehlo()
        if settings.username:
            self.step = SmtpStep.LOGIN
            if not client.supported_auth_methods:
                raise LaneDown("login_not_offered")
            await client.login(settings.username, settings.password)
        self.step = SmtpStep.SENDER
        await client.mail(sender)
        self.step = SmtpStep.RECIPIENT
        await client.rcpt(to)
        self.step = SmtpStep.DATA
        _expected(await client.execute_command(b"DATA"), _GO_ON)
        await self._send(_dotted(body))

    async def _send(self, body: bytes) -> None:
        """The body, and only then the final dot: until that has gone out nothing is delivered."""
        protocol = self._client.protocol
        _open(protocol).write(body)
        for _ in range(2):  # a server that has hung up is heard before the dot is said
            await asyncio.sleep(0)
        line = _open(protocol)
        self.step = SmtpStep.SENT
        line.write(b".\r\n")
        answer = await line.read_response()
        if not 200 <= answer.code < 300:
            raise SMTPResponseException(answer.code, answer.message)

    async def end(self) -> None:
        """Take leave; nothing depends on it any more."""
        with suppress(SMTPException, OSError, TimeoutError):
            if self._client.is_connected and self.step is SmtpStep.SENT:
                async with asyncio.timeout(_GOODBYE):
                    await self._client.quit()
        self._client.close()


def _open(protocol: SMTPProtocol | None) -> SMTPProtocol:
    """The line, as long as it holds. Raises ConnectionResetError where it does not."""
    if protocol is None or not protocol.is_connected:
        raise ConnectionResetError
    return protocol


def _expected(answer: SMTPResponse, code: int) -> None:
    if answer.code != code:
        raise SMTPResponseException(answer.code, answer.message)


def _dotted(body: bytes) -> bytes:
    """The body with lines ended by CRLF, and a dot that begins one doubled (RFC 5321, 4.5.2)."""
    lines = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n").removesuffix(b"\n").split(b"\n")
    return b"".join((b"." if one.startswith(b".") else b"") + one + b"\r\n" for one in lines)
