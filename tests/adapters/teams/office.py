"""Everything an endpoint needs for a test: clock, desk, issuer, connector, and ways to post."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.teams.app import PATH, teams_routes
from adapters.teams.settings import Registration, TeamsSettings
from core.cards import Card, Heading, Home, Reply, Say, Text
from core.directory.model import Principal
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.ledger.in_memory.ledger import MemoryLedger
from tests.adapters.teams.receiving.issuer import ISSUER, Issuer
from tests.adapters.teams.sending.connector import PERSONAL, Connector
from tests.pace import PATIENCE

APP = "11111111-1111-1111-1111-111111111111"
OTHER_APP = "22222222-2222-2222-2222-222222222222"
TENANT = "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa"
OTHER_TENANT = "bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb"
USER = "cccccccc-cccc-cccc-cccc-cccccccccccc"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
CANARY = "canary-Zebediah-Quux"

Json = dict[str, Any]


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time

    def move(self, **by: float) -> None:
        """Move forward."""
        self.time += timedelta(**by)


@dataclass
class FakeDesk:
    """Answers what the test says, and remembers what it was asked."""

    commands: dict[str, Reply] = field(default_factory=dict)
    presses: dict[str, Reply] = field(default_factory=dict)
    submits: dict[str, Reply] = field(default_factory=dict)
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    slow: float = 0
    slow_submit: float = 0
    raises: Exception | None = None
    submit_raises: Exception | None = None

    async def _ask(self, *asked: Any, slow: float = 0) -> None:
        self.asked.append(asked)
        await asyncio.sleep(max(slow, self.slow))
        if self.raises is not None:
            raise self.raises

    async def command(self, principal: Principal, words: str) -> Reply:
        await self._ask("command", principal, words)
        return self.commands.get(words, Say(said(f"You typed: {words}")))

    async def press(self, principal: Principal, token: str) -> Reply:
        await self._ask("press", principal, token)
        return self.presses.get(token, Say(said("No such button.")))

    async def submit(self, principal: Principal, token: str, values: Mapping[str, str]) -> Reply:
        await self._ask("submit", principal, token, dict(values), slow=self.slow_submit)
        if self.submit_raises is not None:
            raise self.submit_raises
        return self.submits.get(token, Say(said("Saved.")))

    async def home(self, principal: Principal) -> Home:
        await self._ask("home", principal)
        return Home(blocks=(Heading("What you owe"), Text("Nothing just now.")))


def said(words: str) -> Card:
    """A card that says these words."""
    return Card(title="Concord", summary=words, blocks=(Text(words),))


@dataclass
class Office:
    """A running endpoint with its surroundings."""

    issuer: Issuer
    connector: Connector
    clock: FakeClock
    desk: FakeDesk
    ledger: MemoryLedger
    documents: MemoryKeyValueStore
    settings: TeamsSettings
    url: str = ""
    session: Any = None
    ids: Any = field(default_factory=lambda: count(1))

    def activity(self, kind: str, **given: Any) -> Json:
        """An activity as Teams sends it from a personal chat."""
        shape: Json = {
            "type": kind,
            "id": f"f:{next(self.ids)}",
            "timestamp": "2026-11-23T09:00:00.000Z",
            "channelId": "msteams",
            "serviceUrl": self.connector.url,
            "from": {"id": "29:someone", "name": CANARY, "aadObjectId": USER},
            "recipient": {"id": f"28:{APP}", "name": "Concord"},
            "conversation": {
                "conversationType": "personal", "id": PERSONAL, "tenantId": TENANT,
            },
            "channelData": {"tenant": {"id": TENANT}},
            "locale": "en-GB",
        }  # fmt: skip
        return shape | given

    def claims(self, **given: Any) -> Json:
        """The claims of a good token; a given None leaves one out."""
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": ISSUER,
            "aud": APP,
            "exp": now + 3600,
            "nbf": now - 10,
            "serviceurl": self.connector.url,
        } | given
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, **given: Any) -> str:
        """A good token."""
        return self.issuer.token(self.claims(**given))

    async def post(self, activity: Any, token: str | None = None, **given: Any) -> tuple[int, Any]:
        """Post an activity as Teams does; status and body."""
        given.setdefault("json", activity)
        headers = {"Authorization": f"Bearer {token or self.token()}"} | given.pop("headers", {})
        async with self.session.post(self.url, headers=headers, **given) as response:
            text = await response.text()
            is_json = response.content_type == "application/json"
            return response.status, (await response.json() if is_json else text)

    async def say(self, text: str, **given: Any) -> tuple[int, Any]:
        """Type to the bot."""
        return await self.post(self.activity("message", text=text, **given))

    async def invoke(self, name: str, value: Any, **given: Any) -> tuple[int, Any]:
        """Send an invoke."""
        return await self.post(self.activity("invoke", name=name, value=value, **given))


@asynccontextmanager
async def open_office(**settings: Any) -> AsyncIterator[Office]:
    """Start issuer, connector and endpoint on ports of this machine."""
    async with Issuer().running() as issuer, Connector().running() as connector:
        ours = Registration(app_id=APP, secret="s", tenant=TENANT, service_url=connector.url)
        other = Registration(
            app_id=OTHER_APP, secret="s", tenant=OTHER_TENANT, service_url=connector.url
        )
        given: Json = {
            "registrations": (ours, other),
            "openid_metadata_url": f"{issuer.url}/openid",
            "issuer": ISSUER,
            "allow_loopback": True,
            "static_token": "static",
            "within": PATIENCE,
            "answer_within": PATIENCE,
        } | settings
        office = Office(
            issuer, connector, FakeClock(), FakeDesk(), MemoryLedger(), MemoryKeyValueStore(),
            TeamsSettings(**given),
        )  # fmt: skip
        app = web.Application()
        routes = teams_routes(
            office.settings, office.desk, office.ledger, office.documents, office.clock
        )
        app.add_routes(routes)
        async with (
            TestServer(app, shutdown_timeout=0.1) as server,
            aiohttp.ClientSession() as session,
        ):
            office.url = str(server.make_url(PATH))
            office.session = session
            yield office
