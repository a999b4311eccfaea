"""A few lines in Concord's place: answers both platforms with canned cards."""

import json
from typing import Any
from urllib.parse import parse_qs

import aiohttp
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.workbench.slack.stand_in import SlackStandIn
from bot.workbench.teams.cards import CARD
from bot.workbench.teams.connector import STATIC_TOKEN
from bot.workbench.teams.stand_in import TeamsStandIn
from tests.bot.workbench.conftest import Heard
from tests.bot.workbench.on_slack import canned as canned_slack
from tests.bot.workbench.teams import canned as canned_teams
from tests.pace import PATIENCE

Json = dict[str, Any]
TOO_SHORT = "Say a little more: at least ten characters."


class FakeConcord:
    """Opens forms, checks them, shows cases; decides nothing."""

    def __init__(self, slack: SlackStandIn, teams: TeamsStandIn) -> None:
        self.slack = slack
        self.teams = teams
        self.client = AsyncWebClient(
            token="xoxb-hou", base_url=slack.api_url, retry_handlers=[], timeout=int(PATIENCE)
        )

    async def reply(self, heard: Heard) -> web.Response:
        """Answer whichever platform asks."""
        if heard.path.startswith("/slack"):
            return await self._slack(heard)
        return await self._teams(json.loads(heard.body))

    async def ask(self, channel: str) -> None:
        """Send the first card to somebody in Slack."""
        await self.client.chat_postMessage(channel=channel, **canned_slack.asked())

    async def ask_in_teams(self, tenant: str, user: str, card: Json | None = None) -> None:
        """Send the first card to somebody in Teams."""
        person = self.teams.world.people[tenant, user]
        url = f"{self.teams.service_url(tenant)}v3/conversations/{person.conversation}/activities"
        card = card or canned_teams.asked()
        body = {
            "type": "message",
            "summary": "You are asked to respond.",
            "attachments": [{"contentType": CARD, "content": card}],
        }
        headers = {"Authorization": f"Bearer {STATIC_TOKEN}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.post(url, json=body) as response,
        ):
            assert response.status == 201, await response.text()

    async def _slack(self, heard: Heard) -> web.Response:
        if heard.headers["Content-Type"] == "application/json":
            event = json.loads(heard.body)["event"]
            if event["type"] == "app_home_opened":
                await self.client.views_publish(user_id=event["user"], view=canned_slack.home())
            return web.Response()
        fields = {name: values[0] for name, values in parse_qs(heard.body.decode()).items()}
        if "command" in fields:
            if fields.get("text"):
                return web.json_response(canned_slack.cases())
            await self.client.views_open(trigger_id=fields["trigger_id"], view=canned_slack.form())
            return web.Response()
        return await self._interactive(json.loads(fields["payload"]))

    async def _interactive(self, payload: Json) -> web.Response:
        if payload["type"] == "view_submission":
            values = payload["view"]["state"]["values"]
            if len(values["field-why"]["value"]["value"]) < 10:
                faults = {"response_action": "errors", "errors": {"field-why": TOO_SHORT}}
                return web.json_response(faults)
            return web.json_response({"response_action": "update", "view": canned_slack.raised()})
        token = payload["actions"][0]["value"]
        if token == "accept":
            await self.client.chat_update(
                channel=payload["channel"]["id"],
                ts=payload["message"]["ts"],
                **canned_slack.accepted(),
            )
        elif token == "open":
            await self.client.views_open(
                trigger_id=payload["trigger_id"], view=canned_slack.shown()
            )
        return web.Response()

    async def _teams(self, activity: Json) -> web.Response:
        match activity.get("name") or activity["type"]:
            case "message":
                user, tenant = activity["from"]["aadObjectId"], activity["conversation"]["tenantId"]
                home = "home" in activity.get("text", "")
                opener = canned_teams.adaptive(
                    canned_teams.heading("Raise a concern"),
                    {"type": "ActionSet", "actions": [canned_teams.opens("Open", "form")]},
                )
                await self.ask_in_teams(tenant, user, canned_teams.home() if home else opener)
                return web.Response(status=201)
            case "adaptiveCard/action":
                answer: Json = {"statusCode": 200, "type": CARD, "value": canned_teams.accepted()}
                if activity["value"]["action"]["data"]["concord"] == "risk":
                    answer |= {
                        "type": "application/vnd.microsoft.activity.message",
                        "value": "Cleo Marsh was first.",
                    }
                return web.json_response(answer)
            case "task/fetch" | "composeExtension/fetchTask":
                token = activity["value"].get("data", {}).get("concord", "form")
                shown = canned_teams.shown() if token == "open" else canned_teams.form()
                return _task("Raise a concern" if token == "form" else "Case", shown)
            case "task/submit" | "composeExtension/submitAction":
                data = activity["value"]["data"]
                if data["concord"] == "form" and len(data["why"]) < 10:
                    typed = {k: v for k, v in data.items() if k != "concord"}
                    return _task("Raise a concern", canned_teams.form(TOO_SHORT, **typed))
                return _task("Raised", canned_teams.raised())
            case _:
                return web.Response()


def _task(title: str, card: Json) -> web.Response:
    value = {"title": title, "card": {"contentType": CARD, "content": card}}
    return web.json_response({"task": {"type": "continue", "value": value}})
