"""Where the organisation's mail server hands the mailbox's mail on to: bounces and replies.

It relays nothing, and answers "later" to whatever it cannot finish now, so that the mail server
keeps it: what was once taken is recorded, or kept and answered.
"""

import asyncio
from collections.abc import Callable
from typing import Final

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session

from adapters.mail.incoming.classify import Incoming, MailKind, read
from adapters.mail.incoming.replies import Replies
from adapters.mail.outgoing.message_ids import MessageId, MessageIds, mark_in
from adapters.mail.settings import MailSettings
from core.notifications.bounces import Bounces, Returned
from core.notifications.couriers import LaneDown, NotNow
from core.ports import Alarm, LedgerUnavailable

LARGEST: Final = 1 << 20
"""Bytes of a message. What is larger its own mail server reports to whoever wrote it."""
MOST_RECIPIENTS: Final = 5
MOST_CONNECTIONS: Final = 20
MOST_A_MINUTE: Final = 120
"""Messages; more are asked to come later."""
PATIENCE: Final = 60.0
"""Seconds a connection may take from one command to the next, with what it sends."""

OK: Final = "250 2.0.0 taken"
LATER: Final = "451 4.3.0 please hand this over again later"
TOO_MANY: Final = "451 4.7.0 too many messages, please hand this over again later"
TOO_MANY_TO: Final = "452 4.5.3 too many recipients"
NOT_HERE: Final = "550 5.1.1 no such mailbox here"
_BUSY: Final = b"421 4.3.2 too many connections, please come again later\r\n"
_IDENT: Final = "Concord"

_log = structlog.stdlib.get_logger(__name__)


class Inbox:
    """An SMTP server for one mailbox and the addresses that undelivered mail comes back to."""

    def __init__(  # noqa: PLR0917 - what it works with
        self,
        settings: MailSettings,
        bounces: Bounces,
        replies: Replies,
        marks: MessageIds,
        alarm: Alarm,
        hurry: Callable[[], None],
        *,
        patience: float = PATIENCE,
    ) -> None:
        self._settings = settings
        self._bounces = bounces
        self._replies = replies
        self._marks = marks
        self._alarm = alarm
        self._hurry = hurry
        self._patience = patience
        self._open: set[_Conversation] = set()
        self._server: asyncio.Server | None = None
        self._allowance = float(MOST_A_MINUTE)
        self._counted_at = 0.0

    @property
    def port(self) -> int:
        """The port it listens on, once started."""
        if self._server is None:
            raise RuntimeError("the inbox has not been started")
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def start(self) -> None:
        """Listen. Raises OSError where the port is in use."""
        loop = asyncio.get_running_loop()
        self._counted_at = loop.time()
        self._server = await loop.create_server(
            self._begun, self._settings.listen_host, self._settings.listen_port
        )

    async def stop(self) -> None:
        """Stop listening and hang up. What has not been taken is handed over again later."""
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
        """Take a sender, unless there have been too many."""
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
        """Take mail for the mailbox and for marked bounce addresses, and for nobody else."""
        ours = address.casefold() == self._settings.from_address.casefold()
        if not ours and mark_in(address, self._settings.bounce_address) is None:
            return NOT_HERE
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return TOO_MANY_TO
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 go on"

    async def handle_DATA(  # noqa: N802 - as aiosmtpd calls it
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take a message; nothing is said to be taken that is not recorded or kept."""
        try:
            return await self._take(
                envelope.original_content or b"", envelope.mail_from or "", envelope.rcpt_tos
            )
        except (LedgerUnavailable, NotNow, LaneDown) as error:
            _log.warning("mail_later", code=type(error).__name__)
            return LATER
        except Exception as error:  # noqa: BLE001 - outermost: no message may stop the next one
            _log.error("mail_failed", code=type(error).__name__)
            self._alarm(type(error).__name__, "mail")
            return LATER

    async def handle_exception(self, error: Exception) -> str:
        """Something that is no mail at all; the connection lives, and nothing of it is repeated."""
        _log.warning("mail_garbage", code=type(error).__name__)
        return "451 4.3.0 not understood"

    # --- what is done ----------------------------------------------------------------------------

    async def _take(self, raw: bytes, mail_from: str, to: list[str]) -> str:
        incoming = await asyncio.to_thread(read, raw, mail_from)
        spelt = [one for x in to if (one := mark_in(x, self._settings.bounce_address))]
        match incoming.kind:
            case MailKind.FAILED if spelt or incoming.marks:
                return await self._came_back(spelt, incoming)
            case MailKind.DELAYED if spelt or incoming.marks:
                _log.info("mail_delayed", code=incoming.code)
            case _:
                await self._replies.take(raw, incoming)
        return OK

    async def _came_back(self, spelt: list[str], incoming: Incoming) -> str:
        """Take up every message that a report is of; what is forged has no effect but the alarm."""
        read_of = [await self._marks.read(one) for one in (*spelt, *incoming.marks)]
        marks = {one.text: one for one in read_of if one is not None}
        if not marks:
            self._alarm("bounce_forged", "mail")
            return OK
        found = [await self._one_came_back(one) for one in marks.values()]
        return LATER if Returned.EARLY in found else OK

    async def _one_came_back(self, mark: MessageId) -> Returned:
        found = await self._bounces.came_back(mark.place, mark.text)
        match found:
            case Returned.RECORDED:
                self._hurry()
            case Returned.UNKNOWN:
                self._alarm("bounce_unknown", mark.place)
            case Returned.OVER | Returned.EARLY:
                pass
        _log.info("mail_returned", outcome=found.value, where=mark.place)
        return found

    def _allowed(self) -> bool:
        """A token bucket over all connections."""
        now = asyncio.get_running_loop().time()
        refill = (now - self._counted_at) * MOST_A_MINUTE / 60
        self._allowance = min(float(MOST_A_MINUTE), self._allowance + refill)
        self._counted_at = now
        if self._allowance < 1:
            return False
        self._allowance -= 1
        return True


class _Conversation(SMTP):
    """One connection; aiosmtpd speaks, we only count it and let it go quietly."""

    def __init__(
        self, inbox: Inbox, together: "set[_Conversation]", domain: str, patience: float
    ) -> None:
        self._together = together
        super().__init__(
            inbox,
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            hostname=domain,
            ident=_IDENT,
            timeout=patience,
            auth_exclude_mechanism=("LOGIN", "PLAIN"),
            loop=asyncio.get_running_loop(),
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Counted from here."""
        self._together.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """To here; how its task ends is of no interest to anybody."""
        self._together.discard(self)
        super().connection_lost(error)
        if self._handler_coroutine is not None:
            self._handler_coroutine.add_done_callback(_looked_at)

    def hang_up(self) -> None:
        """Break it off."""
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()


class _Busy(asyncio.Protocol):
    """Says once that there are too many."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Said, and gone."""
        if isinstance(transport, asyncio.WriteTransport):
            transport.write(_BUSY)
        transport.close()


def _looked_at(task: "asyncio.Task[None]") -> None:
    if not task.cancelled():
        task.exception()
