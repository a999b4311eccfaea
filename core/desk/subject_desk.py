"""The interface of a subject desk: the words, buttons and forms of one subject."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from core.accounts.hashes import account_hash
from core.cards import Block, Press, Reply, Say
from core.desk.replies import help_card
from core.directory.model import Principal
from core.vocabulary import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The account that calls, and the people it is on the contact lists."""

    principal: Principal
    enrolled: tuple[tuple[str, str], ...]
    """Pairs of partnership and person id; empty for an account on no list."""
    token_owner: str = ""
    """Whose token they pressed or submitted; "" for a word and on Home."""

    def person(self, partnership: str) -> str:
        """Return their id in a partnership; "" if they are not on its list."""
        return next((person for one, person in self.enrolled if one == partnership), "")

    @property
    def owner(self) -> str:
        """The owner of the tokens shown to them: their first person id, or a stranger's id."""
        return self.enrolled[0][1] if self.enrolled else stranger_id(self.principal)


def stranger_id(principal: Principal) -> str:
    """Return the token owner for an account on no contact list; never equal to a person's id."""
    return f"~{account_hash(principal, 64)}"


class SubjectDesk(Protocol):
    """Answers some words and buttons, which the front desk passes on to it.

    Every call checks authorisation itself. Raises only LedgerUnavailable.
    """

    presses: frozenset[Action] = frozenset()
    """The buttons and forms that it answers, and no other desk."""
    words: frozenset[str] = frozenset()
    """The words after ``/escalate`` that it answers, and no other desk."""
    for_strangers: frozenset[str] = frozenset()
    """The words and buttons among these that accounts on no list may also use."""

    def serves(self, caller: Caller, asked: str) -> bool:
        """Whether it answers this word or button for this caller."""
        return bool(caller.enrolled) or asked in self.for_strangers

    async def command(self, caller: Caller, verb: str, rest: str) -> Reply:
        """Answer ``/escalate <verb> <rest>``."""
        del caller, verb, rest
        return Say(help_card())

    async def press(self, caller: Caller, press: Press) -> Reply:
        """Answer a button, or return the form that it opens."""
        del caller, press
        return Say(help_card())

    async def submit(
        self, caller: Caller, press: Press, values: Mapping[str, str], token: str
    ) -> Reply:
        """Answer a form; ``token`` is the same each time the same form is submitted."""
        del values, token
        return await self.press(caller, press)

    async def on_home(self, caller: Caller) -> tuple[Block, ...]:
        """Return its blocks for a person's Home, above the lists."""
        del caller
        return ()

    async def lists_on_home(self, caller: Caller) -> tuple[Block, ...]:
        """Return its lists, which may be cut off where a Home does not fit."""
        del caller
        return ()
