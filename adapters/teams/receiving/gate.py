"""Our own check in front of the SDK: sender, service URL and tenant of each request (T3-T7)."""

import asyncio
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final

import aiohttp
import jwt
import structlog
from aiohttp import web
from jwt.types import Options

from adapters.teams.receiving.signing_keys import SigningKey, SigningKeys
from adapters.teams.settings import Registration, TeamsSettings
from core.cases.record.ledger import Requests
from core.ports import Clock

_log = structlog.get_logger(__name__)

_LARGEST: Final = 256 * 1024
_LONGEST_TOKEN: Final = 8 * 1024
_DEEPEST: Final = 32
_READ_WITHIN: Final = 5.0
_FETCH_SHARE: Final = 1.2
"""How long fetching the signing keys may take, as a share of the desk's time."""
_LEEWAY: Final = 5 * 60
_CHANNEL: Final = "msteams"
_LIFECYCLE: Final = frozenset({"conversationUpdate", "installationUpdate"})
_STEP: Final = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_NOT_BRACKETS: Final = bytes(sorted(set(range(256)) - set(_STEP)))
_UNCHECKED: Final = Options(
    verify_aud=False, verify_exp=False, verify_iat=False, verify_iss=False, verify_nbf=False
)
"""Checked here instead: with our clock, and against the registration that the activity is for."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """A verified activity and the registration it was sent to."""

    registration: Registration
    activity: dict[str, Any]
    digest: str
    """Identifies this activity in this conversation; reveals nothing of it."""


@dataclass(frozen=True, slots=True)
class ActivityRefused:
    """A refused request; ``code`` is logged, never sent to the caller."""

    status: int
    code: str


class _Refusal(Exception):  # noqa: N818 - what happened, as the domain says it
    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


class TeamsGate:
    """Admit what the issuer signed for one of our registrations; bodies are never logged."""

    def __init__(self, settings: TeamsSettings, ledger: Requests, clock: Clock) -> None:
        if not all(registration.app_id.strip() for registration in settings.registrations):
            raise ValueError("a Teams registration without an app id would let anybody in")
        self._settings = settings
        self._ledger = ledger
        self._clock = clock
        within = settings.answer_within * _FETCH_SHARE
        self._keys = SigningKeys(settings.openid_metadata_url, clock, within=within)

    async def check(self, request: web.Request) -> Admitted | ActivityRefused:
        """Verify a request: first its token, then its size and shape, then that the two match."""
        try:
            claims, key = await self._verified(request)
            activity = _parsed(await _body(request))
            registration = self._agreed(claims, key, activity)
        except _Refusal as refusal:
            _log.warning("teams_turned_away", code=refusal.code, status=refusal.status)
            return ActivityRefused(refusal.status, refusal.code)
        return Admitted(registration, activity, _digest(registration, activity))

    async def first_time(self, admitted: Admitted) -> bool:
        """Return False if the activity was admitted in the last ten minutes. May raise
        LedgerUnavailable.
        """
        seen = bytes.fromhex(admitted.digest)
        return await self._ledger.first_seen(seen, self._clock.now())

    async def _verified(self, request: web.Request) -> tuple[Mapping[str, Any], SigningKey]:
        token = _bearer(request)
        key = await self._keys.find(_key_id(token))
        if key is None:
            raise _Refusal(401, "unknown_key")
        try:
            claims = jwt.decode(token, key.key, algorithms=["RS256"], options=_UNCHECKED)
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
            raise _Refusal(401, "bad_signature") from None
        self._check_claims(claims)
        return claims, key

    def _check_claims(self, claims: Mapping[str, Any]) -> None:
        now = self._clock.now()
        if claims.get("iss") != self._settings.issuer:
            raise _Refusal(401, "wrong_issuer")
        if not isinstance(claims.get("aud"), str) or self._settings.by_app(claims["aud"]) is None:
            raise _Refusal(401, "wrong_audience")
        if _seconds(claims, "exp") <= now.timestamp() - _LEEWAY:
            raise _Refusal(401, "expired")
        if "nbf" in claims and _seconds(claims, "nbf") > now.timestamp() + _LEEWAY:
            raise _Refusal(401, "not_yet_valid")

    def _agreed(
        self, claims: Mapping[str, Any], key: SigningKey, activity: Mapping[str, Any]
    ) -> Registration:
        """Return the registration that both token and activity name."""
        registration = self._settings.by_app(claims["aud"])
        if registration is None:
            raise _Refusal(401, "wrong_audience")
        if activity.get("channelId") != _CHANNEL or _CHANNEL not in key.endorsements:
            raise _Refusal(403, "wrong_channel")
        url = activity.get("serviceUrl")
        if not isinstance(url, str) or claims.get("serviceurl") != url:
            raise _Refusal(403, "service_url_differs")
        if not self._settings.trusts(url):
            raise _Refusal(403, "service_url_not_listed")
        _check_tenant(activity, registration)
        _check_sender(activity)
        return registration


def _bearer(request: web.Request) -> str:
    """Return the bearer token. Refuses requests that are not a JSON POST with one token."""
    if request.method != "POST":
        raise _Refusal(405, "method")
    headers = request.headers.getall("Authorization", [])
    if len(headers) != 1:
        raise _Refusal(401, "no_token")
    scheme, _, token = headers[0].partition(" ")
    if scheme.lower() != "bearer" or not token.isascii() or not 0 < len(token) <= _LONGEST_TOKEN:
        raise _Refusal(401, "no_token")
    media_type = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" or "Content-Encoding" in request.headers:
        raise _Refusal(415, "not_json")
    return token


def _key_id(token: str) -> str:
    """Return the id of the signing key a token names; only RS256 is accepted."""
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        raise _Refusal(401, "bad_token") from None
    kid = header.get("kid")
    if header.get("alg") != "RS256" or "crit" in header:
        raise _Refusal(401, "wrong_algorithm")
    if not isinstance(kid, str) or not kid:
        raise _Refusal(401, "no_key_id")
    return kid


def _seconds(claims: Mapping[str, Any], name: str) -> int:
    value = claims.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _Refusal(401, f"bad_{name}")
    return value


async def _body(request: web.Request) -> bytes:
    if (request.content_length or 0) > _LARGEST:
        raise _Refusal(413, "too_large")
    body = bytearray()
    try:
        async with asyncio.timeout(_READ_WITHIN):
            while chunk := await request.content.read(_LARGEST):
                body += chunk
                if len(body) > _LARGEST:
                    raise _Refusal(413, "too_large")
    except TimeoutError:
        raise _Refusal(408, "too_slow") from None
    except (aiohttp.ClientError, web.HTTPException, OSError, ValueError):
        raise _Refusal(400, "unreadable_body") from None
    return bytes(body)


def _parsed(body: bytes) -> dict[str, Any]:
    """Return the activity in a body; its nesting is measured before it is parsed."""
    if _depth(body) > _DEEPEST:
        raise _Refusal(400, "too_deep")
    try:
        activity = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise _Refusal(400, "bad_json") from None
    if not isinstance(activity, dict) or not _is_name(activity.get("type")):
        raise _Refusal(400, "not_an_activity")
    if not _is_name(activity.get("id")) or not _is_name(_part(activity, "conversation").get("id")):
        raise _Refusal(400, "no_activity_id")
    return activity


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _depth(body: bytes) -> int:
    """Return how deep brackets nest outside strings; linear in the size, whatever the body is."""
    outside = body.replace(b"\\\\", b"").replace(b'\\"', b"").split(b'"')[::2]
    brackets = b"".join(outside).translate(None, _NOT_BRACKETS)
    return max(accumulate(_STEP[bracket] for bracket in brackets), default=0)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 1024


def _part(activity: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = activity.get(name)
    return part if isinstance(part, dict) else {}


def _check_tenant(activity: Mapping[str, Any], registration: Registration) -> None:
    """Require at least one tenant in the activity, and every one to be the registration's."""
    named = (
        _part(activity, "conversation").get("tenantId"),
        _part(_part(activity, "channelData"), "tenant").get("id"),
        _part(activity, "from").get("tenantId"),
    )
    tenants = [tenant for tenant in named if tenant is not None]
    if not tenants or any(tenant != registration.tenant for tenant in tenants):
        raise _Refusal(403, "wrong_tenant")


def _check_sender(activity: Mapping[str, Any]) -> None:
    """Refuse bots and senders without an account in the tenant.

    A guest has an account of this tenant; people who are not enrolled, guests or not, are refused
    by the desk, which alone knows who is.
    """
    sender = _part(activity, "from")
    if activity["type"] in _LIFECYCLE:
        return
    if sender.get("role") in ("bot", "skill") or str(sender.get("id")).startswith("28:"):
        raise _Refusal(403, "a_bot")
    if not _is_name(sender.get("aadObjectId")):
        raise _Refusal(403, "no_account")


def _digest(registration: Registration, activity: Mapping[str, Any]) -> str:
    parts = (registration.app_id, _part(activity, "conversation")["id"], activity["id"])
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
