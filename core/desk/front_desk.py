"""The front desk: says who calls and hands what they type, press or submit to the desk for it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from core.cards import FormFaults, Home, Press, Reply, Say, Text
from core.cases.record.ledger import Ledger
from core.cases.wording import refusals
from core.desk import typed_text
from core.desk.replies import help_card, say_only
from core.desk.subject_desk import Caller, SubjectDesk, stranger_id
from core.desk.wording import screens as say
from core.directory.model import Principal
from core.notifications.tokens import issue_tokens
from core.notifications.wording import platforms
from core.partnership.register import Register
from core.ports import LedgerUnavailable

HELP_WORDS: Final = frozenset({"help", "?"})


class Desk:
    """Implements ``FrontDesk`` with a desk for each subject."""

    def __init__(
        self, ledger: Ledger, register: Register, subject_desks: tuple[SubjectDesk, ...]
    ) -> None:
        """A Home shows what the subject desks have for it in this order."""
        self._ledger = ledger
        self._register = register
        self._subject_desks = subject_desks
        self._for_word = {word: desk for desk in subject_desks for word in desk.words}
        self._for_press = {press: desk for desk in subject_desks for press in desk.presses}

    async def command(self, principal: Principal, words: str) -> Reply:
        """Answer ``/escalate <words>``."""
        verb, _, rest = words.strip().partition(" ")
        word, caller = verb.casefold(), self._caller(principal)
        desk = self._for_word.get(word)
        if desk and desk.serves(caller, word):
            return await desk.command(caller, word, rest.strip())
        if not caller.enrolled:
            return say_only(refusals.NOT_ENROLLED)
        return Say(help_card("" if word in HELP_WORDS else say.UNKNOWN_COMMAND))

    async def press(self, principal: Principal, token: str) -> Reply:
        """Answer a pressed button."""
        found = await self._redeem(principal, token)
        if isinstance(found, Say):
            return found
        desk, caller, press = found
        return await desk.press(caller, press)

    async def submit(self, principal: Principal, token: str, values: Mapping[str, str]) -> Reply:
        """Answer a submitted form; it stays open if the ledger is away."""
        typed = {key: typed_text.words(text) for key, text in values.items()}
        try:
            found = await self._redeem(principal, token)
            if isinstance(found, Say):
                return found
            desk, caller, press = found
            return await desk.submit(caller, press, typed, token)
        except LedgerUnavailable:
            return FormFaults(form=platforms.NOT_SAVED)

    async def home(self, principal: Principal) -> Home:
        """Return the person's Home: first what each desk shows above the lists, then the lists."""
        caller = self._caller(principal)
        if not caller.enrolled:
            return Home(blocks=(Text(refusals.NOT_ENROLLED),))
        above = [block for desk in self._subject_desks for block in await desk.on_home(caller)]
        lists = [one for desk in self._subject_desks for one in await desk.lists_on_home(caller)]
        return Home(blocks=await issue_tokens(self._ledger, caller.owner, (*above, *lists)))

    async def _redeem(
        self, principal: Principal, token: str
    ) -> tuple[SubjectDesk, Caller, Press] | Say:
        """Return what a token stands for and the desk that answers it, or a refusal if the token
        was issued to somebody else (a forwarded card).
        """
        issued = await self._ledger.redeem(token)
        caller = self._caller(principal)
        people = {person for _, person in caller.enrolled}
        if issued is None or issued.person not in {*people, stranger_id(principal)}:
            return say_only(refusals.NOT_FOUND if people else refusals.NOT_ENROLLED)
        action = issued.press.action
        desk = self._for_press.get(action)
        if desk and desk.serves(caller, action):
            return desk, replace(caller, token_owner=issued.person), issued.press
        return Say(help_card()) if people else say_only(refusals.NOT_ENROLLED)

    def _caller(self, principal: Principal) -> Caller:
        return Caller(principal=principal, enrolled=self._register.enrolments(principal))
