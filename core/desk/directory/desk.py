"""The desk for the contact list: who holds which post, changes, absences and history."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from core.cards import Block, FormFaults, Press, Reply, Say, ShowView, Text, View
from core.cases.record.ledger import Ledger
from core.cases.wording import refusals
from core.desk.directory import cards, forms
from core.desk.directory.cards import ListView
from core.desk.directory.contacts_card import contacts_card
from core.desk.drafts import Drafts
from core.desk.replies import say_only, show_form, show_view
from core.desk.subject_desk import Caller, SubjectDesk
from core.directory import ListLogBroken
from core.directory import commands as a
from core.directory.history import audit_entries, ids_matching
from core.directory.refusals import ListRefusal
from core.directory.wording import people as say
from core.directory.wording.refusals import refusal_sentence
from core.local_time import local
from core.partnership.list_changes import ListChanged, ListChanges
from core.partnership.register import Register
from core.ports import Clock, KeyValueStore, VaultRefused
from core.vocabulary import Action

WORDS: Final = frozenset({"people", "away", "history", "contacts"})
PRESSES: Final = forms.FORMS | {Action.PEOPLE, Action.PEOPLE_HISTORY, Action.BACK}


class PeopleDesk(SubjectDesk):
    """Shows everybody who holds which post; only keepers of a list change it."""

    words = WORDS
    presses = PRESSES

    def __init__(
        self,
        ledger: Ledger,
        documents: KeyValueStore,
        register: Register,
        clock: Clock,
        list_changes: ListChanges,
    ) -> None:
        self._ledger = ledger
        self._drafts = Drafts(documents, clock)
        self._register = register
        self._clock = clock
        self._list_changes = list_changes

    async def command(self, caller: Caller, verb: str, rest: str) -> Reply:
        """Answer ``contacts`` for the first list they are on; ``people``, ``away`` or ``history``
        for the first that they keep, else for the first they are on.
        """
        if verb == "contacts":
            return Say(contacts_card(rest, self._register.setting(caller.enrolled[0][0])))
        views = [self._seen(*one) for one in caller.enrolled]
        seen = next((one for one in views if one.keeps_any), views[0])
        here = seen.now.partnership
        if verb == "away":
            return await self._form(Press(action=Action.AWAY, target=f"{here}:on:"), seen)
        if verb == "people":
            return await self._view(seen, cards.agencies(seen))
        if not seen.keeps_any:
            return say_only(say.HISTORY_NOT_ALLOWED)
        return await self._history(rest, seen)

    async def press(self, caller: Caller, press: Press) -> Reply:
        """Answer a button; authorisation is checked now, whatever was shown before."""
        here = press.target.partition(":")[0]
        person = caller.person(here)
        if not person:
            return say_only(refusals.NOT_FOUND)
        seen = self._seen(here, person)
        if press.action is Action.PEOPLE:
            return await self._page(press, seen)
        if press.action is Action.PEOPLE_HISTORY:
            return await self._history(forms.about(press), seen)
        if press.action is Action.BACK:
            back = a.EndAbsence(by=person, person=person, on=seen.today)
            done = await self._list_changes.carry_out(here, back)
            return await self._done(done, press, self._seen(here, person))
        if not self._may_begin(press, seen):
            return say_only(refusals.NOT_FOUND)
        return await self._form(press, seen)

    async def submit(
        self, caller: Caller, press: Press, values: Mapping[str, str], token: str
    ) -> Reply:
        """Answer a submitted form; everything is decided again, whatever was shown before."""
        del token
        here = press.target.partition(":")[0]
        person = caller.person(here)
        if not person:
            return say_only(refusals.NOT_FOUND)
        await self._drafts.keep(person, press, values)
        seen = self._seen(here, person)
        try:
            command = forms.command(press, values, seen.whole, person, seen.today)
        except forms.UnreadableForm as unclear:
            return FormFaults(fields=unclear.fields)
        outcome = await self._list_changes.carry_out(here, command, values.get("why", ""))
        if isinstance(outcome, ListRefusal):
            return _faults(outcome, press, seen)
        await self._drafts.drop(person, press)
        return await self._done(outcome, press, self._seen(here, person))

    # --- views --------------------------------------------------------------------------------

    async def _page(self, press: Press, seen: ListView) -> Reply:
        _, where, what = (*press.target.split(":", 2), "", "")[:3]
        wanted, _, number = what.partition(":")
        page = int(number) if number.isdecimal() else 0
        agency = seen.now.agencies.get(wanted)
        post = next((one for one in seen.now.posts if one.id == wanted), None)
        if where == "agency" and agency is not None:
            return await self._view(seen, cards.agency(agency, seen, page))
        if where == "post" and post is not None:
            return await self._view(seen, cards.post(post, seen))
        return await self._view(seen, cards.agencies(seen, int(what) if what.isdecimal() else 0))

    async def _history(self, words: str, seen: ListView) -> Reply:
        """Show the history of one post or person to keepers of their agency's list."""
        if not words.strip():
            return say_only(say.HISTORY_NEEDS)
        agencies = {one.id: one.agency for one in seen.whole.posts}
        agencies |= {one.id: one.agency for one in seen.whole.people.values()}
        found = [one for one in ids_matching(seen.whole, words) if seen.keeps(agencies[one])]
        if not found:
            return say_only(say.NOT_FOUND)
        if len(found) > 1:
            return await self._view(seen, cards.which_one(found, seen))
        try:
            acts = await self._list_changes.history(seen.whole.partnership)
        except (ListLogBroken, VaultRefused):
            return say_only(say.NOT_READ)
        (about,) = found
        post = next((one for one in seen.whole.posts if one.id == about), None)
        return await self._view(seen, cards.history(about, audit_entries(acts, about, post), seen))

    async def _done(
        self, outcome: ListChanged | ListRefusal, press: Press, seen: ListView
    ) -> Reply:
        """Show the post as it is now, under what was changed and the notes on that."""
        if isinstance(outcome, ListRefusal):
            return say_only(refusal_sentence(outcome, seen.whole))
        said = [say.change_words(one, outcome.directory) for one in outcome.changes]
        said += [say.warning_sentence(one, outcome.directory) for one in outcome.noted]
        if outcome.owned:
            said.append(say.still_open(outcome.owned))
        what = forms.about(press)
        post = next((one for one in seen.now.posts if one.id == what), None)
        agency = seen.now.agencies.get(what)
        if post is not None:
            return await self._view(seen, cards.post(post, seen, said))
        first: tuple[Block, ...] = tuple(Text(one) for one in said)
        beside = cards.agency(agency, seen) if agency else ()
        return await self._view(seen, (*first, *beside))

    async def _form(self, press: Press, seen: ListView) -> Reply:
        draft = await self._drafts.fetch(seen.person, press)
        form = forms.form(press, seen.whole, seen.person, seen.today, draft)
        if press.action is Action.AWAY and (back := cards.back_button(seen)):
            form = replace(form, blocks=(*form.blocks, back))
        return await show_form(self._ledger, seen.person, form)

    async def _view(self, seen: ListView, blocks: tuple[Block, ...]) -> ShowView:
        return await show_view(self._ledger, seen.person, View(title=say.PEOPLE, blocks=blocks))

    # --- the caller ---------------------------------------------------------------------------

    def _seen(self, partnership: str, person: str) -> ListView:
        setting = self._register.setting(partnership)
        whole = self._register.whole(partnership) or setting.directory
        today = local(self._clock.now()).date()
        return ListView(whole=whole, now=setting.directory, person=person, today=today)

    @staticmethod
    def _may_begin(press: Press, seen: ListView) -> bool:
        """Whether the person may submit the form at all."""
        if press.action is Action.AWAY:
            return True
        what = forms.about(press)
        agency = next((one.agency for one in seen.now.posts if one.id == what), what)
        return agency in seen.now.agencies and seen.keeps(agency)


def _faults(refusal: ListRefusal, press: Press, seen: ListView) -> FormFaults:
    """Return the refusal at its field, or on the form as a whole."""
    sentence = refusal_sentence(refusal, seen.whole)
    asked = forms.form(press, seen.whole, seen.person, seen.today, {}).inputs
    named_so = {"person": "holder", "on": "left_on"}
    fields = {one.id for one in asked}
    field = next((x for x in (refusal.input, named_so.get(refusal.input, "")) if x in fields), "")
    return FormFaults(fields={field: sentence}) if field else FormFaults(form=sentence)
