"""Deliver a card as an e-mail that links to a page, or raise a DeliveryFailed."""

import asyncio
import json
import secrets
from typing import Protocol

import structlog

from adapters.mail.outgoing.draw import Envelope, draw_card
from adapters.mail.outgoing.message_ids import MessageIds, address_with_mark
from adapters.mail.outgoing.smtp import SEND_TIMEOUT_SECONDS, MailServer
from adapters.mail.settings import MailSettings
from adapters.mail.text import is_address
from core.cards import Buttons, Card
from core.directory.model import Channel
from core.notifications.couriers import (
    ChannelUnreachable,
    DeliveryFailed,
    DeliveryUnknown,
    MessageRejected,
    QueueDown,
    RetryLater,
    Told,
)
from core.ports import Clock, KeyValueStore, LedgerUnavailable
from core.vocabulary import FailureReason, Platform

_log = structlog.stdlib.get_logger(__name__)


class LinkMaker(Protocol):
    """Create the one link of an e-mail."""

    async def issue(self, address: str, card: Card) -> str:
        """Return the URL of the page where the recipient at ``address`` finds the card's buttons.

        Raises LedgerUnavailable if the link cannot be stored.
        """
        ...


class MailCourier:
    """The courier for e-mail. Each message goes to one address and contains no case story."""

    def __init__(
        self,
        settings: MailSettings,
        post: MailServer,
        links: LinkMaker,
        documents: KeyValueStore,
        clock: Clock,
        *,
        within: float = SEND_TIMEOUT_SECONDS,
    ) -> None:
        self._settings = settings
        self._post = post
        self._links = links
        self._marks = MessageIds(documents)
        self._clock = clock
        self._within = within

    async def deliver(self, channel: Channel, card: Card, *, repeat: bool) -> Told:
        """Send a card to one address; ``repeat`` marks it as a possible second copy.

        Raises a DeliveryFailed within ten seconds.
        """
        try:
            return await self._deliver(channel, card, repeat=repeat)
        except DeliveryFailed as failed:
            alarm = isinstance(failed, QueueDown | MessageRejected | DeliveryUnknown)
            say = _log.error if alarm else _log.warning
            say("mail_delivery", outcome=type(failed).__name__, code=failed.code)
            raise

    async def redraw(self, message: str, card: Card) -> None:
        """Do nothing: an e-mail cannot be changed. The page behind its link is always current."""

    async def _deliver(self, channel: Channel, card: Card, *, repeat: bool) -> Told:
        to = channel.user
        if channel.platform is not Platform.MAIL or not is_address(to):
            raise ChannelUnreachable("not_an_address", FailureReason.NO_MAILBOX)
        until = asyncio.get_running_loop().time() + self._within
        try:
            async with asyncio.timeout_at(until):
                mark = await self._marks.make(card.place, to) if card.place else ""
                pressable = any(isinstance(one, Buttons) and one.buttons for one in card.blocks)
                link = await self._links.issue(to, card) if pressable else ""
        except (TimeoutError, LedgerUnavailable):
            raise RetryLater("no_link_in_time") from None
        except ValueError:
            raise MessageRejected("no_place") from None
        envelope = Envelope(
            sender=self._settings.from_address,
            to=to,
            message_id=f"<{mark or 'card'}.{secrets.token_hex(4 if mark else 16)}@{self._settings.domain}>",
            at=self._clock.now(),
        )
        message = draw_card(card, envelope, link=link, repeat=repeat)
        back = self._settings.bounce_address
        sender = address_with_mark(back, mark) if mark else back
        await self._post.hand_over(message, sender=sender, to=to, until=until)
        return Told(json.dumps({"message_id": envelope.message_id, "mark": mark}, sort_keys=True))
