"""The port of the front desk, which platforms call."""

from collections.abc import Mapping
from typing import Protocol

from core.cards import Home, Reply
from core.directory.model import Principal


class FrontDesk(Protocol):
    """Answers what people do on any platform; every answer is for that person only.

    A principal who is not enrolled gets a ``Say`` that shows nothing of any case. Wrong input
    raises nothing: the answer is a ``FormFaults`` or a ``Say``.
    """

    async def command(self, principal: Principal, words: str) -> Reply:
        """Answer ``/escalate <words>`` (or the same words typed to the bot)."""
        ...

    async def press(self, principal: Principal, token: str) -> Reply:
        """Answer a pressed button."""
        ...

    async def submit(self, principal: Principal, token: str, values: Mapping[str, str]) -> Reply:
        """Answer a submitted form: ``values`` by input id, in the format of ``Input.value``."""
        ...

    async def home(self, principal: Principal) -> Home:
        """Return the person's to-do list, soonest due first."""
        ...
