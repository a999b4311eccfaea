"""A small Slack on loopback: records every call of the Web API and answers as scripted."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web
from aiohttp.test_utils import TestServer

from tests.adapters.on_slack.receiving.signed import TEAM

Fault = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    token: str
    arguments: dict[str, Any]


@dataclass(slots=True)
class StandIn:
    """``script`` holds an answer, or a fault, for a method; otherwise all goes well."""

    script: dict[str, dict[str, Any] | Fault] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    hooks: list[dict[str, Any]] = field(default_factory=list)
    teams: dict[str, str] = field(default_factory=lambda: {"xoxb-partner": TEAM})
    delays: dict[str, float] = field(default_factory=dict)
    envelopes: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    acknowledged: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    server: TestServer | None = None

    async def start(self) -> None:
        app = web.Application(client_max_size=10_000_000)
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_post("/hooks", self._hook)
        app.router.add_get("/socket", self._socket)
        self.server = TestServer(app)
        await self.server.start_server()

    async def stop(self) -> None:
        assert self.server is not None
        await self.server.close()

    def url(self, path: str) -> str:
        assert self.server is not None
        return str(self.server.make_url(path))

    def methods(self) -> list[str]:
        return [call.method for call in self.calls if call.method != "auth.test"]

    def last(self, method: str) -> dict[str, Any]:
        return next(c.arguments for c in reversed(self.calls) if c.method == method)

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        arguments = dict(request.query)
        if request.content_type == "application/json":
            arguments |= await request.json()
        else:
            arguments |= {str(k): str(v) for k, v in (await request.post()).items()}
        self.calls.append(Call(method, token, {k: _loaded(v) for k, v in arguments.items()}))
        await asyncio.sleep(self.delays.get(method, 0))
        answer = self.script.get(method)
        if callable(answer):
            return await answer(request)
        return web.json_response(answer or self._well(method, token, arguments))

    def _well(self, method: str, token: str, arguments: dict[str, Any]) -> dict[str, Any]:
        match method:
            case "auth.test":
                team = self.teams.get(token, "T-NOBODY")
                return {"ok": True, "team_id": team, "bot_id": "B1", "user_id": "U0BOT"}
            case "conversations.open":
                user = str(arguments["users"])
                return {"ok": True, "channel": {"id": f"D{user[1:]}", "user": user}}
            case "chat.postMessage":
                return {"ok": True, "channel": arguments["channel"], "ts": "1700000000.000100"}
            case "apps.connections.open":
                return {"ok": True, "url": self.url("/socket").replace("http", "ws", 1)}
            case _:
                return {"ok": True}

    async def _hook(self, request: web.Request) -> web.Response:
        self.hooks.append(await request.json())
        return web.Response(text="ok")

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello"})
        sending = asyncio.create_task(self._send(socket))
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self.acknowledged.put_nowait(json.loads(message.data))
        sending.cancel()
        return socket

    async def _send(self, socket: web.WebSocketResponse) -> None:
        while True:
            await socket.send_json(await self.envelopes.get())


def _loaded(value: Any) -> Any:
    """The SDK sends views and blocks as JSON within a form."""
    if isinstance(value, str) and value[:1] in {"{", "["}:
        return json.loads(value)
    return value


def refusing(code: str, status: int = 200, headers: dict[str, str] | None = None) -> Fault:
    """Slack says no, with a code."""

    async def answer(_request: web.Request) -> web.Response:
        return web.json_response({"ok": False, "error": code}, status=status, headers=headers)

    return answer


def saying(text: str, status: int = 200, kind: str = "application/json") -> Fault:
    """Something answers that is not Slack: a proxy's page, half an answer, nothing."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(text=text, status=status, content_type=kind)

    return answer


async def hanging(_request: web.Request) -> web.Response:
    """The answer never comes."""
    await asyncio.sleep(30)
    return web.Response()


async def reset(request: web.Request) -> web.StreamResponse:
    """The request has arrived; the connection breaks before the answer."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def half(request: web.Request) -> web.StreamResponse:
    """The connection breaks in the middle of the answer."""
    response = web.StreamResponse(headers={"Content-Length": "100"})
    response.content_type = "application/json"
    await response.prepare(request)
    await response.write(b'{"ok": tr')
    assert request.transport is not None
    request.transport.abort()
    return response
