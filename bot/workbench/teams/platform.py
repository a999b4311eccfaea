"""Teams' HTTP side: answers Concord's calls, signs and sends what people do."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from bot.workbench.chats import Json, NoAnswer
from bot.workbench.faults import PlatformFault, ScriptedFaults, answer_with_fault
from bot.workbench.recording import Call, Recording
from bot.workbench.server import ConcordAnswer, Server
from bot.workbench.teams import payloads
from bot.workbench.teams.connector import Connector, ConnectorError
from bot.workbench.teams.keys import Issuer
from bot.workbench.teams.state import TeamsPerson, TeamsWorld, Tenant
from core.ports import Clock
from core.vocabulary import Platform

REGION = "uk"


class TeamsPlatform(Server):
    """Serves Concord's calls, and sends it what people did."""

    platform = Platform.TEAMS

    def __init__(
        self, clock: Clock, *, patience: float = 5.0, key: RSAPrivateKey | None = None
    ) -> None:
        super().__init__(patience=patience)
        self.world = TeamsWorld(clock)
        self.issuer = Issuer(clock, key)
        self.connector = Connector(self.world)
        self.faults = ScriptedFaults()
        self.recording = Recording()
        self.listeners: list[Callable[[], None]] = []
        self.messages_url = ""
        self.last: tuple[Tenant, bytes] | None = None
        """Tenant and body of the last request sent to Concord."""

    @property
    def metadata_url(self) -> str:
        """The OpenID configuration of the issuer of inbound tokens."""
        return f"{self.url}/v1/.well-known/openidconfiguration"

    @property
    def login_url(self) -> str:
        """Where tokens for outbound calls are issued: ``{login_url}/{tenant}/oauth2/...``."""
        return self.url

    @property
    def calls(self) -> list[Call]:
        """Everything Concord asked for, in order."""
        return self.recording.calls

    def service_url(self, tenant: str) -> str:
        """Return the service URL of a tenant's activities."""
        return f"{self.url}/{REGION}/{tenant}/"

    def connect(self, concord: str, path: str = "/api/messages") -> None:
        """Set the address on which Concord listens."""
        self.messages_url = concord.rstrip("/") + path

    def register(self, tenant: Tenant) -> Tenant:
        """Add a tenant with a bot registration."""
        self.world.tenants[tenant.id] = tenant
        return tenant

    def enrol(self, tenant: str, user: str, name: str, **more: Any) -> TeamsPerson:
        """Add a user to a tenant; the app is installed unless ``installed=False``."""
        person = TeamsPerson(tenant=tenant, id=user, name=name, **more)
        self.world.people[tenant, user] = person
        return person

    def script(
        self, method: str, user: str | None = None, faults: Iterable[PlatformFault] = ()
    ) -> None:
        """Script faults for the next calls, for one user or anybody. Methods: ``begin``, ``send``,
        ``update``, ``delete``, ``members``, ``login``, ``metadata``, ``keys``, "*" for any.
        """
        self.faults.script(method, user, faults)

    def everything_sent(self, *places: str) -> list[str]:
        """Return every text Concord sent, for canary scans."""
        return self.recording.everything(*places)

    # --- Concord calls --------------------------------------------------------------------

    def routes(self) -> list[web.RouteDef]:
        """Return the connector's routes (with and without region and tenant in the path), login and
        issuer.
        """
        served: list[web.RouteDef] = [
            web.get("/v1/.well-known/openidconfiguration", self._issuer),
            web.get("/v1/.well-known/keys", self._issuer),
            web.post("/{tenant}/oauth2/v2.0/token", self._login),
        ]
        activities = "/v3/conversations/{conversation}/activities"
        for before in ("", f"/{REGION}/{{tenant}}"):
            served += [
                web.post(f"{before}/v3/conversations", self._call("begin")),
                web.post(f"{before}{activities}", self._call("send")),
                web.post(f"{before}{activities}/{{activity}}", self._call("send")),
                web.put(f"{before}{activities}/{{activity}}", self._call("update")),
                web.delete(f"{before}{activities}/{{activity}}", self._call("delete")),
                web.get(
                    f"{before}/v3/conversations/{{conversation}}/{{kind:members|pagedmembers}}",
                    self._call("members"),
                ),
                web.get(
                    f"{before}/v3/conversations/{{conversation}}/members/{{member}}",
                    self._call("members"),
                ),
            ]
        return served

    def _call(self, method: str) -> Callable[[web.Request], Any]:
        async def handler(request: web.Request) -> web.Response:
            content = await request.read()
            body: Json = json.loads(content) if content else {}
            place = self._concerned(method, request, body)
            self.keep("message", body)

            def carry_out() -> web.Response:
                _, _, token = request.headers.get("Authorization", "").partition(" ")
                tenant = self.connector.tenant(token, request.match_info.get("tenant", ""))
                return self._carry_out(method, request, tenant, body)

            return await self._answered(request, method, place, body, carry_out)

        return handler

    def _carry_out(
        self, method: str, request: web.Request, tenant: Tenant, body: Json
    ) -> web.Response:
        conversation = request.match_info.get("conversation", "")
        activity = request.match_info.get("activity", "")
        match method:
            case "begin":
                return web.json_response(self.connector.begin(tenant, body), status=201)
            case "send":
                return web.json_response(
                    self.connector.send(tenant, conversation, body), status=201
                )
            case "update":
                return web.json_response(
                    self.connector.update(tenant, conversation, activity, body)
                )
            case "delete":
                self.connector.delete(tenant, conversation, activity)
                return web.Response()
            case _:
                members = self.connector.members(tenant, conversation)
                if "member" in request.match_info:
                    return web.json_response(members[0])
                paged = request.match_info.get("kind") == "pagedmembers"
                return web.json_response({"members": members} if paged else members)

    def _concerned(self, method: str, request: web.Request, body: Json) -> tuple[str, str]:
        named = request.match_info.get("tenant", "")
        for tenant in [named] if named else list(self.world.tenants):
            if method == "begin":
                members = body.get("members") or [{}]
                person = self.world.member(tenant, str(members[0].get("id", "")))
            else:
                conversation = request.match_info["conversation"]
                person = self.world.in_conversation(tenant, conversation)
            if person is not None:
                return person.tenant, person.id
        return named, ""

    async def _login(self, request: web.Request) -> web.Response:
        form = dict(await request.post())
        tenant = request.match_info["tenant"]

        def carry_out() -> web.Response:
            return web.json_response(self.connector.login(tenant, form))

        return await self._answered(request, "login", (tenant, ""), {}, carry_out)

    async def _issuer(self, request: web.Request) -> web.Response:
        keys = request.path.endswith("/keys")

        def carry_out() -> web.Response:
            issuer = self.issuer
            return web.json_response(issuer.key_set() if keys else issuer.metadata(self.url))

        name = "keys" if keys else "metadata"
        return await self._answered(request, name, ("", ""), {}, carry_out)

    async def _answered(
        self,
        request: web.Request,
        method: str,
        place: tuple[str, str],
        body: Json,
        carry_out: Callable[[], web.Response],
    ) -> web.Response:
        fault = self.faults.next(method, place[1])
        code, done = "", False

        async def carried_out() -> web.Response:
            nonlocal code, done
            done = True
            try:
                response = carry_out()
            except ConnectorError as refused:
                code = refused.code
                response = web.json_response(refused.body(), status=refused.status)
            self.changed()
            return response

        def refusal(name: str) -> web.Response:
            return web.json_response(ConnectorError(400, name).body(), status=400)

        answer = await answer_with_fault(request, fault, carried_out, refusal)
        if fault is not None:
            code = fault.code or (str(fault.status) if fault.status else "reset" * fault.reset)
        self.calls.append(
            Call(
                at=self.world.clock.now(),
                method=method,
                tenant=place[0],
                user=place[1],
                arguments=body,
                code=code,
                carried_out=done,
            )
        )
        return answer

    def keep(self, place: str, body: Json) -> None:
        """Record the texts of a call or of an answer."""
        for name, value in body.items():
            inner = place if name in {"attachments", "value", "task", "card"} else "plumbing"
            inner = "notification" if name in {"text", "summary"} else inner
            self.recording.keep(inner, value)

    # --- how it is sent -------------------------------------------------------------------

    async def send(self, person: TeamsPerson, more: Json) -> ConcordAnswer:
        """Send an activity with its token. Raises NoAnswer."""
        tenant = self.world.tenants[person.tenant]
        url = self.service_url(tenant.id)
        activity = payloads.activity(self.world, tenant, person, url, **more)
        body = json.dumps(activity, ensure_ascii=False).encode()
        self.last = (tenant, body)
        answer = await self._deliver(tenant, body)
        if not 200 <= answer.status < 300:
            self.changed()
            raise NoAnswer(f"Concord to {activity.get('name') or activity['type']}", answer.status)
        return answer

    async def _deliver(self, tenant: Tenant, body: bytes) -> ConcordAnswer:
        token = self.issuer.token(tenant.app_id, self.service_url(tenant.id))
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)",
        }
        return await self.post(self.messages_url, body, headers)

    async def again(self, times: int = 1) -> list[ConcordAnswer]:
        """Deliver the last activity again, as Teams does when unsure."""
        if self.last is None:
            raise RuntimeError("nothing was sent yet")
        tenant, body = self.last
        return [await self._deliver(tenant, body) for _ in range(times)]

    async def finish(self) -> None:
        """Wait until Concord has finished what it does after its answer."""
        await self.quiet()
        self.changed()

    def changed(self) -> None:
        """Notify the listeners that somebody's screen changed."""
        for listener in self.listeners:
            listener()
