"""The web application: the platforms' routes, health and metrics."""

from datetime import timedelta
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.teams.app import teams_routes
from bot.wiring import Concord
from core.ports import LedgerUnavailable

BIGGEST_REQUEST: Final = 256 * 1024
STALE: Final = timedelta(minutes=1)
"""A clock that has not beaten for this long is not alive (promise P3)."""


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
