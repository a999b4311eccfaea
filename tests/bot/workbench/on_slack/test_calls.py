"""What Concord asks Slack: the stand-in takes what slack_sdk sends and refuses as Slack does."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.workbench.faults import answer, delay, refuse, reset_after, reset_before
from bot.workbench.slack.blocks import blocks_faults, view_faults
from bot.workbench.slack.stand_in import SlackStandIn
from tests.bot.workbench.on_slack.kit import (
    USER,
    Json,
    button,
    card,
    client,
    failure,
    line,
    modal,
    plain,
)
from tests.pace import HeldTime, until


async def test_the_sdk_can_post_and_update_in_place(slack: SlackStandIn) -> None:
    """What AsyncWebClient sends is accepted, and an update replaces the message."""
    web_client = client(slack)
    opened = await web_client.conversations_open(users=[USER])
    sent = await web_client.chat_postMessage(
        channel=opened["channel"]["id"], text="You are asked", blocks=card(button("Accept"))
    )
    await web_client.chat_update(channel=sent["channel"], ts=sent["ts"], text="Accepted")
    (message,) = slack.messages(USER)
    assert (message.text, message.edited, message.buttons) == ("Accepted", True, ())
    assert [call.method for call in slack.calls] == [
        "conversations.open",
        "chat.postMessage",
        "chat.update",
    ]
    assert {call.user for call in slack.calls} == {USER}


async def test_the_sdk_can_ask_who_it_and_others_are(slack: SlackStandIn) -> None:
    """auth.test and users.info answer for the workspace of the token."""
    assert (await client(slack).auth_test())["team_id"] == "T0HOU"
    assert (await client(slack, "xoxb-nhs").users_info(user="U0SAME"))["user"][
        "real_name"
    ] == "Dana Price"
    assert (await client(slack).users_info(user="U0SAME"))["user"]["real_name"] == "Chris Adeyemi"


@pytest.mark.parametrize("how", ["get", "form", "json"])
async def test_arguments_come_by_query_form_or_json(slack: SlackStandIn, how: str) -> None:
    """Slack takes arguments in three ways and tokens in two."""
    async with aiohttp.ClientSession() as session:
        url, given = f"{slack.api_url}users.info", {"token": "xoxb-hou", "user": USER}
        if how == "get":
            response = await session.get(url, params=given)
        elif how == "form":
            response = await session.post(url, data=given)
        else:
            response = await session.post(
                url, json={"user": USER}, headers={"Authorization": "Bearer xoxb-hou"}
            )
        assert (await response.json())["user"]["id"] == USER


async def test_it_refuses_as_slack_refuses(slack: SlackStandIn) -> None:
    """Codes, not exceptions of its own, for what Slack would not take."""
    good = client(slack)
    assert await failure(client(slack, "xoxb-unknown").auth_test()) == "invalid_auth"
    assert await failure(good.chat_postMessage(channel="D404", text="x")) == "channel_not_found"
    other = slack.world.people["T0NHS", "U0SAME"].channel
    assert await failure(good.chat_postMessage(channel=other, text="x")) == "channel_not_found"
    long = [{"type": "section", "text": plain("x" * 3001)}]
    assert await failure(good.chat_postMessage(channel=USER, blocks=long, text="x")) == (
        "invalid_blocks"
    )
    many = [{"type": "divider"}] * 51
    assert await failure(good.chat_postMessage(channel=USER, blocks=many, text="x")) == (
        "invalid_blocks"
    )
    assert await failure(good.api_call("chat.doesNotExist")) == "unknown_method"
    assert await failure(good.chat_update(channel=USER, ts="1.2", text="x")) == "message_not_found"
    assert slack.messages(USER) == ()


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")  # the SDK still uses it
async def test_installing_exchanges_a_code_once_and_refreshes(slack: SlackStandIn) -> None:
    """oauth.v2.access by code, then by refresh token; the old token stops working."""
    sdk, app = AsyncWebClient(base_url=slack.api_url, retry_handlers=[]), slack.app
    keys = {"client_id": app.client_id, "client_secret": app.client_secret}
    code = slack.grant("T0NHS")
    got = await sdk.oauth_v2_access(**keys, code=code)
    assert (got["access_token"], got["team"]["id"]) == ("xoxb-nhs", "T0NHS")
    assert await failure(sdk.oauth_v2_access(**keys, code=code)) == "invalid_code"
    fresh = await sdk.oauth_v2_access(
        **keys, grant_type="refresh_token", refresh_token=got["refresh_token"]
    )
    assert (await client(slack, fresh["access_token"]).auth_test())["ok"]
    assert await failure(client(slack, "xoxb-nhs").auth_test()) == "invalid_auth"


async def test_faults_are_met_in_order_and_by_user(slack: SlackStandIn) -> None:
    """ok:false, HTTP statuses, delays and resets, for one user, each once; the other is spared."""
    slack.script(
        "chat.postMessage",
        user=USER,
        faults=[
            refuse("ratelimited"),
            answer(429, retry_after="30"),
            reset_before(),
            reset_after(),
            answer(503, handled=True),
            delay(0.05),
        ],
    )
    sdk = client(slack)

    async def post() -> Any:
        return await sdk.chat_postMessage(channel=USER, text="x")

    assert (await sdk.chat_postMessage(channel="U0SAME", text="x"))["ok"]
    assert await failure(post()) == "ratelimited"
    with pytest.raises(SlackApiError) as limited:
        await post()
    assert limited.value.response.headers["Retry-After"] == "30"
    for expected in (0, 1):
        with pytest.raises(aiohttp.ClientConnectionError):
            await post()
        assert len(slack.messages(USER)) == expected
    with pytest.raises(SlackApiError):
        await post()
    assert len(slack.messages(USER)) == 2, "carried out, though answered with 503"
    assert (await post())["ok"]
    assert (await post())["ok"]
    assert [call.carried_out for call in slack.calls if call.user == USER] == [
        False, False, False, True, True, True, True,
    ]  # fmt: skip


async def test_a_late_answer_arrives_after_the_client_has_gone(
    slack: SlackStandIn, held: HeldTime
) -> None:
    """A timeout after delivery: the message stands, its sender does not know."""
    slack.script("chat.postMessage", faults=[delay(9, handled=True)])
    impatient = AsyncWebClient(
        token="xoxb-hou", base_url=slack.api_url, retry_handlers=[], timeout=2
    )
    sending = asyncio.create_task(impatient.chat_postMessage(channel=USER, text="x"))
    await until(lambda: slack.messages(USER))
    await held.passes(3)
    await until(sending.done)
    with pytest.raises(TimeoutError):
        sending.result()
    assert len(slack.messages(USER)) == 1
    await held.passes(9)


@pytest.mark.parametrize(
    ("blocks", "fault"),
    [
        ([{"type": "header", "text": plain("x" * 151)}], "less than 151"),
        ([{"type": "section"}], "text or fields"),
        ([{"type": "section", "fields": [plain("x")] * 11}], "no more than 10"),
        ([{"type": "actions", "elements": [button("a"), button("b")]}], "already exists"),
        ([{"type": "carousel"}], "unsupported type"),
        ([{"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "a"}], "'a'"),
        ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "unsupported type"),
        ([{"type": "section", "text": plain("")}], "more than 0"),
        ([], "at least 1"),
    ],
)
def test_limits_of_blocks(blocks: list[Json], fault: str) -> None:
    """What Slack calls invalid_blocks is found, and said where."""
    assert fault in " ".join(blocks_faults(blocks, "message"))


def test_limits_of_views() -> None:
    """A view with an input needs a submit button, and titles are short."""
    assert view_faults(modal(line("a"))) == []
    assert "submit" in " ".join(view_faults(modal(line("a"), submit=None)))
    assert "3000" in " ".join(view_faults(modal(line("a"), private_metadata="x" * 3001)))
    assert "max_length" in " ".join(view_faults(modal(line("a", max_length=4000))))
