"""Replies to the mailbox: kept encrypted, answered at most once an hour with where to act.

Answers follow RFC 3834, so that two automatic systems never keep answering each other.
"""

import asyncio
import base64
import secrets
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog

from adapters.mail.incoming.classify import Incoming, MailKind
from adapters.mail.outgoing.draw import Envelope, draw_answer
from adapters.mail.outgoing.message_ids import MessageIds, case_of
from adapters.mail.outgoing.smtp import NULL_SENDER, MailServer
from adapters.mail.settings import MailSettings
from core.notifications.couriers import DeliveryFailed, QueueDown, RetryLater
from core.ports import Alarm, Clock, Collection, KeyValueStore


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReply:
    """What was written to the mailbox; it may hold a child's story."""

    at: datetime
    kind: MailKind
    sender: str
    people: tuple[tuple[str, str], ...]
    """The (partnership, person) whom the address stands for."""
    case: str
    """The case whose message was answered; "" where that is not known."""
    raw: str
    """The whole e-mail, base64."""


def _upgraded(paper: dict[str, Any]) -> dict[str, Any]:
    """An earlier version wrote the sender as ``from``."""
    return {{"from": "sender"}.get(name, name): value for name, value in paper.items()}


REPLIES: Final = Collection("mail-reply", KeptReply, None, _upgraded)
"""What was written to the mailbox, by a digest of it."""
ANSWERED_COLLECTION: Final = Collection("mail-answered", str, timedelta(days=1))
"""When each sender was answered last, by a digest of the address."""
ANSWER_INTERVAL: Final = timedelta(hours=1)
ANSWERS_PER_HOUR: Final = 200
"""Answers per hour to all senders together: invented sender addresses are not flooded with mail."""

_log = structlog.stdlib.get_logger(__name__)

PeopleAtAddress = Callable[[str], tuple[tuple[str, str], ...]]
"""From an address to the (partnership, person) pairs it belongs to on contact lists."""
NotifyCoordinators = Callable[[str, str], Awaitable[object]]
"""Tell a partnership's coordinators that this person wrote."""


class Replies:
    """Keep and answer messages to the mailbox."""

    def __init__(  # noqa: PLR0917 - what it works with
        self,
        settings: MailSettings,
        post: MailServer,
        documents: KeyValueStore,
        clock: Clock,
        who: PeopleAtAddress,
        news: NotifyCoordinators | None,
        alarm: Alarm,
    ) -> None:
        """With ``news``, the alarm is raised for unknown senders only; without, for everybody."""
        self._settings = settings
        self._post = post
        self._documents = documents
        self._clock = clock
        self._who = who
        self._alarm = alarm
        self._news = news
        self._marks = MessageIds(documents)
        self._answering = asyncio.Lock()
        self._lately: deque[datetime] = deque()

    async def take(self, raw: bytes, incoming: Incoming) -> None:
        """Keep a message, and answer it unless that is not allowed or was done within the hour.

        The same message received twice is kept once. Raises LedgerUnavailable if it could not be
        kept, RetryLater or QueueDown if it should be received again later to be answered.
        """
        if self._own(incoming):
            self._alarm("mail_loop", "mail")
            return
        where = await self._keep(raw, incoming)
        if incoming.kind is MailKind.REPLY and incoming.sender:
            async with self._answering:
                await self._answer(incoming, where)

    def _own(self, incoming: Incoming) -> bool:
        """Whether our own mailbox or bounce address sent it."""
        own = {self._settings.from_address.casefold(), self._settings.bounce_address.casefold()}
        return incoming.sender in own or incoming.author in own

    async def _keep(self, raw: bytes, incoming: Incoming) -> str:
        """Keep a message; return its place for operators: partnership and digest, never a name."""
        known = self._who(incoming.sender) or self._who(incoming.author)
        case = ""
        for one in incoming.marks:
            mark = await self._marks.read(one)
            case = case or (case_of(mark) if mark else "")
        reply = KeptReply(
            at=self._clock.now(),
            kind=incoming.kind,
            sender=incoming.sender or incoming.author,
            people=known,
            case=case,
            raw=base64.b64encode(raw).decode(),
        )
        key = await self._marks.digest(f"reply:{reply.raw}")
        where = f"{known[0][0] if known else 'unknown'}:{key}"
        if await self._documents.get(REPLIES, key) is None:
            await self._tell(incoming, known, where)  # before it is kept: then nobody would again
            await self._documents.add(REPLIES, key, reply, None)
        return where

    async def _tell(
        self, incoming: Incoming, known: tuple[tuple[str, str], ...], where: str
    ) -> None:
        """Notify coordinators or raise the alarm, once for a message received twice."""
        if incoming.kind is not MailKind.REPLY:
            _log.warning("mail_kept", what=incoming.kind.value, where=where)
        elif known and self._news is not None:
            for partnership, person in known:
                await self._news(partnership, person)
        else:
            self._alarm("mail_reply", where)

    async def _answer(self, incoming: Incoming, where: str) -> None:
        now = self._clock.now()
        key = await self._marks.digest(f"answered:{incoming.sender}")
        before = await self._documents.get(ANSWERED_COLLECTION, key)
        if before is not None and now - datetime.fromisoformat(before) < ANSWER_INTERVAL:
            return
        if not self._may_answer(now):
            self._alarm("mail_answers_stopped", where)
            return
        envelope = Envelope(
            sender=self._settings.from_address,
            to=incoming.sender,
            message_id=f"<answer.{secrets.token_hex(12)}@{self._settings.domain}>",
            at=now,
        )
        home = f"{self._settings.public_url}/m/"
        message = draw_answer(envelope, home, incoming.message_id)
        until = asyncio.get_running_loop().time() + self._settings.within
        try:
            await self._post.hand_over(message, sender=NULL_SENDER, to=incoming.sender, until=until)
        except (RetryLater, QueueDown) as failed:
            _log.warning("mail_answer", outcome=type(failed).__name__, code=failed.code)
            raise
        except DeliveryFailed as failed:  # it may have arrived, or never will: not tried again
            self._alarm(failed.code, where)
        self._lately.append(now)
        await self._documents.put(
            ANSWERED_COLLECTION, key, now.isoformat(), ANSWERED_COLLECTION.until(now)
        )

    def _may_answer(self, now: datetime) -> bool:
        while self._lately and now - self._lately[0] >= ANSWER_INTERVAL:
            self._lately.popleft()
        return len(self._lately) < ANSWERS_PER_HOUR
