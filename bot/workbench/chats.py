"""What a person can see and do in a chat, the same on both stand-ins: for tests and for the page.

Journeys read like ``await slack.say("U0HOU00001", "/escalate")``, ``await slack.fill(user, {...})``
and ``await teams.press(user, "Accept", reference="ESC-7KQ4-M2XP")``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.workbench.recording import Call
from core.vocabulary import Platform

Json = dict[str, Any]


class NotPossible(Exception):  # noqa: N818 - what a person would find, not a programming error
    """Nobody could do this: there is no such button, no open dialog, no such person."""


class NoAnswer(Exception):  # noqa: N818 - what happened, as a platform would report it
    """Concord did not answer as the platform requires; the person sees a warning.

    ``status`` is the HTTP status, 0 if there was none in time.
    """

    def __init__(self, what: str, status: int = 0) -> None:
        super().__init__(f"{what}: {status or 'no answer in time'}")
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatButton:
    """A button. ``token`` is what it carries, ``at`` its JSON pointer in the JSON drawn."""

    label: str
    token: str
    at: str
    style: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatField:
    """An input of a dialog, with its current value and error."""

    id: str
    label: str
    kind: str
    required: bool
    value: str = ""
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    """Values and labels."""
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message in a person's chat with Concord. ``raw`` is the JSON the platform was given."""

    id: str
    at: datetime
    text: str
    """The text of a notification."""
    lines: tuple[str, ...]
    """Every text drawn, in order."""
    buttons: tuple[ChatButton, ...]
    raw: Json
    private: bool = False
    """Shown for a moment and to this person only (Slack's ephemeral message, Teams' toast)."""
    mine: bool = False
    """Written by the person, not by Concord."""
    edited: bool = False

    def __contains__(self, words: str) -> bool:
        """Return whether the words are anywhere in the message."""
        return any(words in line for line in (self.text, *self.lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialog:
    """The open modal or dialog, the topmost if there are several."""

    id: str
    title: str
    lines: tuple[str, ...]
    fields: tuple[ChatField, ...]
    buttons: tuple[ChatButton, ...]
    submit: str
    """Label of the submit button; "" without one."""
    raw: Json
    depth: int = 1
    error: str = ""
    """An error of the dialog as a whole."""

    @property
    def errors(self) -> dict[str, str]:
        """Field errors by field id."""
        return {field.id: field.error for field in self.fields if field.error}

    def field(self, name: str) -> ChatField:
        """Return the field with this id or label. Raises NotPossible."""
        for field in self.fields:
            if name in {field.id, field.label}:
                return field
        raise NotPossible(f"there is no field {name!r} in {self.title!r}")

    def __contains__(self, words: str) -> bool:
        """Return whether the words are anywhere in the dialog."""
        return any(words in line for line in (self.title, *self.lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeTab:
    """A person's Home."""

    lines: tuple[str, ...]
    buttons: tuple[ChatButton, ...]
    raw: Json

    def __contains__(self, words: str) -> bool:
        """Return whether the words are anywhere on the Home."""
        return any(words in line for line in self.lines)


class Chat(Protocol):
    """A platform's stand-in as people use it. ``user`` is a user id of the platform, or
    ``tenant:user`` if two tenants have the same id.
    """

    platform: Platform
    listeners: list[Callable[[], None]]
    """Called after every change that a person could see."""

    @property
    def calls(self) -> list[Call]:
        """Everything Concord asked the platform for, in order."""
        ...

    def messages(self, user: str) -> tuple[Message, ...]:
        """Return the person's chat as it is now, oldest first."""
        ...

    def dialog(self, user: str) -> Dialog | None:
        """Return the open modal or dialog, or None."""
        ...

    def home(self, user: str) -> HomeTab | None:
        """Return the Home last shown, or None."""
        ...

    async def say(self, user: str, text: str) -> None:
        """Type something: a slash command or a message to the bot."""
        ...

    async def press(
        self,
        user: str,
        what: str,
        *,
        reference: str = "",
        message: str = "",
        values: Mapping[str, str] | None = None,
    ) -> None:
        """Press a button by label, token or JSON pointer: in the open dialog, else in the newest
        message (that names the reference; or the one with this id; "home" for the Home), else on
        the Home. Raises NotPossible or NoAnswer.
        """
        ...

    async def fill(self, user: str, values: Mapping[str, str], *, press: str = "") -> None:
        """Fill in the open dialog, by field id or label, and submit it. Options are given by value
        or label, several joined by a comma; dates are ISO, times HH:MM.
        """
        ...

    async def close(self, user: str) -> None:
        """Close the open dialog without submitting it."""
        ...

    async def open_home(self, user: str) -> None:
        """Open the Home."""
        ...

    def everything_sent(self, *places: str) -> list[str]:
        """Return every text Concord sent, for canary scans; see ``recording.Sent`` for the
        places.
        """
        ...


def chosen(buttons: tuple[ChatButton, ...], what: str) -> ChatButton | None:
    """Return the first button with this pointer, token or label, or None."""
    for button in buttons:
        if what in {button.at, button.token, button.label}:
            return button
    return None
