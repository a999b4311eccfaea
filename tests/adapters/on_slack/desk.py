"""A front desk that answers what it is told to, and remembers what it was asked."""

import asyncio
from collections.abc import Mapping

from core.cards import Button, Buttons, Card, Form, Home, Input, InputKind, Press, Reply, Say, Text
from core.directory.model import Principal
from core.vocabulary import Action


def card(text: str = "ESC-7KQ4-M2XP waits for you.", token: str = "tok-a") -> Card:
    """Return a pointer with one button."""
    press = Press(action=Action.ACCEPT, case="c")
    return Card(
        title="You are asked",
        summary="ESC-7KQ4-M2XP: you are asked",
        blocks=(Text(text), Buttons((Button(label="Accept", press=press, token=token),))),
    )


def form(*inputs: Input) -> Form:
    """Return a form that asks why."""
    why = Input(id="why", label="Why?", kind=InputKind.PARAGRAPH)
    return Form(
        title="Raise",
        submit="Submit",
        press=Press(action=Action.RAISE),
        inputs=inputs or (why,),
        token="form-token",
    )


class Desk:
    """Answers ``reply``; ``seconds`` late; or raises ``error``."""

    def __init__(self) -> None:
        self.reply: Reply = Say(card())
        self.shown = Home(blocks=(Text("Nothing waits for you."),))
        self.seconds = 0.0
        self.error: Exception | None = None
        self.stubborn = False
        self.asked: list[tuple[object, ...]] = []

    async def command(self, principal: Principal, words: str) -> Reply:
        return await self._answer("command", principal, words)

    async def press(self, principal: Principal, token: str) -> Reply:
        return await self._answer("press", principal, token)

    async def submit(self, principal: Principal, token: str, values: Mapping[str, str]) -> Reply:
        return await self._answer("submit", principal, token, dict(values))

    async def home(self, principal: Principal) -> Home:
        await self._answer("home", principal)
        return self.shown

    async def _answer(self, *asked: object) -> Reply:
        self.asked.append(asked)
        if self.stubborn:
            await _ignoring_cancellation(self.seconds)
        await asyncio.sleep(self.seconds)
        if self.error is not None:
            raise self.error
        return self.reply


async def _ignoring_cancellation(seconds: float) -> None:
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while (left := until - loop.time()) > 0:
        try:
            await asyncio.sleep(left)
        except asyncio.CancelledError:
            continue
