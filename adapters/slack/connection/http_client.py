"""HTTP clients for Slack's Web API: one connection pool, no retries, no logging, time limits."""

import logging
from collections.abc import Mapping
from math import ceil
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.settings import SLACK_API

_CONNECTED: Final = 0.4
"""Part of the time of a call in which there must be a connection."""
_HOOKS: Final = "https://hooks.slack.com"
_LOCAL: Final = frozenset({"127.0.0.1", "::1", "localhost"})

SILENT_LOGGER: Final = logging.Logger("concord.slack.sdk", logging.CRITICAL + 1)  # noqa: LOG001
"""A logger without output, as the SDK logs what it sends and receives, tokens included. It has no
parent (the reason for the exception), so no logging configuration can turn it on.
"""


class HttpClients:
    """Clients of the Web API that share one connection pool, opened with the first call."""

    def __init__(self, api_base: str = SLACK_API, within: float = 10.0) -> None:
        self._base = api_base
        self._within = within
        self._session: aiohttp.ClientSession | None = None

    def client(self, token: str = "") -> AsyncWebClient:
        """Return a client for a token. It never retries: the SDK's own handlers would post a
        message again if only the answer was lost.
        """
        client = AsyncWebClient(
            token=token or None,
            base_url=self._base,
            timeout=ceil(self._within),
            session=self._pool(),
            retry_handlers=[],
            logger=SILENT_LOGGER,
        )
        if urlsplit(self._base).hostname in _LOCAL:
            client.proxy = None  # the SDK would send even this through the environment's proxy
        return client

    async def respond(self, url: str, message: Mapping[str, Any]) -> int:
        """Post to a response URL of Slack, or of the configured API base; return the HTTP status.

        Raises ValueError for any other host.
        """
        if _origin(url) not in {_HOOKS, _origin(self._base)}:
            raise ValueError("not a response URL of Slack's")
        async with self._pool().post(url, json=message, allow_redirects=False) as response:
            return response.status

    async def close(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()

    def _pool(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(
                    total=self._within, sock_connect=_CONNECTED * self._within
                ),
                connector=aiohttp.TCPConnector(limit=0),
            )
        return self._session


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
