"""What Teams sends to a bot: activities and invokes."""

from typing import Any

from bot.workbench.chats import Json
from bot.workbench.teams.state import TeamsPerson, TeamsWorld, Tenant

THEME = {"theme": "default"}


def activity(
    world: TeamsWorld, tenant: Tenant, person: TeamsPerson, service_url: str, **more: Any
) -> Json:
    """Return an activity from a person's personal chat with the bot."""
    now = world.clock.now()
    stamp = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        "id": world.activity_id(),
        "timestamp": stamp,
        "localTimestamp": now.isoformat(timespec="milliseconds"),
        "localTimezone": "Europe/London",
        "channelId": "msteams",
        "serviceUrl": service_url,
        "from": person.account,
        "conversation": {
            "conversationType": "personal",
            "tenantId": tenant.id,
            "id": person.conversation,
        },
        "recipient": tenant.bot,
        "entities": [
            {"locale": "en-GB", "country": "GB", "platform": "Windows", "type": "clientInfo"}
        ],
        "channelData": {"tenant": {"id": tenant.id}},
        "locale": "en-GB",
        **more,
    }


def text(words: str) -> Json:
    """Return a message that a person typed."""
    return {"type": "message", "text": words, "textFormat": "plain", "attachments": [
        {"contentType": "text/html", "content": f"<p>{_escaped(words)}</p>"}]}  # fmt: skip


def execute(action: Json, data: Json, source: str, *, trigger: str = "manual") -> Json:
    """Return a pressed Action.Execute (Universal Actions)."""
    sent = {"type": "Action.Execute", "verb": action.get("verb", ""), "data": data}
    if action.get("id"):
        sent["id"] = action["id"]
    return {
        "type": "invoke",
        "name": "adaptiveCard/action",
        "replyToId": source,
        "value": {"action": sent, "trigger": trigger},
    }


def fetch(data: Json, source: str) -> Json:
    """Return a pressed Action.Submit that opens a dialog."""
    value = {"data": data, "context": THEME}
    return {"type": "invoke", "name": "task/fetch", "replyToId": source, "value": value}


def submit(data: Json) -> Json:
    """Return a submitted dialog."""
    return {
        "type": "invoke",
        "name": "task/submit",
        "value": {"data": data, "context": THEME},
    }


def extension(name: str, command: str, data: Json | None = None) -> Json:
    """Return a message extension's action: ``composeExtension/fetchTask`` or
    ``.../submitAction``.
    """
    value: Json = {"commandId": command, "commandContext": "compose", "context": THEME}
    if data is not None:
        value["data"] = data
    return {"type": "invoke", "name": f"composeExtension/{name}", "value": value}


def installation(tenant: Tenant, person: TeamsPerson, *, added: bool) -> list[Json]:
    """Return the activities sent when the app is installed (two) or removed (one)."""
    first = {"type": "installationUpdate", "action": "add" if added else "remove"}
    if not added:
        return [first]
    return [first, {"type": "conversationUpdate", "membersAdded": [tenant.bot, person.account]}]


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
