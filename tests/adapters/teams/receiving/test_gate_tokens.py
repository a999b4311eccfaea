"""Who gets past the gate: only what the issuer signed for this registration, tenant and channel."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from adapters.teams.sending.conversations import ADDRESSES
from adapters.teams.settings import Registration, TeamsSettings
from tests.adapters.teams.office import APP, OTHER_APP, OTHER_TENANT, TENANT, Office
from tests.adapters.teams.receiving.issuer import private_key

Make = Callable[[Office], str]


def _b64(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _public_pem() -> bytes:
    return (
        private_key("first")
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def _hmac_with_public_key(office: Office) -> str:
    body = f"{_b64({'alg': 'HS256', 'typ': 'JWT', 'kid': 'first'})}.{_b64(office.claims())}"
    return f"{body}.{_b64(hmac.new(_public_pem(), body.encode(), hashlib.sha256).digest())}"


def _unsigned(alg: str) -> Make:
    return lambda office: f"{_b64({'alg': alg, 'kid': 'first'})}.{_b64(office.claims())}."


def _claims(**given: Any) -> Make:
    return lambda office: office.token(**given)


def _header(**given: Any) -> Make:
    return lambda office: office.issuer.token(office.claims(), headers=given)


def _algorithm(alg: str) -> Make:
    return lambda office: jwt.encode(
        office.claims(), private_key("first"), algorithm=alg, headers={"kid": "first"}
    )


def _part(at: int, new: str) -> Make:
    def make(office: Office) -> str:
        parts = office.token().split(".")
        parts[at] = new
        return ".".join(parts)

    return make


def _when(**hours: float) -> Make:
    """Claims relative to now: seconds by claim."""

    def make(office: Office) -> str:
        now = int(office.clock.now().timestamp())
        return office.token(**{name: now + int(by) for name, by in hours.items()})

    return make


def _resigned(office: Office) -> str:
    return jwt.encode(
        office.claims(), private_key("stranger"), algorithm="RS256", headers={"kid": "first"}
    )


def _payload_swapped(office: Office) -> str:
    head, _, signature = office.token().split(".")
    return f"{head}.{_b64(office.claims(aud=APP, extra=1))}.{signature}"


def _own_key_in_header(office: Office) -> str:
    jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(private_key("stranger").public_key()))
    return jwt.encode(
        office.claims(), private_key("stranger"), algorithm="RS256",
        headers={"kid": "first", "jwk": jwk},
    )  # fmt: skip


BAD: dict[str, Make] = {
    "alg none": _unsigned("none"),
    "alg None": _unsigned("None"),
    "alg NONE": _unsigned("NONE"),
    "alg empty": _unsigned(""),
    "HS256 with the public key": _hmac_with_public_key,
    "RS384": _algorithm("RS384"),
    "RS512": _algorithm("RS512"),
    "PS256": _algorithm("PS256"),
    "signed by a stranger under our key id": _resigned,
    "a stranger's key in the header": _own_key_in_header,
    "key address in the header, unknown key": lambda o: o.issuer.token(
        o.claims(), kid="mine", headers={"jku": "http://evil.example/keys"}
    ),
    "unknown key": lambda o: o.issuer.token(o.claims(), kid="unknown"),
    "empty key id": lambda o: o.issuer.token(o.claims(), kid=""),
    "no key id": lambda o: jwt.encode(o.claims(), private_key("first"), algorithm="RS256"),
    "key id a number": lambda o: f"{_b64({'alg': 'RS256', 'kid': 7})}.{_b64(o.claims())}.AAAA",
    "critical header": _header(crit=["exp"], exp=1),
    "payload swapped": _payload_swapped,
    "signature empty": _part(2, ""),
    "signature of zeros": _part(2, _b64(bytes(256))),
    "signature not base64": _part(2, "%%%%"),
    "header not JSON": _part(0, _b64(b"not json")),
    "header a list": _part(0, _b64([1])),
    "header nested deep": _part(0, _b64(b"[" * 2500)),
    "header nested objects": _part(0, _b64(b'{"a":' * 900)),
    "header not UTF-8": _part(0, _b64(b"\xff\xfe{")),
    "payload not JSON": _part(1, _b64(b"not json")),
    "payload empty": _part(1, ""),
    "truncated by one": lambda o: o.token()[:-1],
    "truncated by half": lambda o: o.token()[: len(o.token()) // 2],
    "without signature part": lambda o: o.token().rsplit(".", 1)[0],
    "a fourth part": lambda o: o.token() + ".AAAA",
    "one word": lambda _: "token",
    "dots": lambda _: "..",
    "wrong issuer": _claims(iss="https://evil.example"),
    "issuer with a slash": _claims(iss="https://issuer.example/"),
    "issuer absent": _claims(iss=None),
    "issuer a list": _claims(iss=["https://issuer.example"]),
    "wrong audience": _claims(aud="33333333-3333-3333-3333-333333333333"),
    "audience absent": _claims(aud=None),
    "audience empty": _claims(aud=""),
    "audience a list with ours": _claims(aud=[APP]),
    "audience in upper case": _claims(aud="AAAA" + APP[4:]),
    "expired six minutes ago": _when(exp=-360),
    "expired a year ago": _when(exp=-365 * 86400),
    "expiry absent": _claims(exp=None),
    "expiry a text": _claims(exp="9999999999"),
    "expiry a boolean": _claims(exp=True),
    "expiry a fraction": _claims(exp=9e12 + 0.5),
    "expiry zero": _claims(exp=0),
    "expiry negative": _claims(exp=-1),
    "not valid before six minutes on": _when(nbf=360),
    "not valid before a text": _claims(nbf="0"),
    "service URL absent": _claims(serviceurl=None),
    "service URL of another": _claims(serviceurl="https://smba.trafficmanager.net/uk/"),
    "service URL a list": _claims(serviceurl=["http://127.0.0.1"]),
    "service URL empty": _claims(serviceurl=""),
    "of the other registration": _claims(aud=OTHER_APP),
}


@pytest.mark.parametrize("make", BAD.values(), ids=BAD)
async def test_a_bad_token_is_turned_away(office: Office, make: Make) -> None:
    """Answered 401 or 403, nothing reaches the desk, nothing is sent or stored."""
    status, body = await office.post(office.activity("message", text="list"), make(office))
    assert status in (401, 403)
    assert body == ""
    assert office.desk.asked == []
    assert office.connector.taken == []
    assert await office.documents.keys(ADDRESSES) == ()


def test_there_are_at_least_forty_bad_tokens() -> None:
    """The list does not shrink unseen."""
    assert len(BAD) >= 40


async def test_a_good_token_is_let_in(office: Office) -> None:
    """The same request with a good token reaches the desk, so the refusals were for the token."""
    status, _ = await office.say("list")
    assert status == 200
    assert office.desk.asked[0][0] == "command"


@pytest.mark.parametrize(("claim", "by"), [("exp", -299), ("nbf", 299)])
async def test_clocks_may_differ_by_five_minutes(office: Office, claim: str, by: int) -> None:
    """Just within the leeway is let in."""
    now = int(office.clock.now().timestamp())
    token = office.token(**{claim: now + by})
    status, _ = await office.post(office.activity("message", text="list"), token)
    assert status == 200


@pytest.mark.parametrize("endorsements", [None, [], ["skype"], ["MSTEAMS"]])
async def test_a_key_signs_only_for_channels_it_is_endorsed_for(
    office: Office, endorsements: list[str] | None
) -> None:
    """A key without this channel's endorsement lets nothing in."""
    office.issuer.endorsements = endorsements
    status, _ = await office.say("list")
    assert status in (401, 403)
    assert office.desk.asked == []


HEADERS = {
    "none": {"Authorization": ""},
    "no scheme": {"Authorization": "abc"},
    "basic": {"Authorization": "Basic YTpi"},
    "bearer without token": {"Authorization": "Bearer"},
    "bearer and a space": {"Authorization": "Bearer "},
    "not ASCII": {"Authorization": "Bearer é"},
    "too long": {"Authorization": "Bearer " + "a" * 8100},
}


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS)
async def test_a_request_without_a_token_is_turned_away(
    office: Office, headers: dict[str, str]
) -> None:
    """Never 5xx, never let in."""
    status, _ = await office.post(office.activity("message", text="list"), headers=headers)
    assert 400 <= status < 500
    assert office.desk.asked == []


async def test_two_tokens_are_one_too_many(office: Office) -> None:
    """Nobody can choose which of two headers is looked at."""
    headers = [("Authorization", f"Bearer {office.token()}")] * 2
    async with office.session.post(office.url, headers=headers, json={}) as response:
        assert response.status == 401


WRONG: dict[str, dict[str, Any]] = {
    "conversation of another tenant": {
        "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": OTHER_TENANT}
    },
    "channel data of another tenant": {"channelData": {"tenant": {"id": OTHER_TENANT}}},
    "sender of another tenant": {
        "from": {"id": "29:x", "aadObjectId": "u", "tenantId": OTHER_TENANT}
    },
    "tenant a list": {"channelData": {"tenant": {"id": [TENANT]}}},
    "tenant an object": {"channelData": {"tenant": {"id": {"id": TENANT}}}},
    "tenant in upper case": {"channelData": {"tenant": {"id": TENANT.upper()}}},
    "no tenant anywhere": {
        "conversation": {"id": "a:1", "conversationType": "personal"}, "channelData": {},
    },
    "another channel": {"channelId": "directline"},
    "emulator": {"channelId": "emulator"},
    "no channel": {"channelId": None},
    "a bot": {"from": {"id": "28:other", "aadObjectId": "u"}},
    "a bot by role": {"from": {"id": "29:x", "aadObjectId": "u", "role": "bot"}},
    "role a list": {"from": {"id": "29:x", "role": ["user"]}},
    "an anonymous guest": {"from": {"id": "29:x", "name": "Guest"}},
    "no sender": {"from": None},
    "sender a text": {"from": "29:x"},
    "service URL differs": {"serviceUrl": "https://smba.trafficmanager.net/uk/"},
    "service URL a list": {"serviceUrl": ["https://smba.trafficmanager.net/uk/"]},
}  # fmt: skip


@pytest.mark.parametrize("given", WRONG.values(), ids=WRONG)
async def test_token_and_activity_must_agree(office: Office, given: dict[str, Any]) -> None:
    """A good token with an activity that is not of its tenant, channel or sender is refused."""
    status, _ = await office.say("list", **given)
    assert status == 403
    assert office.desk.asked == []


async def test_the_audience_picks_the_registration(office: Office) -> None:
    """A token for the other registration acts in the other tenant, as a different person."""
    of_other = {
        "conversation": {
            "id": "a:2", "conversationType": "personal", "tenantId": OTHER_TENANT,
        },
        "channelData": {"tenant": {"id": OTHER_TENANT}},
    }  # fmt: skip
    activity = office.activity("message", text="list", **of_other)
    status, _ = await office.post(activity, office.token(aud=OTHER_APP))
    assert status == 200
    assert office.desk.asked[0][1].tenant == OTHER_TENANT


@pytest.mark.parametrize("app_id", ["", " ", "\t\n"])
def test_an_empty_app_id_is_refused_at_the_start(app_id: str) -> None:
    """With an empty app id the SDK would let anybody in."""
    registration = Registration(app_id=app_id, secret="s", tenant=TENANT)
    with pytest.raises(ValueError, match="app id"):
        TeamsSettings(registrations=(registration,))


def test_secrets_are_not_in_what_settings_print() -> None:
    """A settings object in a log or trace shows neither secret nor token."""
    registration = Registration(app_id=APP, secret="hush-1", tenant=TENANT)
    settings = TeamsSettings(registrations=(registration,), static_token="hush-2")
    assert "hush" not in repr(settings)
