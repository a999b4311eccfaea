"""The desk for readiness: ``/escalate check``, defects, and answers to the monthly check."""

from collections.abc import Mapping
from typing import Final

from core.cards import (
    Block,
    Form,
    FormFaults,
    Input,
    InputKind,
    Option,
    OptionGroup,
    Press,
    Reply,
    Say,
    ShowView,
    Text,
    View,
)
from core.cases.record.ledger import Ledger
from core.cases.wording import refusals
from core.cases.wording.labels import TITLE
from core.desk.readiness import cards
from core.desk.replies import say_only, show_form, show_view
from core.desk.subject_desk import Caller, SubjectDesk
from core.directory.model import Directory, Post
from core.notifications.letters import Letters
from core.notifications.tokens import issue_card_tokens
from core.partnership.register import Register
from core.ports import KeyValueStore
from core.readiness import defects_letter, monthly_check
from core.readiness import monthly_wording as words
from core.readiness import wording as say
from core.readiness.defects import DefectKind
from core.readiness.findings import ReadinessCheck
from core.readiness.monthly_check import ReportedDoubt
from core.vocabulary import Action, AgencyType

_NOTE: Final = 300
_SAID: Final = frozenset({DefectKind.NOT_THEIRS, DefectKind.CHANGED})


class ReadinessDesk(SubjectDesk):
    """Answers everybody about their own team, and coordinators about their whole list."""

    words = frozenset({"check"})
    presses = frozenset({Action.NOT_ME_NOW, Action.ENTRY_CHANGED, Action.TO_MEND})

    def __init__(
        self,
        ledger: Ledger,
        documents: KeyValueStore,
        letters: Letters,
        register: Register,
        boards: ReadinessCheck,
    ) -> None:
        self._ledger = ledger
        self._documents = documents
        self._letters = letters
        self._register = register
        self._boards = boards

    # --- who would be asked -------------------------------------------------------------------

    async def command(self, caller: Caller, verb: str, rest: str) -> Reply:
        """Answer ``/escalate check [AGENCY]``; a coordinator sees the defects first."""
        del verb
        blocks: list[Block] = []
        for partnership, person in caller.enrolled:
            found = await self._boards.findings(partnership)
            wanted = rest.strip().casefold()
            if wanted:
                named = _named(wanted, found.today)
                blocks.extend(b for one in named for b in cards.agency_check(one, found, person))
                continue
            if person in found.today.coordinators:
                blocks.extend(cards.defects_page(found))
            if _disputes(person, found.today):
                blocks.extend(cards.own_check(person, found))
        card = cards.check_card(blocks or (Text(say.NO_SUCH_AGENCY),))
        return Say(await issue_card_tokens(self._ledger, caller.owner, card))

    async def on_home(self, caller: Caller) -> tuple[Block, ...]:
        """Return the defects for a coordinator's Home; nothing for others."""
        blocks: list[Block] = []
        for partnership, person in caller.enrolled:
            if self._coordinates(partnership, person):
                blocks.extend(cards.on_home(await self._boards.findings(partnership)))
        return tuple(blocks)

    # --- presses ------------------------------------------------------------------------------

    async def press(self, caller: Caller, press: Press) -> Reply:
        """Answer one of the buttons for a person who is on the list now."""
        partnership, _, rest = press.target.partition(":")
        person = caller.person(partnership)
        if not person:
            return say_only(refusals.NOT_FOUND)
        if press.action is Action.TO_MEND:
            if not self._coordinates(partnership, person):
                return say_only(refusals.NOT_FOUND)
            found = await self._boards.findings(partnership)
            page = int(rest) if rest.isdecimal() else 1
            return await self._view(person, cards.defects_page(found, page))
        form = self._form(press, partnership, person)
        if form is None:
            return say_only(words.NO_POST)
        return await show_form(self._ledger, person, form)

    async def submit(
        self, caller: Caller, press: Press, values: Mapping[str, str], token: str
    ) -> Reply:
        """Answer one of the two forms; coordinators are told at once."""
        del token
        partnership = press.target.partition(":")[0]
        person = caller.person(partnership)
        if not person:
            return say_only(refusals.NOT_FOUND)
        note = values.get("note", "").strip()[:_NOTE]
        mine = {post.id for post in self._posts(partnership, person)}
        posts = tuple(one for one in values.get("posts", "").split(",") if one in mine)
        if press.action is Action.NOT_ME_NOW and not posts:
            return FormFaults(fields={"posts": words.CHOOSE_ONE})
        if press.action is Action.ENTRY_CHANGED and not note:
            return FormFaults(fields={"note": words.SAY_WHAT})
        setting = self._register.setting(partnership)
        said = ReportedDoubt(person=person, on=setting.today, posts=posts, note=note)
        await monthly_check.store_doubt(self._documents, partnership, said)
        await self._tell_coordinators(partnership, said)
        return await self._view(person, (Text(words.TOLD if posts else words.PASSED_ON),))

    async def _tell_coordinators(self, partnership: str, said: ReportedDoubt) -> None:
        found = await self._boards.findings(partnership)
        theirs = [one for one in found.defects if one.person == said.person]
        first = [one for one in theirs if one.on == said.on and one.wrong in _SAID]
        setting = found.setting
        lines = [say.defect_and_remedy(one, setting.policy, setting.directory) for one in first]
        key = f"said/{setting.now.isoformat()}/{said.person}"
        await defects_letter.owe_defects_letter(
            self._letters, setting.directory, lines, len(found.defects), key, setting.now
        )

    # --- shared parts -------------------------------------------------------------------------

    def _form(self, press: Press, partnership: str, person: str) -> Form | None:
        """Return the form of one of the two buttons; None if the person no longer has a post."""
        posts = self._posts(partnership, person)
        if not posts:
            return None
        inputs = [
            Input(id="note", label=words.WHAT, kind=InputKind.PARAGRAPH, hint=words.WHAT_HINT)
        ]
        if press.action is Action.NOT_ME_NOW:
            options = tuple(Option(one.id, one.title) for one in posts)
            which = Input(
                id="posts",
                label=words.WHICH,
                kind=InputKind.CHOICES,
                groups=(OptionGroup("", options),),
                value=options[0].value if len(options) == 1 else "",
            )
            who = Input(
                id="note", label=words.WHO_NOW, kind=InputKind.LINE, required=False, max_length=150
            )
            inputs = [which, who]
        return Form(
            title=TITLE[press.action],
            submit=words.SEND,
            press=press,
            inputs=tuple(inputs),
        )

    def _posts(self, partnership: str, person: str) -> tuple[Post, ...]:
        directory = self._register.directory(partnership)
        every = directory.posts if directory else ()
        return tuple(p for p in every if person in {*p.holders, *p.away, *p.deputies})

    async def _view(self, person: str, blocks: tuple[Block, ...]) -> ShowView:
        return await show_view(self._ledger, person, View(title=say.DEFECTS_TITLE, blocks=blocks))

    def _coordinates(self, partnership: str, person: str) -> bool:
        directory = self._register.directory(partnership)
        return directory is not None and person in directory.coordinators


def _named(wanted: str, directory: Directory) -> tuple[str, ...]:
    """Return at most three agencies whose name contains ``wanted``, as in ``contacts``."""
    names = ((one.id, one.name.casefold()) for one in directory.agencies.values())
    return tuple(agency for agency, name in names if wanted in name)[:3]


def _disputes(person: str, directory: Directory) -> bool:
    """Whether a case could involve the person's agency; the partnership itself has none."""
    known = directory.people.get(person)
    agency = directory.agencies.get(known.agency) if known else None
    return agency is not None and agency.type is not AgencyType.PARTNERSHIP
