"""The outside heartbeat: it beats while all is well, and only then."""

import asyncio

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.app.heartbeat import send_heartbeats
from tests.pace import until


@pytest.mark.parametrize(("well", "beats"), [(True, True), (False, False)])
async def test_it_beats_only_while_all_is_well(*, well: bool, beats: bool) -> None:
    """An ill Concord is silent, so that the monitor raises the alarm; a refusal stops nothing."""
    heard: list[str] = []
    asked: list[bool] = []

    async def monitor(request: web.Request) -> web.Response:
        heard.append(request.path)
        return web.Response(status=500)

    async def says() -> bool:
        asked.append(well)
        return well

    app = web.Application()
    app.router.add_get("/beat", monitor)
    async with TestServer(app) as server:
        task = asyncio.create_task(send_heartbeats(str(server.make_url("/beat")), says, every=0.01))
        await until(lambda: len(asked) > 3)
        task.cancel()
    assert (len(heard) > 1) is beats


async def test_a_monitor_that_is_away_stops_nothing() -> None:
    """Nobody answers: it goes on trying."""
    asked: list[bool] = []

    async def says() -> bool:
        asked.append(True)
        return True

    task = asyncio.create_task(send_heartbeats("http://127.0.0.1:9/beat", says, every=0.01))
    await until(lambda: len(asked) > 3)
    assert not task.done()
    task.cancel()
