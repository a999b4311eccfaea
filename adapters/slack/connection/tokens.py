"""Provide a client for each workspace, with a token that is refreshed and checked."""

import asyncio
from datetime import timedelta
from typing import Any, Final

import structlog
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.connection.api_errors import failure
from adapters.slack.connection.http_client import HttpClients
from adapters.slack.connection.installations import INSTALLATIONS, SlackInstallationStore
from adapters.slack.settings import SlackSettings
from core.notifications.couriers import DeliveryFailed, QueueDown
from core.ports import Clock, KeyValueStore

REFRESH_BEFORE_END: Final = timedelta(hours=2)
"""Rotated tokens live twelve hours; in the last two they are refreshed in the background."""
BLOCK_BEFORE_END: Final = timedelta(minutes=5)
"""From here on, a call waits for the refresh."""

_log = structlog.stdlib.get_logger(__name__)


class Tokens:
    """Provide clients by workspace. Raises nothing but ``DeliveryFailed``."""

    def __init__(
        self,
        settings: SlackSettings,
        *,
        documents: KeyValueStore,
        clock: Clock,
        wire: HttpClients | None = None,
    ) -> None:
        self.settings = settings
        self.wire = wire or HttpClients(settings.api_base, settings.within)
        self.store = SlackInstallationStore(documents, clock)
        self._documents = documents
        self._clock = clock
        self._owner: dict[str, str] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._refreshing: set[asyncio.Task[Any]] = set()

    async def client(self, team: str) -> AsyncWebClient:
        """Return a client for a workspace of the partnership.

        Raises QueueDown if there is no token, or it is another workspace's; RetryLater if Slack cannot
        be asked at the moment.
        """
        if team not in self.settings.allowed_teams:
            raise QueueDown("team_not_allowed")
        try:
            token = self.settings.bot_tokens.get(team) or await self._installed(team)
            client = self.wire.client(token)
            await self._own(team, token, client)
        except DeliveryFailed:
            raise
        except Exception as error:
            raise failure(error, sent=False) from error
        return client

    async def check_tokens(self) -> None:
        """Check every workspace's token before requests arrive; log what is wrong."""
        for team in await self.teams():
            try:
                await self.client(team)
            except DeliveryFailed as failed:
                _log.error("slack_token", team=team, code=failed.code)

    async def teams(self) -> tuple[str, ...]:
        """Return the allowed workspaces that have a token."""
        known = {*self.settings.bot_tokens, *await self._documents.keys(INSTALLATIONS)}
        return tuple(sorted(known & self.settings.allowed_teams))

    async def forget(self, team: str) -> None:
        """Remove a workspace's installation."""
        await self.store.async_delete_all(enterprise_id=None, team_id=team)

    async def exchange(self, **grant: str) -> AsyncSlackResponse:
        """Exchange a code or a refresh token for a token. Raises as the SDK does.

        The app's credentials go into the body: the SDK's own method puts them into a header in a
        way that aiohttp 3.14 deprecates.
        """
        ours = {"client_id": self.settings.client_id, "client_secret": self.settings.client_secret}
        return await self.wire.client().api_call("oauth.v2.access", data=ours | grant)

    def ends(self, answer: AsyncSlackResponse) -> int | None:
        """Return the end of a token that was just granted, in POSIX seconds; None for no end."""
        seconds = answer.get("expires_in")
        return int(self._clock.now().timestamp() + seconds) if seconds else None

    async def close(self) -> None:
        """Stop refreshing and close the connections."""
        for task in tuple(self._refreshing):
            task.cancel()
        await asyncio.gather(*self._refreshing, return_exceptions=True)
        await self.wire.close()

    async def _installed(self, team: str) -> str:
        """Return an installed token, refreshed if it is about to end."""
        bot = await self._bot(team)
        if not bot.bot_refresh_token or bot.bot_token_expires_at is None:
            return bot.bot_token
        left = bot.bot_token_expires_at - self._clock.now().timestamp()
        if left > REFRESH_BEFORE_END.total_seconds():
            return bot.bot_token
        if left > BLOCK_BEFORE_END.total_seconds():
            self._refresh_aside(team)
            return bot.bot_token
        return await self._refresh(team, bot)

    async def _bot(self, team: str) -> Bot:
        bot = await self.store.async_find_bot(enterprise_id=None, team_id=team)
        if bot is None:
            raise QueueDown("not_installed")
        return bot

    def _refresh_aside(self, team: str) -> None:
        if self._lock(team).locked():
            return
        task = asyncio.create_task(self._refresh_quietly(team))
        self._refreshing.add(task)
        task.add_done_callback(self._refreshing.discard)

    async def _refresh_quietly(self, team: str) -> None:
        try:
            await self._refresh(team, await self._bot(team))
        except Exception as error:  # noqa: BLE001 - the token still works; the next call tries again
            code = failure(error, sent=False).code
            _log.warning("slack_token_refresh", team=team, code=code)

    async def _refresh(self, team: str, known: Bot) -> str:
        """Exchange the refresh token, unless another process did: checked before and after."""
        async with self._lock(team):
            bot = await self._bot(team)
            if bot.bot_token != known.bot_token:
                return bot.bot_token
            try:
                answer = await self.exchange(
                    grant_type="refresh_token", refresh_token=str(bot.bot_refresh_token)
                )
            except Exception as error:
                later = await self._bot(team)
                if later.bot_token != bot.bot_token:
                    return later.bot_token
                raise self._not_refreshed(bot, error) from error
            bot.bot_token = str(answer["access_token"])
            bot.bot_refresh_token = str(answer["refresh_token"])
            bot.bot_token_expires_at = self.ends(answer)
            await self.store.async_save_bot(bot)
            return bot.bot_token

    def _not_refreshed(self, bot: Bot, error: Exception) -> DeliveryFailed:
        failed = failure(error, sent=False)
        if failed.code in {"invalid_refresh_token", "invalid_client_id", "bad_client_secret"}:
            _log.error("slack_token_refresh", team=bot.team_id, code=failed.code)
            return QueueDown(failed.code)
        return failed

    async def _own(self, team: str, token: str, client: AsyncWebClient) -> None:
        """Check, once per token, that it belongs to this workspace."""
        if token not in self._owner:
            answer = await client.auth_test()
            self._owner[token] = str(answer.get("team_id") or "")
        if self._owner[token] != team:
            _log.error("slack_token", team=team, code="team_mismatch")
            raise QueueDown("team_mismatch")

    def _lock(self, team: str) -> asyncio.Lock:
        return self._locks.setdefault(team, asyncio.Lock())
