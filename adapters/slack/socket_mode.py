"""Socket Mode: serve the same app where inbound connections are impossible; off unless started."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any, Final

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from adapters.slack.app import SlackApp
from adapters.slack.connection.http_client import SILENT_LOGGER
from adapters.slack.receiving.time_budget import TimeBudget

PING_SECONDS: Final = 10

_log = structlog.stdlib.get_logger(__name__)


class _Handler(AsyncSocketModeHandler):
    """The SDK's handler, with our gate in front of the app."""

    def __init__(self, slack: SlackApp, ping: float) -> None:
        super().__init__(
            slack.bolt,
            slack.settings.app_token,
            logger=SILENT_LOGGER,
            web_client=slack.tokens.wire.client(),
            ping_interval=ping,
        )
        self._slack = slack

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        """Answer an envelope, a refused one too: Slack would deliver it again."""
        left = TimeBudget.of(self._slack.settings.answer_within)
        try:
            body = await self._answer(req, left)
            payload: dict[str, Any] | None = json.loads(body) if body else None
            await client.send_socket_mode_response(SocketModeResponse(req.envelope_id, payload))
        except Exception as error:  # noqa: BLE001 - an envelope that fails must not end the others
            _log.error("slack_socket", code=type(error).__name__)

    async def _answer(self, req: SocketModeRequest, left: TimeBudget) -> str:
        if not isinstance(req.payload, dict):
            return ""
        verdict = await self._slack.gate.envelope(req.envelope_id, req.payload)
        return await self._slack.answer(verdict, left)


@dataclass(frozen=True, slots=True)
class SocketMode:
    """A running Socket Mode connection."""

    handler: AsyncSocketModeHandler
    connecting: asyncio.Task[Any]

    async def connected(self) -> bool:
        """Return whether the connection to Slack is open now."""
        return await self.handler.client.is_connected()


def start_socket_mode(slack: SlackApp, *, ping: float = PING_SECONDS) -> SocketMode:
    """Connect in the background and stay connected; needs a running loop and an app token.

    Raises ValueError without an app token.
    """
    if not slack.settings.app_token:
        raise ValueError("Socket Mode needs an app token")
    handler = _Handler(slack, ping)
    connect = handler.connect_async()  # type: ignore[no-untyped-call]  # the SDK's
    return SocketMode(handler, asyncio.create_task(connect))


async def stop_socket_mode(socket: SocketMode) -> None:
    """Disconnect and free all resources."""
    socket.connecting.cancel()
    await asyncio.gather(socket.connecting, return_exceptions=True)
    await socket.handler.close_async()  # type: ignore[no-untyped-call]  # the SDK's
