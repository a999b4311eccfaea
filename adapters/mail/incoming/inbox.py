"""SMTP server that receives the mailbox's mail from the organisation's mail server: bounces,
replies.

It relays nothing. It answers a temporary failure to whatever it cannot finish now, so that the mail
server retries; accepted mail has been recorded, or kept and answered.
"""

import asyncio
from collections.abc import Callable
from typing import Final

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session

from adapters.mail.incoming.classify import Incoming, MailKind, read
from adapters.mail.incoming.replies import Replies
from adapters.mail.outgoing.message_ids import MessageId, MessageIds, mark_of_address
from adapters.mail.settings import MailSettings
from core.notifications.bounces import BounceResult, Bounces
from core.notifications.couriers import QueueDown, RetryLater
from core.ports import Alarm, LedgerUnavailable

MESSAGE_LIMIT_BYTES: Final = 1 << 20
"""Bytes of a message. The sending mail server reports a larger one to its author."""
MOST_RECIPIENTS: Final = 5
MOST_CONNECTIONS: Final = 20
MESSAGES_PER_MINUTE: Final = 120
"""Messages in total; further ones get a temporary failure."""
CONNECTION_TIMEOUT_SECONDS: Final = 60.0
"""Seconds a connection may take between two commands, data included."""

OK: Final = "250 2.0.0 taken"
REPLY_TRY_LATER: Final = "451 4.3.0 please hand this over again later"
TOO_MANY: Final = "451 4.7.0 too many messages, please hand this over again later"
TOO_MANY_TO: Final = "452 4.5.3 too many recipients"
REPLY_NO_MAILBOX: Final = "550 5.1.1 no such mailbox here"
_BUSY: Final = b"421 4.3.2 too many connections, please come again later\r\n"
_IDENT: Final = "Concord"

_log = structlog.stdlib.get_logger(__name__)


class Inbox:
    """An SMTP server for the mailbox and for the bounce addresses."""

    def __init__(  # noqa: PLR0917 - what it works with
        self,
        settings: MailSettings,
        bounces: Bounces,
        replies: Replies,
        marks: MessageIds,
        alarm: Alarm,
        send_now: Callable[[], None],
        *,
        patience: float = CONNECTION_TIMEOUT_SECONDS,
    ) -> None:
        self._settings = settings
        self._bounces = bounces
        self._replies = replies
        self._marks = marks
        self._alarm = alarm
        self._hurry = send_now
        self._patience = patience
        self._open: set[_Conversation] = set()
        self._server: asyncio.Server | None = None
        self._allowance = float(MESSAGES_PER_MINUTE)
        self._counted_at = 0.0

    @property
    def port(self) -> int:
        """Return the port it listens on. Raises RuntimeError before it is started."""
        if self._server is None:
            raise RuntimeError("the inbox has not been started")
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def start(self) -> None:
        """Start listening. Raises OSError if the port is in use."""
        loop = asyncio.get_running_loop()
        self._counted_at = loop.time()
        self._server = await loop.create_server(
            self._begun, self._settings.listen_host, self._settings.listen_port
        )

    async def stop(self) -> None:
        """Stop listening and close all connections. Mail not yet accepted will be sent again."""
        if self._server is None:
            return
        self._server.close()
        for one in tuple(self._open):
            one.hang_up()
        await self._server.wait_closed()
        self._server = None

    def _begun(self) -> asyncio.BaseProtocol:
        if len(self._open) >= MOST_CONNECTIONS:
            return _Busy()
        return _Conversation(self, self._open, self._settings.domain, self._patience)

    # --- what aiosmtpd asks ----------------------------------------------------------------------

    async def handle_MAIL(  # noqa: N802 - as aiosmtpd calls it
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Accept a sender, unless the rate limit is reached."""
        if not self._allowed():
            return TOO_MANY
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 go on"

    async def handle_RCPT(  # noqa: N802 - as aiosmtpd calls it
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Accept the mailbox and marked bounce addresses as recipients, and no other address."""
        ours = address.casefold() == self._settings.from_address.casefold()
        if not ours and mark_of_address(address, self._settings.bounce_address) is None:
            return REPLY_NO_MAILBOX
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return TOO_MANY_TO
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 go on"

    async def handle_DATA(  # noqa: N802 - as aiosmtpd calls it
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Receive a message; it is accepted only once it is recorded or kept."""
        try:
            return await self._take(
                envelope.original_content or b"", envelope.mail_from or "", envelope.rcpt_tos
            )
        except (LedgerUnavailable, RetryLater, QueueDown) as error:
            _log.warning("mail_later", code=type(error).__name__)
            return REPLY_TRY_LATER
        except Exception as error:  # noqa: BLE001 - outermost: no message may stop the next one
            _log.error("mail_failed", code=type(error).__name__)
            self._alarm(type(error).__name__, "mail")
            return REPLY_TRY_LATER

    async def handle_exception(self, error: Exception) -> str:
        """Answer input that is not SMTP. The connection stays open; the input is not logged."""
        _log.warning("mail_garbage", code=type(error).__name__)
        return "451 4.3.0 not understood"

    # --- what is done ----------------------------------------------------------------------------

    async def _take(self, raw: bytes, mail_from: str, to: list[str]) -> str:
        incoming = await asyncio.to_thread(read, raw, mail_from)
        spelt = [one for x in to if (one := mark_of_address(x, self._settings.bounce_address))]
        match incoming.kind:
            case MailKind.FAILED if spelt or incoming.marks:
                return await self._came_back(spelt, incoming)
            case MailKind.DELAYED if spelt or incoming.marks:
                _log.info("mail_delayed", code=incoming.code)
            case _:
                await self._replies.take(raw, incoming)
        return OK

    async def _came_back(self, spelt: list[str], incoming: Incoming) -> str:
        """Record each message that a report is about. A forged report only raises the alarm."""
        read_of = [await self._marks.read(one) for one in (*spelt, *incoming.marks)]
        marks = {one.text: one for one in read_of if one is not None}
        if not marks:
            self._alarm("bounce_forged", "mail")
            return OK
        found = [await self._one_came_back(one) for one in marks.values()]
        return REPLY_TRY_LATER if BounceResult.EARLY in found else OK

    async def _one_came_back(self, mark: MessageId) -> BounceResult:
        found = await self._bounces.record_bounce(mark.place, mark.text)
        match found:
            case BounceResult.RECORDED:
                self._hurry()
            case BounceResult.UNKNOWN:
                self._alarm("bounce_unknown", mark.place)
            case BounceResult.OVER | BounceResult.EARLY:
                pass
        _log.info("mail_returned", outcome=found.value, where=mark.place)
        return found

    def _allowed(self) -> bool:
        """Take one message from a token bucket shared by all connections; False if it is empty."""
        now = asyncio.get_running_loop().time()
        refill = (now - self._counted_at) * MESSAGES_PER_MINUTE / 60
        self._allowance = min(float(MESSAGES_PER_MINUTE), self._allowance + refill)
        self._counted_at = now
        if self._allowance < 1:
            return False
        self._allowance -= 1
        return True


class _Conversation(SMTP):
    """One SMTP connection; counts itself among the open ones and ends without logging errors."""

    def __init__(
        self, inbox: Inbox, together: "set[_Conversation]", domain: str, patience: float
    ) -> None:
        self._together = together
        super().__init__(
            inbox,
            data_size_limit=MESSAGE_LIMIT_BYTES,
            enable_SMTPUTF8=True,
            hostname=domain,
            ident=_IDENT,
            timeout=patience,
            auth_exclude_mechanism=("LOGIN", "PLAIN"),
            loop=asyncio.get_running_loop(),
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count the connection as open."""
        self._together.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Count the connection as closed, and keep its task's exception from being logged."""
        self._together.discard(self)
        super().connection_lost(error)
        if self._handler_coroutine is not None:
            self._handler_coroutine.add_done_callback(_retrieve_exception)

    def hang_up(self) -> None:
        """Abort the connection."""
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()


class _Busy(asyncio.Protocol):
    """A connection above the limit: it is told so and closed."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Write the refusal and close."""
        if isinstance(transport, asyncio.WriteTransport):
            transport.write(_BUSY)
        transport.close()


def _retrieve_exception(task: "asyncio.Task[None]") -> None:
    if not task.cancelled():
        task.exception()
