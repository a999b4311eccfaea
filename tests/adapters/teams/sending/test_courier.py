"""Every answer and every silence of the connector becomes one outcome, told exactly."""

import json

import pytest

from adapters.teams.sending.conversations import ADDRESSES
from adapters.teams.sending.courier import TeamsCourier
from core.directory.model import Channel
from core.notifications.couriers import (
    ChannelUnreachable,
    DeliveryFailed,
    DeliveryUnknown,
    MessageRejected,
    QueueDown,
    RetryLater,
)
from core.notifications.wording import teams
from core.vocabulary import FailureReason, Platform
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.teams.drawing.schema import check, texts
from tests.adapters.teams.office import TENANT, USER, said
from tests.adapters.teams.sending.connector import PERSONAL, Connector, Fault
from tests.adapters.teams.sending.post_room import CARD, CHANNEL, Post


async def test_a_message_is_delivered_to_the_remembered_chat(post: Post) -> None:
    """One request, signed, with the card and its neutral summary; told where it stands."""
    where = await post.deliver()
    (taken,) = post.connector.taken
    assert taken.method == "POST"
    assert taken.path == "/uk/v3/conversations/a%3Apersonal/activities"
    assert taken.headers["authorization"] == "Bearer static"
    assert taken.body["summary"] == CARD.summary
    assert taken.body["type"] == "message"
    assert "text" not in taken.body
    check(taken.body["attachments"][0])
    assert where["tenant"] == TENANT
    assert where["conversation"] == PERSONAL
    assert where["activity"] == "m1"


async def test_a_repeat_says_that_it_is_one(post: Post) -> None:
    """The second copy of a message whose first is not known to have arrived."""
    await post.deliver(repeat=True)
    assert teams.REPEAT in texts(post.connector.taken[0].body)


async def test_a_chat_is_begun_with_somebody_not_heard_of(post: Post) -> None:
    """By account and tenant, at the registration's service URL; remembered for next time."""
    post.documents = MemoryKeyValueStore()
    post.courier = TeamsCourier(post.settings, post.documents)
    where = await post.deliver()
    begun, sent = post.connector.taken
    assert begun.path == "/uk/v3/conversations"
    assert begun.body["members"] == [{"id": USER}]
    assert begun.body["tenantID"] == TENANT
    assert begun.body["isGroup"] is False
    assert begun.body["channelData"] == {"tenant": {"id": TENANT}}
    assert "activity" not in begun.body
    assert sent.path == "/uk/v3/conversations/a%3Abegun/activities"
    assert where["conversation"] == "a:begun"
    await post.deliver()
    assert len(post.connector.taken) == 3


async def test_a_message_is_redrawn_in_place(post: Post) -> None:
    """The same activity, replaced."""
    told = await post.courier.deliver(CHANNEL, CARD, repeat=False)
    await post.courier.redraw(told.message, said("Accepted by Anna."))
    taken = post.connector.taken[1]
    assert (taken.method, taken.path) == ("PUT", "/uk/v3/conversations/a%3Apersonal/activities/m1")
    assert "Accepted by Anna." in texts(taken.body)


async def test_a_message_is_redrawn_at_the_registration_where_the_chat_is_forgotten(
    post: Post,
) -> None:
    """The address in the record is enough."""
    message = json.dumps({"tenant": TENANT, "conversation": "a:x", "activity": "m7"})
    await post.courier.redraw(message, CARD)
    assert post.connector.taken[0].path == "/uk/v3/conversations/a%3Ax/activities/m7"


@pytest.mark.parametrize("message", ["", "{}", "[]", "null", '{"tenant": "x"}'])
async def test_a_message_address_that_is_none_is_our_fault(post: Post, message: str) -> None:
    """Said, not swallowed; nothing is sent."""
    with pytest.raises(MessageRejected):
        await post.courier.redraw(message, CARD)
    assert post.connector.taken == []


def _code(code: str) -> bytes:
    return json.dumps({"error": {"code": code, "message": "private words"}}).encode()


STATUSES: dict[str, tuple[Fault, type[DeliveryFailed]]] = {
    **{f"{s}": (Fault(status=s), MessageRejected) for s in (400, 413)},
    "401": (Fault(status=401), QueueDown),
    **{f"{s}": (Fault(status=s), ChannelUnreachable) for s in (403, 404)},
    **{f"{s}": (Fault(status=s), RetryLater) for s in (412, 429)},
    **{f"{s}": (Fault(status=s), DeliveryUnknown) for s in (500, 501, 502, 503, 504, 507, 599)},
    **{
        f"{s}": (Fault(status=s), DeliveryUnknown)
        for s in (402, 405, 406, 408, 409, 410, 411, 415, 422)
    },
    **{
        f"{s} redirect": (Fault(status=s, headers={"Location": "/uk/elsewhere"}), DeliveryUnknown)
        for s in (301, 302, 303, 307, 308)
    },
    "204": (Fault(status=204, body=b""), DeliveryUnknown),
    "200 without a body": (Fault(status=200, body=b""), DeliveryUnknown),
    "200 without an id": (Fault(status=200, body=b"{}"), DeliveryUnknown),
    "200 with an empty id": (Fault(status=200, body=b'{"id": ""}'), DeliveryUnknown),
    "200 not JSON": (Fault(status=200, body=b"<html>sign in</html>"), DeliveryUnknown),
    "200 a web page": (
        Fault(status=200, headers={"Content-Type": "text/html"}, body=b"<html></html>"),
        DeliveryUnknown,
    ),
    "201 cut off": (Fault(cut=True), DeliveryUnknown),
    "500 cut off": (Fault(status=500, cut=True), DeliveryUnknown),
    "429 cut off": (Fault(status=429, cut=True), RetryLater),
    "reset after send": (Fault(reset=True), DeliveryUnknown),
}


@pytest.mark.parametrize(("fault", "expected"), STATUSES.values(), ids=STATUSES)
async def test_every_answer_has_its_outcome(
    post: Post, fault: Fault, expected: type[DeliveryFailed]
) -> None:
    """Sent once, never repeated by anything below, and the code holds nothing of the answer."""
    post.connector.faults = [fault]
    with pytest.raises(expected) as raised:
        await post.deliver()
    assert type(raised.value) is expected
    assert len(post.connector.taken) == 1
    assert post.connector.connections == 1
    assert "private" not in raised.value.code


@pytest.mark.parametrize(("fault", "expected"), STATUSES.values(), ids=STATUSES)
async def test_every_answer_to_a_redraw_has_its_outcome(
    post: Post, fault: Fault, expected: type[DeliveryFailed]
) -> None:
    """Also there nothing below repeats it."""
    if not fault.status or fault.status < 300:
        return
    told = await post.courier.deliver(CHANNEL, CARD, repeat=False)
    post.connector.faults = [fault]
    with pytest.raises(expected):
        await post.courier.redraw(told.message, CARD)
    assert len(post.connector.taken) == 2


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_leads_off_the_list(post: Post, status: int) -> None:
    """Neither message nor token goes anywhere else, whatever a connector answers."""
    async with Connector().running() as elsewhere:
        post.connector.faults = [Fault(status=status, headers={"Location": elsewhere.url})]
        with pytest.raises(DeliveryUnknown):
            await post.deliver()
        assert elsewhere.connections == 0


async def test_a_redraw_whose_answer_is_lost_is_sent_once(post: Post) -> None:
    """The HTTP client would repeat it by itself."""
    told = await post.courier.deliver(CHANNEL, CARD, repeat=False)
    post.connector.faults = [Fault(reset=True), None]
    with pytest.raises(DeliveryUnknown):
        await post.courier.redraw(told.message, CARD)
    assert len(post.connector.taken) == 2


@pytest.mark.parametrize("status", [412, 429])
@pytest.mark.parametrize(
    ("said_wait", "after"),
    [(None, None), ("", None), ("soon", None), ("-5", 1), ("0", 1), ("1", 1), ("30", 30),
     ("2.5", 2.5), ("3600", 900), ("1e300", None), ("nan", None), ("inf", None),
     ("Wed, 21 Oct 2026 07:28:00 GMT", None)],
)  # fmt: skip
async def test_we_wait_as_long_as_we_are_told_within_bounds(
    post: Post, status: int, said_wait: str | None, after: float | None
) -> None:
    """Absent, garbage, negative, or an hour."""
    headers = {} if said_wait is None else {"Retry-After": said_wait}
    post.connector.faults = [Fault(status=status, headers=headers)]
    with pytest.raises(RetryLater) as raised:
        await post.deliver()
    assert raised.value.after == after


@pytest.mark.parametrize(
    ("status", "code", "why"),
    [
        (403, "ConversationBlockedByUser", FailureReason.BLOCKED),
        (403, "MessageWritesBlocked", FailureReason.BLOCKED),
        (403, "BotNotInConversationRoster", FailureReason.NOT_INSTALLED),
        (403, "ForbiddenOperationException", FailureReason.NOT_INSTALLED),
        (404, "ConversationNotFound", FailureReason.UNKNOWN_USER),
    ],
)
async def test_why_somebody_cannot_be_reached(
    post: Post, status: int, code: str, why: FailureReason
) -> None:
    """As far as Teams says it."""
    post.connector.faults = [Fault(status=status, body=_code(code))]
    with pytest.raises(ChannelUnreachable) as raised:
        await post.deliver()
    assert (raised.value.why, raised.value.code) == (why, f"http_{status}:{code}")


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b'{"error": 7}', b'{"error": {"code": ["x"]}}', _code("a b\nc")]
)
async def test_an_odd_error_has_its_status_as_code(post: Post, body: bytes) -> None:
    """Whatever stands in it."""
    post.connector.faults = [Fault(status=403, body=body)]
    with pytest.raises(ChannelUnreachable) as raised:
        await post.deliver()
    assert raised.value.code == "http_403"


async def test_a_chat_that_is_gone_is_begun_anew_next_time(post: Post) -> None:
    """A moved service URL heals by itself, without a second attempt in the first."""
    post.connector.faults = [Fault(status=404)]
    with pytest.raises(ChannelUnreachable):
        await post.deliver()
    assert len(post.connector.taken) == 1
    await post.deliver()
    assert post.connector.taken[1].path == "/uk/v3/conversations"


@pytest.mark.parametrize(
    "fault",
    [Fault(status=500), Fault(status=503), Fault(reset=True), Fault(status=200, body=b"{}")],
)
async def test_a_chat_that_could_not_be_begun_is_surely_no_message(
    post: Post, fault: Fault
) -> None:
    """What is not known there is not a possible second copy."""
    await post.documents.remove(ADDRESSES, f"{TENANT}/{USER}")
    post.connector.faults = [fault]
    with pytest.raises(RetryLater):
        await post.deliver()
    assert post.connector.messages == []


async def test_never_installed_is_not_there(post: Post) -> None:
    """Next channel, then next contact."""
    await post.documents.remove(ADDRESSES, f"{TENANT}/{USER}")
    post.connector.faults = [Fault(status=403, body=_code("BotNotInConversationRoster"))]
    with pytest.raises(ChannelUnreachable) as raised:
        await post.deliver()
    assert raised.value.why is FailureReason.NOT_INSTALLED


async def test_a_tenant_without_registration_is_not_there(post: Post) -> None:
    """Nothing is sent anywhere."""
    channel = Channel(platform=Platform.TEAMS, tenant="other", user=USER)
    with pytest.raises(ChannelUnreachable):
        await post.courier.deliver(channel, CARD, repeat=False)
    assert post.connector.taken == []
