"""Slack's HTTP side: answers Concord's calls, signs and sends what people do."""

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from time import monotonic
from typing import Any

from aiohttp import web

from bot.workbench.chats import Json, NoAnswer, NotPossible
from bot.workbench.faults import PlatformFault, ScriptedFaults, answer_with_fault
from bot.workbench.recording import PLUMBING, Call, Recording
from bot.workbench.server import ConcordAnswer, Server
from bot.workbench.slack import payloads
from bot.workbench.slack.api import SlackApiError, StandInApp, WebApi
from bot.workbench.slack.blocks import blocks_faults
from bot.workbench.slack.socket_mode import Sockets
from bot.workbench.slack.state import PostedMessage, SlackPerson, SlackWorld, Workspace, decoded
from core.ports import Clock
from core.vocabulary import Platform

HIDDEN = PLUMBING | {"value"}


class SlackPlatform(Server):
    """Serves Concord's calls, and sends it what people did."""

    platform = Platform.SLACK

    def __init__(
        self,
        clock: Clock,
        *,
        app: StandInApp | None = None,
        patience: float = 3.0,
        ticks: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__(patience=patience)
        self.app = app or StandInApp()
        self.world = SlackWorld(clock, ticks)
        self.faults = ScriptedFaults()
        self.recording = Recording()
        self.listeners: list[Callable[[], None]] = []
        self.api = WebApi(self.world, self.app, lambda: self.sockets.url(self.url))
        self.sockets = Sockets()
        self.events_url = ""
        self.last: tuple[bytes, str] | None = None
        """Body and content type of the last request sent to Concord."""
        self._responses: dict[str, tuple[SlackPerson, str]] = {}

    @property
    def api_url(self) -> str:
        """The base address for the SDK."""
        return f"{self.url}/api/"

    @property
    def calls(self) -> list[Call]:
        """Everything Concord asked for, in order."""
        return self.recording.calls

    def connect(self, concord: str, path: str = "/slack/events") -> None:
        """Set the address on which Concord listens."""
        self.events_url = concord.rstrip("/") + path

    def install(self, workspace: Workspace) -> Workspace:
        """Add a workspace with Concord in it."""
        self.world.workspaces[workspace.id] = workspace
        return workspace

    def enrol(self, team: str, user: str, name: str, **more: Any) -> SlackPerson:
        """Add a person to a workspace."""
        person = SlackPerson(team=team, id=user, name=name, **more)
        self.world.people[team, user] = person
        return person

    def grant(self, team: str) -> str:
        """Install the app as an administrator; return the code that ``oauth.v2.access``
        exchanges.
        """
        code = f"code-{team}-{self.world.number()}"
        self.app.codes[code] = team
        return code

    def script(
        self, method: str, user: str | None = None, faults: Iterable[PlatformFault] = ()
    ) -> None:
        """Script faults for the next calls of a method ("*": any), for one user or anybody."""
        self.faults.script(method, user, faults)

    def everything_sent(self, *places: str) -> list[str]:
        """Return every text Concord sent, for canary scans."""
        return self.recording.everything(*places)

    # --- Concord calls --------------------------------------------------------------------

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of the Web API, response URLs and Socket Mode."""
        return [
            web.route("*", "/api/{method}", self._call),
            web.post("/response/{ticket}", self._respond),
            web.get("/link", self.sockets.serve),
        ]

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        token, arguments = await _arguments(request)
        person = self.api.concerned(token, arguments)
        team = person.team if person else ""
        user = person.id if person else ""
        self.keep(method, arguments)
        fault = self.faults.next(method, user)
        codes = [
            (fault.code or (str(fault.status) if fault.status else "reset" * fault.reset))
            if fault
            else ""
        ]
        done = [False]

        async def carry_out() -> web.Response:
            done[0] = True
            try:
                body = self.api.answer(method, token, arguments)
            except SlackApiError as refused:
                codes[0] = codes[0] or refused.code
                body = refused.body()
            self.changed()
            return web.json_response(body, headers={"X-OAuth-Scopes": "chat:write,commands"})

        answer = await answer_with_fault(
            request, fault, carry_out, lambda code: web.json_response(SlackApiError(code).body())
        )
        self.calls.append(
            Call(
                at=self.world.clock.now(),
                method=method,
                tenant=team,
                user=user,
                arguments=dict(arguments),
                code=codes[0],
                carried_out=done[0],
            )
        )
        return answer

    def keep(self, method: str, arguments: Mapping[str, Any]) -> None:
        """Record the texts of a call or of an answer."""
        place = {"views.publish": "home"}.get(method, "dialog" if "views" in method else "message")
        for name, value in arguments.items():
            where = place if name in {"blocks", "view"} else "plumbing"
            where = "notification" if name == "text" else where
            self.recording.keep(where, decoded(value), plumbing=HIDDEN)

    async def _respond(self, request: web.Request) -> web.Response:
        person, ts = self._responses.get(request.match_info["ticket"], (None, ""))
        if person is None:
            return web.Response(status=404, text="expired_url")
        body = await request.json()
        if body.get("delete_original"):
            person.messages = [posted for posted in person.messages if posted.ts != ts]
        else:
            try:
                self.ephemeral(person, body, ts if body.get("replace_original") else "")
            except NoAnswer as exc:
                return web.Response(status=400, text=f"invalid_blocks: {exc}")
        self.changed()
        return web.Response(text="ok")

    # --- how it is sent -------------------------------------------------------------------

    async def happen(self, person: SlackPerson, inner: Json) -> None:
        """Send an event; retry once, at once, if Concord does not accept it."""
        number, seconds = self.world.number(), int(self.world.seconds())
        workspace = self.world.workspaces[person.team]
        envelope = payloads.event(workspace, self.app.id, inner, number=number, time=seconds)
        self.changed()
        await self.send("events_api", envelope, json.dumps(envelope).encode(), "application/json")
        await self.finish()

    async def send(
        self,
        kind: str,
        payload: Json,
        body: bytes | None = None,
        content_type: str = payloads.FORM,
    ) -> ConcordAnswer:
        """Send a payload over the socket or as a signed request. Raises NoAnswer."""
        if self.sockets.open:
            reply = await self.sockets.send(kind, payload, self.patience)
            return ConcordAnswer(
                200, json.dumps(reply).encode() if reply else b"", "application/json"
            )
        body = payloads.form(payload) if body is None else body
        self.last = (body, content_type)
        try:
            answer = await self._deliver(body, content_type, 0)
        except NoAnswer:
            if kind != "events_api":
                raise
            answer = await self._deliver(body, content_type, 1)
        if kind == "events_api" and answer.status >= 300:
            answer = await self._deliver(body, content_type, 1)
        if not 200 <= answer.status < 300:
            self.changed()
            raise NoAnswer(f"Concord to {kind}", answer.status)
        return answer

    async def _deliver(self, body: bytes, content_type: str, attempt: int) -> ConcordAnswer:
        timestamp = int(self.world.seconds()) + attempt
        headers = payloads.signed(self.app.signing_secret, timestamp, body)
        headers |= {"Content-Type": content_type, "User-Agent": "Slackbot 1.0"}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_error"}
        return await self.post(self.events_url, body, headers)

    def response_url(self, person: SlackPerson, ts: str) -> str:
        """Return a new response URL; ``ts`` is the message it may replace."""
        ticket = f"{person.team}-{self.world.number()}"
        self._responses[ticket] = (person, ts)
        return f"{self.url}/response/{ticket}"

    def ephemeral(self, person: SlackPerson, body: Json, replaces: str = "") -> None:
        """Show Concord's answer to this person only. Raises NoAnswer if Slack cannot show it."""
        blocks = decoded(body.get("blocks")) or []
        faults = blocks_faults(blocks, "message") if blocks else []
        if faults or not (blocks or body.get("text")):
            raise NoAnswer(f"Slack cannot show the answer ({'; '.join(faults) or 'empty'})", 200)
        self.keep("answer", body)
        drawn = self.world.complete_blocks(blocks if isinstance(blocks, list) else [])
        text = str(body.get("text") or "")
        for posted in person.messages:
            if replaces and posted.ts == replaces:
                posted.text, posted.blocks, posted.edited = text, drawn, True
                return
        private = body.get("response_type") != "in_channel"
        posted = PostedMessage(ts=self.world.ts(), text=text, blocks=drawn, private=private)
        person.messages.append(posted)

    async def finish(self) -> None:
        """Wait until Concord has finished what it does after its acknowledgement."""
        await self.quiet()
        self.changed()

    def changed(self) -> None:
        """Notify the listeners that somebody's screen changed."""
        for listener in self.listeners:
            listener()

    async def again(self, times: int = 1, *, retry: bool = True) -> list[ConcordAnswer]:
        """Deliver the last request again, newly signed, as Slack does when unsure."""
        if self.last is None:
            raise NotPossible("nothing was sent yet")
        body, content_type = self.last
        return [
            await self._deliver(body, content_type, attempt if retry else 0)
            for attempt in range(1, times + 1)
        ]


async def _arguments(request: web.Request) -> tuple[str, dict[str, Any]]:
    arguments: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        given = json.loads(await request.read() or b"{}")
        arguments |= given if isinstance(given, dict) else {}
    else:
        arguments |= dict(await request.post())
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind == "Basic":
        name, _, secret = _basic(token).partition(":")
        arguments |= {"client_id": name, "client_secret": secret}
        token = ""
    token = token or str(arguments.pop("token", ""))
    arguments.pop("token", None)
    return token, arguments


def _basic(token: str) -> str:
    try:
        return base64.b64decode(token, validate=True).decode()
    except ValueError:
        return ""
