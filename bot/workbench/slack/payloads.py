"""What Slack sends to an app, byte for byte: signed forms and event envelopes."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from bot.workbench.chats import Json, NotPossible
from bot.workbench.slack.state import OpenView, PostedMessage, SlackPerson, Workspace

VERIFICATION_TOKEN = "workbench-verification-token"  # noqa: S105 - long deprecated, still sent
FORM = "application/x-www-form-urlencoded"
FIELD = "field-"
"""Prefix of Concord's block ids, before the input's id: people and tests may leave it out."""
REQUIRED = "Please complete this required field."
TEXTS = {"plain_text_input", "number_input", "email_text_input", "url_text_input"}


def signed(secret: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Return the headers that prove a request comes from Slack."""
    base = b"v0:" + str(timestamp).encode() + b":" + body
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(timestamp), "X-Slack-Signature": f"v0={digest}"}


def form(payload: Json) -> bytes:
    """Return an interactive payload as its form-encoded body."""
    return urlencode({"payload": json.dumps(payload, separators=(",", ":"))}).encode()


def _user(person: SlackPerson) -> Json:
    username = person.name.lower().replace(" ", ".")
    return {"id": person.id, "username": username, "name": username, "team_id": person.team}


def _common(workspace: Workspace, person: SlackPerson, app: str) -> Json:
    return {
        "user": _user(person),
        "api_app_id": app,
        "token": VERIFICATION_TOKEN,
        "team": {"id": workspace.id, "domain": workspace.name.lower().replace(" ", "-")},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def action(element: Json, block_id: str, ts: str) -> Json:
    """Return an entry of ``actions``: a pressed button."""
    names = ("action_id", "type", "text", "value", "style", "url")
    known = {name: element[name] for name in names if name in element}
    return known | {"block_id": block_id, "action_ts": ts}


def message_press(
    workspace: Workspace,
    person: SlackPerson,
    app: str,
    *,
    posted: PostedMessage,
    pressed: Json,
    trigger: str,
    response_url: str,
) -> Json:
    """Return a button pressed in a message."""
    message: Json = {
        "type": "message",
        "ts": posted.ts,
        "text": posted.text,
        "user": workspace.bot_user,
        "bot_id": workspace.bot_id,
        "app_id": app,
        "team": workspace.id,
        "blocks": posted.blocks,
    }
    if posted.edited:
        message["edited"] = {"user": workspace.bot_id, "ts": posted.ts}
    private = {"ephemeral": True} if posted.private else {"message": message}
    return {
        "type": "block_actions",
        **_common(workspace, person, app),
        "container": {
            "type": "message",
            "message_ts": posted.ts,
            "channel_id": person.channel,
            "is_ephemeral": posted.private,
        },
        "trigger_id": trigger,
        "channel": {"id": person.channel, "name": "directmessage"},
        **private,
        "state": {"values": {}},
        "response_url": response_url,
        "actions": [pressed],
    }


def view_press(
    workspace: Workspace, person: SlackPerson, app: str, *, view: Json, pressed: Json, trigger: str
) -> Json:
    """Return a button pressed in a modal or on the Home."""
    return {
        "type": "block_actions",
        **_common(workspace, person, app),
        "container": {"type": "view", "view_id": view["id"]},
        "trigger_id": trigger,
        "view": view,
        "actions": [pressed],
    }


def submission(
    workspace: Workspace, person: SlackPerson, app: str, *, view: Json, trigger: str
) -> Json:
    """Return a submitted modal."""
    common = _common(workspace, person, app)
    return {
        "type": "view_submission",
        **common,
        "trigger_id": trigger,
        "view": view,
        "response_urls": [],
    }


def closing(workspace: Workspace, person: SlackPerson, app: str, *, view: Json) -> Json:
    """Return a closed modal, for those with ``notify_on_close``."""
    common = _common(workspace, person, app)
    return {"type": "view_closed", **common, "view": view, "is_cleared": False}


def slash(
    workspace: Workspace,
    person: SlackPerson,
    app: str,
    *,
    command: str,
    text: str,
    trigger: str,
    response_url: str,
) -> dict[str, str]:
    """Return a slash command's form fields."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.id,
        "team_domain": workspace.name.lower().replace(" ", "-"),
        "channel_id": person.channel,
        "channel_name": "directmessage",
        "user_id": person.id,
        "user_name": person.name.lower().replace(" ", "."),
        "command": command,
        "text": text,
        "api_app_id": app,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger,
    }


def event(workspace: Workspace, app: str, inner: Json, *, number: int, time: int) -> Json:
    """Return an event in its envelope."""
    authorization = {
        "enterprise_id": None,
        "team_id": workspace.id,
        "user_id": workspace.bot_user,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.id,
        "context_team_id": workspace.id,
        "context_enterprise_id": None,
        "api_app_id": app,
        "event": inner,
        "type": "event_callback",
        "event_id": f"Ev0{number:08X}",
        "event_time": time,
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
        "event_context": f"4-workbench-{number}",
    }


def inputs(view: Json) -> list[tuple[Json, Json]]:
    """Return the input blocks of a view with their elements."""
    return [(block, block["element"]) for block in view["blocks"] if block["type"] == "input"]


def input_id(block: Json) -> str:
    """Return the id of an input, as a form names it."""
    return str(block["block_id"]).removeprefix(FIELD)


def type_in(modal: OpenView, values: Mapping[str, str]) -> None:
    """Type values into a modal, by input id, block id or label. Raises NotPossible."""
    fields = inputs(modal.view)
    for name, text in values.items():
        found = [
            (block, element)
            for block, element in fields
            if name in {input_id(block), block["block_id"], block["label"]["text"]}
        ]
        if not found:
            raise NotPossible(f"there is no field {name!r} in this modal")
        block, element = found[0]
        modal.typed[block["block_id"]] = element_state(element, text)


def state(modal: OpenView) -> Json:
    """Return the values of a view as Slack reports them: typed, else the view's initial ones."""
    values = {
        block["block_id"]: {
            element["action_id"]: modal.typed.get(block["block_id"], initial_state(element))
        }
        for block, element in inputs(modal.view)
    }
    return {"values": values}


def missing(modal: OpenView) -> dict[str, str]:
    """Return Slack's own errors for required fields left empty, before the app is asked."""
    values = state(modal)["values"]
    return {
        block["block_id"]: REQUIRED
        for block, element in inputs(modal.view)
        if not block.get("optional")
        and not as_text(values[block["block_id"]][element["action_id"]])
    }


def options(element: Json) -> list[Json]:
    """Return all options of a choice."""
    grouped = [option for g in element.get("option_groups") or () for option in g["options"]]
    return grouped or list(element.get("options") or ())


def element_state(element: Json, text: str) -> Json:
    """Return an element's state after this was typed or chosen. Raises NotPossible."""
    kind = element["type"]
    if kind in TEXTS:
        longest = int(element.get("max_length", 3000))
        return {"type": kind, "value": text[:longest] or None}
    if kind in {"static_select", "radio_buttons"}:
        return {"type": kind, "selected_option": _option(element, text) if text else None}
    if kind in {"multi_static_select", "checkboxes"}:
        parts = [part.strip() for part in text.split(",") if part.strip()]
        return {"type": kind, "selected_options": [_option(element, part) for part in parts]}
    if kind == "datetimepicker":
        return {"type": kind, "selected_date_time": int(text) if text else None}
    return {"type": kind, f"selected_{kind.removesuffix('picker')}": text or None}


def initial_state(element: Json) -> Json:
    """Return an element's initial state."""
    kind = element["type"]
    if kind in TEXTS:
        return {"type": kind, "value": element.get("initial_value") or None}
    if kind in {"static_select", "radio_buttons"}:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in {"multi_static_select", "checkboxes"}:
        return {"type": kind, "selected_options": element.get("initial_options") or []}
    suffix = kind.removesuffix("picker").replace("datetime", "date_time")
    return {"type": kind, f"selected_{suffix}": element.get(f"initial_{suffix}")}


def as_text(value: Mapping[str, Any]) -> str:
    """Return a state value as it would be typed."""
    if "selected_options" in value:
        return ",".join(option["value"] for option in value["selected_options"])
    if "selected_option" in value:
        return str((value["selected_option"] or {}).get("value", ""))
    content = next((value[key] for key in value if key != "type"), None)
    return "" if content is None else str(content)


def _option(element: Json, text: str) -> Json:
    for option in options(element):
        if text in {option["value"], option["text"]["text"]}:
            return option
    raise NotPossible(f"there is no option {text!r}")
