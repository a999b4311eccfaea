"""What the web server does beside the platforms' routes: hurrying, health and metrics."""

from datetime import UTC, datetime, timedelta

from aiohttp.test_utils import TestClient, TestServer

from adapters.clock import MovableClock
from adapters.ledger.memory import MemoryCabinet, MemoryLedger
from adapters.slack.settings import SlackSettings
from bot.shelves import open_shelves
from bot.web import application
from bot.wiring import Concord, assemble

MONDAY = datetime(2026, 11, 2, 10, tzinfo=UTC)


async def _concord(clock: MovableClock, ledger: MemoryLedger) -> Concord:
    cabinet = MemoryCabinet()
    shelves = await open_shelves(cabinet, clock, [], {})
    slack = SlackSettings(signing_secrets=("secret",), allowed_teams=frozenset({"T0CONCORD1"}))
    return assemble(
        ledger=ledger, cabinet=cabinet, clock=clock, register=shelves.register, slack=slack
    )


async def test_a_refused_request_makes_no_work() -> None:
    """Whoever floods us with requests that are not signed reaches no database."""
    asked: list[datetime] = []

    class Watched(MemoryLedger):
        async def lanes(self, now: datetime) -> tuple[str, ...]:
            asked.append(now)
            return await super().lanes(now)

    clock = MovableClock(MONDAY)
    concord = await _concord(clock, Watched())
    async with TestClient(TestServer(application(concord))) as client:
        answer = await client.post("/slack/events", json={"type": "event_callback"})
        assert answer.status == 401
    await concord.close()
    assert asked == []


async def test_the_age_of_the_last_look_is_true_whenever_it_is_asked_for() -> None:
    """A clock that stopped shows in the metrics, also where nobody asks for the health."""
    clock, ledger = MovableClock(MONDAY), MemoryLedger()
    concord = await _concord(clock, ledger)
    await concord.clockwork.look()
    clock.move_to(MONDAY + timedelta(minutes=7))
    async with TestClient(TestServer(application(concord))) as client:
        said = await (await client.get("/metrics")).text()
    await concord.close()
    assert "concord_tick_age_seconds 420.0" in said
