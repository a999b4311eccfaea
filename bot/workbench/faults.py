"""Scripted faults: what a stand-in does instead of a proper answer, and how often."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace

from aiohttp import web


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformFault:
    """A fault of a platform. A delay alone delays a proper answer."""

    code: str = ""
    """The platform's own error code (Slack: ok false; Teams: an error body with status 400)."""
    status: int = 0
    """An HTTP status instead of the answer."""
    retry_after: str | None = None
    """Value of Retry-After: None (no header), a number, or garbage."""
    body: str | None = None
    """The body sent with the status, instead of the platform's usual one."""
    delay: float = 0.0
    """Seconds: before the request is carried out, or after it with ``handled``."""
    reset: bool = False
    """The connection is reset instead of an answer."""
    handled: bool = False
    """The request is carried out; only its answer is lost."""
    times: int | None = 1
    """How many requests it affects; None: all from now on."""


def refuse(code: str, *, times: int | None = 1) -> PlatformFault:
    """The platform refuses with an error code of its own."""
    return PlatformFault(code=code, times=times)


def answer(
    status: int,
    *,
    retry_after: str | None = None,
    body: str | None = None,
    handled: bool = False,
    times: int | None = 1,
) -> PlatformFault:
    """An HTTP status, before the request is carried out or (``handled``) after."""
    return PlatformFault(
        status=status, retry_after=retry_after, body=body, handled=handled, times=times
    )


def delay(seconds: float, *, handled: bool = False, times: int | None = 1) -> PlatformFault:
    """A late answer: the request is carried out after (``handled``: before) the wait."""
    return PlatformFault(delay=seconds, handled=handled, times=times)


def reset_before(*, times: int | None = 1) -> PlatformFault:
    """The connection is reset and nothing was done."""
    return PlatformFault(reset=True, times=times)


def reset_after(*, times: int | None = 1) -> PlatformFault:
    """The request is carried out, and the connection is reset before the answer."""
    return PlatformFault(reset=True, handled=True, times=times)


@dataclass(slots=True)
class _Scripted:
    method: str
    user: str | None
    faults: list[PlatformFault]


@dataclass(slots=True)
class ScriptedFaults:
    """Faults waiting for the requests they apply to."""

    waiting: list[_Scripted] = field(default_factory=list[_Scripted])

    def script(self, method: str, user: str | None, faults: Iterable[PlatformFault]) -> None:
        """Apply faults to the next requests of a method ("*": any), of one user or of anybody, in
        order.
        """
        self.waiting.append(_Scripted(method, user, list(faults)))

    def clear(self) -> None:
        """Remove all faults."""
        self.waiting.clear()

    def next(self, method: str, user: str) -> PlatformFault | None:
        """Return the fault for this request, or None."""
        for scripted in self.waiting:
            if scripted.method not in {"*", method} or scripted.user not in {None, user}:
                continue
            if not scripted.faults:
                continue
            fault = scripted.faults[0]
            if fault.times is not None:
                if fault.times <= 1:
                    scripted.faults.pop(0)
                else:
                    scripted.faults[0] = replace(fault, times=fault.times - 1)
            return fault
        return None


async def answer_with_fault(
    request: web.Request,
    fault: PlatformFault | None,
    carry_out: Callable[[], Awaitable[web.Response]],
    refusal: Callable[[str], web.Response],
) -> web.Response:
    """Answer a request, with the fault if there is one."""
    if fault is None:
        return await carry_out()
    if fault.delay and not fault.handled:
        await asyncio.sleep(fault.delay)
    proper = not (fault.code or fault.status or fault.reset)
    done = await carry_out() if fault.handled or proper else web.Response()
    if fault.delay and fault.handled:
        await asyncio.sleep(fault.delay)
    if fault.reset:
        hang_up(request)
        return web.Response()
    if fault.status:
        headers = {} if fault.retry_after is None else {"Retry-After": fault.retry_after}
        body = fault.body if fault.body is not None else ""
        return web.Response(status=fault.status, headers=headers, text=body)
    return refusal(fault.code) if fault.code else done


def hang_up(request: web.Request) -> None:
    """Reset the connection, so that the other side sees ECONNRESET and not an orderly end."""
    transport = request.transport
    if transport is None:
        return
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
