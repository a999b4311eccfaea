"""What people do in Slack: signed and shaped as Slack does, and the answers applied."""

import hashlib
import hmac
import json
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.signature import Clock as SignatureClock
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.workbench.chats import NoAnswer, NotPossible
from bot.workbench.slack.stand_in import SlackStandIn
from bot.workbench.slack.state import TRIGGER_LIFE
from tests.bot.workbench.conftest import Heard, Office, StoppedClock
from tests.bot.workbench.on_slack.kit import (
    USER,
    Json,
    button,
    card,
    client,
    failure,
    line,
    modal,
    open_modal,
    payload,
    plain,
)


async def test_requests_are_signed_as_slack_signs(
    slack: SlackStandIn, office: Office, clock: StoppedClock
) -> None:
    """The SDK's verifier and a signature worked out here agree with what was sent."""

    class At(SignatureClock):
        def now(self) -> float:
            return clock.at.timestamp()

    await slack.say(USER, "/escalate list")
    await slack.open_home(USER)
    slash, event = office.heard
    for heard in (slash, event):
        verifier = SignatureVerifier(slack.app.signing_secret, At())
        assert heard.path == "/slack/events"
        assert verifier.is_valid_request(heard.body, heard.headers)
        stamp = heard.headers["X-Slack-Request-Timestamp"]
        expected = hmac.digest(
            slack.app.signing_secret.encode(), f"v0:{stamp}:".encode() + heard.body, hashlib.sha256
        )
        assert heard.headers["X-Slack-Signature"] == f"v0={expected.hex()}"
        assert not verifier.is_valid_request(heard.body + b" ", heard.headers)
    fields = {name: values[0] for name, values in parse_qs(slash.body.decode()).items()}
    assert (fields["command"], fields["text"], fields["user_id"]) == ("/escalate", "list", USER)
    envelope = json.loads(event.body)
    assert envelope["event"]["type"] == "app_home_opened"
    assert envelope["authorizations"][0]["team_id"] == "T0HOU"


async def test_a_slash_command_is_answered_in_private(slack: SlackStandIn, office: Office) -> None:
    """An ephemeral answer stands in the chat, marked as such, and its buttons work."""
    office.reply = lambda _: web.json_response(
        {"response_type": "ephemeral", "text": "Two cases", "blocks": card(button("Open", "tok"))}
    )
    await slack.say(USER, "/escalate list")
    (message,) = slack.messages(USER)
    assert message.private
    assert "ESC-7KQ4-M2XP" in message
    office.reply = lambda _: web.Response()
    await slack.press(USER, "Open", reference="ESC-7KQ4-M2XP")
    pressed = payload(office.heard[-1])
    assert pressed["actions"][0]["value"] == "tok"
    assert pressed["container"]["is_ephemeral"]
    assert "message" not in pressed


async def test_a_trigger_opens_one_modal_within_three_seconds(
    slack: SlackStandIn, office: Office
) -> None:
    """trigger_id: once, in time, and only one of Slack's own."""
    now = 0.0
    slack.world.ticks, slack.world.trigger_life = (lambda: now), TRIGGER_LIFE
    await slack.say(USER, "/escalate")
    await slack.say(USER, "/escalate")
    first, second = (parse_qs(h.body.decode())["trigger_id"][0] for h in office.heard)
    await client(slack).views_open(trigger_id=first, view=modal(line("why")))
    again = client(slack).views_open(trigger_id=first, view=modal(line("why")))
    assert await failure(again) == "exchanged_trigger_id"
    now = 3.1
    late = client(slack).views_open(trigger_id=second, view=modal(line("why")))
    assert await failure(late) == "expired_trigger_id"
    made_up = client(slack).views_open(trigger_id="1.2.3", view=modal(line("why")))
    assert await failure(made_up) == "invalid_trigger_id"
    opened = slack.dialog(USER)
    assert opened is not None
    assert (opened.title, [field.id for field in opened.fields]) == ("Raise", ["why"])


async def test_a_modal_is_corrected_then_updated_then_closed(
    slack: SlackStandIn, office: Office
) -> None:
    """Slack's own required check, field errors, update and an empty answer, in this order."""
    choice = {
        "type": "input",
        "block_id": "field-category",
        "label": plain("Category"),
        "element": {
            "type": "static_select",
            "action_id": "c",
            "options": [{"text": plain("Thresholds"), "value": "thr"}],
        },
    }
    await open_modal(slack, office, modal(line("why"), choice))
    sent = len(office.heard)
    await slack.fill(USER, {"category": "Thresholds"})
    dialog = slack.dialog(USER)
    assert dialog is not None
    assert dialog.errors == {"why": "Please complete this required field."}
    assert len(office.heard) == sent, "Slack asks for required fields without asking Concord"

    office.reply = lambda _: web.json_response(
        {"response_action": "errors", "errors": {"field-why": "Say a little more"}}
    )
    await slack.fill(USER, {"why": "no"})
    dialog = slack.dialog(USER)
    assert dialog is not None
    assert dialog.errors == {"why": "Say a little more"}
    assert dialog.field("why").value == "no", "nothing typed is lost"
    state = payload(office.heard[-1])["view"]["state"]["values"]
    assert state["field-why"]["v"] == {"type": "plain_text_input", "value": "no"}
    assert state["field-category"]["c"]["selected_option"]["value"] == "thr"

    done = modal({"type": "section", "text": plain("Raised")}, submit=plain("Done"))
    office.reply = lambda _: web.json_response({"response_action": "update", "view": done})
    await slack.fill(USER, {"why": "A reason"})
    updated = slack.dialog(USER)
    assert updated is not None
    assert updated.lines == ("Raised",)
    office.reply = lambda _: web.Response()
    await slack.submit(USER)
    assert slack.dialog(USER) is None


async def test_modals_stack_and_clear(slack: SlackStandIn, office: Office) -> None:
    """Push lays one on top, closing returns to the one below, clear closes all."""
    await open_modal(slack, office, modal(line("why", initial_value="x")))
    top = modal({"type": "divider"}, title=plain("On top"), notify_on_close=True)
    office.reply = lambda _: web.json_response({"response_action": "push", "view": top})
    await slack.submit(USER)
    dialog = slack.dialog(USER)
    assert dialog is not None
    assert (dialog.title, dialog.depth) == ("On top", 2)
    assert dialog.raw["previous_view_id"] == dialog.raw["root_view_id"]
    office.reply = lambda _: web.Response()
    await slack.close(USER)
    assert payload(office.heard[-1])["type"] == "view_closed"
    below = slack.dialog(USER)
    assert below is not None
    assert below.title == "Raise"
    office.reply = lambda _: web.json_response({"response_action": "clear"})
    await slack.submit(USER)
    assert slack.dialog(USER) is None


async def test_an_answer_slack_cannot_use_is_an_error(slack: SlackStandIn, office: Office) -> None:
    """Errors for a block that is no input, and views over the limits, never pass unseen."""
    await open_modal(slack, office, modal(line("why", initial_value="x")))
    office.reply = lambda _: web.json_response(
        {"response_action": "errors", "errors": {"nowhere": "?"}}
    )
    with pytest.raises(NoAnswer, match="nowhere"):
        await slack.submit(USER)
    office.reply = lambda _: web.json_response(
        {"response_action": "update", "view": modal(line("a"), title=plain("x" * 25))}
    )
    with pytest.raises(NoAnswer, match="less than 25"):
        await slack.submit(USER)
    dialog = slack.dialog(USER)
    assert dialog is not None
    assert dialog.error


async def test_home_is_published_and_pressed(slack: SlackStandIn, office: Office) -> None:
    """views.publish shows the Home; its buttons carry the view."""
    view = {"type": "home", "blocks": card(button("Open", "home-token"))}
    await client(slack).views_publish(user_id=USER, view=view)
    home = slack.home(USER)
    assert home is not None
    assert "ESC-7KQ4-M2XP" in home
    await slack.press(USER, "Open")
    pressed = payload(office.heard[-1])
    assert pressed["view"]["type"] == "home"
    assert pressed["actions"][0]["value"] == "home-token"


async def test_a_button_in_a_modal_is_pressed_there(slack: SlackStandIn, office: Office) -> None:
    """With a modal open, a press goes into it; Concord updates or pushes over the Web API."""
    await open_modal(slack, office, modal(*card(button("Record", "rec")), submit=None))

    async def reply(heard: Heard) -> web.Response:
        view = payload(heard)["view"]
        await client(slack).views_update(
            view_id=view["id"], hash=view["hash"], view=modal(line("note"))
        )
        stale = client(slack).views_update(view_id=view["id"], hash="old", view=modal(line("n")))
        assert await failure(stale) == "hash_conflict"
        return web.Response()

    office.reply = reply
    await slack.press(USER, "Record")
    dialog = slack.dialog(USER)
    assert dialog is not None
    assert [field.id for field in dialog.fields] == ["note"]


async def test_a_response_url_replaces_what_was_pressed(
    slack: SlackStandIn, office: Office
) -> None:
    """A message, private ones too, can be replaced through its response URL."""
    office.reply = lambda _: web.json_response({"text": "One", "blocks": card(button("Go", "g"))})
    await slack.say(USER, "/escalate list")

    async def reply(heard: Heard) -> web.Response:
        async with aiohttp.ClientSession() as session:
            url = payload(heard)["response_url"]
            body = {"replace_original": True, "text": "Two"}
            assert (await session.post(url, json=body)).status == 200
        return web.Response()

    office.reply = reply
    await slack.press(USER, "Go")
    (message,) = slack.messages(USER)
    assert (message.text, message.buttons) == ("Two", ())


async def test_events_are_repeated_with_retry_headers(slack: SlackStandIn, office: Office) -> None:
    """Slack repeats an event that was not taken, and can be made to repeat what was."""
    answers = iter([500, 200, 200, 200])
    office.reply = lambda _: web.Response(status=next(answers))
    await slack.open_home(USER)
    first, second = office.heard
    assert "X-Slack-Retry-Num" not in first.headers
    assert second.headers["X-Slack-Retry-Num"] == "1"
    assert first.body == second.body
    assert first.headers["X-Slack-Signature"] != second.headers["X-Slack-Signature"]
    await slack.again(2)
    assert [h.headers["X-Slack-Retry-Num"] for h in office.heard[2:]] == ["1", "2"]


async def test_an_unanswered_press_is_an_error(slack: SlackStandIn, office: Office) -> None:
    """No answer in time, or a status that is no success, raises for journeys to fail on."""
    await client(slack).chat_postMessage(channel=USER, text="x", blocks=card(button("Go")))
    office.reply = lambda _: web.Response(status=404)
    with pytest.raises(NoAnswer) as caught:
        await slack.press(USER, "Go")
    assert caught.value.status == 404
    with pytest.raises(NotPossible):
        await slack.press(USER, "No such button")


async def test_everything_sent_is_there_to_be_scanned(slack: SlackStandIn, office: Office) -> None:
    """Texts are kept by place: what people see, what notifications show, what nobody sees."""
    await client(slack).chat_postMessage(
        channel=USER, text="notify-me", blocks=card(button("Go", "opaque"))
    )
    await open_modal(slack, office, modal(line("why", initial_value="secret story")))
    assert slack.everything_sent("notification") == ["notify-me"]
    assert "secret story" in slack.everything_sent("dialog")
    assert "secret story" not in slack.everything_sent("message", "plumbing", "notification")
    assert {"opaque", "form-token"} <= set(slack.everything_sent("plumbing"))
    assert "ESC-7KQ4-M2XP wants an answer" in slack.everything_sent()


async def test_two_people_with_one_id_are_told_apart(slack: SlackStandIn, office: Office) -> None:
    """A user id alone is not enough where two workspaces have it."""
    with pytest.raises(NotPossible, match="2 people"):
        await slack.say("U0SAME", "/escalate")
    await slack.say("T0NHS:U0SAME", "/escalate")
    assert b"team_id=T0NHS" in office.heard[0].body


async def test_the_sdk_connects_by_socket(slack: SlackStandIn, office: Office) -> None:
    """Socket Mode: the SDK's client connects, is sent the same payloads, and its answer counts."""
    heard: list[Json] = []
    socket = SocketModeClient(
        app_token=slack.app.app_token, web_client=client(slack), trace_enabled=False
    )

    async def listen(connected: Any, request: Any) -> None:
        heard.append(request.payload)
        await connected.send_socket_mode_response(
            SocketModeResponse(envelope_id=request.envelope_id, payload={"text": "Hello"})
        )

    socket.socket_mode_request_listeners.append(listen)
    await socket.connect()  # type: ignore[no-untyped-call]
    await slack.sockets.connected()
    await slack.say(USER, "/escalate")
    await socket.close()  # type: ignore[no-untyped-call]
    assert heard[0]["command"] == "/escalate"
    assert [message.text for message in slack.messages(USER)] == ["Hello"]
    assert office.heard == []
