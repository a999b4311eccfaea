"""The web application: routes of the platforms, pictures of the policies, health and metrics."""

from datetime import timedelta
from http import HTTPStatus
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.teams.app import teams_routes
from bot.app.wiring import Concord
from core.ports import LedgerUnavailable

BIGGEST_REQUEST: Final = 256 * 1024
HEARTBEAT_TIMEOUT: Final = timedelta(minutes=1)
"""A scheduler without a heartbeat for this long counts as stopped (promise P3)."""


def application(concord: Concord) -> web.Application:
    """Return the aiohttp application. After each accepted POST, outbox messages are sent at once; a
    rejected request causes no work.
    """

    @web.middleware
    async def prompt(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        if request.method == "POST" and response.status < HTTPStatus.BAD_REQUEST:
            concord.scheduler.send_now()
        return response

    app = web.Application(client_max_size=BIGGEST_REQUEST, middlewares=[prompt])
    if concord.slack is not None:
        app.add_routes(concord.slack.routes())
    if concord.teams is not None:
        app.add_routes(
            teams_routes(
                concord.teams,
                concord.desk,
                concord.ledger,
                concord.documents,
                concord.clock,
                heard=concord.heard,
            )
        )
    app.add_routes(concord.mail_pages)
    app.add_routes([web.get("/health", _health(concord)), web.get("/metrics", _metrics(concord))])
    app.add_routes([concord.pictures.route()])
    return app


async def health(concord: Concord) -> dict[str, bool]:
    """Return whether the ledger answers, and whether the last tick is less than a minute ago."""
    now = concord.clock.now()
    try:
        beats = await concord.ledger.beats()
    except LedgerUnavailable:
        return {"ledger": False, "clock": False}
    last = beats.get(concord.scheduler.name)
    if last is not None:
        concord.metrics.tick_age.set((now - last).total_seconds())
    return {"ledger": True, "clock": last is not None and now - last < HEARTBEAT_TIMEOUT}


def _health(concord: Concord) -> Handler:
    async def answer(_request: web.Request) -> web.StreamResponse:
        found = await health(concord)
        return web.json_response(found, status=200 if all(found.values()) else 503)

    return answer


def _metrics(concord: Concord) -> Handler:
    async def answer(_request: web.Request) -> web.StreamResponse:
        await health(concord)  # measures the age of the last tick
        return web.Response(body=concord.metrics.page(), content_type="text/plain", charset="utf-8")

    return answer
