"""The desk for accounts: linking, confirming whose an account is, reconfirming, unlinking."""

from collections.abc import Mapping

from core.accounts import wording as say
from core.accounts.closed_accounts import ClosedAccounts
from core.accounts.enrolment import UNLINKED, Enrolment
from core.accounts.linking import (
    LINK_REQUEST_KEPT_FOR,
    LinkCodeRefusal,
    Linking,
    LinkRequest,
    WrongLinkCode,
)
from core.accounts.status import AccountStatus, AccountStatuses
from core.cards import Card, Form, FormFaults, Press, Redraw, Reply, Say, ShowForm
from core.cases.record.ledger import Ledger
from core.cases.wording import refusals
from core.desk.accounts import forms
from core.desk.replies import say_only, show_form
from core.desk.subject_desk import Caller, SubjectDesk
from core.desk.typed_text import any_address
from core.directory.access import may_confirm_account
from core.directory.model import Channel, Person, Principal
from core.directory.wording.names import described
from core.directory.wording.refusals import refusal_sentence
from core.notifications.letters import Letters
from core.notifications.tokens import issue_card_tokens
from core.outbox import Letter
from core.partnership.register import Register
from core.partnership.setting import Setting
from core.ports import Clock, KeyValueStore
from core.readiness.monthly_check import DOUBTS
from core.vocabulary import Action, LetterKind, Platform

"""Printable ASCII with one "@": enough for a lookup, without look-alike characters."""


class LinkDesk(SubjectDesk):
    """Answers ``/escalate link`` and its buttons and forms."""

    words = frozenset({"link"})
    presses = frozenset(
        {
            Action.LINK,
            Action.LINK_CODE,
            Action.LINK_CONFIRM,
            Action.LINK_REFUSE,
            Action.UNLINK,
            Action.STILL_ME,
        }
    )
    for_strangers = frozenset({"link", Action.LINK, Action.LINK_CODE})

    def __init__(  # noqa: PLR0917 - what it works with
        self,
        ledger: Ledger,
        documents: KeyValueStore,
        letters: Letters,
        register: Register,
        enrolment: Enrolment,
        linking: Linking,
        closed_accounts: ClosedAccounts,
        standings: Mapping[Platform, AccountStatuses],
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._documents = documents
        self._letters = letters
        self._register = register
        self._enrolment = enrolment
        self._linking = linking
        self._closed_accounts = closed_accounts
        self._standings = standings
        self._clock = clock

    async def command(self, caller: Caller, verb: str, rest: str) -> Reply:
        """Show which person Concord takes the caller for; ask a stranger for their address."""
        del verb, rest
        if caller.enrolled:
            return Say(await self._account(caller))
        if refused := await self._refused(caller.principal):
            return refused
        return await self._form(caller, forms.address_form())

    async def press(self, caller: Caller, press: Press) -> Reply:
        """Answer a button, or return the form that it opens."""
        match press.action:
            case Action.LINK:
                return await self._form(caller, forms.address_form())
            case Action.LINK_CODE:
                return await self._form(caller, forms.code_form(press.target))
            case Action.LINK_CONFIRM:
                return await self._confirm_form(caller, press)
            case Action.LINK_REFUSE:
                return await self._refuse(caller, press)
            case Action.UNLINK:
                return await self._unlink_form(caller, press)
            case _:
                return await self._reconfirmation(caller, press)

    async def submit(
        self, caller: Caller, press: Press, values: Mapping[str, str], token: str
    ) -> Reply:
        """Answer a form."""
        del token
        match press.action:
            case Action.LINK:
                return await self._asked(caller, values.get("address", ""))
            case Action.LINK_CODE:
                return await self._typed(caller, press.target, values.get("code", ""))
            case Action.LINK_CONFIRM:
                return await self._confirm(caller, press, values.get("who", ""))
            case Action.UNLINK:
                return await self._unlink(caller, press)
            case _:
                return await self.press(caller, press)

    # --- a stranger gives an address ----------------------------------------------------------

    async def _asked(self, caller: Caller, typed: str) -> Reply:
        """Give the same answer for every address, known or not; only a malformed one is a fault."""
        if (address := any_address(typed)) is None:
            return FormFaults(fields={"address": say.NO_ADDRESS})
        if caller.enrolled:
            return Say(await self._account(caller))
        wish = await self._linking.ask(caller.principal, address)
        if not wish:
            return FormFaults(form=say.TOO_MANY, fields={"address": say.TOO_MANY})
        return await self._form(caller, forms.code_form(wish))

    async def _typed(self, caller: Caller, wish: str, code: str) -> Reply:
        if refused := await self._refused(caller.principal):
            return refused
        outcome = await self._linking.redeem(caller.principal, wish, code)
        if not isinstance(outcome, WrongLinkCode):
            return Say(await self._account(self._again(caller)))
        if outcome.why is LinkCodeRefusal.WRONG:
            return FormFaults(fields={"code": say.tries_left(outcome.left)})
        return say_only(say.CODE_REFUSED[outcome.why])

    async def _refused(self, principal: Principal) -> Say | None:
        """Return a refusal for guests, bots, closed accounts, visitors and accounts that cannot be
        checked; None for an active account.
        """
        asked = self._standings.get(principal.platform)
        standing = await asked.standing(principal) if asked else AccountStatus.UNKNOWN
        return None if standing is AccountStatus.ACTIVE else say_only(say.STATUS_REFUSED[standing])

    # --- a decider says whose account it is -----------------------------------------------------

    async def _wish(self, caller: Caller, press: Press) -> tuple[str, str, LinkRequest] | Say:
        """Return the partnership, the decider and the link request of a press, authorised now."""
        partnership, of, *_ = (*press.target.split(":"), "")
        decider = caller.person(partnership)
        directory = self._register.directory(partnership)
        may = directory is not None and (
            decider in directory.coordinators
            or any(decider in one.administrators for one in directory.agencies.values())
        )
        if not decider or not may:
            return say_only(refusals.NOT_FOUND)
        wish = await self._linking.latest(of)
        if wish is None:
            return say_only(say.SETTLED)
        if wish.principal == caller.principal:
            return say_only(say.NOT_OF_YOURSELF)
        return partnership, decider, wish

    async def _confirm_form(self, caller: Caller, press: Press) -> Reply:
        found = await self._wish(caller, press)
        if isinstance(found, Say):
            return found
        partnership, decider, wish = found
        chosen = press.target.split(":")[2] if press.target.count(":") > 1 else ""
        setting = self._register.setting(partnership)
        return await self._form(caller, forms.confirm_form(press, wish, chosen, decider, setting))

    async def _confirm(self, caller: Caller, press: Press, person: str) -> Reply:
        found = await self._wish(caller, press)
        if isinstance(found, Say):
            return found
        partnership, decider, wish = found
        directory = self._register.setting(partnership).directory
        if person == decider:
            return FormFaults(fields={"who": say.NOT_OF_YOURSELF})
        if not may_confirm_account(directory, decider, person, wish.principal):
            return FormFaults(fields={"who": say.NOT_THEIRS})
        if refused := await self._refused(wish.principal):
            return refused
        refusal = await self._enrolment.link(partnership, person, wish.principal, by=decider)
        if refusal is not None:
            return FormFaults(fields={"who": refusal_sentence(refusal, directory)})
        await self._linking.settle(wish)
        await self._news(LetterKind.LINK_WELCOME, partnership, person, wish)
        setting = self._register.setting(partnership)
        return say_only(say.confirmed(described(person, setting.directory)))

    async def _refuse(self, caller: Caller, press: Press) -> Reply:
        found = await self._wish(caller, press)
        if isinstance(found, Say):
            return found
        partnership, decider, wish = found
        setting = self._register.setting(partnership)
        if not await self._linking.settle(wish):
            return say_only(say.SETTLED)
        await self._news(LetterKind.LINK_REFUSED, partnership, "", wish)
        return Redraw(forms.answered_card(say.REFUSED_DONE, decider, setting))

    async def _news(
        self, kind: LetterKind, partnership: str, person: str, wish: LinkRequest
    ) -> None:
        """Owe the account that asked a letter of this kind."""
        who, now = wish.principal, self._clock.now()
        letter = Letter(
            key=f"{kind}/{wish.id}/{partnership}",
            partnership=partnership,
            person=person,
            kind=kind,
            channel=Channel(platform=who.platform, tenant=who.tenant, user=who.user),
            owed_at=now,
            expires_at=now + LINK_REQUEST_KEPT_FOR,
        )
        await self._letters.owe(letter)

    # --- an enrolled person -------------------------------------------------------------------

    async def _account(self, caller: Caller) -> Card:
        settings = {one: self._register.setting(one) for one, _ in caller.enrolled}
        known = tuple(
            (one, settings[one].directory.people[person], settings[one])
            for one, person in caller.enrolled
        )
        card = forms.account_card(known, caller.principal)
        return await issue_card_tokens(self._ledger, caller.owner, card)

    async def _reconfirmation(self, caller: Caller, press: Press) -> Reply:
        found = self._mine(caller, press)
        if found is None:
            return say_only(refusals.NOT_FOUND)
        person, channel, setting = found
        here = setting.directory.partnership
        await self._enrolment.confirm(here, person.id, channel)
        await self._documents.remove(DOUBTS, f"{here}/{person.id}")
        return Redraw(forms.answered_card(say.THANKS, person.id, setting))

    async def _unlink_form(self, caller: Caller, press: Press) -> Reply:
        found = self._mine(caller, press)
        if found is None:
            return say_only(refusals.NOT_FOUND)
        last = len(found[0].channels) == 1
        return await self._form(caller, forms.unlink_form(press.target, last=last))

    async def _unlink(self, caller: Caller, press: Press) -> Reply:
        found = self._mine(caller, press)
        if found is None:
            return say_only(refusals.NOT_FOUND)
        person, channel, _ = found
        await self._closed_accounts.end(
            press.target, person.id, channel, by=person.id, why=UNLINKED
        )
        return say_only(say.UNLINKED)

    def _mine(self, caller: Caller, press: Press) -> tuple[Person, Channel, Setting] | None:
        """Return the caller in the press's partnership and the account they press from, or None."""
        partnership = press.target.partition(":")[0]
        who = caller.person(partnership)
        if not who:
            return None
        setting = self._register.setting(partnership)
        person = setting.directory.people[who]
        channel = next((one for one in person.channels if one.principal == caller.principal), None)
        return (person, channel, setting) if channel else None

    # --- shared parts -------------------------------------------------------------------------

    def _again(self, caller: Caller) -> Caller:
        enrolled = self._register.enrolments(caller.principal)
        return Caller(principal=caller.principal, enrolled=enrolled)

    async def _form(self, caller: Caller, form: Form) -> ShowForm:
        return await show_form(self._ledger, caller.owner, form)
