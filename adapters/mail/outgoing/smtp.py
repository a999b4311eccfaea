"""Hand one e-mail to the organisation's mail server, once, or raise a DeliveryFailed."""

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

from adapters.mail.outgoing.draw import serialised
from adapters.mail.outgoing.smtp_errors import SmtpStep, connection_failure, reply_failure
from adapters.mail.settings import MailSettings, Security
from core.notifications.couriers import QueueDown

SEND_TIMEOUT_SECONDS: Final = 9.0
"""Seconds for the whole exchange, the server's final reply included."""
_QUIT_TIMEOUT_SECONDS: Final = 1.0
"""Seconds to wait for QUIT, after which the connection is closed."""
_START_MAIL_INPUT: Final = 354
NULL_SENDER: Final = ""
"""Empty envelope sender: the message must not be answered or bounced (RFC 5321, 4.5.5)."""


class MailServer:
    """One mail server. Each message uses its own connection: an idle one could be closed by the
    server just as a message is sent.
    """

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings
        plain = settings.security is Security.NONE
        self._trust = None if plain else settings.trust()

    async def hand_over(self, message: EmailMessage, *, sender: str, to: str, until: float) -> None:
        """Return once the server has accepted the message for this one recipient.

        ``sender`` is the envelope sender, where bounces go (``NULL_SENDER`` for none); ``until`` is the
        event-loop time at which the attempt ends; returns at most a second later. Makes one attempt
        and raises the DeliveryFailed that fits its outcome.
        """
        talk = _SmtpConversation(self._settings, self._trust)
        try:
            async with asyncio.timeout_at(until):
                await talk.through(serialised(message), sender, to)
        except SMTPResponseException as error:
            raise reply_failure(talk.step, error.code, error.message) from None
        except (SMTPException, OSError, TimeoutError) as error:
            raise connection_failure(talk.step, error) from None
        finally:
            await talk.end()


class _SmtpConversation:
    """One SMTP conversation and the step it has reached."""

    def __init__(self, settings: MailSettings, trust: ssl.SSLContext | None) -> None:
        self._settings = settings
        self.step = SmtpStep.CONNECT
        self._client = SMTP(
            hostname=settings.host,
            port=settings.port,
            local_hostname=settings.domain,
            timeout=None,  # the whole conversation is bounded instead
            use_tls=settings.security is Security.TLS,
            start_tls=False,  # done below, where its errors are told apart
            tls_context=trust,
        )

    async def through(self, body: bytes, sender: str, to: str) -> None:
        """Run the conversation from connecting to the accepted message."""
        client, settings = self._client, self._settings
        await client.connect()
        await client.ehlo()
        if settings.security is Security.STARTTLS:
            self.step = SmtpStep.TLS
            if not client.supports_extension("starttls"):
                raise QueueDown("tls_not_offered")
            await client.starttls()
            await client.ehlo()
        if settings.username:
            self.step = SmtpStep.LOGIN
            if not client.supported_auth_methods:
                raise QueueDown("login_not_offered")
            await client.login(settings.username, settings.password)
        self.step = SmtpStep.SENDER
        await client.mail(sender)
        self.step = SmtpStep.RECIPIENT
        await client.rcpt(to)
        self.step = SmtpStep.DATA
        _expected(await client.execute_command(b"DATA"), _START_MAIL_INPUT)
        await self._send(_dotted(body))

    async def _send(self, body: bytes) -> None:
        """Send the body, then the final dot: before the dot nothing is delivered."""
        protocol = self._client.protocol
        _open(protocol).write(body)
        for _ in range(2):  # lets the loop notice a closed connection before the dot is sent
            await asyncio.sleep(0)
        line = _open(protocol)
        self.step = SmtpStep.SENT
        line.write(b".\r\n")
        answer = await line.read_response()
        if not 200 <= answer.code < 300:
            raise SMTPResponseException(answer.code, answer.message)

    async def end(self) -> None:
        """Send QUIT and close; errors are ignored, the outcome is already known."""
        with suppress(SMTPException, OSError, TimeoutError):
            if self._client.is_connected and self.step is SmtpStep.SENT:
                async with asyncio.timeout(_QUIT_TIMEOUT_SECONDS):
                    await self._client.quit()
        self._client.close()


def _open(protocol: SMTPProtocol | None) -> SMTPProtocol:
    """Return the open connection. Raises ConnectionResetError if it is closed."""
    if protocol is None or not protocol.is_connected:
        raise ConnectionResetError
    return protocol


def _expected(answer: SMTPResponse, code: int) -> None:
    if answer.code != code:
        raise SMTPResponseException(answer.code, answer.message)


def _dotted(body: bytes) -> bytes:
    """Return the body with CRLF line ends and leading dots doubled (RFC 5321, 4.5.2)."""
    lines = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n").removesuffix(b"\n").split(b"\n")
    return b"".join((b"." if one.startswith(b".") else b"") + one + b"\r\n" for one in lines)
