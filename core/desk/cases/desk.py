"""The desk for cases: opening one, acting on one, reading it, and the lists of them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from core.cards import (
    Block,
    Button,
    Buttons,
    Card,
    FormFaults,
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
from core.cases.access import ALLOWED, CAN_OPEN_CASE, ONE_PRESS, STAGE_ACTIONS, may
from core.cases.case import Case
from core.cases.casework import Casework, Outcome, Refused, notice_of_message
from core.cases.decide import refusal
from core.cases.duty import QUESTION_TASK_PREFIX
from core.cases.record.ledger import Ledger
from core.cases.refusals import Reason, Refusal
from core.cases.wording import refusals
from core.cases.wording.labels import LABEL
from core.desk import typed_text
from core.desk.cases import answers, forms, on_behalf, overviews, views
from core.desk.drafts import Drafts
from core.desk.replies import form_faults, help_card, say_only, show_form, show_view
from core.desk.subject_desk import Caller, SubjectDesk
from core.desk.wording import screens as say
from core.notifications.message_cards import message_card, pressed_notice
from core.notifications.tokens import issue_card_tokens
from core.partnership.register import Register
from core.partnership.setting import Setting
from core.ports import Randomness
from core.vocabulary import Action

MAX_CASES_READ: Final = 100
"""Most cases read for one Home or list: each takes milliseconds, and a platform waits at most three
seconds.
"""

OPENING_WORDS: Final = {
    **dict.fromkeys(("", "new", "raise", "escalate"), Action.RAISE),
    **dict.fromkeys(("now", "999", "urgent", "danger"), Action.IMMEDIATE_RISK),
    **dict.fromkeys(("override", "special"), Action.OVERRIDE),
}
"""The words that begin a case, and how."""
LIST_WORDS: Final = frozenset({"list", "home"})


class CaseDesk(SubjectDesk):
    """Answers everybody about the cases that they may see; who may act on one is asked at every
    press and again at every submission.
    """

    words = frozenset(OPENING_WORDS) | LIST_WORDS | {"show", "open", "when"}
    presses = frozenset(ALLOWED) | CAN_OPEN_CASE | {Action.CHOOSE_PARTNERSHIP}

    def __init__(
        self,
        casework: Casework,
        ledger: Ledger,
        drafts: Drafts,
        register: Register,
        randomness: Randomness,
    ) -> None:
        self._casework = casework
        self._ledger = ledger
        self._drafts = drafts
        self._register = register
        self._randomness = randomness

    # --- words ------------------------------------------------------------------------------

    async def command(self, caller: Caller, verb: str, rest: str) -> Reply:
        """Answer a word that begins a case, lists the cases, or shows one."""
        if verb in OPENING_WORDS:
            return await self._begin(caller, OPENING_WORDS[verb])
        if verb in LIST_WORDS:
            card = overviews.list_card(*await self._cases(caller))
            return Say(await issue_card_tokens(self._ledger, caller.owner, card))
        return await self._about(caller, verb, rest)

    async def _about(self, caller: Caller, verb: str, rest: str) -> Reply:
        if not rest:
            return say_only(say.REFERENCE_NEEDED)
        reference = typed_text.reference(rest)
        found = await self._seen(caller, await self._ledger.find(reference) if reference else None)
        if found is None:
            return say_only(refusals.NOT_FOUND)
        case, person = found
        if verb == "when":
            return Say(overviews.when_card(case, self._casework.setting(case)))
        return await self._case_view(case, person)

    # --- Home and lists ---------------------------------------------------------------------

    async def on_home(self, caller: Caller) -> tuple[Block, ...]:
        """Return the emergency routes, the buttons that begin a case, and a coordinator's warnings
        about the policy.
        """
        people, settings = self._standing(caller)
        return overviews.top_of_home(people, settings)

    async def lists_on_home(self, caller: Caller) -> tuple[Block, ...]:
        """Return the to-do list, soonest due first."""
        people, settings = self._standing(caller)
        return overviews.lists_on_home(people, settings, *await self._cases(caller))

    def _standing(self, caller: Caller) -> tuple[tuple[str, ...], tuple[Setting, ...]]:
        people = tuple(person for _, person in caller.enrolled)
        return people, tuple(self._register.setting(one) for one, _ in caller.enrolled)

    async def _cases(self, caller: Caller) -> tuple[tuple[tuple[Case, Setting], ...], int]:
        """Return the cases a person may see, soonest due first, and the number left unread: their
        own cases are read before those of the partnership.
        """
        ids: dict[str, None] = {}
        for partnership, person in caller.enrolled:
            ids.update(dict.fromkeys(await self._ledger.cases_of(person)))
            if person in self._register.setting(partnership).directory.coordinators:
                ids.update(dict.fromkeys(await self._ledger.cases_in(partnership)))
        read = tuple(ids)[:MAX_CASES_READ]
        found = [case for one in read if (case := await self._casework.read(one))]
        found.sort(key=lambda case: (case.risk is None, case.visit.due, case.reference))
        return tuple((case, self._casework.setting(case)) for case in found), len(ids) - len(read)

    # --- presses ----------------------------------------------------------------------------

    async def press(self, caller: Caller, press: Press) -> Reply:
        """Answer a button; authorisation is checked now, whatever was shown before."""
        if not press.case:
            return await self._press_without_case(caller, press)
        found = await self._seen(caller, press.case)
        if found is None:
            return say_only(refusals.NOT_FOUND)
        case, person = found
        if press.action is Action.OPEN:
            return await self._case_view(case, person)
        if press.action is Action.RECORD:
            return await self._record_view(case, person, press)
        if press.action in ONE_PRESS:
            return await self._carry_out(press, {}, case, person, key="")
        if press.action is Action.ENTER_FOR and not on_behalf.unwrapped(press)[0]:
            return await self._enter_for(case, person)
        return await self._form(press, case, person)

    async def _press_without_case(self, caller: Caller, press: Press) -> Reply:
        if press.action is Action.CHOOSE_PARTNERSHIP:
            return await self._begin(caller, Action(press.target))
        if press.action not in CAN_OPEN_CASE:
            return Say(help_card())
        if not press.target:
            return await self._begin(caller, press.action)
        person = caller.person(press.target)
        return await self._new(press, person) if person else say_only(refusals.NOT_ENROLLED)

    async def _begin(self, caller: Caller, action: Action) -> Reply:
        """Return the form that opens a case; first, to people in several partnerships, the one that
        asks in which.
        """
        open_to = caller.enrolled
        if action is Action.OVERRIDE:
            open_to = tuple(one for one in open_to if self._overrides(one[0]))
            if not open_to:
                return say_only(refusals.sentence(Refusal(reason=Reason.NO_OVERRIDE)))
        partnership, person = open_to[0]
        if len(open_to) == 1:
            return await self._new(Press(action=action, target=partnership), person)
        names = [(p, self._register.setting(p).policy.partnership_name) for p, _ in open_to]
        press = Press(action=Action.CHOOSE_PARTNERSHIP, target=action)
        return await show_form(self._ledger, person, forms.choose_partnership(press, names))

    def _overrides(self, partnership: str) -> bool:
        return self._register.setting(partnership).policy.override is not None

    async def _new(self, press: Press, person: str) -> ShowForm:
        """Return the form that opens a case; its token makes a second submission harmless."""
        setting = self._register.setting(press.target)
        draft = await self._drafts.fetch(person, press)
        form = forms.form(press, None, setting, person, draft)
        return await show_form(self._ledger, person, form)

    async def _form(self, press: Press, case: Case, person: str) -> Reply:
        """Return the form for an action, or the refusal if the action cannot be taken now."""
        setting = self._casework.setting(case)
        absent, asked = on_behalf.unwrapped(press)
        acting = absent or person
        if asked.target.startswith(QUESTION_TASK_PREFIX):  # an alert's decision outlasts the stage
            asked = replace(asked, stage=case.stage)
        stage = asked.stage if asked.action in STAGE_ACTIONS else case.stage
        if refused := self._not_for(absent, case, person) or refusal(
            asked.action, stage, case, acting, setting
        ):
            return await self._refused((refused,), case, person)
        if reason := forms.why_nothing_to_choose(asked, case, setting, acting):
            return await self._refused((Refusal(reason=reason),), case, person)
        if asked.action in {Action.CONFIRM, Action.REJECT} and case.proposal:
            asked = replace(asked, target=str(case.proposal.sequence))  # the proposal shown
        if asked.action is Action.MIGRATE and setting.present:
            asked = replace(asked, target=setting.present.digest)  # the edition compared with
        press = on_behalf.wrapped(asked, absent) if absent else asked
        draft = await self._drafts.fetch(person, press)
        form = forms.form(asked, case, setting, acting, draft)
        if absent:
            form = on_behalf.asking_why(form, press, absent, setting)
        await self._note_reading(case, person, press.action)
        return await show_form(self._ledger, person, form)

    def _not_for(self, absent: str, case: Case, person: str) -> Refusal | None:
        """Return why a person may enter nothing for somebody else; None where they may, or need
        not.
        """
        setting = self._casework.setting(case)
        return refusal(Action.ENTER_FOR, case.stage, case, person, setting) if absent else None

    async def _enter_for(self, case: Case, person: str) -> Reply:
        """Show a coordinator what each person on the case could do now."""
        if refused := self._not_for(person, case, person):
            return await self._refused((refused,), case, person)
        setting = self._casework.setting(case)
        absent = (one for one in case.people if one != person)
        view = on_behalf.whose_acts(
            ((one, views.actions(case, one, setting)) for one in absent), setting
        )
        return await show_view(self._ledger, person, view)

    # --- submissions ------------------------------------------------------------------------

    async def submit(
        self, caller: Caller, press: Press, values: Mapping[str, str], token: str
    ) -> Reply:
        """Answer a form; what was typed is kept as a draft until it is saved."""
        if press.action is Action.CHOOSE_PARTNERSHIP:
            return await self._chosen(caller, press, values)
        await self._drafts.keep(caller.token_owner, press, values)
        try:
            if not press.case:
                return await self._open(press, caller.token_owner, values, token)
            found = await self._seen(caller, press.case)
            if found is None:
                return say_only(refusals.NOT_FOUND)
            if press.action is Action.ROUTE:
                return await self._open_linked(press, values, *found, key=token)
            return await self._carry_out(press, values, *found, key=token)
        except answers.UnreadableAnswers as unreadable:
            return unreadable.faults

    async def _chosen(self, caller: Caller, press: Press, values: Mapping[str, str]) -> Reply:
        chosen = values.get("partnership", "")
        if person := caller.person(chosen):
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
        return await self._case_view(outcome.case, person)

    async def _open_linked(
        self, press: Press, values: Mapping[str, str], case: Case, person: str, *, key: str
    ) -> Reply:
        setting, reference = self._casework.setting(case), self._randomness.reference()
        command = answers.route_command(press, values, setting, person, reference)
        outcome = await self._casework.beside(case.id, command, key)
        return await self._answer(press, values, outcome, case, person)

    async def _carry_out(
        self, press: Press, values: Mapping[str, str], case: Case, person: str, *, key: str
    ) -> Reply:
        setting = self._casework.setting(case)
        absent, theirs = on_behalf.unwrapped(press)
        commands = answers.case_commands(theirs, values, case, setting, absent or person)
        if absent:
            commands = on_behalf.entered(commands, person, values.get("because", "").strip())
        outcome = await self._casework.carry_out(case.id, commands, key=key)
        return await self._answer(press, values, outcome, case, person)

    async def _answer(
        self, press: Press, values: Mapping[str, str], outcome: Outcome, case: Case, person: str
    ) -> Reply:
        if isinstance(outcome, Refused):
            if values and any(one.input for one in outcome.refusals):
                return form_faults(outcome.refusals, self._casework.setting(case))
            return await self._refused(
                outcome.refusals, outcome.case or case, person, on_card=_on_card(press)
            )
        if values:
            await self._drafts.drop(person, press)
        if _on_card(press):
            return Redraw(await self._current_card(press, outcome.case, person))
        return await self._case_view(outcome.case, person)

    async def _refused(
        self, refused: tuple[Refusal, ...], case: Case, person: str, *, on_card: bool = False
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
        if on_card:
            card = Card(title=case.reference, summary=case.reference, blocks=blocks)
            return Say(await issue_card_tokens(self._ledger, person, card))
        return await show_view(
            self._ledger, person, View(title="Concord", blocks=blocks, story=False)
        )

    # --- shared parts -----------------------------------------------------------------------

    async def _seen(self, caller: Caller, case_id: str | None) -> tuple[Case, str] | None:
        """Return a case and who the caller is in its partnership; None if they may not see it."""
        case = await self._casework.read(case_id) if case_id else None
        person = caller.person(case.partnership) if case else ""
        return (case, person) if case and self._sees(case, person) else None

    def _sees(self, case: Case, person: str) -> bool:
        return may(Action.OPEN, case, person, self._casework.setting(case))

    async def _case_view(self, case: Case, person: str) -> ShowView:
        entries = await self._ledger.read(case.id)
        await self._note_reading(case, person, Action.OPEN)
        others = [await self._casework.read(one) for one in case.linked]
        seen = frozenset(one.id for one in others if one and self._sees(one, person))
        view = views.case_view(case, entries, person, self._casework.setting(case), seen)
        return await show_view(self._ledger, person, view)

    async def _record_view(self, case: Case, person: str, press: Press) -> ShowView:
        entries = await self._ledger.read(case.id)
        await self._note_reading(case, person, Action.RECORD)
        before = int(press.target) if press.target.isdecimal() else 0
        view = views.record_view(case, entries, person, self._casework.setting(case), before)
        return await show_view(self._ledger, person, view)

    async def _note_reading(self, case: Case, person: str, action: Action) -> None:
        now = self._casework.setting(case).now
        await self._ledger.consulted(person, case.id, action, now)

    async def _current_card(self, press: Press, case: Case, person: str) -> Card:
        """Return the card of the pressed message, as of now."""
        told = await self._ledger.delivered_to(case.id, person)
        notice = pressed_notice(press, person, (notice_of_message(one.message) for one in told))
        card = message_card(notice, case, self._casework.setting(case))
        return await issue_card_tokens(self._ledger, person, card)


def _on_card(press: Press) -> bool:
    """Whether a press came from a message card (which is redrawn) rather than from a view."""
    return press.action in ONE_PRESS and not press.target.startswith("view")
