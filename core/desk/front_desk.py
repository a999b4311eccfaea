"""The front desk: answers every command, press and submission for the person who made it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from core.cards import (
    Block,
    Button,
    Buttons,
    Card,
    Form,
    FormFaults,
    Home,
    Press,
    Redraw,
    Reply,
    Say,
    ShowForm,
    ShowView,
    Style,
    Text,
    View,
)
from core.cases.access import CAN_OPEN_CASE, ONE_PRESS, STAGE_ACTIONS, may
from core.cases.case import Case
from core.cases.casework import Casework, Done, Refused, notice_of_message
from core.cases.decide import refusal
from core.cases.duty import QUESTION_TASK_PREFIX
from core.cases.record.ledger import IssuedToken, Ledger
from core.cases.refusals import Reason, Refusal
from core.cases.wording import refusals
from core.cases.wording.labels import LABEL
from core.desk import typed_text
from core.desk.cases import answers, forms, overviews, views
from core.desk.drafts import Drafts
from core.desk.replies import form_faults, help_card, say_only
from core.desk.subject_desk import Caller, SubjectDesk, desk_for_press, desk_for_word, stranger_id
from core.desk.wording import screens as say
from core.directory.model import Principal
from core.notifications.message_cards import message_card, pressed_notice
from core.notifications.tokens import issue_card_tokens, issue_tokens
from core.notifications.wording import platforms
from core.partnership.register import Register
from core.partnership.setting import Setting
from core.ports import LedgerUnavailable, Randomness
from core.vocabulary import Action

MAX_CASES_READ: Final = 100
"""Most cases read for one Home or list: each takes milliseconds, and a platform waits at most three
seconds.
"""


class Desk:
    """Implements ``FrontDesk``: authorises, calls casework, and answers in platform-free cards."""

    def __init__(  # noqa: PLR0917 - what it works with
        self,
        casework: Casework,
        ledger: Ledger,
        drafts: Drafts,
        register: Register,
        randomness: Randomness,
        beside: tuple[SubjectDesk, ...],
        *,
        address: str = "",
    ) -> None:
        """``beside`` are the subject desks, which answer what concerns no case; ``address`` is the
        public URL of Concord, "" if it has none.
        """
        self._casework = casework
        self._ledger = ledger
        self._drafts = drafts
        self._register = register
        self._randomness = randomness
        self._address = address
        self._subject_desks = beside

    # --- words ------------------------------------------------------------------------------

    async def command(self, principal: Principal, words: str) -> Reply:
        """Answer ``/escalate <words>``."""
        verb, _, rest = words.strip().partition(" ")
        caller = self._caller(principal)
        if desk := desk_for_word(self._subject_desks, caller, verb.casefold()):
            return await desk.command(caller, verb.casefold(), rest.strip())
        enrolled = caller.enrolled
        if not enrolled:
            return say_only(refusals.NOT_ENROLLED)
        match verb.casefold():
            case "" | "new" | "raise" | "escalate":
                return await self._begin(enrolled, Action.RAISE)
            case "now" | "999" | "urgent" | "danger":
                return await self._begin(enrolled, Action.IMMEDIATE_RISK)
            case "override" | "special":
                return await self._begin(enrolled, Action.OVERRIDE)
            case "list" | "home":
                cases, more = await self._cases(enrolled)
                return Say(await self._stamped(enrolled[0][1], overviews.list_card(cases, more)))
            case "show" | "open" | "when":
                return await self._about(enrolled, verb.casefold(), rest)
            case "policy":
                return ShowView(overviews.policy_view(self._setting(enrolled), self._address))
            case "contacts":
                return Say(overviews.contacts_card(rest, self._setting(enrolled)))
            case "help" | "?":
                return Say(help_card())
            case _:
                return Say(help_card(say.UNKNOWN_COMMAND))

    async def _begin(self, enrolled: tuple[tuple[str, str], ...], action: Action) -> Reply:
        if action is Action.OVERRIDE:
            enrolled = tuple(one for one in enrolled if self._overrides(one[0]))
            if not enrolled:
                return say_only(refusals.sentence(Refusal(reason=Reason.NO_OVERRIDE)))
        if len(enrolled) == 1:
            partnership, person = enrolled[0]
            return await self._new(Press(action=action, target=partnership), person)
        names = [(p, self._register.setting(p).policy.partnership_name) for p, _ in enrolled]
        press = Press(action=Action.CHOOSE_PARTNERSHIP, target=action)
        return ShowForm(await self._minted(enrolled[0][1], forms.choose_partnership(press, names)))

    def _overrides(self, partnership: str) -> bool:
        return self._register.setting(partnership).policy.override is not None

    async def _new(self, press: Press, person: str) -> Reply:
        """Return the form that opens a case; its token makes a second submission harmless."""
        setting = self._register.setting(press.target)
        draft = await self._drafts.fetch(person, press)
        return ShowForm(await self._minted(person, forms.form(press, None, setting, person, draft)))

    async def _about(self, enrolled: tuple[tuple[str, str], ...], verb: str, rest: str) -> Reply:
        if not rest.strip():
            return say_only(say.REFERENCE_NEEDED)
        reference = typed_text.reference(rest)
        case_id = await self._ledger.find(reference) if reference else None
        case = await self._casework.read(case_id) if case_id else None
        person = _person_in(case, enrolled)
        if case is None or not self._sees(case, person):
            return say_only(refusals.NOT_FOUND)
        if verb == "when":
            return Say(overviews.when_card(case, self._casework.setting(case)))
        return ShowView(await self._case_view(case, person))

    def _setting(self, enrolled: tuple[tuple[str, str], ...]) -> Setting:
        return self._register.setting(enrolled[0][0])

    def _caller(self, principal: Principal) -> Caller:
        return Caller(principal=principal, enrolled=self._register.enrolments(principal))

    def _sees(self, case: Case, person: str) -> bool:
        return may(Action.OPEN, case, person, self._casework.setting(case).directory)

    # --- presses ----------------------------------------------------------------------------

    async def press(self, principal: Principal, token: str) -> Reply:
        """Answer a pressed button; authorisation is checked now, whatever was shown before."""
        issued = await self._redeem(principal, token)
        if isinstance(issued, Say):
            return issued
        press = issued.press
        if not press.case:
            return await self._press_without_case(principal, press)
        case = await self._casework.read(press.case)
        person = _person_in(case, self._register.enrolments(principal))
        if case is None or not self._sees(case, person):
            return say_only(refusals.NOT_FOUND)
        if press.action is Action.OPEN:
            return ShowView(await self._case_view(case, person))
        if press.action is Action.RECORD:
            return ShowView(await self._record_view(case, person, press))
        if press.action in ONE_PRESS:
            return await self._carry_out(press, {}, case, person, key="")
        return await self._form(press, case, person)

    async def _press_without_case(self, principal: Principal, press: Press) -> Reply:
        caller = self._caller(principal)
        if desk := desk_for_press(self._subject_desks, caller, press):
            return await desk.press(caller, press)
        enrolled = caller.enrolled
        if not enrolled:
            return say_only(refusals.NOT_ENROLLED)
        if press.action in CAN_OPEN_CASE and not press.target:
            return await self._begin(enrolled, press.action)
        if press.action in CAN_OPEN_CASE:
            own = next((p for partnership, p in enrolled if partnership == press.target), "")
            return await self._new(press, own) if own else say_only(refusals.NOT_ENROLLED)
        if press.action is Action.CHOOSE_PARTNERSHIP:
            return await self._begin(enrolled, Action(press.target))
        return Say(help_card())

    async def _form(self, press: Press, case: Case, person: str) -> Reply:
        """Return the form for an action, or the refusal if the action cannot be taken now."""
        setting = self._casework.setting(case)
        if press.target.startswith(QUESTION_TASK_PREFIX):  # an alert's decision outlasts the stage
            press = replace(press, stage=case.stage)
        stage = press.stage if press.action in STAGE_ACTIONS else case.stage
        if refused := refusal(press.action, stage, case, person, setting):
            return await self._refused_view((refused,), case, person)
        if reason := forms.why_nothing_to_choose(press, case, setting, person):
            return await self._refused_view((Refusal(reason=reason),), case, person)
        if press.action in {Action.CONFIRM, Action.REJECT} and case.proposal:
            press = replace(press, target=str(case.proposal.sequence))  # the proposal shown
        if press.action is Action.MIGRATE and setting.present:
            press = replace(press, target=setting.present.digest)  # the edition compared with
        draft = await self._drafts.fetch(person, press)
        form = forms.form(press, case, setting, person, draft)
        await self._note_reading(case, person, press.action)
        return ShowForm(await self._minted(person, form))

    # --- submissions ------------------------------------------------------------------------

    async def submit(self, principal: Principal, token: str, values: Mapping[str, str]) -> Reply:
        """Answer a submitted form; what was typed is kept as a draft until it is saved."""
        typed = {key: typed_text.words(text) for key, text in values.items()}
        try:
            issued = await self._redeem(principal, token)
            if isinstance(issued, Say):
                return issued
            press, person = issued.press, self._own(principal, issued)
            caller = self._caller(principal)
            if desk := desk_for_press(self._subject_desks, caller, press):
                return await desk.submit(caller, press, typed, token)
            if not caller.enrolled:
                return say_only(refusals.NOT_ENROLLED)
            if press.action is Action.CHOOSE_PARTNERSHIP:
                return await self._chosen(principal, press, typed)
            await self._drafts.keep(person, press, typed)
            return await self._submitted(press, person, typed, token)
        except answers.UnreadableAnswers as unreadable:
            return unreadable.faults
        except LedgerUnavailable:
            return FormFaults(form=platforms.NOT_SAVED)

    async def _submitted(
        self, press: Press, person: str, values: Mapping[str, str], token: str
    ) -> Reply:
        if not press.case:
            return await self._open(press, person, values, token)
        case = await self._casework.read(press.case)
        if case is None or not self._sees(case, person):
            return say_only(refusals.NOT_FOUND)
        if press.action is Action.ROUTE:
            return await self._beside(press, values, case, person, key=token)
        return await self._carry_out(press, values, case, person, key=token)

    async def _beside(
        self, press: Press, values: Mapping[str, str], case: Case, person: str, *, key: str
    ) -> Reply:
        setting = self._casework.setting(case)
        command = answers.route_command(
            press, values, setting, person, self._randomness.reference()
        )
        outcome = await self._casework.beside(case.id, command, key)
        if isinstance(outcome, Refused) and any(one.input for one in outcome.refusals):
            return form_faults(outcome.refusals, setting)
        if isinstance(outcome, Refused):
            return await self._refused_view(outcome.refusals, case, person)
        await self._drafts.drop(person, press)
        return ShowView(await self._case_view(outcome.case, person))

    async def _chosen(self, principal: Principal, press: Press, values: Mapping[str, str]) -> Reply:
        chosen = values.get("partnership", "")
        for partnership, person in self._register.enrolments(principal):
            if partnership == chosen:
                return await self._new(Press(action=Action(press.target), target=chosen), person)
        unknown = refusals.sentence(Refusal(reason=Reason.UNKNOWN_CHOICE))
        return FormFaults(fields={"partnership": unknown})

    async def _open(
        self, press: Press, person: str, values: Mapping[str, str], token: str
    ) -> Reply:
        setting = self._register.setting(press.target)
        reference = self._randomness.reference()
        command = answers.opening_command(values, setting, person, reference, action=press.action)
        outcome = await self._casework.open(press.target, command, key=token)
        if isinstance(outcome, Refused):
            return form_faults(outcome.refusals, setting)
        await self._drafts.drop(person, press)
        return ShowView(await self._case_view(outcome.case, person))

    async def _carry_out(
        self, press: Press, values: Mapping[str, str], case: Case, person: str, *, key: str
    ) -> Reply:
        setting = self._casework.setting(case)
        commands = answers.case_commands(press, values, case, setting, person)
        outcome = await self._casework.carry_out(case.id, commands, key=key)
        if isinstance(outcome, Refused):
            now = outcome.case or case
            if values and any(one.input for one in outcome.refusals):
                return form_faults(outcome.refusals, setting)
            return await self._refused_view(outcome.refusals, now, person, at_once=_on_card(press))
        if values:
            await self._drafts.drop(person, press)
        return await self._done(press, outcome, person)

    async def _done(self, press: Press, outcome: Done, person: str) -> Reply:
        if _on_card(press):
            return Redraw(await self._current_card(press, outcome.case, person))
        return ShowView(await self._case_view(outcome.case, person))

    async def _refused_view(
        self, refused: tuple[Refusal, ...], case: Case, person: str, *, at_once: bool = False
    ) -> Reply:
        """Show the refusal with a button that opens the case as it is now."""
        setting = self._casework.setting(case)
        sentences = dict.fromkeys(refusals.sentence(one, setting) for one in refused)
        look = Button(
            label=LABEL[Action.OPEN],
            press=Press(action=Action.OPEN, case=case.id, stage=case.stage),
            style=Style.PRIMARY,
        )
        blocks: tuple[Block, ...] = (*(Text(one) for one in sentences), Buttons((look,)))
        card = Card(title=case.reference, summary=case.reference, blocks=blocks)
        stamped = await self._stamped(person, card)
        view = View(title="Concord", blocks=stamped.blocks, story=False)
        return Say(stamped) if at_once else ShowView(view)

    # --- home -------------------------------------------------------------------------------

    async def home(self, principal: Principal) -> Home:
        """Return the person's to-do list, soonest due first."""
        enrolled = self._register.enrolments(principal)
        if not enrolled:
            return Home(blocks=(Text(refusals.NOT_ENROLLED),))
        settings = tuple(self._register.setting(partnership) for partnership, _ in enrolled)
        person = enrolled[0][1]
        cases, more = await self._cases(enrolled)
        people, caller = tuple(p for _, p in enrolled), self._caller(principal)
        beside = [block for desk in self._subject_desks for block in await desk.on_home(caller)]
        drawn = overviews.home(people, cases, settings, more, tuple(beside))
        return Home(blocks=await issue_tokens(self._ledger, person, drawn.blocks))

    async def _cases(
        self, enrolled: tuple[tuple[str, str], ...]
    ) -> tuple[tuple[tuple[Case, Setting], ...], int]:
        """Return the cases a person may see, soonest due first, and the number left unread: their
        own cases are read before those of the partnership.
        """
        ids: dict[str, None] = {}
        for partnership, person in enrolled:
            ids.update(dict.fromkeys(await self._ledger.cases_of(person)))
            if person in self._register.setting(partnership).directory.coordinators:
                ids.update(dict.fromkeys(await self._ledger.cases_in(partnership)))
        read = tuple(ids)[:MAX_CASES_READ]
        found = [case for one in read if (case := await self._casework.read(one))]
        found.sort(key=lambda case: (case.risk is None, case.visit.due, case.reference))
        return tuple((case, self._casework.setting(case)) for case in found), len(ids) - len(read)

    # --- shared parts -----------------------------------------------------------------------

    async def _redeem(self, principal: Principal, token: str) -> IssuedToken | Say:
        """Return the issued token, or a refusal if it was issued to somebody else (a forwarded
        card).
        """
        people = {person for _, person in self._register.enrolments(principal)}
        issued = await self._ledger.redeem(token)
        if issued is not None and issued.person in {*people, stranger_id(principal)}:
            return issued
        return say_only(refusals.NOT_FOUND if people else refusals.NOT_ENROLLED)

    def _own(self, principal: Principal, issued: IssuedToken) -> str:
        """Return the person's id in the form's partnership; people in two partnerships have two
        ids.
        """
        enrolled = self._register.enrolments(principal)
        wanted = issued.press.target
        return next((p for partnership, p in enrolled if partnership == wanted), issued.person)

    async def _case_view(self, case: Case, person: str) -> View:
        entries = await self._ledger.read(case.id)
        await self._note_reading(case, person, Action.OPEN)
        others = [await self._casework.read(one) for one in case.linked]
        seen = frozenset(one.id for one in others if one and self._sees(one, person))
        view = views.case_view(case, entries, person, self._casework.setting(case), seen)
        return replace(view, blocks=await issue_tokens(self._ledger, person, view.blocks))

    async def _record_view(self, case: Case, person: str, press: Press) -> View:
        entries = await self._ledger.read(case.id)
        await self._note_reading(case, person, Action.RECORD)
        before = int(press.target) if press.target.isdecimal() else 0
        view = views.record_view(case, entries, person, self._casework.setting(case), before)
        return replace(view, blocks=await issue_tokens(self._ledger, person, view.blocks))

    async def _note_reading(self, case: Case, person: str, action: Action) -> None:
        now = self._casework.setting(case).now
        await self._ledger.consulted(person, case.id, action, now)

    async def _current_card(self, press: Press, case: Case, person: str) -> Card:
        """Return the card of the pressed message, as of now."""
        told = await self._ledger.delivered_to(case.id, person)
        notice = pressed_notice(press, person, (notice_of_message(one.message) for one in told))
        return await self._stamped(person, message_card(notice, case, self._casework.setting(case)))

    async def _stamped(self, person: str, card: Card) -> Card:
        return await issue_card_tokens(self._ledger, person, card)

    async def _minted(self, person: str, form: Form) -> Form:
        (token,) = await self._ledger.issue(person, (form.press,))
        blocks = await issue_tokens(self._ledger, person, form.blocks)
        return replace(form, token=token, blocks=blocks)


def _on_card(press: Press) -> bool:
    """Whether a press came from a message card (which is redrawn) rather than from a view."""
    return press.action in ONE_PRESS and not press.target.startswith("view")


def _person_in(case: Case | None, enrolled: tuple[tuple[str, str], ...]) -> str:
    if case is None:
        return ""
    return next((person for partnership, person in enrolled if partnership == case.partnership), "")
