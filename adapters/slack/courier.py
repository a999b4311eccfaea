"""Deliver a card as a direct message on Slack, or raise a DeliveryFailed."""

import asyncio
import json
import re
from dataclasses import dataclass
from typing import Any, Final

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.connection.api_errors import failure
from adapters.slack.connection.tokens import Tokens
from adapters.slack.drawing.draw import draw_card
from core.cards import Card
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
from core.ports import Collection, KeyValueStore
from core.vocabulary import FailureReason, Platform

SEND_TIMEOUT_SECONDS: Final = 10.0
CONVERSATIONS: Final = Collection("slack-conversations", str, None)
"""Drawer of direct-message channels by team and user."""

_USER: Final = re.compile(r"[UW][A-Z0-9]{2,30}", re.ASCII)
_DIRECT: Final = re.compile(r"D[A-Z0-9]{2,30}", re.ASCII)

_log = structlog.stdlib.get_logger(__name__)


@dataclass(slots=True)
class _SlackAttempt:
    """Whether the message has been sent: from then on a failure's outcome may be unknown."""

    sent: bool = False


class SlackCourier:
    """The courier for Slack. Posts only to direct messages with one person."""

    def __init__(
        self, tokens: Tokens, *, documents: KeyValueStore, seconds: float = SEND_TIMEOUT_SECONDS
    ) -> None:
        self._tokens = tokens
        self._documents = documents
        self._seconds = seconds
        self._direct: dict[tuple[str, str], str] = {}

    async def deliver(self, channel: Channel, card: Card, *, repeat: bool) -> Told:
        """Send a card to one person; ``repeat`` marks it as a possible second copy.

        Calls ``chat.postMessage`` once at most. Raises a DeliveryFailed within ten seconds.
        """
        attempt = _SlackAttempt()
        try:
            async with asyncio.timeout(self._seconds):
                return await self._deliver(channel, draw_card(card, repeat=repeat), attempt)
        except Exception as error:
            raise self._failed(error, sent=attempt.sent) from error

    async def redraw(self, message: str, card: Card) -> None:
        """Replace a delivered message. Raises as ``deliver`` does."""
        attempt = _SlackAttempt()
        try:
            team, direct, ts = _place(message)
            async with asyncio.timeout(self._seconds):
                client = await self._tokens.client(team)
                attempt.sent = True
                await client.chat_update(
                    channel=direct, ts=ts, parse="none", link_names=False, **draw_card(card)
                )
        except Exception as error:
            raise self._failed(error, sent=attempt.sent) from error

    async def _deliver(
        self, channel: Channel, message: dict[str, Any], attempt: _SlackAttempt
    ) -> Told:
        if channel.platform is not Platform.SLACK or not _USER.fullmatch(channel.user):
            raise ChannelUnreachable("not_a_slack_user", FailureReason.UNKNOWN_USER)
        client = await self._tokens.client(channel.tenant)
        direct = await self._open(client, channel)
        attempt.sent = True
        try:
            answer = await client.chat_postMessage(
                channel=direct,
                mrkdwn=False,
                parse="none",
                link_names=False,
                unfurl_links=False,
                unfurl_media=False,
                **message,
            )
        except Exception as error:
            if failure(error, sent=True).code == "channel_not_found":
                await self._forget(channel)
            raise
        ts = answer.get("ts")
        if not isinstance(ts, str) or not ts:
            raise DeliveryUnknown("no_timestamp")
        place = {"team": channel.tenant, "channel": direct, "ts": ts}
        return Told(json.dumps(place, sort_keys=True))

    async def _open(self, client: AsyncWebClient, channel: Channel) -> str:
        """Return the id of the direct-message channel with a person, opening it the first time."""
        key = (channel.tenant, channel.user)
        known = self._direct.get(key) or await self._documents.get(CONVERSATIONS, ":".join(key))
        if known and _DIRECT.fullmatch(known):
            self._direct[key] = known
            return known
        answer = await client.conversations_open(users=channel.user, return_im=True)
        opened = answer.get("channel")
        direct = opened.get("id") if isinstance(opened, dict) else None
        if not isinstance(opened, dict) or not isinstance(direct, str):
            raise RetryLater("no_channel_opened")
        if not _DIRECT.fullmatch(direct) or opened.get("user", channel.user) != channel.user:
            raise ChannelUnreachable("not_a_direct_message", FailureReason.REFUSED)
        if opened.get("is_ext_shared") or opened.get("is_shared"):
            raise ChannelUnreachable("externally_shared", FailureReason.REFUSED)
        self._direct[key] = direct
        await self._documents.put(CONVERSATIONS, ":".join(key), direct, None)
        return direct

    async def _forget(self, channel: Channel) -> None:
        key = (channel.tenant, channel.user)
        self._direct.pop(key, None)
        await self._documents.remove(CONVERSATIONS, ":".join(key))

    def _failed(self, error: Exception, *, sent: bool) -> DeliveryFailed:
        """Translate an error and log its code, without content; as an error if a human must act."""
        failed = failure(error, sent=sent)
        alarm = isinstance(failed, QueueDown | MessageRejected | DeliveryUnknown)
        say = _log.error if alarm else _log.warning
        say("slack_delivery", outcome=type(failed).__name__, code=failed.code)
        return failed


def _place(message: str) -> tuple[str, str, str]:
    """Parse the address of a delivered message. Raises MessageRejected if it is not a direct message's."""
    try:
        place = json.loads(message)
        team, direct, ts = str(place["team"]), str(place["channel"]), str(place["ts"])
    except (ValueError, KeyError, TypeError) as error:
        raise MessageRejected("no_such_address") from error
    if not _DIRECT.fullmatch(direct):
        raise MessageRejected("not_a_direct_message")
    return team, direct, ts
