"""A stand-in's own port on the loopback interface, and its calls to Concord."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.workbench.chats import NoAnswer

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class ConcordAnswer:
    """Concord's answer to a request."""

    status: int
    body: bytes
    content_type: str


class Server(ABC):
    """Serves one aiohttp application on 127.0.0.1 and calls Concord as the platform would."""

    def __init__(self, *, patience: float) -> None:
        self.patience = patience
        """Seconds the platform waits for Concord's answer."""
        self.linger = 0.04
        """Seconds without a request from Concord after which an action counts as finished."""
        self.url = ""
        """Address of the stand-in, without a slash at the end; empty until started."""
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None
        self._under_way = 0
        self._last_heard = 0.0

    @abstractmethod
    def routes(self) -> list[web.RouteDef]:
        """Return the routes it serves."""

    async def start(self, port: int = 0) -> str:
        """Listen on 127.0.0.1 and return the address."""

        @web.middleware
        async def counted(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await self._count(request, handler)

        app = web.Application(client_max_size=1024 * 1024, middlewares=[counted])
        app.add_routes(self.routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, LOOPBACK, port)
        await site.start()
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=self.patience), auto_decompress=True
        )
        self.url = f"http://{LOOPBACK}:{self._runner.addresses[0][1]}"
        return self.url

    async def stop(self) -> None:
        """Stop listening and hang up."""
        if self._session is not None:
            await self._session.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.stop()

    async def _count(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if "Upgrade" in request.headers:  # a socket stays open without sending requests
            return await handler(request)
        self._under_way += 1
        try:
            return await handler(request)
        finally:
            self._under_way -= 1
            self._last_heard = asyncio.get_running_loop().time()

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> ConcordAnswer:
        """Send a request to Concord. Raises NoAnswer if no answer comes in time."""
        if self._session is None or not url:
            raise RuntimeError("start the stand-in and connect it to Concord first")
        try:
            async with self._session.post(
                url, data=body, headers=headers, allow_redirects=False
            ) as response:
                return ConcordAnswer(response.status, await response.read(), response.content_type)
        except (aiohttp.ClientError, TimeoutError) as exc:
            raise NoAnswer(f"Concord at {url} ({type(exc).__name__})") from exc

    async def quiet(self) -> None:
        """Wait until Concord has stopped sending requests, at most ``patience`` seconds: what it
        does after its acknowledgement belongs to the action.
        """
        loop = asyncio.get_running_loop()
        self._last_heard = loop.time()
        end = loop.time() + self.patience
        while loop.time() < end:
            await asyncio.sleep(self.linger / 4)
            if not self._under_way and loop.time() - self._last_heard >= self.linger:
                return
