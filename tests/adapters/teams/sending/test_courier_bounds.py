"""What hangs, drips, refuses or has no token holds nobody up, and is told exactly."""

import asyncio
import threading
import time
from typing import Any, TypeVar

import pytest
from msrest.universal_http.requests import ClientRetryPolicy

from adapters.teams.sending import courier as courier_module
from adapters.teams.sending.conversations import ADDRESSES, find
from adapters.teams.sending.courier import RegistrationClients, TeamsCourier
from adapters.teams.settings import TeamsSettings
from core.notifications.couriers import DeliveryFailed, DeliveryUnknown, QueueDown, RetryLater
from core.ports import Collection, LedgerUnavailable
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.teams.office import TENANT, USER
from tests.adapters.teams.sending.connector import Connector, Fault
from tests.adapters.teams.sending.post_room import CARD, CHANNEL, Post
from tests.databases import as_text

PATIENCE = 10
"""Seconds; what hangs here hangs for thirty, and a busy machine fails nobody."""


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/uk/", "https://no-such-host.invalid/"])
async def test_what_was_never_connected_was_never_sent(url: str) -> None:
    """Refused, or not to be found: try again later, without a possible second copy."""
    async with Connector().running() as connector:
        post = Post(connector, service_hosts=frozenset({"no-such-host.invalid"}))
        await post.know(url)
        with pytest.raises(RetryLater):
            await post.deliver()


async def _hurried(post: Post) -> Post:
    """The same connector, from which everything is wanted in a third of a second."""
    hurried = Post(post.connector, within=0.3)
    await hurried.know()
    return hurried


async def test_a_hanging_connector_is_given_up_after_the_bound(post: Post) -> None:
    """It may have taken the message: not known."""
    hurried = await _hurried(post)
    post.connector.faults = [Fault(hang=30)]
    start = time.monotonic()
    with pytest.raises(DeliveryUnknown):
        await hurried.deliver()
    assert time.monotonic() - start < PATIENCE


async def test_a_dripping_answer_is_given_up_after_the_bound(post: Post) -> None:
    """A byte now and then does not hold anybody up."""
    hurried = await _hurried(post)
    post.connector.faults = [Fault(drip=True)]
    start = time.monotonic()
    with pytest.raises(DeliveryUnknown):
        await hurried.deliver()
    assert time.monotonic() - start < PATIENCE


async def test_two_hundred_hanging_sends_hold_up_nobody(post: Post) -> None:
    """One slow tenant stalls nobody else: there is no pool of threads to use up."""
    post.connector.faults = [Fault(hang=30)] * 200
    hanging = [asyncio.create_task(post.deliver()) for _ in range(200)]
    await post.connector.many.wait()
    start = time.monotonic()
    await post.deliver()
    assert time.monotonic() - start < PATIENCE
    for task in hanging:
        task.cancel()
    await asyncio.gather(*hanging, return_exceptions=True)


Held = TypeVar("Held")


class _BrokenCabinet(MemoryKeyValueStore):
    async def get(self, collection: Collection[Held], key: str) -> Held | None:
        raise LedgerUnavailable


async def test_without_the_store_of_addresses_nothing_is_sent(post: Post) -> None:
    """Try again later."""
    courier = TeamsCourier(post.settings, _BrokenCabinet())
    with pytest.raises(RetryLater):
        await courier.deliver(CHANNEL, CARD, repeat=False)
    assert post.connector.taken == []


async def test_a_garbled_address_is_begun_anew(post: Post) -> None:
    """It is no address at all."""
    await post.documents.put(as_text(ADDRESSES), f"{TENANT}/{USER}", '{"service_url": 7', None)
    await post.deliver()
    assert post.connector.taken[0].path == "/uk/v3/conversations"
    assert await find(post.documents, TENANT, USER) is not None


async def test_a_login_that_refuses_connections_is_not_now(post: Post) -> None:
    """No token, so nothing was sent; production asks MSAL, through the SDK's credentials."""
    settings = TeamsSettings(
        registrations=post.settings.registrations,
        allow_loopback=True,
        login_url="https://127.0.0.1:1/tenant",
    )
    courier = TeamsCourier(settings, post.documents)
    with pytest.raises(RetryLater) as raised:
        await courier.deliver(CHANNEL, CARD, repeat=False)
    assert raised.value.code.startswith("token_")
    assert post.connector.taken == []


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (PermissionError("error: invalid_client"), QueueDown),
        (PermissionError("error: temporarily_unavailable"), RetryLater),
        (ValueError("invalid tenant"), QueueDown),
        (TimeoutError(), RetryLater),
    ],
)
async def test_every_way_a_token_is_refused_has_its_outcome(
    post: Post, error: Exception, expected: type[DeliveryFailed], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A secret that no longer works stops the lane; a login that is down does not."""

    def refuse(_: Any) -> str:
        raise error

    settings = TeamsSettings(registrations=post.settings.registrations, allow_loopback=True)
    monkeypatch.setattr(courier_module._Bearer, "_fetched", refuse)
    with pytest.raises(expected):
        await TeamsCourier(settings, post.documents).deliver(CHANNEL, CARD, repeat=False)
    assert post.connector.taken == []


async def test_a_hanging_login_does_not_stall_the_loop(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """MSAL blocks in a thread of our own, and is waited for only so long."""
    monkeypatch.setattr(courier_module, "_TOKEN_WITHIN", 0.2)
    over = threading.Event()
    monkeypatch.setattr(courier_module._Bearer, "_fetched", lambda _: over.wait(PATIENCE))
    settings = TeamsSettings(registrations=post.settings.registrations, allow_loopback=True)
    courier = TeamsCourier(settings, post.documents)
    sending = asyncio.create_task(courier.deliver(CHANNEL, CARD, repeat=False))
    worst = 0.0
    while not sending.done():
        before = time.monotonic()
        await asyncio.sleep(0.005)
        worst = max(worst, time.monotonic() - before)
    with pytest.raises(RetryLater):
        await sending
    over.set()
    assert worst < PATIENCE / 2


async def test_making_a_client_counts_no_codes(post: Post) -> None:
    """The SDK's retry policy alone would take 8 ms to list them; it is mended and never used."""
    line = RegistrationClients(post.settings, post.settings.registrations[0])
    codes = ClientRetryPolicy.safe_codes
    assert isinstance(codes, frozenset)
    await line.create(post.connector.url)
    assert ClientRetryPolicy.safe_codes is codes
