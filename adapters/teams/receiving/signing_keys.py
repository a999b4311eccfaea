"""The issuer's signing keys: fetched without blocking the loop, cached, refreshed in use (T5)."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
import jwt
import structlog

from core.ports import Clock

_log = structlog.get_logger(__name__)

_REFRESH_AFTER: Final = timedelta(hours=1)
"""Older keys are still used, but fetched anew in the background."""
_EXPIRE_AFTER: Final = timedelta(days=5)
"""Keys that could not be refreshed for so long are no longer trusted."""
_FETCH_INTERVAL: Final = timedelta(minutes=1)
"""At most one fetch a minute, however many unknown key ids arrive."""
_RETRY_INTERVAL: Final = timedelta(seconds=5)
"""Shorter interval after a failed fetch, while there is no key at all."""
_LARGEST: Final = 1 << 20
_SHORTEST_KEY: Final = 2048


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A public RSA key and the channels it may sign for."""

    key: Any
    endorsements: frozenset[str]


class SigningKeys:
    """Find the issuer's keys by id. ``metadata_url`` is the OpenID document that names the key
    list; the list must be on the same host, and no redirect is followed. A whole fetch may take
    ``within`` seconds.
    """

    def __init__(self, metadata_url: str, clock: Clock, *, within: float) -> None:
        self._url = metadata_url
        self._clock = clock
        self._within = within
        self._keys: Mapping[str, SigningKey] = {}
        self._fetched: datetime | None = None
        self._asked: datetime | None = None
        self._fetching: asyncio.Task[None] | None = None

    async def find(self, kid: str) -> SigningKey | None:
        """Return the key with this id, or None. Waits for a fetch only for an unknown id."""
        now = self._clock.now()
        if self._fetched is None or now - self._fetched > _EXPIRE_AFTER:
            self._keys = {}
        key = self._keys.get(kid)
        if key is None:
            fetching = self._fetch(now)
            if fetching is not None:
                await asyncio.shield(fetching)
            return self._keys.get(kid)
        if self._fetched is not None and now - self._fetched > _REFRESH_AFTER:
            self._fetch(now)
        return key

    def _fetch(self, now: datetime) -> asyncio.Task[None] | None:
        """Return the running fetch or a new one; None if the last one was too recent."""
        if self._fetching is not None and not self._fetching.done():
            return self._fetching
        wait = _FETCH_INTERVAL if self._keys else _RETRY_INTERVAL
        if self._asked is not None and timedelta(0) <= now - self._asked < wait:
            return None
        self._asked = now
        self._fetching = asyncio.create_task(self._load(now))
        return self._fetching

    async def _load(self, now: datetime) -> None:
        """Replace the keys; on any failure keep the present ones and log it."""
        try:
            async with asyncio.timeout(self._within), aiohttp.ClientSession() as session:
                metadata = await _json(session, self._url)
                keys = _keys(await _json(session, _listed(metadata, self._url)))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, RecursionError) as error:
            _log.error("teams_keys_unavailable", code=type(error).__name__)
            return
        self._keys = keys
        self._fetched = now


def _listed(metadata: Mapping[str, Any], url: str) -> str:
    """Return the URL of the key list, which must be on the configured host."""
    listed = metadata.get("jwks_uri")
    if not isinstance(listed, str) or urlsplit(listed)[:2] != urlsplit(url)[:2]:
        raise ValueError("the list of keys lies elsewhere")
    return listed


async def _json(session: aiohttp.ClientSession, url: str) -> Mapping[str, Any]:
    async with session.get(url, allow_redirects=False) as response:
        if response.status != 200:
            raise ValueError("no document")
        body = bytearray()
        async for chunk in response.content.iter_any():
            body += chunk
            if len(body) > _LARGEST:
                raise ValueError("the document is too large")
    document = json.loads(body)
    if not isinstance(document, dict):
        raise ValueError("not a document")  # noqa: TRY004 - a wrong value, as the others
    return document


def _keys(document: Mapping[str, Any]) -> Mapping[str, SigningKey]:
    """Return the usable keys of a list; others are skipped. Raises ValueError if there is none."""
    found: dict[str, SigningKey] = {}
    listed = document.get("keys")
    for entry in listed if isinstance(listed, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("kid"), str):
            key = _key(entry)
            if key is not None:
                found[entry["kid"]] = key
    if not found:
        raise ValueError("no usable key")
    return found


def _key(entry: dict[str, Any]) -> SigningKey | None:
    if entry.get("kty") != "RSA" or entry.get("use", "sig") != "sig" or "d" in entry:
        return None
    endorsements = entry.get("endorsements")
    if not isinstance(endorsements, list):
        return None
    try:
        key = jwt.PyJWK(entry, algorithm="RS256").key
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
    if key.key_size < _SHORTEST_KEY:
        return None
    return SigningKey(key, frozenset(e for e in endorsements if isinstance(e, str)))
