"""Cases of all five policies, and of a small one at whose stages much is decided, in every state
a card can show, made by carrying commands out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from hashlib import sha256

from core.cards import Block, Buttons, Input, InputKind, Press
from core.cases import commands as c
from core.cases.case import Case
from core.cases.decide import decide
from core.cases.events import Event
from core.cases.notices import Notice
from core.cases.record.seals import FIRST_SEAL, Entry
from core.cases.refusals import Refusal
from core.cases.rules.agreement.agreed_dates import agreeable
from core.cases.rules.agreement.meetings import agencies_that_may_chair, meeting_here
from core.cases.rules.ladder.bypass import targets
from core.cases.rules.ladder.exits import open_exits
from core.desk.cases import answers, forms
from core.directory.model import Directory
from core.notifications.message_cards import pressed_notice
from core.partnership.setting import Setting
from core.routing.stage_contacts import unique
from core.vocabulary import Action, FailureReason, Platform, Purpose, Side
from policies import library
from tests.core.cases.agreement.crossroads import CROSSROADS
from tests.core.given import MONDAY, World, apply, opened, world

STORY = "She was seen twice. Nobody rang back.\nThe plan has *not* moved."
"""What is typed everywhere: two lines, and characters that markup would swallow."""

PEOPLE = {
    "hounslow": ("marlow-winstead", "person:hounslow.robin-haverstock"),
    "wandsworth": ("alma-fothergill", "person:wandsworth.willa-ashcombe"),
    "halton": ("ada-pemberly", "person:halton.sorrel-whitcombe"),
    "tri-borough": ("cressida-marlowe-hunt", "person:tri-borough.roisin-featherstone"),
    "hillingdon": ("celandine-hurst", "person:hillingdon.merryn-oakeshott"),
    "small": ("ann", "person:small.bob"),
}
"""For each policy: who raises it, and whom it is about."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A case as it stands at a moment, with its record."""

    name: str
    case: Case
    entries: tuple[Entry, ...]
    setting: Setting

    def __str__(self) -> str:
        return f"{self.case.partnership}: {self.name}"

    @property
    def people(self) -> tuple[str, ...]:
        """One person of each kind: the raiser, who stands for each side, informed, coordinator."""
        case, directory = self.case, self.setting.directory
        one_of = (case.raising.current, case.receiving.current, case.informed)
        some = (group[0] for group in (*one_of, directory.coordinators) if group)
        return unique((case.raiser, *some))

    def notices(self) -> Iterable[Notice]:
        """A notice of every purpose, and of every kind of reminder, to each of those people."""
        for person in self.people:
            for purpose in Purpose:
                for about in _abouts(purpose, self.case, self.setting.directory):
                    yield Notice(person=person, purpose=purpose, stage=self.case.stage, about=about)

    def pressed(self, action: Action, person: str) -> Notice:
        """The message on which an action that acts at once was pressed."""
        press = Press(action=action, case=self.case.id, stage=self.case.stage)
        return pressed_notice(press, person, ())


def _abouts(purpose: Purpose, case: Case, directory: Directory) -> tuple[str, ...]:
    number, other = case.visit.number, case.receiving.named or case.raiser
    match purpose:
        case Purpose.REMINDER:
            proposal = case.proposal.sequence if case.proposal else 1
            return (
                f"before:{number}",
                f"on:{number}",
                f"overdue:{number}:1",
                *(f"chase:{number}:{side}:1" for side in Side),
                *(f"handup:{number}:{side}" for side in Side),
                f"confirm:{proposal}:1",
                *(f"copy:{side}:{number}:1" for side in Side),
                f"close:{number}:1",
                f"risk:{case.opened_at.isoformat()}:1",
                *(f"untold:{one}:1" for one in case.notified),
            )
        case Purpose.DATE_PROPOSED:
            named = case.visit.named_date
            return (str(named.sequence) if named else "1",)
        case Purpose.DECIDED:
            return (
                f"bypass:yes:{other}",
                f"bypass:no:{other}",
                f"disposition:{case.stage}:direct",
                "meeting:panel",
            )
        case Purpose.ASKED:
            return ("opened", "lapsed", "deputy", "not_accepted", "bypassed", "disposed")
        case Purpose.LAPSED | Purpose.ESCALATED:
            return (case.visits[-2].stage if len(case.visits) > 1 else case.stage,)
        case Purpose.BESIDE:
            return ("ESC-7KQ4-M2X1",)
        case Purpose.UNREACHED:
            return (f"{other}|{FailureReason.MAIL_ONLY}|{Purpose.ASKED}",)
        case Purpose.NOBODY:
            return ("role:line_manager", f"side:{Side.RECEIVING}")
        case _:
            return (other,)


class _Story:
    """A case that commands are carried out on; every state worth showing is kept."""

    def __init__(self, here: World, raiser: str, with_whom: str) -> None:
        self.here, self.at = here, MONDAY
        self.moments: list[Moment] = []
        setting = here.at(self.at)
        press = Press(action=Action.RAISE, target=here.policy.partnership)
        form = forms.form(press, None, setting, raiser, {})
        values = {one.id: typed(one) for one in form.inputs if one.required or one.id == "statuses"}
        values |= {"with_whom": with_whom, "protective_date": ""}
        if any(i.id == "protective_date" and i.required for i in form.inputs):
            values["protective_date"] = "2026-11-11"
        command = answers.opening_command(
            values, setting, raiser, "ESC-7KQ4-M2XW", action=Action.RAISE
        )
        self.events: list[Event] = list(opened(command, setting))
        self.case = apply(None, self.events)

    def keep(self, name: str) -> None:
        """Keep how it stands now."""
        entries = tuple(
            Entry(
                case=self.case.id,
                sequence=number,
                recorded_at=self.at,
                event=event,
                body=b"",
                previous=FIRST_SEAL,
                seal=sha256(FIRST_SEAL + bytes([number % 256])).digest(),
            )
            for number, event in enumerate(self.events, start=1)
        )
        where = f"{name} at {self.case.stage}"
        self.moments.append(Moment(where, self.case, entries, self.here.at(self.at)))

    def do(self, *commands: c.AnyCommand) -> None:
        """Carry out commands."""
        for command in commands:
            decided = decide(self.case, command, self.here.at(self.at))
            assert not isinstance(decided, Refusal), (command, decided)
            self.events.extend(decided)
            self.case = apply(self.case, decided)

    def branch(self, name: str, *commands: c.AnyCommand) -> None:
        """Keep how it would stand after these commands, and go on without them."""
        case, events = self.case, list(self.events)
        self.do(*commands)
        self.keep(name)
        self.case, self.events = case, events

    def accept(self) -> None:
        """Somebody takes the stage on for each side."""
        for side in Side:
            state = self.case.side(side)
            if state.contacts and not state.owner:
                self.do(c.Accept(by=state.current[0], stage=self.case.stage))


@cache
def story(partnership: str) -> tuple[Moment, ...]:
    """Every stage of a policy: as it is entered, accepted, flagged, proposed, agreed, closed."""
    here = CROSSROADS
    if partnership != here.policy.partnership:
        here = world(library.policy_of(partnership).policy, library.directory_of(partnership))
    raiser, with_whom = PEOPLE[partnership]
    told = _Story(here, f"{partnership}.{raiser}", with_whom)
    for stage in here.policy.ladder:
        told.keep("entered")
        told.branch("flagged", c.FlagImmediateRisk(by=told.case.raiser, account=STORY))
        told.accept()
        told.keep("accepted")
        _settled(told)
        _decided(told)
        due = told.case.due
        assert due is not None, stage.id
        told.at = due + timedelta(seconds=1)
        told.do(c.Lapse(by="", stage=stage.id))
    told.keep("overdue")
    return tuple(told.moments)


def _settled(told: _Story) -> None:
    case, stage = told.case, told.case.stage
    ours = case.raising.owner or case.raiser
    theirs = case.receiving.owner
    if not theirs:
        return
    propose = c.ProposeOutcome(
        by=theirs, stage=stage, outcome=STORY, outstanding=STORY, still_at_risk=False
    )
    confirm = c.ConfirmOutcome(by=ours, stage=stage, still_at_risk=False)
    copies = (
        c.TickCopied(by=ours, side=Side.RAISING),
        c.TickCopied(by=theirs, side=Side.RECEIVING),
        c.RecordTold(by="", person=case.raiser, purpose=Purpose.AGREED, platform=Platform.SLACK),
    )
    told.branch("proposed", propose)
    told.branch("agreed", propose, confirm)
    told.branch("closed", propose, confirm, *copies, c.CloseCase(by=ours, learning=STORY))
    told.branch(
        "not satisfied",
        propose,
        confirm,
        c.SayNotSatisfied(by=case.raiser, reason=STORY),
    )


def _decided(told: _Story) -> None:
    """Every decision that the policy lets people take at this stage."""
    case, setting = told.case, told.here.at(told.at)
    theirs, stage = case.receiving.named, case.stage
    ours = case.raising.named or case.raiser
    for one in targets(case, setting):
        leave = c.DecideBypass(by=case.raiser, bypass=True, to=one.id, reason=STORY)
        told.branch(f"bypassed to {one.id}", leave)
    if agreeable(case, setting) and case.due:
        name = c.NameDate(by=ours, stage=stage, date=case.due, reason=STORY)
        told.branch("a date named", name)
        told.branch("a date agreed", name, c.AgreeDate(by=theirs, stage=stage))
    for way in open_exits(case, setting):
        choose = c.Dispose(by=theirs, stage=stage, disposition=way.id, reason=STORY)
        told.branch(f"disposed as {way.id}", choose)
    if meeting := meeting_here(case, setting):
        held = c.RecordMeeting(
            by=theirs,
            stage=stage,
            form=meeting.kinds[0][0] if meeting.kinds else "",
            held_on=setting.today,
            agencies=tuple(setting.directory.agencies),
            chair_agency=agencies_that_may_chair(case, setting)[-1].id,
            chair="The chair",
            decision=STORY,
            decided_by="All",
            product=STORY,
        )
        told.branch("met", held)


def typed(field: Input) -> str:
    """Something to type into an input."""
    offered = [option.value for group in field.groups for option in group.options]
    if offered:
        return offered[0]
    given = {InputKind.DATE: "2026-11-05", InputKind.TIME: "12:30"}
    return field.value or given.get(field.kind, STORY[: field.max_length])


def stamped(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with a token on every button, as the desk stamps them."""
    number = iter(range(1000))
    return tuple(
        Buttons(tuple(replace(b, token=f"token-{next(number):032d}") for b in block.buttons))
        if isinstance(block, Buttons)
        else block
        for block in blocks
    )
