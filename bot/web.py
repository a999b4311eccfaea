"""The web server: the platforms' routes, health and metrics, and a graceful stop."""

import asyncio
import signal
from datetime import timedelta
from typing import Final

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.clock import SystemClock
from adapters.slack.socket_mode import start_socket_mode, stop_socket_mode
from adapters.teams.app import teams_routes
from bot import logs
from bot.settings import Settings
from bot.shelves import open_shelves
from bot.wiring import Concord, assemble, open_ledger
from core.ports import LedgerUnavailable

BIGGEST_REQUEST: Final = 256 * 1024
STALE: Final = timedelta(minutes=1)
"""A clock that has not beaten for this long is not alive (promise P3)."""

_log = structlog.stdlib.get_logger(__name__)


def application(concord: Concord) -> web.Application:
    """The aiohttp application of a wired Concord. What was owed by a request is sent at once."""

    @web.middleware
    async def prompt(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        if request.method == "POST":
            concord.clockwork.hurry()
        return response

    app = web.Application(client_max_size=BIGGEST_REQUEST, middlewares=[prompt])
    if concord.slack is not None:
        app.add_routes(concord.slack.routes())
    if concord.teams is not None:
        app.add_routes(
            teams_routes(
                concord.teams, concord.desk, concord.ledger, concord.cabinet, concord.clock
            )
        )
    app.add_routes(
        [web.get("/health", _Health(concord).answer), web.get("/metrics", _metrics(concord))]
    )
    return app


class _Health:
    """Live and ready: the ledger answers and the clock has beaten within the minute."""

    def __init__(self, concord: Concord) -> None:
        self._concord = concord

    async def answer(self, _request: web.Request) -> web.Response:
        """200 when both hold, else 503, with which of them does not."""
        now = self._concord.clock.now()
        try:
            beats = await self._concord.ledger.beats()
        except LedgerUnavailable:
            return web.json_response({"ledger": False, "clock": False}, status=503)
        last = max(beats.values(), default=None)
        alive = last is not None and now - last < STALE
        if last is not None:
            self._concord.gauges.tick_age.set((now - last).total_seconds())
        return web.json_response({"ledger": True, "clock": alive}, status=200 if alive else 503)


def _metrics(concord: Concord) -> Handler:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=concord.gauges.page(), content_type="text/plain", charset="utf-8")

    return answer


async def serve(settings: Settings) -> int:
    """Run until told to stop; returns the exit code.

    Raises what ``open_ledger`` raises, OSError where the port is in use, and ValueError where the
    files leave no partnership that could run.
    """
    logs.configure(settings.log_level)
    opened = await open_ledger(settings.database_url, settings.key_ring())
    try:
        clock = SystemClock()
        shelves = await open_shelves(
            opened.cabinet,
            clock,
            settings.policy_sources(),
            settings.directory_sources(),
            settings.closures,
        )
        for fault in shelves.faults:
            _log.error("fault", file=fault.file, line=fault.line, code="file_refused")
        if not shelves.register.partnerships:
            raise ValueError("\n".join(str(fault) for fault in shelves.faults))
        concord = assemble(
            ledger=opened.ledger,
            cabinet=opened.cabinet,
            clock=clock,
            register=shelves.register,
            slack=settings.slack_settings(),
            teams=settings.teams_settings(),
        )
        concord.closing.append(opened.close)
        return await _run(concord, settings)
    except BaseException:
        await opened.close()
        raise


async def _run(concord: Concord, settings: Settings) -> int:
    runner = web.AppRunner(application(concord), access_log=None, shutdown_timeout=10.0)
    await runner.setup()
    await web.TCPSite(runner, settings.host, settings.port).start()
    socket = None
    if concord.slack is not None:
        await concord.slack.warm()
        if settings.socket_mode:
            socket = start_socket_mode(concord.slack)
    concord.clockwork.start()
    _log.info("serving", host=settings.host, port=settings.port)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stop.set)
    await stop.wait()
    _log.info("stopping")
    if socket is not None:
        await stop_socket_mode(socket)
    await runner.cleanup()
    await concord.close()
    return 0
