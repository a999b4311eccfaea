"""The state of Slack: workspaces, people, their messages, open modals and Home."""

import copy
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.workbench.chats import Json, NotPossible
from core.ports import Clock

TRIGGER_LIFE = 3.0
"""Seconds in which a trigger_id can be exchanged for a modal, once."""
DEEPEST_STACK = 3
"""Most modals in a stack."""


@dataclass(slots=True, kw_only=True)
class Workspace:
    """A Slack workspace in which Concord is installed."""

    id: str
    name: str
    bot_token: str
    bot_user: str = "U0CONCORD0"
    bot_id: str = "B0CONCORD0"
    refresh_token: str = ""
    token_works: bool = True


@dataclass(slots=True, kw_only=True)
class PostedMessage:
    """A message, as it is now."""

    ts: str
    text: str
    blocks: list[Json] = field(default_factory=list[Json])
    mine: bool = False
    private: bool = False
    edited: bool = False


@dataclass(slots=True, kw_only=True)
class OpenView:
    """A modal on a person's screen: the view, what is typed in it, and its errors."""

    view: Json
    typed: dict[str, Any] = field(default_factory=dict[str, Any])
    """By block id: the state value of its element."""
    errors: dict[str, str] = field(default_factory=dict[str, str])
    warning: str = ""


@dataclass(slots=True, kw_only=True)
class SlackPerson:
    """A member of a workspace."""

    team: str
    id: str
    name: str
    deleted: bool = False
    guest: bool = False
    bot: bool = False
    stranger: bool = False
    """A visitor from another workspace."""
    messages: list[PostedMessage] = field(default_factory=list[PostedMessage])
    modals: list[OpenView] = field(default_factory=list[OpenView])
    home: Json | None = None

    @property
    def channel(self) -> str:
        """The id of the direct message channel with Concord."""
        return f"D{self.team[1:]}{self.id[1:]}"


@dataclass(slots=True)
class Trigger:
    """Whose trigger_id it is, until when it is valid, and whether it was used."""

    person: SlackPerson
    expires: float
    used: bool = False


class SlackWorld:
    """All workspaces. ``clock`` dates messages, ``ticks`` (monotonic seconds) ages trigger ids."""

    def __init__(self, clock: Clock, ticks: Callable[[], float]) -> None:
        self.clock = clock
        self.ticks = ticks
        self.workspaces: dict[str, Workspace] = {}
        self.people: dict[tuple[str, str], SlackPerson] = {}
        self.triggers: dict[str, Trigger] = {}
        self.trigger_life = TRIGGER_LIFE
        self._numbers = itertools.count(1)

    def number(self) -> int:
        """Return a number used only once."""
        return next(self._numbers)

    def seconds(self) -> float:
        """Return the clock's time as Unix time."""
        return self.clock.now().timestamp()

    def ts(self) -> str:
        """Return a new message timestamp, unique even while the clock does not move."""
        return f"{int(self.seconds())}.{self.number():06d}"

    def person(self, address: str) -> SlackPerson:
        """Return a person by ``user`` or ``team:user``. Raises NotPossible."""
        team, _, user = address.rpartition(":")
        found = [
            person
            for (its_team, its_user), person in self.people.items()
            if its_user == user and team in {"", its_team}
        ]
        if len(found) != 1:
            raise NotPossible(f"{len(found)} people in Slack are called {address!r}")
        return found[0]

    def in_channel(self, workspace: Workspace, channel: str) -> SlackPerson | None:
        """Return whose direct messages these are, or None; a user id stands for that user's
        channel.
        """
        for person in self.people.values():
            if person.team == workspace.id and channel in {person.channel, person.id}:
                return person
        return None

    def trigger(self, person: SlackPerson) -> str:
        """Return a new trigger_id for something a person just did."""
        number = self.number()
        name = f"{number}.{person.team}.{number:032x}"
        self.triggers[name] = Trigger(person, self.ticks() + self.trigger_life)
        return name

    def complete(self, view: Json, person: SlackPerson, before: Json | None = None) -> Json:
        """Return a view as Slack stores and returns it, with ids for everything that has none."""
        number = self.number()
        workspace = self.workspaces[person.team]
        stored = copy.deepcopy(view)
        stored |= {
            "id": before["id"] if before else f"V0{number:08X}",
            "team_id": person.team,
            "app_id": "A0CONCORD0",
            "app_installed_team_id": person.team,
            "bot_id": workspace.bot_id,
            "hash": f"{int(self.seconds())}.{number:08x}",
            "callback_id": view.get("callback_id") or "",
            "private_metadata": view.get("private_metadata") or "",
            "external_id": view.get("external_id") or "",
            "clear_on_close": bool(view.get("clear_on_close")),
            "notify_on_close": bool(view.get("notify_on_close")),
            "previous_view_id": before.get("previous_view_id") if before else None,
            "blocks": with_ids(view.get("blocks") or [], number),
        }
        stored["root_view_id"] = (before or {}).get("root_view_id") or stored["id"]
        for label in ("title", "submit", "close"):
            stored.setdefault(label, None)
        stored["state"] = {"values": {}}
        return stored

    def complete_blocks(self, blocks: list[Json]) -> list[Json]:
        """Return blocks as Slack stores and returns them."""
        return with_ids(blocks, self.number())

    def show(self, person: SlackPerson, view: Json) -> Json:
        """Put a modal on top of a person's stack."""
        stored = self.complete(view, person)
        if person.modals:
            stored["previous_view_id"] = person.modals[-1].view["id"]
            stored["root_view_id"] = person.modals[0].view["id"]
        person.modals.append(OpenView(view=stored))
        return stored

    def replace(self, person: SlackPerson, modal: OpenView, view: Json) -> Json:
        """Replace the view of an open modal; typed values stay if block id and action id of the
        input are the same.
        """
        before = _elements(modal.view)
        modal.view = self.complete(view, person, modal.view)
        kept = _elements(modal.view) & before
        modal.typed = {name: modal.typed[name] for name, _ in kept if name in modal.typed}
        modal.errors = {}
        modal.warning = ""
        return modal.view


def with_ids(blocks: list[Json], number: int) -> list[Json]:
    """Return blocks with the block and action ids that Slack generates if none are given."""
    done = copy.deepcopy(blocks)
    for place, block in enumerate(done):
        block.setdefault("block_id", f"b{number:x}{place}")
        elements = [*(block.get("elements") or ()), block.get("element"), block.get("accessory")]
        for order, element in enumerate(elements):
            if isinstance(element, dict) and block["type"] != "context":
                element.setdefault("action_id", f"a{number:x}{place}{order}")
    return done


def _elements(view: Json) -> set[tuple[str, str]]:
    return {
        (block["block_id"], block["element"]["action_id"])
        for block in view["blocks"]
        if block["type"] == "input"
    }


def decoded(value: object) -> object:
    """Return an argument that arrived as JSON text in a form, parsed."""
    if isinstance(value, str) and value[:1] in {"[", "{"}:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
