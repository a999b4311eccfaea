"""What Concord asks the Bot Connector, held to the SDK's client, and tokens checked apart from it."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from botbuilder.schema import Activity, Attachment, ConversationParameters
from botframework.connector import ConnectorClient
from msrest.authentication import Authentication
from msrest.exceptions import HttpOperationError
from requests import Session

from bot.workbench.chats import NoAnswer, NotPossible
from bot.workbench.faults import answer, refuse, reset_after
from bot.workbench.teams.cards import CARD
from bot.workbench.teams.connector import STATIC_TOKEN
from bot.workbench.teams.stand_in import TeamsStandIn
from tests.bot.workbench.conftest import Heard, Office
from tests.pace import PATIENCE

Json = dict[str, Any]
USER = "aad-bryn"
AWAY = "aad-cleo"


class Bearer(Authentication):
    """Credentials that hand out a static token."""

    def signed_session(self, session: Session | None = None) -> Session:
        """A session with the token."""
        session = session or Session()
        session.trust_env = False
        session.headers["Authorization"] = f"Bearer {STATIC_TOKEN}"
        return session


def connector(teams: TeamsStandIn, tenant: str = "tenant-council") -> Any:
    """The SDK's client, pointed at a tenant's service URL."""
    client = ConnectorClient(Bearer(), base_url=teams.service_url(tenant))
    client.config.retry_policy.retries = 0
    client.config.connection.timeout = PATIENCE
    return client


def adaptive(*body: Json, actions: tuple[Json, ...] = ()) -> Json:
    """An Adaptive Card."""
    return {"type": "AdaptiveCard", "version": "1.5", "body": list(body), "actions": list(actions)}


def text(words: str, **more: Any) -> Json:
    """A text block."""
    return {"type": "TextBlock", "text": words, **more}


def execute(title: str, token: str) -> Json:
    """A button that acts at once."""
    return {"type": "Action.Execute", "title": title, "verb": "press", "data": {"concord": token}}


def opens(title: str, token: str) -> Json:
    """A button that opens a dialog."""
    data = {"concord": token, "msteams": {"type": "task/fetch"}}
    return {"type": "Action.Submit", "title": title, "data": data}


def sends(title: str, token: str, **more: Any) -> Json:
    """A dialog's button."""
    return {"type": "Action.Submit", "title": title, "data": {"concord": token}, **more}


def shown(card: Json) -> Json:
    """A card as an attachment."""
    return {"contentType": CARD, "content": card}


def dialog(card: Json) -> web.Response:
    """An answer that shows a card in a dialog."""
    value = {"title": "Raise", "card": shown(card)}
    return web.json_response({"task": {"type": "continue", "value": value}})


async def sdk(call: Callable[[], Any]) -> Any:
    """The SDK blocks, so it goes to a thread."""
    return await asyncio.to_thread(call)


async def post(teams: TeamsStandIn, card: Json, summary: str = "") -> tuple[str, str]:
    """Concord begins the chat and sends a card, through the SDK."""
    conversations = connector(teams).conversations
    begun = await sdk(
        lambda: conversations.create_conversation(
            ConversationParameters(
                bot={"id": "28:app-council"}, members=[{"id": USER}], tenant_id="tenant-council"
            )
        )
    )
    activity = Activity(
        type="message",
        summary=summary,
        attachments=[Attachment(content_type=CARD, content=card)],
    )
    sent = await sdk(lambda: conversations.send_to_conversation(begun.id, activity))
    return begun.id, sent.id


def body(heard: Heard) -> Json:
    """The activity in a request."""
    decoded: Json = json.loads(heard.body)
    return decoded


async def test_the_sdk_can_begin_send_reply_update_and_list(teams: TeamsStandIn) -> None:
    """What the connector client sends is accepted, and an update replaces the activity."""
    conversation, name = await post(teams, adaptive(text("ESC-7KQ4-M2XP")), "You are asked")
    conversations = connector(teams).conversations
    await sdk(
        lambda: conversations.update_activity(
            conversation,
            name,
            Activity(attachments=[Attachment(content_type=CARD, content=adaptive(text("Done")))]),
        )
    )
    await sdk(
        lambda: conversations.reply_to_activity(
            conversation, name, Activity(type="message", text="And this")
        )
    )
    await sdk(lambda: conversations.send_to_conversation(conversation, Activity(type="typing")))
    first, second = teams.messages(USER)
    assert (first.lines, first.edited) == (("Done",), True)
    assert second.text == "And this"
    members = await sdk(lambda: conversations.get_conversation_members(conversation))
    assert [member.name for member in members] == ["Bryn Hale"]
    assert [call.method for call in teams.calls] == [
        "begin", "send", "update", "send", "send", "members",
    ]  # fmt: skip
    assert {call.user for call in teams.calls} == {USER}


async def refusal(call: Callable[[], Any]) -> tuple[int, str]:
    """Status and code of a call that fails."""
    with pytest.raises(HttpOperationError) as caught:
        await sdk(call)
    error = json.loads(caught.value.response.text)["error"]
    return caught.value.response.status_code, error["code"]


async def test_it_refuses_as_the_connector_refuses(teams: TeamsStandIn) -> None:
    """403 without the app, 401 without the right token, 413 too big, 400 not drawable."""
    police = connector(teams, "tenant-police").conversations
    begin = ConversationParameters(members=[{"id": AWAY}], tenant_id="tenant-police")
    assert (await refusal(lambda: police.create_conversation(begin)))[0] == 403
    council = connector(teams).conversations
    conversation, _ = await post(teams, adaptive(text("x")))
    big = Activity(type="message", text="x" * 28 * 1024)
    assert await refusal(lambda: council.send_to_conversation(conversation, big)) == (
        413,
        "MessageSizeTooBig",
    )
    newer = Attachment(content_type=CARD, content=adaptive(text("x")) | {"version": "1.6"})
    bad = Activity(type="message", attachments=[newer])
    assert (await refusal(lambda: council.send_to_conversation(conversation, bad)))[0] == 400
    assert (await refusal(lambda: police.send_to_conversation(conversation, bad)))[0] == 404
    gone = Activity(type="message", text="x")
    assert (await refusal(lambda: council.update_activity(conversation, "1:0", gone)))[0] == 404
    teams.world.tenants["tenant-council"].token_works = False
    assert await refusal(lambda: council.send_to_conversation(conversation, gone)) == (
        401,
        "Unauthorized",
    )


async def test_a_login_hands_out_the_tenants_token(teams: TeamsStandIn) -> None:
    """Client credentials: the right secret gets a token the connector takes."""
    tenant = teams.world.tenants["tenant-council"]
    form = {
        "grant_type": "client_credentials",
        "client_id": tenant.app_id,
        "client_secret": tenant.app_password,
        "scope": "https://api.botframework.com/.default",
    }
    async with aiohttp.ClientSession() as session:
        url = f"{teams.login_url}/{tenant.id}/oauth2/v2.0/token"
        good = await (await session.post(url, data=form)).json()
        assert good["access_token"] == tenant.token
        wrong = await session.post(url, data=form | {"client_secret": "guess"})
        assert wrong.status == 401
        other = await session.post(url.replace("council", "police"), data=form)
        assert other.status == 400


async def test_a_press_replaces_the_card_or_says_something(
    teams: TeamsStandIn, office: Office
) -> None:
    """adaptiveCard/action: a card in the answer stands in place, a text is a toast."""
    await post(teams, adaptive(text("ESC-7KQ4-M2XP"), actions=(execute("Accept", "tok"),)))
    office.reply = lambda _: web.json_response(
        {"statusCode": 200, "type": CARD, "value": adaptive(text("Accepted by Bryn Hale"))}
    )
    await teams.press(USER, "Accept", reference="ESC-7KQ4-M2XP")
    sent = body(office.heard[0])
    (message,) = teams.messages(USER)
    assert (sent["name"], sent["replyToId"]) == ("adaptiveCard/action", message.id)
    assert sent["value"]["action"]["data"] == {"concord": "tok"}
    assert (message.lines, message.edited) == (("Accepted by Bryn Hale",), True)

    await post(teams, adaptive(text("Two"), actions=(execute("Accept", "tok"),)))
    office.reply = lambda _: web.json_response(
        {
            "statusCode": 200,
            "type": "application/vnd.microsoft.activity.message",
            "value": "Cleo was first",
        }
    )
    await teams.press(USER, "Accept")
    toast = teams.messages(USER)[-1]
    assert (toast.text, toast.private) == ("Cleo was first", True)
    office.reply = lambda _: web.json_response({"statusCode": 500, "type": "x"})
    with pytest.raises(NoAnswer):
        await teams.press(USER, "Accept")


def form(*more: Json, actions: tuple[Json, ...] | None = None) -> Json:
    """A form with a button in its middle."""
    why = {"type": "Input.Text", "id": "why", "label": "Why", "isRequired": True,
           "errorMessage": "Please fill this in."}  # fmt: skip
    kinds = {"type": "Input.ChoiceSet", "id": "kinds", "label": "Kinds", "isMultiSelect": True,
             "choices": [{"title": "Alpha", "value": "a"}, {"title": "Beta", "value": "b"}]}  # fmt: skip
    aside = {"type": "ActionSet", "actions": [sends("Look", "look", associatedInputs="none")]}
    foot = (sends("Send", "form"),) if actions is None else actions
    return adaptive(aside, why, *more, kinds, actions=foot)


async def test_a_dialog_is_corrected_then_shows_a_result_then_closes(
    teams: TeamsStandIn, office: Office
) -> None:
    """task/fetch opens, the client checks required fields, task/submit continues or closes."""
    await post(teams, adaptive(text("x"), actions=(opens("Open", "tok"),)))
    office.reply = lambda _: dialog(form())
    await teams.press(USER, "Open")
    assert body(office.heard[0])["name"] == "task/fetch"
    assert body(office.heard[0])["value"]["data"]["concord"] == "tok"
    await teams.fill(USER, {"Kinds": "Alpha, b"})
    opened = teams.dialog(USER)
    assert opened is not None
    assert (opened.title, opened.submit) == ("Raise", "Send")
    assert opened.errors == {"why": "Please fill this in."}
    assert len(office.heard) == 1

    fault = text("Say a little more\\.", color="attention")
    office.reply = lambda _: dialog(form(fault))
    await teams.fill(USER, {"why": "no"})
    assert body(office.heard[1])["value"]["data"] == {
        "concord": "form",
        "why": "no",
        "kinds": "a,b",
    }
    corrected = teams.dialog(USER)
    assert corrected is not None
    assert corrected.errors == {"why": "Say a little more."}
    assert corrected.field("why").value == "", "a fresh card holds only what Concord put into it"

    office.reply = lambda _: web.json_response({"task": {"type": "message", "value": "Raised"}})
    await teams.fill(USER, {"why": "A reason"})
    said = teams.dialog(USER)
    assert said is not None
    assert "Raised" in said
    await teams.close(USER)
    office.reply = lambda _: dialog(form())
    await teams.press(USER, "Open")
    office.reply = lambda _: web.Response()
    await teams.press(USER, "Look")
    assert body(office.heard[-1])["value"]["data"] == {"concord": "look"}
    assert teams.dialog(USER) is None


async def test_a_message_extension_opens_the_same_form(teams: TeamsStandIn, office: Office) -> None:
    """FetchTask and submitAction, with the command's name."""
    office.reply = lambda _: dialog(form())
    await teams.extension(USER, "escalate")
    await teams.fill(USER, {"why": "x"})
    names = [body(heard)["name"] for heard in office.heard]
    assert names == ["composeExtension/fetchTask", "composeExtension/submitAction"]
    assert {body(heard)["value"]["commandId"] for heard in office.heard} == {"escalate"}


async def test_what_teams_cannot_draw_is_an_error(teams: TeamsStandIn, office: Office) -> None:
    """Action.Execute in a dialog, unknown elements, more than 28 KB: never unseen."""
    await post(teams, adaptive(text("x"), actions=(opens("Open", "tok"),)))
    for card, fault in (
        (form(actions=(execute("Send", "form"),)), "Action.Execute"),
        (adaptive({"type": "Carousel"}), "Carousel"),
        (adaptive(text("x" * 28 * 1024)), "bytes"),
    ):
        office.reply = lambda _, card=card: dialog(card)  # type: ignore[misc]
        with pytest.raises(NoAnswer, match=fault):
            await teams.press(USER, "Open")


async def test_installing_and_removing_is_told(teams: TeamsStandIn, office: Office) -> None:
    """InstallationUpdate and conversationUpdate; without the app nothing can be done."""
    with pytest.raises(NotPossible, match="does not have the app"):
        await teams.say(AWAY, "escalate")
    await teams.install(AWAY)
    await teams.say(AWAY, "escalate")
    await teams.uninstall(AWAY)
    told = [(b["type"], b.get("action")) for b in map(body, office.heard)]
    assert told == [
        ("installationUpdate", "add"),
        ("conversationUpdate", None),
        ("message", None),
        ("installationUpdate", "remove"),
    ]


async def test_faults_and_recording(teams: TeamsStandIn) -> None:
    """Faults by method and user; every text is kept by place."""
    conversation, _ = await post(
        teams, adaptive(text("seen"), actions=(execute("Go", "opaque"),)), "notify-me"
    )
    teams.script("send", USER, [answer(429, retry_after="7"), refuse("BadArgument"), reset_after()])
    conversations = connector(teams).conversations

    def send() -> Any:
        return conversations.send_to_conversation(
            conversation, Activity(type="message", text="again")
        )

    with pytest.raises(HttpOperationError) as caught:
        await sdk(send)
    assert caught.value.response.headers["Retry-After"] == "7"
    assert await refusal(send) == (400, "BadArgument")
    with pytest.raises(Exception, match=r"(?i)connection"):
        await sdk(send)
    assert len(teams.messages(USER)) == 2, "the last one was carried out"
    await sdk(send)
    assert "seen" in teams.everything_sent("message")
    assert "notify-me" in teams.everything_sent("notification")
    assert "opaque" in teams.everything_sent("plumbing")
    assert "opaque" not in teams.everything_sent("message", "notification")


async def test_repeats(teams: TeamsStandIn, office: Office) -> None:
    """Teams repeats what it is unsure of, word for word."""
    await teams.say(USER, "escalate")
    await teams.again(2)
    assert len({heard.body for heard in office.heard}) == 1
    assert len(office.heard) == 3
