import asyncio
import json
import socket
from dataclasses import replace

import aiohttp
import pytest
from structlog.testing import capture_logs

from adapters.slack.connection.api_errors import MAX_RETRY_AFTER_SECONDS, failure
from adapters.slack.courier import SEND_TIMEOUT_SECONDS
from core.directory.model import Channel
from core.notifications.couriers import (
    ChannelUnreachable,
    DeliveryFailed,
    DeliveryUnknown,
    MessageRejected,
    QueueDown,
    RetryLater,
)
from core.notifications.wording import platforms
from core.vocabulary import FailureReason, Platform
from tests.adapters.on_slack.conftest import Office
from tests.adapters.on_slack.desk import card
from tests.adapters.on_slack.receiving.signed import TEAM, USER
from tests.adapters.on_slack.stand_in import Fault, half, hanging, refusing, reset, saying
from tests.pace import PATIENCE, HeldTime, until

ANNA = Channel(platform=Platform.SLACK, tenant=TEAM, user=USER)

AGAIN = ["ratelimited", "rate_limited", "service_unavailable"]
UNKNOWN = ["internal_error", "fatal_error", "request_timeout", "something_new"]
MISSES = {
    "user_disabled": FailureReason.DEACTIVATED,
    "user_not_found": FailureReason.UNKNOWN_USER,
    "users_not_found": FailureReason.UNKNOWN_USER,
    "user_not_visible": FailureReason.UNKNOWN_USER,
    "channel_not_found": FailureReason.UNKNOWN_USER,
    "is_archived": FailureReason.BLOCKED,
    "cannot_dm_bot": FailureReason.REFUSED,
    "messages_tab_disabled": FailureReason.NOT_INSTALLED,
    "restricted_action": FailureReason.REFUSED,
}
SHUT = [
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "missing_scope",
    "ekm_access_denied",
    "team_access_not_granted",
]
OURS = ["invalid_blocks", "msg_too_long", "invalid_arguments", "msg_blocks_too_long", "no_text"]

TABLE: list[tuple[str, type[DeliveryFailed]]] = [
    *((code, RetryLater) for code in AGAIN),
    *((code, DeliveryUnknown) for code in UNKNOWN),
    *((code, ChannelUnreachable) for code in MISSES),
    *((code, QueueDown) for code in SHUT),
    *((code, MessageRejected) for code in OURS),
]


async def failed(
    office: Office, fault: Fault, method: str = "chat.postMessage", seconds: float = PATIENCE
) -> DeliveryFailed:
    """Deliver once into a fault; return what the courier raised."""
    office.slack.script[method] = fault
    with pytest.raises(DeliveryFailed) as raised:
        await office.courier(seconds).deliver(ANNA, card(), repeat=False)
    return raised.value


async def test_a_card_is_delivered_as_a_direct_message(office: Office) -> None:
    """To one person, as plain text, with nothing unfurled; what is returned can be redrawn."""
    courier = office.courier()
    told = await courier.deliver(ANNA, card(), repeat=False)
    assert office.slack.methods() == ["conversations.open", "chat.postMessage"]
    sent = office.slack.last("chat.postMessage")
    assert sent["channel"] == "D0ANNA"
    off = ("mrkdwn", "link_names", "unfurl_links", "unfurl_media")
    assert {str(sent[key]).lower() for key in off} <= {"0", "false"}
    assert sent["parse"] == "none"
    assert json.loads(told.message) == {
        "team": TEAM,
        "channel": "D0ANNA",
        "ts": "1700000000.000100",
    }
    await courier.redraw(told.message, card("Accepted."))
    updated = office.slack.last("chat.update")
    assert (updated["channel"], updated["ts"]) == ("D0ANNA", "1700000000.000100")
    assert "Accepted." in str(updated["blocks"])


async def test_a_channel_is_opened_once(office: Office) -> None:
    """Also after a restart; and anew where Slack no longer knows it."""
    await office.courier().deliver(ANNA, card(), repeat=False)
    courier = office.courier()
    await courier.deliver(ANNA, card(), repeat=False)
    assert office.slack.methods().count("conversations.open") == 1
    office.slack.script["chat.postMessage"] = refusing("channel_not_found")
    with pytest.raises(ChannelUnreachable):
        await courier.deliver(ANNA, card(), repeat=False)
    del office.slack.script["chat.postMessage"]
    await courier.deliver(ANNA, card(), repeat=False)
    assert office.slack.methods().count("conversations.open") == 2


async def test_a_repeat_says_that_it_is_one(office: Office) -> None:
    """In the notification and in the message; a first copy does not."""
    courier = office.courier()
    await courier.deliver(ANNA, card(), repeat=True)
    again = office.slack.last("chat.postMessage")
    assert platforms.REPEAT in again["text"]
    assert platforms.REPEAT in str(again["blocks"])
    await courier.deliver(ANNA, card(), repeat=False)
    assert platforms.REPEAT not in str(office.slack.last("chat.postMessage"))


@pytest.mark.parametrize(("code", "kind"), TABLE)
async def test_every_code_of_the_table(
    office: Office, code: str, kind: type[DeliveryFailed]
) -> None:
    """``ok: false`` with a code, at status 200: one call, never repeated, and what it means."""
    outcome = await failed(office, refusing(code))
    assert type(outcome) is kind
    assert outcome.code == code
    assert office.slack.methods().count("chat.postMessage") == 1
    if isinstance(outcome, ChannelUnreachable):
        assert outcome.why is MISSES[code]


@pytest.mark.parametrize(("code", "kind"), TABLE)
async def test_every_code_before_the_message(
    office: Office, code: str, kind: type[DeliveryFailed]
) -> None:
    """Where the channel cannot even be opened, nothing was sent: what is not known is not now."""
    outcome = await failed(office, refusing(code), "conversations.open")
    assert type(outcome) is (RetryLater if kind is DeliveryUnknown else kind)
    assert "chat.postMessage" not in office.slack.methods()


@pytest.mark.parametrize(
    ("header", "after"),
    [
        ("1", 1),
        ("30", 30),
        ("3600", MAX_RETRY_AFTER_SECONDS),
        ("0", 1),
        ("0.5", 1),
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("nan", None),
        ("inf", None),
        ("1e400", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
    ],
)
async def test_retry_after_is_obeyed_within_reason(
    office: Office, header: str | None, after: float | None
) -> None:
    """From one second to fifteen minutes; anything else is left to our own back-off."""
    headers = {"Retry-After": header} if header is not None else {}
    for fault in (refusing("ratelimited", 429, headers), refusing("ratelimited", 200, headers)):
        outcome = await failed(office, fault)
        assert isinstance(outcome, RetryLater)
        assert outcome.after == after


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        *((refusing("", status), DeliveryUnknown) for status in (500, 502, 503, 504)),
        *((saying("<html>", status, "text/html"), DeliveryUnknown) for status in (500, 503)),
        (saying("gateway", 502, "text/plain"), DeliveryUnknown),
        (refusing("service_unavailable", 503), RetryLater),
        (refusing("fatal_error", 500), DeliveryUnknown),
        (saying("slow down", 429, "text/plain"), RetryLater),
        (saying("{}", 429), RetryLater),
        (refusing("", 401), QueueDown),
        (saying("no", 400, "text/plain"), MessageRejected),
        (saying("no", 413, "text/html"), MessageRejected),
        (saying("no", 403, "text/html"), DeliveryUnknown),
        (saying("no", 404, "text/html"), DeliveryUnknown),
        (saying("{"), DeliveryUnknown),
        (saying(""), DeliveryUnknown),
        (saying("[1]"), DeliveryUnknown),
        (saying("null"), DeliveryUnknown),
        (saying('"ok"'), DeliveryUnknown),
        (saying("[" * 100_000), DeliveryUnknown),
        (saying("ok", 200, "text/plain"), DeliveryUnknown),
        (saying("ok", 200, "text/html"), DeliveryUnknown),
        (saying('{"ok": true}'), DeliveryUnknown),
        (saying('{"ok": true, "ts": 5}'), DeliveryUnknown),
        (saying('{"ok": false}'), DeliveryUnknown),
        (saying('{"ok": false, "error": {"a": 1}}'), DeliveryUnknown),
        (reset, DeliveryUnknown),
        (half, DeliveryUnknown),
    ],
)
async def test_every_way_an_answer_can_go_wrong(
    office: Office, fault: Fault, kind: type[DeliveryFailed]
) -> None:
    """One call, one outcome; nothing else ever leaves the courier."""
    outcome = await failed(office, fault)
    assert type(outcome) is kind, outcome.code
    assert office.slack.methods().count("chat.postMessage") == 1


async def test_a_lost_answer_may_have_been_delivered(office: Office, held: HeldTime) -> None:
    """After the bound the courier lets go, and does not claim to know."""
    sending = asyncio.create_task(failed(office, hanging, seconds=SEND_TIMEOUT_SECONDS))
    await until(lambda: "chat.postMessage" in office.slack.methods())
    await held.passes(SEND_TIMEOUT_SECONDS - 0.1)
    assert not sending.done()
    await held.passes(0.1)
    await until(sending.done)
    assert type(sending.result()) is DeliveryUnknown


@pytest.mark.parametrize("method", ["conversations.open", "auth.test"])
@pytest.mark.parametrize("fault", [hanging, reset, half, refusing("", 500), saying("{")])
async def test_what_fails_before_the_message_is_surely_not_delivered(
    office: Office, fault: Fault, method: str
) -> None:
    """Nobody gets a second copy of what was never sent."""
    outcome = await failed(office, fault, method, 0.5 if fault is hanging else PATIENCE)
    assert type(outcome) is RetryLater
    assert "chat.postMessage" not in office.slack.methods()


async def test_a_refused_connection_is_surely_not_delivered(office: Office) -> None:
    """Nor is a host that is not found."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for base in (f"http://127.0.0.1:{port}/api/", "http://no-such-host.invalid/api/"):
        with pytest.raises(RetryLater):
            await office.courier(api_base=base).deliver(ANNA, card(), repeat=False)


def test_a_connection_that_never_stood_sent_nothing() -> None:
    """Even where it was the message itself that was about to be sent."""
    assert type(failure(aiohttp.ConnectionTimeoutError(), sent=True)) is RetryLater
    assert type(failure(aiohttp.ServerDisconnectedError(), sent=True)) is DeliveryUnknown
    assert type(failure(aiohttp.SocketTimeoutError(), sent=True)) is DeliveryUnknown
    assert type(failure(TimeoutError(), sent=True)) is DeliveryUnknown


@pytest.mark.parametrize(
    ("channel", "kind"),
    [
        ({"id": "C0TEAM"}, ChannelUnreachable),
        ({"id": "G0GROUP"}, ChannelUnreachable),
        ({"id": "D0ANNA", "user": "U0OTHER"}, ChannelUnreachable),
        ({"id": "D0ANNA", "is_ext_shared": True}, ChannelUnreachable),
        ({"id": "D0ANNA", "is_shared": True}, ChannelUnreachable),
        ({}, RetryLater),
        ("D0ANNA", RetryLater),
        (None, RetryLater),
    ],
)
async def test_nothing_is_posted_but_to_a_direct_message(
    office: Office, channel: object, kind: type[DeliveryFailed]
) -> None:
    """With that one person, in their own workspace."""
    answer = saying(json.dumps({"ok": True, "channel": channel}))
    outcome = await failed(office, answer, "conversations.open")
    assert type(outcome) is kind
    assert "chat.postMessage" not in office.slack.methods()


@pytest.mark.parametrize("user", ["", "U1,U2", "C0TEAM", "anna@example.org", "U0ANNA\n", "u0anna"])
async def test_only_user_ids_are_messaged(office: Office, user: str) -> None:
    """A list of users would open a group."""
    with pytest.raises(ChannelUnreachable):
        await office.courier().deliver(replace(ANNA, user=user), card(), repeat=False)
    assert office.slack.calls == []


async def test_a_workspace_that_is_not_ours_is_a_lane_down(office: Office) -> None:
    """Not enrolled, not installed, or with the token of another: nothing is called with it."""
    with pytest.raises(QueueDown):
        await office.courier().deliver(replace(ANNA, tenant="T9"), card(), repeat=False)
    with pytest.raises(QueueDown):
        await office.courier(bot_tokens={}).deliver(ANNA, card(), repeat=False)
    office.slack.teams["xoxb-partner"] = "T0OTHER"
    with pytest.raises(QueueDown):
        await office.courier().deliver(ANNA, card(), repeat=False)
    assert office.slack.methods() == []


@pytest.mark.parametrize(
    "message",
    ["", "{}", "null", "[]", '{"team": "T0PARTNER", "channel": "C0TEAM", "ts": "1"}'],
)
async def test_only_a_direct_message_is_redrawn(office: Office, message: str) -> None:
    """An address that is none is our own fault, and said so."""
    with pytest.raises(MessageRejected):
        await office.courier().redraw(message, card())
    assert office.slack.methods() == []


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (refusing("message_not_found"), ChannelUnreachable),
        (refusing("cant_update_message"), ChannelUnreachable),
        (refusing("ratelimited", 429), RetryLater),
        (refusing("token_revoked"), QueueDown),
        (refusing("invalid_blocks"), MessageRejected),
        (reset, DeliveryUnknown),
    ],
)
async def test_a_failed_redraw_is_translated_too(
    office: Office, fault: Fault, kind: type[DeliveryFailed]
) -> None:
    """By the same table."""
    courier = office.courier()
    told = await courier.deliver(ANNA, card(), repeat=False)
    office.slack.script["chat.update"] = fault
    with pytest.raises(kind):
        await courier.redraw(told.message, card())


async def test_the_log_holds_codes_only(office: Office) -> None:
    """Neither the token nor the message nor the person."""
    with capture_logs() as logs:
        await failed(office, refusing("invalid_blocks"))
        await failed(office, saying("{CANARY"))
    assert [log["code"] for log in logs] == ["invalid_blocks", "http_200"]
    for secret in ("CANARY", "xoxb", USER, "ESC-"):
        assert secret not in str(logs)


async def test_many_messages_at_once_do_not_wait_for_one(office: Office) -> None:
    """A hundred people, one pool, each their own message."""
    courier = office.courier()
    people = [replace(ANNA, user=f"U0P{n:03}") for n in range(100)]
    await asyncio.gather(*(courier.deliver(person, card(), repeat=False) for person in people))
    sent = {c.arguments["channel"] for c in office.slack.calls if c.method == "chat.postMessage"}
    assert len(sent) == 100
