"""A local stand-in for the Bot Connector: takes messages, and fails in every scripted way."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

PERSONAL = "a:personal"


@dataclass
class Taken:
    """One request as it came over the wire."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any

    @property
    def card(self) -> Any:
        """The card in the message."""
        return self.body["attachments"][0]["content"]


@dataclass
class Fault:
    """How one request is answered instead of well."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b'{"error": {"code": "SomethingOdd", "message": "private words"}}'
    reset: bool = False
    """Close the connection after the request was read, without an answer."""
    cut: bool = False
    """Close it within the body of the answer."""
    hang: float = 0
    drip: bool = False
    """Answer a byte at a time, for ever."""


class Connector:
    """Speaks just enough HTTP by itself to be able to misbehave on the wire."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.faults: list[Fault | None] = []
        self.connections = 0
        self.url = ""
        self.many = asyncio.Event()
        """Set once two hundred requests were taken."""
        self._handlers: set[asyncio.Task[Any]] = set()

    @property
    def messages(self) -> list[Taken]:
        """Requests that posted or replaced a message."""
        return [taken for taken in self.taken if "/activities" in taken.path]

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Connector"]:
        """Serve on a port of this machine."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/uk/"
        try:
            yield self
        finally:
            server.close()
            for handler in self._handlers:
                handler.cancel()
            await asyncio.gather(*self._handlers, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._handlers.add(task)
        try:
            await self._answer(reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        taken = await _read(reader)
        if taken is None:
            return
        self.taken.append(taken)
        if len(self.taken) >= 200:
            self.many.set()
        fault = (self.faults.pop(0) if self.faults else None) or Fault()
        await asyncio.sleep(fault.hang)
        if fault.reset:
            return
        if fault.status:
            writer.write(_response(fault.status, fault.headers, fault.body, cut=fault.cut))
        elif fault.drip:
            await _drip(writer)
        else:
            writer.write(_response(201, {}, self._well(taken), cut=fault.cut))
        await writer.drain()

    def _well(self, taken: Taken) -> bytes:
        if taken.path.endswith("/v3/conversations"):
            return json.dumps({"id": "a:begun"}).encode()
        return json.dumps({"id": f"m{len(self.messages)}"}).encode()


async def _read(reader: asyncio.StreamReader) -> Taken | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.strip().split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Taken(method, path, headers, json.loads(body) if body else None)


def _response(status: int, headers: dict[str, str], body: bytes, *, cut: bool) -> bytes:
    stated = {
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Connection": "close",
    } | headers
    lines = "".join(f"{name}: {value}\r\n" for name, value in stated.items())
    sent = body[: len(body) // 2] if cut else body
    return f"HTTP/1.1 {status} Said\r\n{lines}\r\n".encode() + sent


async def _drip(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n")
    writer.write(b"Content-Length: 10000\r\n\r\n")
    for _ in range(10000):
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)
