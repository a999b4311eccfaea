"""The port of the front desk, which platforms call."""

from collections.abc import Mapping
from typing import Protocol

from core.cards import Home, Reply
from core.directory.model import Principal


class FrontDesk(Protocol):
    """Where people's presses arrive, whatever the platform; every answer is for that person only.

    A principal who is not enrolled gets a ``Say`` that shows nothing of any case. Raises nothing
    for wrong input: that is a ``Faults`` or a ``Say``.
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
        """The person's to-do list, soonest first."""
        ...
