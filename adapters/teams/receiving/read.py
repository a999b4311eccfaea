"""Read a verified activity: who asks, and for what; pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from adapters.teams.drawing.draw import ACTION_KIND_KEY, TOKEN_KEY, WORDS_KEY
from core.desk.typed_text import storable
from core.directory.model import Principal
from core.vocabulary import Platform

_OURS: Final = (TOKEN_KEY, ACTION_KIND_KEY, WORDS_KEY, "msteams")
_MENTION: Final = re.compile(r"<at(?:\s[^<>]*)?>[^<>]*</at>", re.IGNORECASE)
_COMMAND: Final = re.compile(r"\s*/?escalate(?:\s+|$)", re.IGNORECASE)
_LONGEST_WORDS: Final = 2000


class UnreadableActivity(Exception):  # noqa: N818 - what it is, as the domain says it
    """A verified activity has an unexpected shape; ``code`` says where."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Typed:
    """Words typed to the bot, without ``escalate``."""

    words: str


@dataclass(frozen=True, slots=True)
class HomeAsked:
    """The word ``home`` was typed."""


@dataclass(frozen=True, slots=True)
class SentBack:
    """A button pressed in a client without Universal Actions: it arrives as a message."""

    token: str
    message: str
    """Id of the message that holds the button; may be empty."""


@dataclass(frozen=True, slots=True)
class TeamsPressed:
    """A button of a card was pressed."""

    token: str


@dataclass(frozen=True, slots=True)
class DialogAsked:
    """A dialog to be opened: for a token, or for words if there is no token yet."""

    token: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class DialogPressed:
    """A button in a dialog was pressed."""

    token: str


@dataclass(frozen=True, slots=True)
class DialogSubmitted:
    """A form in a dialog was submitted: values by input id."""

    token: str
    values: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Installed:
    """The bot was added for a person; ``welcome`` if the person should be greeted."""

    welcome: bool


@dataclass(frozen=True, slots=True)
class Removed:
    """The bot was removed by a person."""


@dataclass(frozen=True, slots=True)
class NothingToDo:
    """An activity that needs no answer: a reaction, a typing indicator, an unused invoke."""


Ask = (
    Typed
    | HomeAsked
    | SentBack
    | TeamsPressed
    | DialogAsked
    | DialogPressed
    | DialogSubmitted
    | Installed
    | Removed
    | NothingToDo
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One activity, parsed."""

    who: Principal | None
    """None only if a lifecycle event names nobody."""
    ask: Ask
    personal: bool
    """Sent in a person's one-to-one chat with the bot; anywhere else other people can read."""
    invoke: bool
    """Whether Teams waits for the answer in the HTTP response."""


def read(activity: Mapping[str, Any], tenant: str) -> Turn:
    """Read an activity of a tenant. Raises UnreadableActivity."""
    user = _text(_part(activity, "from").get("aadObjectId"))
    conversation = _part(activity, "conversation")
    kind = conversation.get("conversationType")
    return Turn(
        who=Principal(Platform.TEAMS, tenant, user) if user else None,
        ask=_ask(activity),
        personal=kind == "personal" and conversation.get("isGroup") is not True,
        invoke=activity.get("type") == "invoke",
    )


def _ask(activity: Mapping[str, Any]) -> Ask:
    match activity.get("type"):
        case "message":
            return _message(activity)
        case "invoke":
            return _invoke(_text(activity.get("name")), _part(activity, "value"))
        case "installationUpdate":
            return _installation(_text(activity.get("action")))
        case "conversationUpdate":
            return _members(activity)
        case _:
            return NothingToDo()


def _message(activity: Mapping[str, Any]) -> Ask:
    value = activity.get("value")
    if isinstance(value, dict) and TOKEN_KEY in value:
        return SentBack(_token(value), _text(activity.get("replyToId")))
    text = activity.get("text") or ""
    if not isinstance(text, str):
        raise UnreadableActivity("text")
    said = " ".join(storable(_MENTION.sub(" ", text).replace("&nbsp;", " ")).split())
    words = _COMMAND.sub("", said, count=1)[:_LONGEST_WORDS].strip()
    if words.lower() == "home":
        return HomeAsked()
    return Typed(words if said else "help")


def _invoke(name: str, value: Mapping[str, Any]) -> Ask:
    match name:
        case "adaptiveCard/action":
            return TeamsPressed(_token(_part(_part(value, "action"), "data")))
        case "task/fetch":
            return _fetch(_part(value, "data"))
        case "composeExtension/fetchTask":
            return DialogAsked("")
        case "task/submit" | "composeExtension/submitAction":
            return _submission(_part(value, "data"))
        case _:
            return NothingToDo()


def _fetch(data: Mapping[str, Any]) -> Ask:
    if TOKEN_KEY in data:
        return DialogAsked(_token(data))
    words = data.get(WORDS_KEY)
    if not isinstance(words, str):
        raise UnreadableActivity("task/fetch")
    return DialogAsked("", storable(words)[:_LONGEST_WORDS])


def _submission(data: Mapping[str, Any]) -> Ask:
    token = _token(data)
    if data.get(ACTION_KIND_KEY) == "press":
        return DialogPressed(token)
    return DialogSubmitted(
        token, {name: _value(name, data[name]) for name in data if name not in _OURS}
    )


def _value(name: str, value: object) -> str:
    """Return a value in the format of ``Input.value``: missing ones as "", bare ones as text."""
    match value:
        case None:
            return ""
        case str():
            return storable(value)
        case bool() | int() | float():
            return str(value).lower()
        case _:
            raise UnreadableActivity(f"value of {len(name)} characters' name")


def _installation(action: str) -> Ask:
    match action:
        case "add" | "add-upgrade":
            return Installed(welcome=action == "add")
        case "remove" | "remove-upgrade":
            return Removed()
        case _:
            return NothingToDo()


def _members(activity: Mapping[str, Any]) -> Ask:
    bot = _text(_part(activity, "recipient").get("id"))
    if bot and bot in _ids(activity.get("membersRemoved")):
        return Removed()
    if bot and bot in _ids(activity.get("membersAdded")):
        return Installed(welcome=False)
    return NothingToDo()


def _ids(members: object) -> tuple[str, ...]:
    listed = members if isinstance(members, list) else []
    return tuple(_text(member.get("id")) for member in listed if isinstance(member, dict))


def _token(data: Mapping[str, Any]) -> str:
    token = data.get(TOKEN_KEY)
    if not isinstance(token, str) or not 0 < len(token) <= 256 or not token.isascii():
        raise UnreadableActivity("token")
    return token


def _part(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = value.get(name)
    return part if isinstance(part, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
