"""What the page's own API lets in, and what it does with Concord's clock and chats."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.workbench.page.bench import advance
from bot.workbench.page.server import WorkbenchPage, serve
from bot.workbench.slack.stand_in import SlackStandIn
from bot.workbench.teams.stand_in import TeamsStandIn
from core.vocabulary import Platform
from tests.bot.workbench.conftest import Office, StoppedClock
from tests.bot.workbench.fake_concord import FakeConcord
from tests.bot.workbench.page.fake_bench import DUE, FakeBench

Json = dict[str, Any]


class Visitor:
    """A browser's requests, one by one."""

    def __init__(self, session: aiohttp.ClientSession, url: str, bench: FakeBench) -> None:
        self.session = session
        self.url = url
        self.bench = bench

    async def view(self, **asked: str) -> Json:
        """What the page shows."""
        async with self.session.get(f"{self.url}/workbench/view", params=asked) as response:
            assert response.status == 200
            shown: Json = await response.json()
        return shown

    async def post(self, what: str, order: Json, **headers: str) -> tuple[int, str]:
        """Status and text of an order."""
        url = f"{self.url}/workbench/{what}"
        async with self.session.post(url, json=order, headers=headers) as response:
            return response.status, await response.text()


@pytest.fixture
async def visitor(
    clock: StoppedClock, office: Office, slack: SlackStandIn, teams: TeamsStandIn
) -> AsyncIterator[Visitor]:
    """A page on the fake bench, with Amara asked in Slack and Bryn in Teams."""
    concord = FakeConcord(slack, teams)
    office.reply = concord.reply
    await concord.ask("U0HOU00001")
    await concord.ask_in_teams("tenant-council", "aad-bryn")
    bench = FakeBench(clock)
    runner, url = await serve(WorkbenchPage(bench, {Platform.SLACK: slack, Platform.TEAMS: teams}))
    async with aiohttp.ClientSession() as session:
        yield Visitor(session, url, bench)
    await runner.cleanup()


async def test_people_cases_and_clock_are_shown(visitor: Visitor) -> None:
    """One answer holds everything there is to draw."""
    shown = await visitor.view()
    assert [each["name"] for each in shown["partnerships"]][1] == "Halton"
    people = {each["id"]: each for each in shown["people"]}
    assert (people["amara"]["platform"], people["amara"]["unread"]) == ("slack", 1)
    assert (people["bryn"]["platform"], people["bryn"]["unread"]) == ("teams", 1)
    assert (people["esme"]["platform"], people["esme"]["unread"]) == ("mail", 1)
    assert people["frank"]["platform"] == ""
    assert shown["case"]["line"]["reference"] == "ESC-7KQ4-M2XP"
    assert len(shown["case"]["entries"][0]["seal"]) == 64
    assert shown["policy"]["rungs"][1]["state"] == "live"
    assert shown["now"] == "2026-11-02T10:00:00Z"
    assert shown["chat"] is None


async def test_looking_at_a_chat_makes_it_read(visitor: Visitor) -> None:
    """The unread dot goes for the person looked at, and only for them."""
    shown = await visitor.view(person="amara")
    assert len(shown["chat"]["messages"]) == 1
    unread = {each["id"]: each["unread"] for each in shown["people"]}
    assert (unread["amara"], unread["bryn"]) == (0, 1)


async def test_acting_reaches_concord_and_settles(visitor: Visitor) -> None:
    """A press goes the whole way: stand-in, Concord, stand-in; then what is owed is delivered."""
    shown = await visitor.view(person="amara")
    message = shown["chat"]["messages"][0]["id"]
    order = {"person": "amara", "do": "press", "message": message, "what": "/blocks/4/elements/0"}
    assert await visitor.post("act", order) == (200, "{}")
    assert visitor.bench.asked == ["settle"]
    shown = await visitor.view(person="amara")
    assert shown["chat"]["messages"][0]["edited"]


async def test_what_is_not_possible_is_said(visitor: Visitor) -> None:
    """No such button, no such person, no chat: 409 with a sentence; nonsense: 400."""
    nothing = {"person": "amara", "do": "press", "message": "1.2", "what": "/blocks/0"}
    status, said = await visitor.post("act", nothing)
    assert (status, "no button" in said) == (409, True)
    for person in ("nobody", "frank", "esme"):
        status, said = await visitor.post("act", {"person": person, "do": "say", "text": "x"})
        assert (status, "no chat" in said) == (409, True)
    status, _ = await visitor.post("act", {"person": "amara", "do": "extension"})
    assert status == 409
    for wrong in ({"person": "amara", "do": "dance"}, {"do": "say"}, {"person": "a", "x": 1}):
        assert (await visitor.post("act", wrong))[0] == 400


async def test_an_unanswered_act_is_said(visitor: Visitor, office: Office) -> None:
    """Where Concord answers badly the page says so, as the platform would."""
    office.reply = _broken
    status, said = await visitor.post("act", {"person": "amara", "do": "say", "text": "/escalate"})
    assert (status, "500" in said) == (502, True)


def _broken(_: object) -> aiohttp.web.Response:
    return aiohttp.web.Response(status=500)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "rebound.example"}, 403),
        ({"Host": "127.0.0.1:1"}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Content-Type": "text/plain"}, 403),
    ],
)
async def test_only_its_own_page_may_change_anything(
    visitor: Visitor, headers: dict[str, str], status: int
) -> None:
    """DNS rebinding and cross-site requests are refused before anything is done."""
    order = {"person": "amara", "do": "home"}
    answered, _ = await visitor.post("act", order, **headers)
    assert answered == status
    assert bool(visitor.bench.asked) == (status == 200)


async def test_a_rebound_name_reads_nothing(visitor: Visitor) -> None:
    """The Host header is checked for reading too."""
    async with visitor.session.get(
        f"{visitor.url}/workbench/view", headers={"Host": "rebound.example"}
    ) as response:
        assert response.status == 403


async def test_files_are_few_and_headers_strict(visitor: Visitor) -> None:
    """Only the page's own files, with a policy that allows no other source."""
    for name in ("app.js", "frame.css", "mark.svg"):
        async with visitor.session.get(f"{visitor.url}/static/{name}") as response:
            assert response.status == 200
    for name in ("..%2fserver.py", "%2e%2e/server.py", "none.js", "server.py"):
        async with visitor.session.get(f"{visitor.url}/static/{name}") as response:
            assert response.status == 404
    async with visitor.session.get(f"{visitor.url}/") as response:
        text = await response.text()
        policy = response.headers["Content-Security-Policy"]
    assert "fictional" in text
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<script>" not in text
    assert "style=" not in text
    assert "//" not in text.replace("</", "")


async def test_the_clock_stops_at_every_deadline_on_its_way(
    visitor: Visitor, clock: StoppedClock
) -> None:
    """A jump over several due times is many small steps, each settled at its time."""
    visitor.bench.dues = [DUE - timedelta(days=2), DUE]
    to = datetime(2026, 11, 6, 9, tzinfo=UTC)
    assert (await visitor.post("clock", {"step": "to", "to": to.isoformat()}))[0] == 200
    assert visitor.bench.asked == [
        "move 03 17:00", "settle", "move 05 17:00", "settle", "move 06 09:00", "settle",
    ]  # fmt: skip
    assert clock.now() == to


async def test_the_clock_moves_by_steps_and_never_back(
    visitor: Visitor, clock: StoppedClock
) -> None:
    """Hour, working day, next deadline; back is refused with a sentence."""
    begun = clock.now()
    assert (await visitor.post("clock", {"step": "hour"}))[0] == 200
    assert clock.now() == begun + timedelta(hours=1)
    assert (await visitor.post("clock", {"step": "working_day", "partnership": "hou"}))[0] == 200
    assert clock.now() == begun + timedelta(days=1, hours=1)
    assert (await visitor.post("clock", {"step": "next_due"}))[0] == 200
    assert clock.now() == DUE
    status, said = await visitor.post("clock", {"step": "next_due"})
    assert (status, "Nothing is due" in said) == (409, True)
    status, said = await visitor.post("clock", {"step": "to", "to": begun.isoformat()})
    assert (status, "forward only" in said) == (409, True)
    assert (await visitor.post("clock", {"step": "to", "to": "2026-12-01T10:00"}))[0] == 409
    assert (await visitor.post("clock", {"step": "working_day", "partnership": "x"}))[0] == 409


async def test_open_pages_are_told_of_changes(visitor: Visitor, slack: SlackStandIn) -> None:
    """The event stream speaks at once, and again when anything changes."""
    async with visitor.session.get(f"{visitor.url}/workbench/events") as response:
        first = await response.content.readline()
        await response.content.readline()
        slack.changed()
        second = await response.content.readline()
    assert int(second.removeprefix(b"data: ")) > int(first.removeprefix(b"data: "))


async def test_advancing_without_deadlines_is_one_step(clock: StoppedClock) -> None:
    """Nothing due: straight there."""
    bench = FakeBench(clock, dues=[])
    await advance(bench, clock.now() + timedelta(days=30))
    assert len(bench.asked) == 2
