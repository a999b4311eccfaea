"""The Slack app: gate, SDK, listeners and routes."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from aiohttp import web
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.answering.answers import Answers, UnknownPayload
from adapters.slack.connection.http_client import SILENT_LOGGER
from adapters.slack.connection.tokens import Tokens
from adapters.slack.install import Installing
from adapters.slack.receiving.gate import (
    Answered,
    Passed,
    RequestRefused,
    SlackGate,
    Unsure,
    Verdict,
)
from adapters.slack.receiving.time_budget import TimeBudget
from adapters.slack.settings import SlackSettings
from core.cases.record.ledger import Requests
from core.desk.port import FrontDesk
from core.notifications.couriers import ChannelOutcomeListener
from core.ports import Clock, KeyValueStore

EVENTS = "/slack/events"
INSTALL = "/slack/install"
REDIRECT = "/slack/oauth_redirect"

COMMAND = "/escalate"
_ANY = re.compile("")

_TIME_BUDGET_KEY = "concord_patience"

_log = structlog.stdlib.get_logger(__name__)

Answer = Callable[[Mapping[str, Any], TimeBudget], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class SlackApp:
    """One Slack app, ready to be served over HTTP, through Socket Mode, or both."""

    settings: SlackSettings
    gate: SlackGate
    bolt: AsyncApp
    answers: Answers
    tokens: Tokens
    installing: Installing | None

    def routes(self) -> list[web.RouteDef]:
        """Return the route for Slack's requests and, with a client id, those for installing."""
        routes = [web.post(EVENTS, self.receive)]
        if self.installing is not None:
            routes.append(web.get(INSTALL, self.installing.begin, allow_head=False))
            routes.append(web.get(REDIRECT, self.installing.finish, allow_head=False))
        return routes

    async def receive(self, request: web.Request) -> web.Response:
        """Answer an HTTP request: 4xx if the gate refuses it, else 200."""
        left = TimeBudget.of(self.settings.answer_within)
        verdict = await self.gate.http(request)
        if isinstance(verdict, RequestRefused):
            return web.Response(status=verdict.status)
        body = await self.answer(verdict, left)
        return web.Response(text=body, content_type="application/json") if body else web.Response()

    async def answer(self, verdict: Verdict, left: TimeBudget) -> str:
        """Return the body of the answer, "" for none. Never raises."""
        match verdict:
            case Answered(_, body):
                return body
            case Unsure(payload):
                return _body(self.answers.unsure(payload, left))
            case Passed(payload):
                return await self._dispatch(payload, left)
            case RequestRefused():
                return ""

    async def check_tokens(self) -> None:
        """Check the workspaces' tokens at start-up, so that no request waits for it."""
        await self.tokens.check_tokens()

    async def close(self) -> None:
        """Wait for background work and close the connections."""
        await self.answers.close()
        await self.tokens.close()

    async def _dispatch(self, payload: Mapping[str, Any], left: TimeBudget) -> str:
        """Let the SDK find the listener; keep a payload that none understood, and raise the
        alarm.
        """
        try:
            request = AsyncBoltRequest(
                body=dict(payload), mode="socket_mode", context={_TIME_BUDGET_KEY: left}
            )
            response: BoltResponse = await self.bolt.async_dispatch(request)
        except Exception as error:  # noqa: BLE001 - past the gate nothing becomes a 5xx
            _log.error("slack_dispatch", code=type(error).__name__)
            await self.gate.keep(payload)
            return ""
        if response.status == 200:
            return str(response.body or "")
        await self.gate.keep(payload)
        return ""


def slack_app(
    settings: SlackSettings,
    *,
    desk: FrontDesk,
    tokens: Tokens,
    ledger: Requests,
    documents: KeyValueStore,
    clock: Clock,
    heard: ChannelOutcomeListener | None = None,
) -> SlackApp:
    """Build the Slack app without opening connections. ``tokens`` is shared with the courier.

    Without a client id there are no installation pages, only the workspaces in ``bot_tokens``.
    """
    answers = Answers(desk, tokens, heard)
    installing = None
    if settings.client_id:
        installing = Installing(tokens, ledger=ledger, documents=documents, clock=clock)
    return SlackApp(
        settings=settings,
        gate=SlackGate(settings, ledger=ledger, documents=documents, clock=clock),
        bolt=_bolt(tokens, answers),
        answers=answers,
        tokens=tokens,
        installing=installing,
    )


def _bolt(tokens: Tokens, answers: Answers) -> AsyncApp:
    """Register one listener per kind, as the SDK tries them in turn; the gate has verified."""
    bolt = AsyncApp(
        name="concord",
        logger=SILENT_LOGGER,
        client=AsyncWebClient(base_url=tokens.settings.api_base, logger=SILENT_LOGGER),
        authorize=_authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    bolt.block_action(_ANY)(_listener(answers.press))
    bolt.view_submission(_ANY)(_listener(answers.submission))
    bolt.command(COMMAND)(_listener(answers.command))
    bolt.event("app_home_opened")(_listener(answers.opening))
    bolt.event("user_change")(_listener(_without_budget(answers.change)))
    for event in ("app_uninstalled", "tokens_revoked"):
        bolt.event(event)(_listener(_without_budget(answers.removal)))
    return bolt


async def _authorize(team_id: str | None, enterprise_id: str | None) -> AuthorizeResult:
    """Authorise every request that the gate passed; tokens are looked up when used."""
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)


def _listener(answer: Answer) -> Callable[..., Awaitable[BoltResponse]]:
    async def listen(body: dict[str, Any], context: AsyncBoltContext) -> BoltResponse:
        try:
            said = await answer(body, context[_TIME_BUDGET_KEY])
        except UnknownPayload:
            return BoltResponse(status=422)
        return BoltResponse(status=200, body=_body(said))

    return listen


def _without_budget(
    answer: Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any]]],
) -> Answer:
    async def unhurried(body: Mapping[str, Any], _left: TimeBudget) -> Mapping[str, Any]:
        return await answer(body)

    return unhurried


def _body(answer: Mapping[str, Any]) -> str:
    return json.dumps(answer) if answer else ""
