"""Tokens that Teams' stand-in signs, checked with code that is not its own."""

import json
from typing import Any

import aiohttp
import jwt
import pytest

from bot.workbench.teams.keys import Issuer
from bot.workbench.teams.stand_in import TeamsStandIn
from tests.bot.workbench.conftest import Heard, Office, StoppedClock

Json = dict[str, Any]
USER = "aad-bryn"


def body(heard: Heard) -> Json:
    """The activity in a request."""
    decoded: Json = json.loads(heard.body)
    return decoded


async def published(teams: TeamsStandIn) -> jwt.PyJWKSet:
    """The issuer's keys, found by way of its metadata."""
    async with aiohttp.ClientSession() as session:
        metadata = await (await session.get(teams.metadata_url)).json()
        assert metadata["issuer"] == "https://api.botframework.com"
        keys = await (await session.get(metadata["jwks_uri"])).json()
    assert all("msteams" in key["endorsements"] for key in keys["keys"])
    return jwt.PyJWKSet.from_dict(keys)


def verified(heard: Heard, keys: jwt.PyJWKSet) -> Json:
    """The claims of a request's token, checked with the published keys."""
    token = heard.headers["Authorization"].removeprefix("Bearer ")
    header = jwt.get_unverified_header(token)
    assert header["alg"] == "RS256"
    return jwt.decode(
        token,
        keys[header["kid"]].key,
        algorithms=["RS256"],
        audience="app-council",
        issuer="https://api.botframework.com",
        options={"verify_exp": False, "verify_nbf": False},
    )


async def test_tokens_verify_and_keys_rotate(
    teams: TeamsStandIn, office: Office, clock: StoppedClock
) -> None:
    """Published keys verify what is sent; after a rotation only the new ones do."""
    await teams.say(USER, "escalate list")
    old = await published(teams)
    claims = verified(office.heard[0], old)
    activity = body(office.heard[0])
    assert claims["serviceurl"] == activity["serviceUrl"] == teams.service_url("tenant-council")
    assert claims["nbf"] <= clock.at.timestamp() < claims["exp"]
    assert activity["from"]["aadObjectId"] == USER
    assert activity["conversation"]["tenantId"] == "tenant-council"
    teams.issuer.rotate()
    await teams.say(USER, "escalate list")
    verified(office.heard[1], await published(teams))
    with pytest.raises(KeyError):
        verified(office.heard[1], old)


def test_forged_tokens_can_be_made(clock: StoppedClock) -> None:
    """For tests of the gate: any claim replaced or left out, any key, any header."""
    issuer, other = Issuer(clock), Issuer(clock)
    token = issuer.token("app", "https://x.example/", key=other.keys[0], exp=None, iss="me")
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["iss"] == "me"
    assert "exp" not in claims
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, issuer.keys[0].private.public_key(), algorithms=["RS256"],
                   audience="app")  # fmt: skip
