"""What the web server does beside the platforms' routes: hurrying, health and metrics."""

from datetime import UTC, datetime, timedelta

from aiohttp.test_utils import TestClient, TestServer

from adapters.clock import MovableClock
from adapters.mail.settings import MailSettings, Security
from adapters.slack.settings import SlackSettings
from adapters.vault import KeyRing
from bot.app.parts.mail_pages import mail_keys, mail_links
from bot.app.start_up import load_partnerships
from bot.app.web import application
from bot.app.wiring import Concord, assemble
from core.cards import Card
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.ledger.in_memory.ledger import MemoryLedger

MONDAY = datetime(2026, 11, 2, 10, tzinfo=UTC)


async def _concord(clock: MovableClock, ledger: MemoryLedger) -> Concord:
    documents = MemoryKeyValueStore()
    shelves = await load_partnerships(documents, clock, [], {})
    slack = SlackSettings(signing_secrets=("secret",), allowed_teams=frozenset({"T0CONCORD1"}))
    return assemble(
        ledger=ledger, documents=documents, clock=clock, register=shelves.register, slack=slack
    )


async def test_a_refused_request_makes_no_work() -> None:
    """Whoever floods us with requests that are not signed reaches no database."""
    asked: list[datetime] = []

    class Watched(MemoryLedger):
        async def ready_queues(self, now: datetime) -> tuple[str, ...]:
            asked.append(now)
            return await super().ready_queues(now)

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
    await concord.scheduler.look()
    clock.move_to(MONDAY + timedelta(minutes=7))
    async with TestClient(TestServer(application(concord))) as client:
        said = await (await client.get("/metrics")).text()
    await concord.close()
    assert "concord_tick_age_seconds 420.0" in said


async def test_pages_for_e_mail_are_there_where_mail_is_sent_and_nowhere_else() -> None:
    """With a mail server and keys from the ring; without, the address does not exist."""
    clock, ledger, documents = MovableClock(MONDAY), MemoryLedger(), MemoryKeyValueStore()
    shelves = await load_partnerships(documents, clock, [], {})
    keys = mail_keys(KeyRing({"one": b"1" * 32}, current="one"))
    sent = MailSettings(
        host="127.0.0.1", security=Security.NONE, from_address="concord@concord.example"
    )
    for given, status in ((sent, 200), (None, 404)):
        concord = assemble(
            ledger=ledger,
            documents=documents,
            clock=clock,
            register=shelves.register,
            mail=given,
            mail_keys=keys,
            public_url="https://concord.example",
        )
        async with TestClient(TestServer(application(concord))) as client:
            assert (await client.get("/m/")).status == status
            if given:
                links = mail_links(keys, documents, clock, "https://concord.example")
                link = await links.issue("a@b.example", Card(title="T", summary="", blocks=()))
                path = link.removeprefix("https://concord.example")
                assert (await client.get(path)).status == 403  # on no contact list
        await concord.close()
    assert "1" * 8 not in repr(keys)
