"""Signing keys change and key servers hang; people still get in, and the loop never waits."""

import asyncio
from typing import Any

import pytest

from adapters.teams.receiving.gate import _FETCH_SHARE
from adapters.teams.receiving.signing_keys import SigningKeys
from adapters.teams.settings import ANSWER_SECONDS
from tests.adapters.teams.office import FakeClock, Office
from tests.adapters.teams.receiving.issuer import Issuer, private_key
from tests.pace import PATIENCE, HeldTime, until


def _ring(issuer: Issuer) -> SigningKeys:
    """What finds the keys that are published there."""
    return SigningKeys(f"{issuer.url}/openid", FakeClock(), within=PATIENCE)


async def test_a_rotated_key_is_accepted_at_its_first_use(office: Office) -> None:
    """An unknown key id fetches the list at once, where the last time is a minute ago."""
    await office.say("list")
    office.issuer.kids = {"second": private_key("second")}
    office.clock.move(minutes=1)
    token = office.issuer.token(office.claims(), kid="second")
    status, _ = await office.post(office.activity("message", text="list"), token)
    assert status == 200
    assert office.issuer.fetches == 2


async def test_a_withdrawn_key_is_no_longer_accepted(office: Office) -> None:
    """After the next fetch only what is published counts."""
    await office.say("list")
    office.issuer.kids = {"second": private_key("second")}
    office.clock.move(minutes=1)
    await office.post(
        office.activity("message", text="list"), office.issuer.token(office.claims(), kid="second")
    )
    old = private_key("first")
    office.issuer.kids = {"second": private_key("second"), "first": old}
    signed = office.token()
    office.issuer.kids.pop("first")
    status, _ = await office.post(office.activity("message", text="list"), signed)
    assert status == 401


async def test_unknown_keys_fetch_at_most_once_a_minute(office: Office) -> None:
    """However many arrive, however many at once."""
    await office.say("list")
    for minute in range(3):
        office.clock.move(minutes=1)
        tokens = [office.issuer.token(office.claims(), kid=f"x{minute}-{n}") for n in range(20)]
        activity = office.activity("message", text="list")
        await asyncio.gather(*(office.post(activity, token) for token in tokens))
        await office.post(activity, tokens[0])
        office.clock.move(seconds=50)
        await office.post(activity, tokens[1])
    assert office.issuer.fetches == 4


async def test_known_keys_are_used_while_they_are_fetched_anew(
    office: Office, held: HeldTime
) -> None:
    """An hour later nobody waits: the answer comes at once, the fetch goes on behind it."""
    await office.say("list")
    office.clock.move(hours=2)
    office.issuer.hangs = True
    answer = asyncio.create_task(office.say("list"))
    await until(answer.done)  # though no time passes
    assert answer.result()[0] == 200
    await until(lambda: office.issuer.fetches == 2)
    await held.passes(2 * PATIENCE)  # even this fetch ends


async def test_keys_are_not_trusted_for_ever(office: Office) -> None:
    """Five days without a list that could be fetched are enough."""
    await office.say("list")
    office.issuer.status = 500
    office.clock.move(days=6)
    status, _ = await office.say("list")
    assert status == 401


async def test_a_hanging_key_server_does_not_stall_the_loop(office: Office, held: HeldTime) -> None:
    """The request is refused after the bound; everything else goes on meanwhile, even the server
    itself, which is on the same loop.
    """
    office.issuer.hangs = True
    answer = asyncio.create_task(office.say("list"))
    await until(lambda: office.issuer.fetches)
    await held.passes(office.settings.answer_within * _FETCH_SHARE - 0.1)
    assert not answer.done()
    await held.passes(0.1)
    await until(answer.done)
    assert answer.result()[0] == 401


def test_a_request_waits_three_seconds_for_keys_at_most() -> None:
    """Teams itself waits for five."""
    assert ANSWER_SECONDS * _FETCH_SHARE == 3


async def test_one_slow_fetch_serves_everybody_who_waits() -> None:
    """Fifty requests at a cold start make one fetch; one that gives up does not end it."""
    async with Issuer().running() as issuer:
        ring = _ring(issuer)
        finding = [asyncio.create_task(ring.find("first")) for _ in range(50)]
        await asyncio.sleep(0)
        finding[0].cancel()
        found = await asyncio.gather(*finding[1:])
        assert all(key is not None for key in found)
        assert issuer.fetches == 1


async def test_a_key_server_that_comes_back_is_asked_again_soon() -> None:
    """Without any key a minute would be long: people are turned away meanwhile."""
    async with Issuer().running() as issuer:
        issuer.status = 503
        clock = FakeClock()
        ring = SigningKeys(f"{issuer.url}/openid", clock, within=PATIENCE)
        assert await ring.find("first") is None
        issuer.status = 200
        clock.move(seconds=5)
        assert await ring.find("first") is not None


@pytest.mark.parametrize(
    "listed",
    ["http://evil.example/keys", "/keys", "", None, 7, "http://127.0.0.1:1/keys", "file:///keys"],
)
async def test_the_list_of_keys_must_lie_on_the_same_host(listed: Any) -> None:
    """A metadata document cannot send us elsewhere."""
    async with Issuer().running() as issuer:
        issuer.metadata = {"jwks_uri": listed}
        assert await _ring(issuer).find("first") is None
        assert issuer.elsewhere == 0


@pytest.mark.parametrize(
    "entry",
    [None, 7, [], {}, {"kid": "odd"}, {"kid": "odd", "kty": "oct", "k": "AAAA"},
     {"kid": "odd", "kty": "RSA", "n": "AQAB", "e": "AQAB", "endorsements": ["msteams"]},
     {"kid": "odd", "kty": "RSA", "n": 5, "e": [], "endorsements": ["msteams"]},
     {"kid": "odd", "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}],
)  # fmt: skip
async def test_an_odd_key_is_left_out_and_the_others_stay(entry: Any) -> None:
    """Keys that are short, broken or of another kind are not used."""
    async with Issuer().running() as issuer:
        issuer.extra_keys = [entry]
        ring = _ring(issuer)
        assert await ring.find("odd") is None
        assert await ring.find("first") is not None
