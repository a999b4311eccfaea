"""Requests that the page can make to the workbench."""

from dataclasses import field
from datetime import datetime
from typing import Literal, TypeVar

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass as checked

STRICT = ConfigDict(extra="forbid")


@checked(frozen=True, slots=True, kw_only=True, config=STRICT)
class ChatOrder:
    """Act as a person in their chat."""

    person: str
    do: Literal["say", "press", "fill", "close", "home", "extension", "install", "uninstall"]
    text: str = ""
    what: str = ""
    """JSON pointer of the button."""
    message: str = ""
    """Where the button is: a message's id, "home", or "" for the open dialog."""
    values: dict[str, str] = field(default_factory=dict[str, str])


@checked(frozen=True, slots=True, kw_only=True, config=STRICT)
class MailOrder:
    """Reply to or bounce an e-mail that a person got."""

    person: str
    letter: str
    do: Literal["reply", "bounce"]
    text: str = ""


@checked(frozen=True, slots=True, kw_only=True, config=STRICT)
class ClockOrder:
    """Move the clock."""

    step: Literal["hour", "working_day", "next_due", "to"]
    to: datetime | None = None
    partnership: str = ""


Order = TypeVar("Order", ChatOrder, MailOrder, ClockOrder)
