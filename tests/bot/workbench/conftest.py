"""A Concord of a few lines that records what it is sent, and stand-ins around it."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from bot.workbench.slack.stand_in import SlackStandIn
from bot.workbench.slack.state import Workspace
from bot.workbench.teams.stand_in import TeamsStandIn
from bot.workbench.teams.state import Tenant
from tests.pace import PATIENCE

Json = dict[str, Any]


@dataclass
class StoppedClock:
    """Stands still until moved."""

    at: datetime = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Heard:
    """A request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Office:
    """Records requests; answers with whatever ``reply`` says (an empty 200 at first)."""

    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    reply: Callable[[Heard], Any] = lambda _: web.Response()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        heard = Heard(request.path, dict(request.headers), await request.read())
        self.heard.append(heard)
        answer = self.reply(heard)
        if not isinstance(answer, web.StreamResponse):
            answer = await answer
        assert isinstance(answer, web.StreamResponse)
        return answer


@pytest.fixture
def clock() -> StoppedClock:
    """Monday 2 November 2026, ten o'clock, until moved."""
    return StoppedClock()


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """A Concord that takes everything."""
    office = Office()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", office.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    office.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield office
    await runner.cleanup()


@pytest.fixture
async def slack(clock: StoppedClock, office: Office) -> AsyncIterator[SlackStandIn]:
    """Two workspaces; user U0SAME is somebody else in each."""
    async with SlackStandIn(clock, patience=PATIENCE) as slack:
        slack.install(Workspace(id="T0HOU", name="Hounslow", bot_token="xoxb-hou"))
        slack.install(
            Workspace(id="T0NHS", name="Health", bot_token="xoxb-nhs", refresh_token="xoxe-1")
        )
        slack.enrol("T0HOU", "U0HOU00001", "Amara Bell")
        slack.enrol("T0HOU", "U0SAME", "Chris Adeyemi")
        slack.enrol("T0NHS", "U0SAME", "Dana Price")
        slack.world.trigger_life = PATIENCE
        slack.connect(office.url)
        yield slack


@pytest.fixture
async def teams(clock: StoppedClock, office: Office) -> AsyncIterator[TeamsStandIn]:
    """Two tenants with a registration each."""
    async with TeamsStandIn(clock, patience=PATIENCE) as teams:
        teams.register(Tenant(id="tenant-council", name="Council", app_id="app-council"))
        teams.register(Tenant(id="tenant-police", name="Police", app_id="app-police"))
        teams.enrol("tenant-council", "aad-bryn", "Bryn Hale")
        teams.enrol("tenant-police", "aad-cleo", "Cleo Marsh", installed=False)
        teams.connect(office.url)
        yield teams
