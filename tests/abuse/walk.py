"""People who press, type and hand in at random, each word they type unlike any other; seeded."""

import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.workbench.chats import ChatButton, ChatField, NotPossible
from tests.office import Colleague, Office

COMMANDS = ("", "list", "policy", "check", "link", "help", "contacts health", "nonsense")
DAYS = ("2026-11-02", "2026-11-03", "2026-11-05", "2027-01-04")


@dataclass(slots=True)
class Walk:
    """A random walk through Concord by the same dice; what nobody has pressed yet goes first."""

    here: Office
    people: tuple[str, ...]
    dice: random.Random
    typed: dict[str, str] = field(default_factory=dict[str, str])
    """Each word that was typed, and who typed it."""
    pressed: set[str] = field(default_factory=set[str])
    """Labels of the buttons that were pressed, and titles of the forms handed in."""

    async def step(self) -> str:
        """Let one person do one thing; returns who it was."""
        if self.dice.random() < 0.02:
            await self.here.until(self.here.now + timedelta(hours=self.dice.choice((1, 5))))
        chatting = [one for one in self.people if self.here.rehearsal.chat(self.here[one].person)]
        who = self.dice.choice(chatting)  # not who has unlinked their account
        try:
            await self._act(self.here[who])
        except NotPossible:
            await self.here[who].close()
        return who

    async def _act(self, who: Colleague) -> None:
        if who.dialog_is_closed:
            await self._outside(who)
        elif who.dialog.submit and self.dice.random() < 0.8:
            await self._hand_in(who)
        else:
            await self._inside(who)

    async def _outside(self, who: Colleague) -> None:
        buttons = [(m.id, b) for m in who.messages[-12:] for b in m.buttons]
        if not buttons or self.dice.random() < 0.2:
            await self._say(who)
            return
        fresh = [one for one in buttons if _name(one[1]) not in self.pressed]
        message, button = self.dice.choice(fresh or buttons)
        self.pressed.add(_name(button))
        await who.press(button.token, message=message)

    async def _say(self, who: Colleague) -> None:
        if self.dice.random() < 0.3:
            await who.open_home()
            return
        words = self.dice.choice(COMMANDS)
        await who.say(f"/escalate {words}".rstrip())

    async def _inside(self, who: Colleague) -> None:
        buttons = who.dialog.buttons
        if not buttons or self.dice.random() < 0.15:
            await who.close()
            return
        fresh = [one for one in buttons if _name(one) not in self.pressed]
        button = self.dice.choice(fresh or buttons)
        self.pressed.add(_name(button))
        await who.press(button.token)

    async def _hand_in(self, who: Colleague) -> None:
        form = who.dialog
        values = {one.id: self._value(one, who) for one in form.fields}
        self.pressed.add(f"form: {form.title}")
        await who.fill(**{key: text for key, text in values.items() if text is not None})

    def _value(self, asked: ChatField, who: Colleague) -> Any:
        if asked.options:
            value, _ = self.dice.choice(asked.options)
            return value
        if "date" in asked.kind:
            return self.dice.choice(DAYS)
        if "time" in asked.kind:
            return self.dice.choice(("09:30", "16:00"))
        if asked.id == "entry":
            return str(self.dice.randint(1, 9))
        return self.word(who)

    def word(self, who: Colleague) -> str:
        """A name that nobody else has, and a story with it."""
        name = f"Zeb{len(self.typed):04d}quill{self.dice.randrange(10**6):06d}"
        self.typed[name] = who.person.id
        return f"{name} was seen *twice*."


def _name(button: ChatButton) -> str:
    return button.label.partition(" ESC-")[0]
