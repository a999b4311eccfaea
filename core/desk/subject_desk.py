"""The interface of a subject desk: words, buttons and forms that concern no case."""

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

    A press has no case. Every call checks authorisation itself. Raises only LedgerUnavailable.
    """

    presses: frozenset[Action] = frozenset()
    """The buttons and forms that it answers."""
    words: frozenset[str] = frozenset()
    """The words after ``/escalate`` that it answers."""
    for_strangers: frozenset[str] = frozenset()
    """The words and buttons among these that accounts on no list may also use."""

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
        """Return its blocks for a person's Home."""
        del caller
        return ()


def desk_for_word(desks: tuple[SubjectDesk, ...], caller: Caller, word: str) -> SubjectDesk | None:
    """Return the desk that answers a word for this caller, or None."""
    mine = (desk for desk in desks if word in desk.words)
    return next((desk for desk in mine if caller.enrolled or word in desk.for_strangers), None)


def desk_for_press(
    desks: tuple[SubjectDesk, ...], caller: Caller, press: Press
) -> SubjectDesk | None:
    """Return the desk that answers this press for this caller; None if it concerns a case."""
    action = press.action
    mine = (desk for desk in desks if action in desk.presses and not press.case)
    return next((desk for desk in mine if caller.enrolled or action in desk.for_strangers), None)
