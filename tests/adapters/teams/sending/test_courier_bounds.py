"""What hangs, drips, refuses or has no token holds nobody up, and is told exactly."""

import asyncio
import threading
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
from tests.pace import PATIENCE, HeldTime, until

LONG = 10 * PATIENCE
"""Seconds for which something hangs: far beyond every limit."""


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/uk/", "https://no-such-host.invalid/"])
async def test_what_was_never_connected_was_never_sent(url: str) -> None:
    """Refused, or not to be found: try again later, without a possible second copy."""
    async with Connector().running() as connector:
        post = Post(connector, service_hosts=frozenset({"no-such-host.invalid"}))
        await post.know(url)
        with pytest.raises(RetryLater):
            await post.deliver()


@pytest.mark.parametrize("fault", [Fault(hang=LONG), Fault(drip=True)], ids=["hangs", "drips"])
async def test_an_answer_that_does_not_come_is_given_up_after_the_bound(
    post: Post, fault: Fault, held: HeldTime
) -> None:
    """It may have taken the message: not known. A byte now and then does not hold anybody up."""
    post.connector.faults = [fault]
    sending = asyncio.create_task(post.deliver())
    await until(lambda: post.connector.taken)
    for _ in range(int(post.settings.within) - 1):
        await held.passes(1)
        await asyncio.to_thread(lambda: None)  # for the byte to arrive
    assert not sending.done()
    await held.passes(1)
    await until(sending.done)
    with pytest.raises(DeliveryUnknown):
        sending.result()


async def test_two_hundred_hanging_sends_hold_up_nobody(post: Post, held: HeldTime) -> None:
    """One slow tenant stalls nobody else: there is no pool of threads to use up."""
    post.connector.faults = [Fault(hang=LONG)] * 200
    hanging = [asyncio.create_task(post.deliver()) for _ in range(200)]
    await until(post.connector.many.is_set)
    sending = asyncio.create_task(post.deliver())
    await until(sending.done)  # though no time passes
    assert sending.result()
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
    post: Post, monkeypatch: pytest.MonkeyPatch, held: HeldTime
) -> None:
    """MSAL blocks in a thread of our own, and is waited for only so long."""
    reached, over = threading.Event(), threading.Event()

    def hangs(_: Any) -> str:
        reached.set()
        over.wait(PATIENCE)
        return "late"

    monkeypatch.setattr(courier_module._Bearer, "_fetched", hangs)
    settings = TeamsSettings(registrations=post.settings.registrations, allow_loopback=True)
    courier = TeamsCourier(settings, post.documents)
    sending = asyncio.create_task(courier.deliver(CHANNEL, CARD, repeat=False))
    await until(reached.is_set)
    await held.passes(courier_module._TOKEN_WITHIN - 0.1)
    assert not sending.done()
    await held.passes(0.1)
    await until(sending.done)
    with pytest.raises(RetryLater):
        sending.result()
    assert not over.is_set()
    over.set()


async def test_making_a_client_counts_no_codes(post: Post) -> None:
    """The SDK's retry policy alone would take 8 ms to list them; it is mended and never used."""
    line = RegistrationClients(post.settings, post.settings.registrations[0])
    codes = ClientRetryPolicy.safe_codes
    assert isinstance(codes, frozenset)
    await line.create(post.connector.url)
    assert ClientRetryPolicy.safe_codes is codes
