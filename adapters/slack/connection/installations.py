"""Store workspace installations and OAuth states: the SDK's stores on the key-value store."""

import logging
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from typing_extensions import override

from adapters.slack.connection.http_client import SILENT_LOGGER
from core.cases.record.ledger import Requests
from core.ports import Clock, Collection, KeyValueStore

INSTALLATIONS: Final = Collection("slack-installations", dict[str, Any], None)
"""What is kept of each installation, by workspace."""
STATES: Final = Collection("slack-oauth-states", str, timedelta(minutes=10))
"""Until when each state is good, by its digest."""
STATE_SECONDS: Final = 600

_KEPT: Final = (
    "app_id",
    "enterprise_id",
    "team_id",
    "team_name",
    "bot_token",
    "bot_id",
    "bot_user_id",
    "bot_scopes",
    "bot_refresh_token",
)
"""Fields stored of an installation. Concord asks for no user token, so none is stored."""


class SlackInstallationStore(AsyncInstallationStore):
    """Installations by team id, stored encrypted. Only single workspaces install."""

    def __init__(self, documents: KeyValueStore, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock

    @property
    def logger(self) -> logging.Logger:
        """The SDK's logger, silenced."""
        return SILENT_LOGGER

    @override
    async def async_save(self, installation: Installation) -> None:
        """Save, or replace, a workspace's installation."""
        await self.async_save_bot(installation.to_bot())

    @override
    async def async_save_bot(self, bot: Bot) -> None:
        """Save or replace a workspace's bot. Raises ValueError without workspace or token."""
        if not bot.team_id or not bot.bot_token:
            raise ValueError("an installation needs a workspace and a token")
        stored: dict[str, Any] = {key: getattr(bot, key) for key in _KEPT}
        stored["bot_scopes"] = list(bot.bot_scopes)
        stored["bot_token_expires_at"] = bot.bot_token_expires_at
        stored["installed_at"] = self._clock.now().timestamp()
        await self._documents.put(INSTALLATIONS, bot.team_id, stored, None)

    @override
    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        """Find a workspace's bot. One that is stored under another workspace's id is none."""
        if not team_id:
            return None
        stored = await self._documents.get(INSTALLATIONS, team_id)
        if stored is None:
            return None
        bot = Bot(**{**stored, "installed_at": float(stored["installed_at"])})
        return bot if bot.team_id == team_id else None

    @override
    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """Return a workspace's installation, regardless of who made it."""
        bot = await self.async_find_bot(enterprise_id=enterprise_id, team_id=team_id)
        if bot is None:
            return None
        return Installation(
            user_id=user_id or "",
            installed_at=bot.installed_at,
            bot_token_expires_at=bot.bot_token_expires_at,
            **{key: getattr(bot, key) for key in _KEPT},
        )

    @override
    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Delete a workspace's bot."""
        if team_id:
            await self._documents.remove(INSTALLATIONS, team_id)

    @override
    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Do nothing: the bot stays when one person's installation is removed."""

    @override
    async def async_delete_all(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Delete everything stored of a workspace."""
        await self.async_delete_bot(enterprise_id=enterprise_id, team_id=team_id)


@dataclass(frozen=True, slots=True)
class SlackStateStore(AsyncOAuthStateStore):
    """States of installations in progress: valid for ten minutes, once, in any process."""

    documents: KeyValueStore
    ledger: Requests
    clock: Clock

    @property
    def logger(self) -> logging.Logger:
        """The SDK's logger, silenced."""
        return SILENT_LOGGER

    @override
    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        """Issue a state."""
        state = secrets.token_urlsafe(32)
        until = self.clock.now() + timedelta(seconds=STATE_SECONDS)
        text = until.astimezone(UTC).isoformat()
        await self.documents.put(STATES, _key(state), text, until)
        return state

    @override
    async def async_consume(self, state: str) -> bool:
        """Return whether this state was issued under ten minutes ago and not used before."""
        now = self.clock.now()
        until = await self.documents.get(STATES, _key(state))
        await self.documents.remove(STATES, _key(state))
        if not _live(until, now):
            return False
        # The key-value store cannot read and remove in one step; the ledger's table can.
        return await self.ledger.first_seen(sha256(b"slack-state:" + state.encode()).digest(), now)


def _key(state: str) -> str:
    """Return a state's digest: its key, so that reading the store does not reveal the state."""
    return sha256(state.encode("utf-8", "replace")).hexdigest()


def _live(until: str | None, now: datetime) -> bool:
    return until is not None and now < datetime.fromisoformat(until)
