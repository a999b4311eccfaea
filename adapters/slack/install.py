"""Installing Concord into a workspace: Slack's OAuth pages, for enrolled workspaces only."""

import html
from typing import Any, Final
from urllib.parse import urljoin

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Installation
from typing_extensions import override

from adapters.slack.connection.api_errors import failure
from adapters.slack.connection.http_client import SILENT_LOGGER
from adapters.slack.connection.installations import STATE_SECONDS, SlackStateStore
from adapters.slack.connection.tokens import Tokens
from adapters.slack.settings import SlackSettings
from core.cases.record.ledger import Requests
from core.notifications.wording import platforms
from core.ports import Clock, KeyValueStore

SCOPES: Final = ("chat:write", "commands", "im:write", "users:read")
"""All scopes that Concord asks for; the manifest lists the same."""

_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_log = structlog.stdlib.get_logger(__name__)


class _Flow(AsyncOAuthFlow):
    """The SDK's OAuth flow, which stores installations of allowed workspaces only."""

    def __init__(self, tokens: Tokens, settings: AsyncOAuthSettings) -> None:
        super().__init__(client=tokens.wire.client(), logger=SILENT_LOGGER, settings=settings)
        self._tokens = tokens

    @override
    async def run_installation(self, code: str) -> Installation | None:
        """Exchange the code for the workspace's bot token; None where Slack refuses it."""
        try:
            answer = await self._tokens.exchange(
                code=code, redirect_uri=self.settings.redirect_uri or ""
            )
            token = str(answer["access_token"])
            bot = await self._tokens.wire.client(token).auth_test()
        except SlackApiError as error:
            _log.error("slack_install", code=failure(error, sent=False).code)
            return None
        return Installation(
            app_id=answer.get("app_id"),
            enterprise_id=(answer.get("enterprise") or {}).get("id"),
            team_id=(answer.get("team") or {}).get("id"),
            team_name=(answer.get("team") or {}).get("name"),
            bot_token=token,
            bot_id=bot.get("bot_id"),
            bot_user_id=answer.get("bot_user_id"),
            bot_scopes=answer.get("scope") or "",
            bot_refresh_token=answer.get("refresh_token"),
            bot_token_expires_at=self._tokens.ends(answer),
            is_enterprise_install=answer.get("is_enterprise_install") is True,
            user_id=(answer.get("authed_user") or {}).get("id") or "",
        )

    @override
    async def store_installation(
        self, request: AsyncBoltRequest, installation: Installation
    ) -> None:
        """Store the installation. If the workspace is not allowed, revoke the token and raise
        BoltError.
        """
        team = installation.team_id or ""
        if installation.is_enterprise_install or team not in self._tokens.settings.allowed_teams:
            await self._tokens.wire.client(installation.bot_token or "").auth_revoke()
            raise BoltError("team_not_allowed")
        await super().store_installation(request, installation)
        _log.info("slack_installed", team=team)


class Installing:
    """The two pages of an installation."""

    def __init__(
        self, tokens: Tokens, *, ledger: Requests, documents: KeyValueStore, clock: Clock
    ) -> None:
        states = SlackStateStore(documents, ledger, clock)
        self._tokens = tokens
        self._settings = _settings(tokens, states)

    async def begin(self, request: web.Request) -> web.Response:
        """Redirect the installer to Slack, with a state that is bound to this browser."""
        return await self._page(request, begin=True)

    async def finish(self, request: web.Request) -> web.Response:
        """Handle the redirect back from Slack and store the installation. Never answers 5xx."""
        return await self._page(request, begin=False)

    async def _page(self, request: web.Request, *, begin: bool) -> web.Response:
        asked = AsyncBoltRequest(
            body="",
            query=request.query_string,
            headers={name: [value] for name, value in request.headers.items()},
        )
        flow = _Flow(self._tokens, self._settings)
        try:
            answer = await (flow.handle_installation if begin else flow.handle_callback)(asked)
        except Exception as error:  # noqa: BLE001 - a page is shown, whatever Slack or a store did
            _log.error("slack_install", code=failure(error, sent=False).code)
            answer = _refused(400)
        response: web.Response = await to_aiohttp_response(answer)
        response.headers.update(_HEADERS)
        return response


def _settings(tokens: Tokens, states: SlackStateStore) -> AsyncOAuthSettings:
    ours: SlackSettings = tokens.settings
    return AsyncOAuthSettings(
        client_id=ours.client_id,
        client_secret=ours.client_secret,
        scopes=SCOPES,
        user_scopes=(),
        redirect_uri=f"{ours.public_url}/slack/oauth_redirect",
        install_page_rendering_enabled=False,
        authorization_url=urljoin(ours.api_base, "/oauth/v2/authorize"),
        installation_store=tokens.store,
        installation_store_bot_only=True,
        state_store=states,
        state_expiration_seconds=STATE_SECONDS,
        callback_options=AsyncCallbackOptions(success=_succeeded, failure=_failed),
        logger=SILENT_LOGGER,
    )


async def _succeeded(_args: AsyncSuccessArgs) -> BoltResponse:
    return _page(200, platforms.SLACK_INSTALLED_TITLE, platforms.SLACK_INSTALLED)


async def _failed(args: AsyncFailureArgs) -> BoltResponse:
    known = {"invalid_browser", "invalid_state", "missing_code", "invalid_code", "storage_error"}
    _log.error("slack_install", code=args.reason if args.reason in known else "declined")
    return _refused(min(args.suggested_status_code, 403))


def _refused(status: int) -> BoltResponse:
    return _page(status, platforms.SLACK_NOT_INSTALLED_TITLE, platforms.SLACK_NOT_INSTALLED)


def _page(status: int, title: str, text: str) -> BoltResponse:
    title, text = html.escape(title), html.escape(text)
    page = (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>'
        f"</head><body><main><h1>{title}</h1><p>{text}</p></main></body></html>"
    )
    headers: dict[str, Any] = {"content-type": ["text/html; charset=utf-8"]}
    return BoltResponse(status=status, body=page, headers=headers)
