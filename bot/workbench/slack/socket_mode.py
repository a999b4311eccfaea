"""Slack's Socket Mode: the same payloads over a connection that Concord opens."""

import asyncio
import itertools
from typing import Any

from aiohttp import WSMsgType, web

from bot.workbench.chats import Json, NoAnswer


class Sockets:
    """Connections that Concord has open; while there is one, everything is sent over it."""

    def __init__(self) -> None:
        self._open: list[web.WebSocketResponse] = []
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._numbers = itertools.count(1)
        self._connected = asyncio.Event()

    @property
    def open(self) -> bool:
        """Whether Concord is connected."""
        return bool(self._open)

    async def connected(self) -> None:
        """Wait until Concord has connected once."""
        await self._connected.wait()

    def url(self, base: str) -> str:
        """Return the address to connect to, for ``apps.connections.open``."""
        return f"ws{base.removeprefix('http')}/link?ticket={next(self._numbers)}"

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection until it ends."""
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": len(self._open) + 1})
        self._open.append(socket)
        self._connected.set()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._outcomes(message.json())
        finally:
            self._open.remove(socket)
        return socket

    async def send(self, kind: str, payload: Json, patience: float) -> Any:
        """Send an envelope and return the payload of its acknowledgement. Raises NoAnswer."""
        number = f"envelope-{next(self._numbers)}"
        envelope: Json = {
            "envelope_id": number,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        waiting = asyncio.get_running_loop().create_future()
        self._waiting[number] = waiting
        await self._open[-1].send_json(envelope)
        try:
            async with asyncio.timeout(patience):
                return (await waiting).get("payload")
        except TimeoutError as exc:
            raise NoAnswer(f"Concord over Socket Mode to {kind}") from exc
        finally:
            del self._waiting[number]

    def _outcomes(self, message: Json) -> None:
        waiting = self._waiting.get(str(message.get("envelope_id", "")))
        if waiting is not None and not waiting.done():
            waiting.set_result(message)
