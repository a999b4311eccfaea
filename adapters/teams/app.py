"""The Teams endpoint: gate, SDK, desk and back; with ``courier`` the only file that uses the
SDK.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, Final, assert_never

import structlog
from aiohttp import web
from botbuilder.core import InvokeResponse, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter
from botbuilder.schema import Activity, Attachment
from botframework.connector.auth import (
    AuthenticateRequestResult,
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
)

from adapters.teams.receiving.gate import ActivityRefused, Admitted, TeamsGate
from adapters.teams.receiving.read import Removed, Turn, UnreadableActivity, read
from adapters.teams.sending import conversations
from adapters.teams.sending.courier import RegistrationClients
from adapters.teams.settings import Registration, TeamsSettings
from adapters.teams.turns import Answer, PostMessage, Respond, Silent, Turns, trouble
from core.cases.record.ledger import Requests
from core.desk.port import FrontDesk
from core.directory.model import Channel
from core.notifications.couriers import ChannelOutcomeListener, DeliveryFailed
from core.ports import UNREADABLE, Clock, KeyValueStore, LedgerUnavailable
from core.vocabulary import FailureReason

_log = structlog.get_logger(__name__)

PATH: Final = "/api/messages"
_LEDGER_SHARE: Final = 0.4
"""Share of the desk's time that the checks before it may take."""
_FOR_THE_SDK: Final = (
    "type", "id", "channelId", "serviceUrl", "conversation", "name", "locale",
)  # fmt: skip
"""Fields the SDK needs to answer. It would parse the others too, and fail on unexpected ones."""


def teams_routes(
    settings: TeamsSettings,
    desk: FrontDesk,
    ledger: Requests,
    documents: KeyValueStore,
    clock: Clock,
    *,
    heard: ChannelOutcomeListener | None = None,
) -> tuple[web.RouteDef, ...]:
    """Return the one route that Teams posts to, for all registrations. Raises ValueError if a
    registration has no app id.
    """
    door = _Endpoint(settings, desk, ledger, documents, clock, heard=heard)
    return (web.post(PATH, door.answer),)


class _Endpoint:
    """Handle requests: answers 200, or 4xx with the reason in the log, never 5xx."""

    def __init__(
        self,
        settings: TeamsSettings,
        desk: FrontDesk,
        ledger: Requests,
        documents: KeyValueStore,
        clock: Clock,
        *,
        heard: ChannelOutcomeListener | None,
    ) -> None:
        self._outcomes = heard
        self._gate = TeamsGate(settings, ledger, clock)
        self._turns = Turns(desk, settings.answer_within)
        self._ledger_within = settings.answer_within * _LEDGER_SHARE
        self._documents = documents
        self._clock = clock
        self._bots = {r.app_id: _Bot(settings, r) for r in settings.registrations}

    async def answer(self, request: web.Request) -> web.Response:
        """Answer one request."""
        checked = await self._gate.check(request)
        if isinstance(checked, ActivityRefused):
            return web.Response(status=checked.status)
        try:
            return await self._admitted(checked)
        except UnreadableActivity as fault:
            return await self._kept(checked, fault.code)
        except Exception as error:  # noqa: BLE001 - outermost: verified, so it must not be lost
            return await self._kept(checked, type(error).__name__)

    async def _admitted(self, admitted: Admitted) -> web.Response:
        turn = read(admitted.activity, admitted.registration.tenant)
        bot = self._bots[admitted.registration.app_id]
        try:
            async with asyncio.timeout(self._ledger_within):
                if not await self._gate.first_time(admitted):
                    return web.Response()
                await self._address(admitted, turn)
        except (LedgerUnavailable, TimeoutError):
            _log.warning("teams_ledger_unavailable", code="not_now")
            return await bot.run(admitted.activity, lambda: _trouble_answer(turn))
        return await bot.run(admitted.activity, lambda: self._turns.answer(turn))

    async def _address(self, admitted: Admitted, turn: Turn) -> None:
        """Store a person's address from their own chat; on removal delete it and report it."""
        if turn.who is None or not turn.personal:
            return
        if isinstance(turn.ask, Removed):
            await conversations.forget(self._documents, turn.who.tenant, turn.who.user)
            if self._outcomes is not None:
                who = turn.who
                channel = Channel(platform=who.platform, tenant=who.tenant, user=who.user)
                await self._outcomes.missed(channel, FailureReason.NOT_INSTALLED)
        else:
            address = conversations.address_of(admitted.activity, turn.who)
            await conversations.remember(self._documents, address)

    async def _kept(self, admitted: Admitted, code: str) -> web.Response:
        """Keep an activity that was verified but could not be read, and raise the alarm."""
        _log.error("teams_activity_unreadable", code=code, alarm=True)
        kept = {
            "at": self._clock.now().isoformat(),
            "tenant": admitted.registration.tenant,
            "code": code,
            "activity": admitted.activity,
        }
        try:
            async with asyncio.timeout(self._ledger_within):
                until = UNREADABLE.until(self._clock.now())
                await self._documents.put(UNREADABLE, admitted.digest, json.dumps(kept), until)
        except (LedgerUnavailable, TimeoutError):
            _log.error("teams_activity_not_kept", code=code, alarm=True)
        invoke = admitted.activity["type"] == "invoke"
        return web.Response(status=HTTPStatus.BAD_REQUEST if invoke else HTTPStatus.OK)


async def _trouble_answer(turn: Turn) -> Answer:
    return trouble(turn)


class _Bot:
    """The SDK's adapter of one registration."""

    def __init__(self, settings: TeamsSettings, registration: Registration) -> None:
        self._app_id = registration.app_id
        self._line = RegistrationClients(settings, registration)
        self._adapter = CloudAdapter(_Authentication(self._line))

    async def run(
        self, activity: dict[str, Any], answer: Callable[[], Awaitable[Answer]]
    ) -> web.Response:
        """Run one verified activity through the SDK and return the HTTP answer."""

        async def turn(context: TurnContext) -> None:
            await _show(context, await answer())

        known: dict[str, Any] = {name: activity[name] for name in _FOR_THE_SDK if name in activity}
        for account in ("from", "recipient"):  # the SDK would send their names back
            named = activity.get(account)
            known[account] = {"id": named.get("id") if isinstance(named, dict) else None}
        try:
            invoked = await self._adapter.process_activity(
                self._verified(activity["serviceUrl"]), Activity().deserialize(known), turn
            )
        except DeliveryFailed as failure:  # of a reply: the person sees none and asks again
            _log.warning("teams_reply_failed", code=failure.code)
            return web.Response()
        if invoked is None or invoked.body is None:
            return web.Response()
        return web.json_response(invoked.body, status=int(invoked.status))

    def _verified(self, service_url: str) -> Any:
        """Return what the SDK's own check would; the gate has verified the request."""
        verified = AuthenticateRequestResult()
        verified.claims_identity = ClaimsIdentity(
            {"aud": self._app_id, "appid": self._app_id, "serviceurl": service_url}, True
        )
        verified.connector_factory = self._line
        return verified


class _Authentication(BotFrameworkAuthentication):
    """Refuses all requests by itself: only activities that the gate has verified are run."""

    def __init__(self, line: RegistrationClients) -> None:
        self._line = line

    async def authenticate_request(self, activity: Any, auth_header: str) -> Any:
        """Always refuse: requests are authenticated by the gate."""
        del activity, auth_header
        raise PermissionError

    async def authenticate_streaming_request(self, auth_header: str, channel_id_header: str) -> Any:
        """Always refuse: streaming connections are not used."""
        del auth_header, channel_id_header
        raise PermissionError

    def create_connector_factory(self, claims_identity: Any) -> ConnectorFactory:
        """Return the registration's own clients."""
        del claims_identity
        return self._line

    async def create_user_token_client(self, claims_identity: Any) -> None:
        """Return None: no user tokens are used."""


async def _show(context: TurnContext, answer: Answer) -> None:
    match answer:
        case Respond(body):
            response = InvokeResponse(status=int(HTTPStatus.OK), body=body)
            await context.send_activity(Activity(type="invokeResponse", value=response))
        case PostMessage():
            await _post(context, answer)
        case Silent():
            if context.activity.type == "invoke":
                nothing = InvokeResponse(status=int(HTTPStatus.OK), body={})
                await context.send_activity(Activity(type="invokeResponse", value=nothing))
        case _:
            assert_never(answer)


async def _post(context: TurnContext, answer: PostMessage) -> None:
    drawn = answer.attachment
    attachment = Attachment(content_type=drawn["contentType"], content=drawn["content"])
    activity = Activity(type="message", summary=answer.summary, attachments=[attachment])
    if answer.instead_of:
        activity.id = answer.instead_of
        await context.update_activity(activity)
    else:
        await context.send_activity(activity)
