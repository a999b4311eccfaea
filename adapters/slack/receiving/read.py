"""Read Slack's payloads as requests to the front desk; pure, and None for unreadable ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from adapters.slack.drawing.fields import FIELD
from core.desk.typed_text import storable
from core.directory.model import Principal
from core.vocabulary import Platform

Json = Mapping[str, Any]

MODAL_STACK_LIMIT: Final = 3
"""Slack stacks three modals at most."""


@dataclass(frozen=True, slots=True)
class InMessage:
    """A button of a message; an ``ephemeral`` one can only be replaced by its response URL."""

    channel: str
    ts: str
    ephemeral: bool


@dataclass(frozen=True, slots=True)
class InModal:
    """A button of a modal at ``depth`` in its stack; ``view`` is the modal as Slack sent it."""

    id: str
    hash: str
    depth: int
    view: Json


@dataclass(frozen=True, slots=True)
class AtHome:
    """A button of the App Home."""


Place = InMessage | InModal | AtHome


@dataclass(frozen=True, slots=True, kw_only=True)
class SlashCommand:
    """A person typed ``/escalate <words>``."""

    principal: Principal
    words: str
    trigger: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackPressed:
    """A person pressed a button."""

    principal: Principal
    token: str
    trigger: str
    place: Place
    reply_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """A person submitted a form; ``view`` is the modal as Slack sent it."""

    principal: Principal
    token: str
    values: Mapping[str, str]
    view: Json


def team_of(payload: Json) -> str:
    """Return the id of the workspace that a payload comes from, or ""."""
    team = _text(payload.get("team_id")) or _text(_part(payload, "team").get("id"))
    return team or _text(_part(payload, "view").get("app_installed_team_id"))


def visitor(payload: Json) -> bool:
    """Return whether the actor or the channel belongs to another workspace (Slack Connect)."""
    team, user, event = team_of(payload), _part(payload, "user"), _part(payload, "event")
    homes = (
        user.get("team_id"),
        payload.get("user_team"),
        event.get("user_team"),
        event.get("source_team"),
    )
    return any(_text(home) not in {"", team} for home in homes)


def kind_of(payload: Json) -> str:
    """Return the kind of a payload: ``block_actions``, ``app_home_opened``, ``command``, ..."""
    kind = _text(payload.get("type"))
    if kind == "event_callback":
        return _text(_part(payload, "event").get("type"))
    return kind or ("command" if _text(payload.get("command")) else "")


def command(payload: Json) -> SlashCommand | None:
    """Read a slash command."""
    who = _principal(payload, payload.get("user_id"))
    if who is None or not _text(payload.get("command")):
        return None
    words = _text(payload.get("text")).strip()
    return SlashCommand(principal=who, words=words, trigger=_text(payload.get("trigger_id")))


def press(payload: Json) -> SlackPressed | None:
    """Read a pressed button."""
    who = _principal(payload, _part(payload, "user").get("id"))
    action = next(iter(_parts(payload.get("actions"))), {})
    token = _text(action.get("value"))
    if who is None or not token:
        return None
    return SlackPressed(
        principal=who,
        token=token,
        trigger=_text(payload.get("trigger_id")),
        place=_place(payload),
        reply_url=_text(payload.get("response_url")),
    )


def submission(payload: Json) -> Submitted | None:
    """Read a submitted form."""
    who = _principal(payload, _part(payload, "user").get("id"))
    view = _part(payload, "view")
    token = _text(view.get("private_metadata"))
    if who is None or not token:
        return None
    values = {
        str(block).removeprefix(FIELD): _value(elements)
        for block, elements in _part(_part(view, "state"), "values").items()
        if str(block).startswith(FIELD) and isinstance(elements, Mapping)
    }
    return Submitted(principal=who, token=token, values=values, view=view)


def opening(payload: Json) -> Principal | None:
    """Return who opened the App Home; None for another tab of the app."""
    event = _part(payload, "event")
    if event.get("tab", "home") != "home":
        return None
    return _principal(payload, event.get("user"))


def closed_account(payload: Json) -> Principal | None:
    """Return whose account was closed; None for any other change, or another workspace's user."""
    user = _part(_part(payload, "event"), "user")
    if user.get("deleted") is not True or _text(user.get("team_id")) not in {"", team_of(payload)}:
        return None
    return _principal(payload, user.get("id"))


def removal(payload: Json) -> str:
    """Return the workspace that removed the app or revoked its bot token, or ""."""
    event = _part(payload, "event")
    if event.get("type") == "tokens_revoked" and not _part(event, "tokens").get("bot"):
        return ""
    return team_of(payload)


def _principal(payload: Json, user: Any) -> Principal | None:
    team, user = team_of(payload), _text(user)
    return Principal(Platform.SLACK, team, user) if team and user else None


def _place(payload: Json) -> Place:
    container, view = _part(payload, "container"), _part(payload, "view")
    if _text(view.get("type")) == "home":
        return AtHome()
    if view:
        root, before = _text(view.get("root_view_id")), _text(view.get("previous_view_id"))
        depth = MODAL_STACK_LIMIT if before != root else MODAL_STACK_LIMIT - 1
        return InModal(
            id=_text(view.get("id")),
            hash=_text(view.get("hash")),
            depth=depth if before else 1,
            view=view,
        )
    channel = _text(container.get("channel_id")) or _text(_part(payload, "channel").get("id"))
    ts = _text(container.get("message_ts")) or _text(_part(payload, "message").get("ts"))
    return InMessage(channel, ts, ephemeral=container.get("is_ephemeral") is True)


def _value(elements: Json) -> str:
    """Return the value of an input block, in the format of ``Input.value``."""
    element = next((item for item in elements.values() if isinstance(item, Mapping)), {})
    for key in ("value", "selected_date", "selected_time"):
        if isinstance(element.get(key), str):
            return _text(element[key])
    if isinstance(element.get("selected_options"), list):
        chosen = _parts(element["selected_options"])
        return ",".join(_text(option.get("value")) for option in chosen)
    return _text(_part(element, "selected_option").get("value"))


def _part(payload: Json, key: str) -> Json:
    part = payload.get(key)
    return part if isinstance(part, Mapping) else {}


def _parts(value: Any) -> Iterable[Json]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return storable(value) if isinstance(value, str) else ""
