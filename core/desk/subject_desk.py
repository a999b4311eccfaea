"""What a desk beside the cases is: words, buttons and forms that are about no case."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from core.cards import Block, Press, Reply, Say
from core.desk.replies import help_card
from core.directory.model import Principal
from core.vocabulary import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks: the account they sign in with, and whom the contact lists take it for."""

    principal: Principal
    enrolled: tuple[tuple[str, str], ...]
    """Pairs of partnership and person; empty for a stranger."""

    def person(self, partnership: str) -> str:
        """Their id in a partnership; "" where they are not on its list."""
        return next((person for one, person in self.enrolled if one == partnership), "")

    @property
    def owner(self) -> str:
        """Whose the tokens are that they are shown: the first id they have, else a stranger's."""
        return self.enrolled[0][1] if self.enrolled else stranger(self.principal)


def stranger(principal: Principal) -> str:
    """Stands for an account on no contact list, in tokens only; no person's id looks like it."""
    whole = f"{principal.platform}\n{principal.tenant}\n{principal.user}"
    return f"~{sha256(whole.encode()).hexdigest()}"


class SubjectDesk(Protocol):
    """Answers some words and buttons; the front desk asks whichever names them.

    A press has no case. Every call authorises for itself. Raises LedgerUnavailable at most.
    """

    presses: frozenset[Action] = frozenset()
    """The buttons and forms it answers."""
    words: frozenset[str] = frozenset()
    """The words behind ``/escalate`` it answers."""
    for_strangers: frozenset[str] = frozenset()
    """Which of these words and buttons also those may use who are on no list."""

    async def command(self, caller: Caller, verb: str, rest: str) -> Reply:
        """Answer ``/escalate <verb> <rest>``."""
        del caller, verb, rest
        return Say(help_card())

    async def press(self, caller: Caller, press: Press) -> Reply:
        """Answer a button, or give the form behind it."""
        del caller, press
        return Say(help_card())

    async def submit(
        self, caller: Caller, press: Press, values: Mapping[str, str], token: str
    ) -> Reply:
        """Answer a form; ``token`` is the same for the same form however often it comes."""
        del values, token
        return await self.press(caller, press)

    async def on_home(self, caller: Caller) -> tuple[Block, ...]:
        """What stands of it on a person's Home."""
        del caller
        return ()


def for_word(desks: tuple[SubjectDesk, ...], caller: Caller, word: str) -> SubjectDesk | None:
    """The desk that answers a word of this caller's."""
    mine = (desk for desk in desks if word in desk.words)
    return next((desk for desk in mine if caller.enrolled or word in desk.for_strangers), None)


def for_press(desks: tuple[SubjectDesk, ...], caller: Caller, press: Press) -> SubjectDesk | None:
    """The desk that answers a button or form of this caller's; none where it is about a case."""
    action = press.action
    mine = (desk for desk in desks if action in desk.presses and not press.case)
    return next((desk for desk in mine if caller.enrolled or action in desk.for_strangers), None)
