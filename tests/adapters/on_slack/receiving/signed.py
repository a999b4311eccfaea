"""Slack's side of a request: payloads as Slack words them, and its signature."""

import hashlib
import hmac
import itertools
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
OLD_SECRET = "an-older-secret"
TEAM = "T0PARTNER"
USER = "U0ANNA"
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"

_unique = itertools.count(1)


def signature(body: bytes, timestamp: str, secret: str = SECRET) -> str:
    """Sign as Slack does."""
    signed = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def headers(body: bytes, *, kind: str = FORM, at: datetime = NOW) -> dict[str, str]:
    """Return the headers of a signed request."""
    timestamp = str(int(at.timestamp()))
    return {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature(body, timestamp),
    }


def slash(words: str = "", *, user: str = USER, team: str = TEAM, **more: str) -> dict[str, str]:
    """Return a slash command."""
    return {
        "command": "/escalate",
        "text": words,
        "team_id": team,
        "user_id": user,
        "user_name": "anna",
        "channel_id": "C1",
        "trigger_id": f"{next(_unique)}.slash",
        "response_url": "https://hooks.slack.com/commands/1",
        **more,
    }


def pressed(
    token: str = "tok",
    *,
    user: str = USER,
    team: str = TEAM,
    home: str = "",
    url: str = "",
    **more: Any,
) -> dict[str, Any]:
    """A button pressed in a direct message."""
    return {
        "type": "block_actions",
        "team": {"id": team, "domain": "partner"},
        "user": {"id": user, "team_id": home or team},
        "trigger_id": f"{next(_unique)}.press",
        "response_url": url,
        "container": {
            "type": "message",
            "message_ts": "1.1",
            "channel_id": "D0ANNA",
            "is_ephemeral": False,
        },
        "channel": {"id": "D0ANNA"},
        "actions": [{"action_id": "press-0", "block_id": "b", "type": "button", "value": token}],
        **more,
    }


def modal(*inputs: str, token: str = "form-token", **more: Any) -> dict[str, Any]:
    """A modal as Slack sends it back."""
    blocks = [{"type": "input", "block_id": f"field-{name}", "element": {}} for name in inputs]
    return {
        "id": "V1",
        "type": "modal",
        "team_id": TEAM,
        "callback_id": "form",
        "hash": "1.h",
        "root_view_id": "V1",
        "previous_view_id": None,
        "title": {"type": "plain_text", "text": "Raise", "emoji": False},
        "submit": {"type": "plain_text", "text": "Submit", "emoji": False},
        "private_metadata": token,
        "blocks": blocks,
        "state": {"values": {}},
        **more,
    }


def submitted(
    values: Mapping[str, Mapping[str, Any]] | None = None, *, team: str = TEAM, **more: Any
) -> dict[str, Any]:
    """Return a submitted modal, by default with one input filled in."""
    filled = values if values is not None else {"why": {"type": "plain_text_input", "value": "x"}}
    state = {f"field-{name}": {"value-abc": value} for name, value in filled.items()}
    return {
        "type": "view_submission",
        "team": {"id": team},
        "user": {"id": USER, "team_id": team},
        "trigger_id": f"{next(_unique)}.submit",
        "view": modal(*filled, state={"values": state}) | more,
    }


def event(kind: str = "app_home_opened", *, team: str = TEAM, **more: Any) -> dict[str, Any]:
    """Return a delivery of the Events API."""
    return {
        "type": "event_callback",
        "team_id": team,
        "event_id": f"Ev{next(_unique)}",
        "event": {"type": kind, "user": USER, "tab": "home", **more},
    }


def encoded(payload: Mapping[str, Any]) -> tuple[bytes, str]:
    """The body and media type in which Slack sends a payload."""
    if payload.get("type") in {"event_callback", "url_verification"}:
        return json.dumps(payload).encode(), JSON
    if "command" in payload:
        return urlencode(payload).encode(), FORM
    return urlencode({"payload": json.dumps(payload)}).encode(), FORM
