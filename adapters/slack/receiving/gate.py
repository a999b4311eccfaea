"""The gate in front of the SDK: passes only signed, recent, enrolled and unrepeated requests."""

import asyncio
import base64
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

import structlog
from aiohttp import web

from adapters.slack.receiving import read
from adapters.slack.receiving.unpack import FORM, JSON, TooDeep, UnreadablePayload, too_deep, unpack
from adapters.slack.settings import SlackSettings
from core.cases.record.ledger import Requests
from core.ports import UNREADABLE, Clock, KeyValueStore

BODY_LIMIT_BYTES: Final = 256 * 1024
"""Bytes of a body; Slack's own are far smaller."""
MAX_AGE_SECONDS: Final = 300
MAX_AHEAD_SECONDS: Final = 60
"""Seconds by which a timestamp may lie before and after now."""

_READ_SECONDS: Final = 5.0
_LEDGER_SHARE: Final = 3 / 7
_TIMESTAMP: Final = re.compile(r"[0-9]{1,11}", re.ASCII)
_SIGNATURE: Final = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Raw:
    """A request before verification; headers with all values they came with."""

    content_types: tuple[str, ...]
    encodings: tuple[str, ...]
    timestamps: tuple[str, ...]
    signatures: tuple[str, ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Passed:
    """Signed, recent, from an allowed workspace and not seen before."""

    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Unsure(Passed):
    """As ``Passed``, but the replay check failed: do nothing and ask the person to try again."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Answered by the gate, with nothing to do: a repeat, a challenge, an unreadable body."""

    code: str
    body: str = ""


@dataclass(frozen=True, slots=True)
class RequestRefused:
    """Refused with an HTTP status from 400 to 499."""

    status: int
    code: str


Verdict = Passed | Answered | RequestRefused


def content_type(raw: Raw) -> str:
    """Return the media type if it is one that Slack uses, else ""."""
    if len(raw.content_types) != 1 or any(e.lower() != "identity" for e in raw.encodings):
        return ""
    kind = raw.content_types[0].partition(";")[0].strip().lower()
    return kind if kind in {FORM, JSON} else ""


def verify(raw: Raw, secrets: tuple[str, ...], now: datetime) -> bool:
    """Return whether Slack signed this body within the time window; ``now`` is aware.

    Slack's scheme v0: HMAC-SHA256 over ``v0:timestamp:body``. Every secret is tried, always.
    """
    if len(raw.timestamps) != 1 or len(raw.signatures) != 1:
        return False
    timestamp, signature = raw.timestamps[0], raw.signatures[0]
    if not _TIMESTAMP.fullmatch(timestamp) or not _SIGNATURE.fullmatch(signature):
        return False
    if not -MAX_AGE_SECONDS <= int(timestamp) - now.timestamp() <= MAX_AHEAD_SECONDS:
        return False
    signed = b"v0:" + timestamp.encode("ascii") + b":" + raw.body
    given = signature.encode("ascii")
    matches = [
        hmac.compare_digest(given, b"v0=" + _digest(secret, signed)) for secret in secrets if secret
    ]
    return any(matches)


def admit(payload: Mapping[str, Any], teams: frozenset[str]) -> RequestRefused | None:
    """Refuse workspaces that are not allowed, and people of other workspaces (Slack Connect)."""
    if read.team_of(payload) not in teams:
        return RequestRefused(403, "team_not_allowed")
    if read.visitor(payload):
        return RequestRefused(403, "visitor")
    return None


class SlackGate:
    """The checks of one Slack app, for HTTP and, as far as they apply, for Socket Mode."""

    def __init__(
        self, settings: SlackSettings, *, ledger: Requests, documents: KeyValueStore, clock: Clock
    ) -> None:
        self._settings = settings
        self._ledger = ledger
        self._documents = documents
        self._clock = clock

    async def http(self, request: web.Request) -> Verdict:
        """Check an HTTP request. Never raises, whatever the request holds."""
        verdict = await self._http(request)
        if isinstance(verdict, RequestRefused | Answered):
            _log.info("slack_gate", code=verdict.code)
        return verdict

    async def envelope(self, envelope: str, payload: Mapping[str, Any]) -> Verdict:
        """Check a Socket Mode envelope; unsigned, as the connection is authenticated."""
        body = json.dumps(payload, sort_keys=True).encode()
        if too_deep(body.decode()):
            await self._keep(body)
            return RequestRefused(400, "too_deep")
        refused = admit(payload, self._settings.allowed_teams)
        if refused:
            _log.info("slack_gate", code=refused.code)
            return refused
        # A repeated delivery has a new envelope around the same payload.
        first = await self._first(b"envelope:" + envelope.encode("utf-8", "replace"), payload)
        return await self._first(b"body:" + body, payload) if type(first) is Passed else first

    async def _http(self, request: web.Request) -> Verdict:
        head = _head(request)
        kind = content_type(head)
        if request.method != "POST":
            return RequestRefused(405, "method")
        if not kind:
            return RequestRefused(415, "content_type")
        body = await _body(request)
        if isinstance(body, RequestRefused):
            return body
        raw = _head(request, body)
        if not verify(raw, self._settings.signing_secrets, self._clock.now()):
            return RequestRefused(401, "signature")
        return await self._signed(kind, body)

    async def _signed(self, kind: str, body: bytes) -> Verdict:
        """Check a body whose signature is valid."""
        try:
            payload = unpack(kind, body)
        except TooDeep:
            await self._keep(body)
            return RequestRefused(400, "too_deep")
        except UnreadablePayload:
            await self._keep(body)
            return Answered("unreadable")
        if payload.get("type") == "url_verification":
            return Answered("challenge", json.dumps({"challenge": str(payload.get("challenge"))}))
        if "ssl_check" in payload:
            return Answered("ssl_check")
        refused = admit(payload, self._settings.allowed_teams)
        return refused or await self._first(b"body:" + body, payload)

    async def keep(self, payload: Mapping[str, Any]) -> None:
        """Keep a payload that passed but that no reader understood, and raise the alarm."""
        await self._keep(json.dumps(payload).encode())

    async def _first(self, seen: bytes, payload: Mapping[str, Any]) -> Verdict:
        """Let a request pass the first time only. Slack repeats a delivery with a new timestamp and
        signature, so the body is what is remembered.
        """
        digest = sha256(b"slack:" + seen).digest()
        try:
            async with asyncio.timeout(self._settings.answer_within * _LEDGER_SHARE):
                first = await self._ledger.first_seen(digest, self._clock.now())
        except Exception as error:  # noqa: BLE001 - whatever fails here, the person gets an answer
            _log.error("slack_replay_table", code=type(error).__name__)
            return Unsure(payload)
        return Passed(payload) if first else Answered("repeat")

    async def _keep(self, body: bytes) -> None:
        key = f"slack-{self._clock.now():%Y%m%dT%H%M%S}-{sha256(body).hexdigest()[:16]}"
        _log.error("slack_unreadable", code=UNREADABLE.name, key=key)
        try:
            async with asyncio.timeout(self._settings.answer_within * _LEDGER_SHARE):
                text, until = (
                    base64.b64encode(body).decode("ascii"),
                    UNREADABLE.until(self._clock.now()),
                )
                await self._documents.put(UNREADABLE, key, text, until)
        except Exception as error:  # noqa: BLE001 - the alarm above has been raised already
            _log.error("slack_unreadable_lost", code=type(error).__name__, key=key)


def _digest(secret: str, signed: bytes) -> bytes:
    return hmac.new(secret.encode(), signed, sha256).hexdigest().encode("ascii")


def _head(request: web.Request, body: bytes = b"") -> Raw:
    headers = request.headers
    return Raw(
        content_types=tuple(headers.getall("Content-Type", ())),
        encodings=tuple(headers.getall("Content-Encoding", ())),
        timestamps=tuple(headers.getall("X-Slack-Request-Timestamp", ())),
        signatures=tuple(headers.getall("X-Slack-Signature", ())),
        body=body,
    )


async def _body(request: web.Request) -> bytes | RequestRefused:
    """Read the body, limited in bytes and time; only ``read()`` enforces ``client_max_size``."""
    if (request.content_length or 0) > BODY_LIMIT_BYTES:
        return RequestRefused(413, "too_large")
    try:
        async with asyncio.timeout(_READ_SECONDS):
            return await request.clone(client_max_size=BODY_LIMIT_BYTES).read()
    except web.HTTPRequestEntityTooLarge:
        return RequestRefused(413, "too_large")
    except TimeoutError:
        return RequestRefused(408, "too_slow")
    except (web.RequestPayloadError, OSError, ValueError):
        return RequestRefused(400, "broken_body")
