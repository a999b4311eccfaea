"""Blocks, views and calls that the tests of Slack's stand-in share."""

import json
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.workbench.slack.stand_in import SlackStandIn
from tests.bot.workbench.conftest import Heard, Office
from tests.pace import PATIENCE

Json = dict[str, Any]
USER = "U0HOU00001"


def client(slack: SlackStandIn, token: str = "xoxb-hou") -> AsyncWebClient:
    """The SDK, pointed at the stand-in and forbidden to repeat anything."""
    return AsyncWebClient(
        token=token, base_url=slack.api_url, retry_handlers=[], timeout=int(PATIENCE)
    )


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def button(label: str, token: str = "t") -> Json:
    """A button that carries a token."""
    return {"type": "button", "text": plain(label), "value": token, "action_id": f"act-{token}"}


def card(*buttons: Json) -> list[Json]:
    """A message with buttons."""
    return [
        {"type": "section", "text": plain("ESC-7KQ4-M2XP wants an answer")},
        {"type": "actions", "elements": list(buttons)},
    ]


def modal(*blocks: Json, **more: Any) -> Json:
    """A modal with a form."""
    return {
        "type": "modal",
        "title": plain("Raise"),
        "submit": plain("Send"),
        "private_metadata": "form-token",
        "blocks": list(blocks),
        **more,
    }


def line(name: str, **element: Any) -> Json:
    """An input block of one line."""
    return {
        "type": "input",
        "block_id": f"field-{name}",
        "label": plain(name.title()),
        "element": {"type": "plain_text_input", "action_id": "v", **element},
    }


def payload(heard: Heard) -> Json:
    """The interactive payload in a request."""
    decoded: Json = json.loads(parse_qs(heard.body.decode())["payload"][0])
    return decoded


async def failure(call: Any) -> str:
    """The code of a call that fails."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def open_modal(slack: SlackStandIn, office: Office, view: Json) -> None:
    """Let Concord open a modal, as it does on a slash command."""

    async def reply(heard: Heard) -> web.Response:
        trigger = parse_qs(heard.body.decode())["trigger_id"][0]
        await client(slack).views_open(trigger_id=trigger, view=view)
        return web.Response()

    office.reply = reply
    await slack.say(USER, "/escalate")
    assert slack.dialog(USER) is not None
