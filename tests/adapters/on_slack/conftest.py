"""A Concord on Slack: the true adapter, between a small Slack and a small front desk."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from adapters.clock import MovableClock
from adapters.slack.app import SlackApp, slack_app
from adapters.slack.connection.tokens import Tokens
from adapters.slack.courier import SlackCourier
from adapters.slack.settings import SlackSettings
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.ledger.in_memory.ledger import MemoryLedger
from tests.adapters.on_slack.desk import Desk
from tests.adapters.on_slack.receiving.signed import NOW, OLD_SECRET, SECRET, TEAM, encoded, headers
from tests.adapters.on_slack.stand_in import StandIn
from tests.pace import PATIENCE

SETTINGS = SlackSettings(
    signing_secrets=(SECRET, OLD_SECRET),
    bot_tokens={TEAM: "xoxb-partner"},
    allowed_teams=frozenset({TEAM}),
    public_url="https://concord.example",
    within=PATIENCE,
    answer_within=PATIENCE,
)


@dataclass(slots=True)
class Office:
    """Everything of one Concord that a test wants to look at."""

    settings: SlackSettings
    slack: StandIn
    desk: Desk = field(default_factory=Desk)
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    documents: MemoryKeyValueStore = field(default_factory=MemoryKeyValueStore)
    clock: MovableClock = field(default_factory=lambda: MovableClock(NOW))
    apps: list[SlackApp] = field(default_factory=list)
    clients: list[TestClient[web.Request, web.Application]] = field(default_factory=list)
    tokens: list[Tokens] = field(default_factory=list)

    def app(self, **changes: Any) -> SlackApp:
        settings = replace(self.settings, **changes)
        app = slack_app(
            settings,
            desk=self.desk,
            tokens=Tokens(settings, documents=self.documents, clock=self.clock),
            ledger=self.ledger,
            documents=self.documents,
            clock=self.clock,
        )
        self.apps.append(app)
        return app

    def courier(self, seconds: float = PATIENCE, **changes: Any) -> SlackCourier:
        settings = replace(self.settings, **changes)
        tokens = Tokens(settings, documents=self.documents, clock=self.clock)
        self.tokens.append(tokens)
        return SlackCourier(tokens, documents=self.documents, seconds=seconds)

    async def serve(self, **changes: Any) -> TestClient[web.Request, web.Application]:
        served = web.Application()
        served.add_routes(self.app(**changes).routes())
        client = TestClient(TestServer(served))
        await client.start_server()
        self.clients.append(client)
        return client

    async def send(self, payload: Mapping[str, Any]) -> ClientResponse:
        """Send a payload as Slack would, signed, now."""
        client = self.clients[0] if self.clients else await self.serve()
        body, kind = encoded(payload)
        signed = headers(body, kind=kind, at=self.clock.now())
        return await client.post("/slack/events", data=body, headers=signed)

    async def answer(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Send a payload; return what the answer holds, which is always 200."""
        response = await self.send(payload)
        text = await response.text()
        assert response.status == 200, text
        return dict(json.loads(text)) if text else {}

    async def settle(self) -> None:
        """Wait for what is done beside the answer."""
        for app in self.apps:
            await app.answers.close()

    async def close(self) -> None:
        for client in self.clients:
            await client.close()
        for app in self.apps:
            await app.close()
        for tokens in self.tokens:
            await tokens.close()


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """Give one Concord, not served yet."""
    slack = StandIn()
    await slack.start()
    office = Office(replace(SETTINGS, api_base=slack.url("/api/")), slack)
    yield office
    await office.close()
    await slack.stop()
