"""People who are not on a case, holding what those who are were shown: forwarded cards, copied
windows, tokens read over a shoulder.
"""

import copy
from dataclasses import dataclass, field
from typing import Any

from bot.workbench.server import ConcordAnswer
from bot.workbench.slack.state import OpenView, PostedMessage, SlackPerson
from bot.workbench.teams import payloads as teams_payloads
from bot.workbench.teams.state import OpenDialog, ShownActivity, TeamsPerson
from tests.office import Office

HEALTH = "11111111-1111-4111-8111-111111111111"
POLICE = "22222222-2222-4222-8222-222222222222"


@dataclass(slots=True)
class Seen:
    """Everything of Concord's that somebody was shown."""

    messages: list[PostedMessage] = field(default_factory=list[PostedMessage])
    windows: list[OpenView] = field(default_factory=list[OpenView])
    cards: list[ShownActivity] = field(default_factory=list[ShownActivity])
    dialogs: list[OpenDialog] = field(default_factory=list[OpenDialog])

    def look(self, here: Office, who: str) -> None:
        """Remember what is on a person's screen now."""
        screen = _screen(here, who)
        if isinstance(screen, SlackPerson):
            self.messages = [copy.deepcopy(m) for m in screen.messages if m.blocks]
            self.windows += [copy.deepcopy(modal) for modal in screen.modals]
        else:
            self.cards = [copy.deepcopy(shown) for shown in screen.activities if shown.card]
            self.dialogs += [copy.deepcopy(screen.dialog)] if screen.dialog else []


def _screen(here: Office, who: str) -> SlackPerson | TeamsPerson:
    found = here.rehearsal.chat(here[who].person)
    assert found is not None
    chat, user = found
    return chat.world.person(user)


@dataclass(slots=True)
class SlackIntruder:
    """Somebody in Slack."""

    here: Office
    user: str

    @property
    def screen(self) -> SlackPerson:
        """What they see."""
        return self.here.rehearsal.slack.world.person(self.user)

    def clear(self) -> None:
        """Clear their screen."""
        self.screen.messages.clear()
        self.screen.modals.clear()
        self.screen.home = None

    async def press_all(self, seen: Seen) -> list[str]:
        """Press every button of what somebody else was shown; what they are told each time."""
        slack, told = self.here.rehearsal.slack, list[str]()
        for message in seen.messages:
            for token in _values(message.blocks):
                self.clear()
                self.screen.messages.append(copy.deepcopy(message))
                await slack.press(self.user, token)
                assert self.screen.messages[0].blocks == message.blocks
                told.append(_shown([m.blocks for m in self.screen.messages[1:]], self.screen))
        for window in seen.windows:
            for token in _values(window.view["blocks"]):
                self.clear()
                self.screen.modals.append(copy.deepcopy(window))
                await slack.press(self.user, token)
                told.append(_shown([m.view["blocks"] for m in self.screen.modals[1:]], self.screen))
        return told

    async def submit_all(self, seen: Seen) -> list[str]:
        """Hand in every form that somebody else had open."""
        slack, told = self.here.rehearsal.slack, list[str]()
        for window in seen.windows:
            if window.view["private_metadata"]:
                self.clear()
                self.screen.modals.append(copy.deepcopy(window))
                await slack.submit(self.user)
                told.append(_shown([m.view["blocks"] for m in self.screen.modals], self.screen))
        return told

    async def say(self, words: str) -> str:
        """Type a command; what they are told."""
        self.clear()
        await self.here.rehearsal.slack.say(self.user, words)
        return _shown([m.blocks for m in self.screen.messages], self.screen)

    async def home(self) -> str:
        """Open the Home; what it shows."""
        self.clear()
        await self.here.rehearsal.slack.open_home(self.user)
        assert self.screen.home is not None
        return _texts(self.screen.home["blocks"])


@dataclass(slots=True)
class TeamsIntruder:
    """Somebody in Teams."""

    here: Office
    user: str

    @property
    def screen(self) -> TeamsPerson:
        """What they see."""
        return self.here.rehearsal.teams.world.person(self.user)

    def clear(self) -> None:
        """Clear their screen."""
        self.screen.activities.clear()
        self.screen.dialog = None

    async def press_all(self, seen: Seen) -> list[str]:
        """Press every button of what somebody else was shown; what they are told each time."""
        teams, told = self.here.rehearsal.teams, list[str]()
        for card in seen.cards:
            for token in _values(card.card):
                self.clear()
                self.screen.activities.append(copy.deepcopy(card))
                await teams.press(self.user, token)
                assert self.screen.activities[0].card == card.card
                told.append(self._told(after=1))
        for dialog in seen.dialogs:
            for token in _values(dialog.card):
                self.clear()
                await self._invoke(
                    teams_payloads.submit({"concord": token, "concord_means": "press"})
                )
                told.append(self._told())
        return told

    async def submit_all(self, seen: Seen) -> list[str]:
        """Hand in every form that somebody else had open."""
        told = list[str]()
        for dialog in seen.dialogs:
            for action in (dialog.card or {}).get("actions", ()):
                self.clear()
                await self._invoke(teams_payloads.submit({**action["data"], "text": "replayed"}))
                told.append(self._told())
        return told

    async def _invoke(self, sent: dict[str, Any]) -> None:
        teams = self.here.rehearsal.teams
        answer: ConcordAnswer = await teams.send(self.screen, sent)
        self.screen.dialog = OpenDialog(id="d", title="", text=answer.body.decode())

    async def say(self, words: str) -> str:
        """Type a command; what they are told."""
        self.clear()
        await self.here.rehearsal.teams.say(self.user, words)
        return self._told(after=1)

    async def home(self) -> str:
        """Ask for the Home; what it shows."""
        return await self.say("home")

    def _told(self, *, after: int = 0) -> str:
        cards = [shown.activity for shown in self.screen.activities[after:]]
        dialog = self.screen.dialog
        return _texts([*cards, (dialog.card or dialog.text) if dialog else ""])


def _shown(blocks: list[Any], screen: SlackPerson) -> str:
    views = [modal.view["blocks"] for modal in screen.modals] if not blocks else []
    return _texts([*blocks, *views])


def _texts(value: Any) -> str:
    """What can be read in something drawn, without ids that differ each time."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return " ".join(filter(None, (_texts(one) for one in value)))
    if isinstance(value, dict):
        ids = {"block_id", "action_id", "id", "replyToId", "conversation", "from", "recipient"}
        return _texts([inner for key, inner in value.items() if key not in ids])
    return ""


def _values(drawn: Any) -> list[str]:
    """Every token in something drawn, once."""
    found: dict[str, None] = {}

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            if part.get("type") == "button":
                found[part["value"]] = None
            if isinstance(part.get("data"), dict) and part.get("associatedInputs") != "auto":
                found[part["data"]["concord"]] = None
            for inner in part.values():
                walk(inner)
        elif isinstance(part, list):
            for inner in part:
                walk(inner)

    walk(drawn)
    return list(found)
