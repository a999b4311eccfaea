"""A partnership under its own policy, for the tests that are named after clauses.

Everything a test sees went through the desk: what people read, what they pressed, what reached
them. The policy may be the kept one or one from which a rule was taken away.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, TypeVar

from core.cards import Form, FormFaults, Redraw, Reply, Say, ShowForm, ShowView, Text
from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.posts import parties_of
from core.cases.rules.fields import opening_fields
from core.cases.rules.ladder.entry_stages import needs_date
from core.cases.wording.history import happened
from core.cases.wording.labels import LABEL
from core.directory.model import Directory
from core.directory.wording.names import described
from core.policy.model import Policy
from core.routing.stage_contacts import holders
from core.vocabulary import Action, CaseStatus, ChildStatus, Purpose, Side, SubjectType
from tests.core.given import world
from tests.core.office import Office, buttons, words

E_ = TypeVar("E_", bound=e.CaseEvent)

MONDAY: Final = datetime(2026, 11, 2, 10, tzinfo=UTC)
"""Monday 2 November 2026, 10 am in London: when every town begins."""

RAISED: Final = {
    "hounslow": ("robin-haverstock", "marlow-winstead"),
    "wandsworth": ("alma-fothergill", "willa-ashcombe"),
    "halton": ("ada-pemberly", "sorrel-whitcombe"),
    "tri-borough": ("cressida-marlowe-hunt", "roisin-featherstone"),
    "hillingdon": ("celandine-hurst", "merryn-oakeshott"),
}
"""For each partnership: who raises a concern in these tests, and with whom."""

SUBJECT: Final = "A.B."


class Town(Office):
    """An office of one partnership, and short words for what its people do."""

    def __init__(self, policy: Policy, directory: Directory, at: datetime = MONDAY) -> None:
        super().__init__(world(policy, directory), at=at)
        self.policy = policy
        self.directory = directory
        raiser, counterpart = RAISED.get(policy.partnership, ("", ""))
        self.raiser = f"{policy.partnership}.{raiser}"
        self.counterpart = f"{policy.partnership}.{counterpart}"

    # --- raising ------------------------------------------------------------------------------

    def opening(self, **changes: Any) -> c.OpenCase:
        """The usual concern, complete; a date is set where the policy gives the first stage none."""
        counterpart = changes.get("counterpart", self.counterpart)
        receiving = self.directory.people[counterpart]
        fields = {one.id: f"about {one.id}" for one in opening_fields(self.policy)}
        usual = c.OpenCase(
            by=self.raiser,
            reference="",
            subject_type=self.policy.subjects[0],
            statuses=(),
            trigger=self.policy.triggers[0].id,
            category=self.policy.categories[0].id,
            receiving_agency=receiving.agency,
            receiving_team=self.directory.team_of(counterpart),
            counterpart=counterpart,
            arose_on=self.clock.now().date(),
            protective=self.clock.now() + timedelta(days=7)
            if needs_date(self.policy.ladder[0])
            else None,
            protective_reason="",
            subject=SUBJECT,
            answers=fields,
        )
        return replace(usual, **changes)

    async def raised(self, **changes: Any) -> Case:
        """A case raised and everybody told of it."""
        case = await self.open(self.opening(**changes))
        await self.settle()
        return await self.read(case)

    async def at_stage(self, stage: str, **changes: Any) -> Case:
        """A case that was left alone until it reached this stage of the ladder."""
        case = await self.raised(**changes)
        for _ in self.policy.ladder:
            if case.stage == stage:
                return case
            case = await self.lapsed(case)
        raise AssertionError(f"left alone, the case never reaches {stage}")

    async def lapsed(self, case: Case) -> Case:
        """The case after its present stage has run out of time."""
        case = await self.read(case)
        assert case.due is not None, "nothing is due any more"
        await self.fast_forward(to=case.due)
        return await self.read(case)

    async def left_until(self, case: Case, stage: str) -> Case:
        """The case left alone from where it stands until it reaches this stage."""
        while case.stage != stage:
            case = await self.lapsed(case)
        return case

    async def reopened(self, case: Case, at: datetime) -> Case:
        """Settled where it stands, but at this later moment the raiser is not satisfied."""
        case = await self.settle_on(case)
        await self.until(at)
        case = await self.do(case, c.SayNotSatisfied(by=case.raiser, reason="It came back."))
        await self.settle()
        return await self.read(case)

    async def flagged(self, case: Case, by: str = "") -> Case:
        """Somebody (the raiser, if nobody is named) says that there is danger now."""
        case = await self.do(case, c.FlagImmediateRisk(by=by or case.raiser))
        await self.settle()
        return await self.read(case)

    async def until(self, at: datetime) -> None:
        """Let time pass, doing whatever falls due on the way."""
        await self.fast_forward(to=at)

    # --- acting -------------------------------------------------------------------------------

    async def take_on(self, case: Case, *sides: Side) -> Case:
        """The first contact of each side (both, if none is named) accepts the stage."""
        case = await self.read(case)
        for side in sides or tuple(Side):
            state = case.side(side)
            if not state.owner and state.current:
                case = await self.do(case, c.Accept(by=state.current[0], stage=case.stage))
        await self.settle()
        return case

    async def view(self, person: str, case: Case) -> str:
        """Everything a person can read in their view of the case."""
        reply = await self.says(person, f"show {case.reference}")
        assert isinstance(reply, ShowView), reply
        return words(reply.view.blocks)

    async def offered(self, person: str, case: Case) -> tuple[str, ...]:
        """The buttons in a person's view of the case."""
        reply = await self.says(person, f"show {case.reference}")
        assert isinstance(reply, ShowView), reply
        return tuple(buttons(reply.view.blocks))

    async def form_for(self, person: str, case: Case, action: Action | str) -> Reply:
        """What opens when a person presses the action's button in their view of the case."""
        reply = await self.says(person, f"show {case.reference}")
        assert isinstance(reply, ShowView), reply
        label = LABEL[action] if isinstance(action, Action) else action
        found = buttons(reply.view.blocks)
        assert label in found, f"{label} is not among {sorted(found)}"
        return await self.press(person, found[label])

    async def form_asks(self, person: str, case: Case, action: Action | str) -> str:
        """Everything the action's form says and asks, with every choice it offers."""
        reply = await self.form_for(person, case, action)
        assert isinstance(reply, ShowForm), reply
        return asks(reply.form)

    async def raising_asks(self, person: str = "") -> str:
        """Everything the form that raises a concern says and asks, with every choice."""
        return asks(await self.form(person or self.raiser))

    async def offers(self, question: str, person: str = "") -> tuple[str, ...]:
        """The choices for one question of the form that raises a concern."""
        form = await self.form(person or self.raiser)
        (found,) = (one for one in form.inputs if one.id == question)
        return tuple(option.label for group in found.groups for option in group.options)

    async def asked_of(self, case: Case, *sides: Side) -> str:
        """What whoever stands for these sides (both, if none is named) reads that they owe: in
        their view, in the form for decisions, and in the record of what this stage asks.
        """
        case = await self.read(case)
        found: list[str] = []
        for side in sides or tuple(Side):
            state = case.side(side)
            person = state.owner or state.current[0]
            found.append(await self.view(person, case))
            if LABEL[Action.ANSWER] in await self.offered(person, case):
                found.append(await self.form_asks(person, case, Action.ANSWER))
        owed = (one for one in await self.events(case, e.DutiesOwed) if one.stage == case.stage)
        setting = self.world.at(self.clock.now())
        return "\n".join((*found, *(happened(one, setting) for one in owed)))

    async def page(self) -> str:
        """Everything the page that shows the policy says."""
        reply = await self.says(self.raiser, "policy")
        assert isinstance(reply, ShowView), reply
        return words(reply.view.blocks)

    async def record(self, person: str, case: Case) -> str:
        """The newest page of the record, as a person reads it."""
        reply = await self.form_for(person, case, Action.RECORD)
        assert isinstance(reply, ShowView), reply
        return words(reply.view.blocks)

    async def act(self, person: str, case: Case, action: Action | str, **values: str) -> Case:
        """Press the action's button in the view and submit its form, if one opens."""
        reply = await self.form_for(person, case, action)
        if isinstance(reply, ShowForm):
            reply = await self.submit(person, reply.form, **values)
        assert not isinstance(reply, FormFaults), reply
        await self.settle()
        return await self.read(case)

    async def refused(self, person: str, case: Case, action: Action | str, **values: str) -> str:
        """The sentence with which the submitted form is refused."""
        reply = await self.form_for(person, case, action)
        if isinstance(reply, ShowForm):
            reply = await self.submit(person, reply.form, **values)
        if isinstance(reply, FormFaults):
            return " ".join((reply.form, *reply.fields.values())).strip()
        assert isinstance(reply, Say | Redraw | ShowView), reply
        return words(reply.view.blocks if isinstance(reply, ShowView) else reply.card.blocks)

    async def enter_for(
        self, coordinator: str, person: str, case: Case, action: Action, **values: str
    ) -> Case:
        """A coordinator enters an action for somebody, through the view and the form for it."""
        shown = await self.form_for(coordinator, case, Action.ENTER_FOR)
        assert isinstance(shown, ShowView), shown
        theirs = shown.view.blocks[
            shown.view.blocks.index(Text(described(person, self.directory))) :
        ]
        reply = await self.press(coordinator, buttons(theirs)[LABEL[action]])
        assert isinstance(reply, ShowForm), reply
        saved = await self.submit(coordinator, reply.form, **values)
        assert not isinstance(saved, FormFaults), saved
        await self.settle()
        return await self.read(case)

    async def recorded(self, case: Case, task: str, by: str, **answers: str) -> Case:
        """What the stage, an alert or the closing asks is recorded as done today by this person, for
        their side where each side owes its own.
        """
        case = await self.read(case)
        side = case.side_of(by)
        wanted = [one for one in case.open_duties if one.task == task and one.side in {None, side}]
        assert wanted, f"{task} is not owed: {[one.key for one in case.open_duties]}"
        command = c.RecordTask(
            by=by,
            scope=wanted[0].scope,
            task=task,
            side=wanted[0].side,
            held_on=self.clock.now().date(),
            answers=answers,
            note="",
        )
        case = await self.do(case, command)
        await self.settle()
        return await self.read(case)

    async def settle_on(self, case: Case, outcome: str = "Agreed.", outstanding: str = "") -> Case:
        """Both sides take the stage on, one proposes, the other confirms."""
        case = await self.take_on(case)
        await self.do(
            case,
            c.ProposeOutcome(
                by=case.raising.owner or case.raiser,
                stage=case.stage,
                outcome=outcome,
                outstanding=outstanding,
                still_at_risk=False,
            ),
            c.ConfirmOutcome(by=case.receiving.owner, stage=case.stage, still_at_risk=False),
        )
        await self.settle()
        return await self.read(case)

    async def closed(self, case: Case) -> Case:
        """Agreed (if it is not yet), both copies ticked, and closed by the raising side's owner."""
        case = await self.read(case)
        if case.status is not CaseStatus.AGREED:
            case = await self.settle_on(case)
        for side in Side:
            case = await self.do(case, c.TickCopied(by=case.side(side).owner, side=side))
        await self.settle()
        case = await self.do(case, c.CloseCase(by=case.raising.owner))
        await self.settle()
        return await self.read(case)

    # --- what came of it ----------------------------------------------------------------------

    async def events(self, case: Case, kind: type[E_]) -> list[E_]:
        """Every event of a kind on the case's record, oldest first."""
        entries = await self.ledger.read(case.id)
        return [one.event for one in entries if isinstance(one.event, kind)]

    def holding(self, role: str, case: Case, side: Side = Side.RAISING) -> tuple[str, ...]:
        """Who holds a role of the policy for a side of the case, as the contact list has it."""
        return holders(role, side, parties_of(case), self.policy, self.directory)

    def told(self, purpose: Purpose, stage: str = "") -> set[str]:
        """Everybody who was owed a message of this purpose, at this stage or any."""
        rows = self.owed(purpose=purpose)
        return {one.message.person for one in rows if stage in {"", one.message.stage}}

    def texts(self, person: str) -> str:
        """Everything that reached a person, read aloud."""
        return "\n".join(f"{card.title}\n{words(card.blocks)}" for card in self.cards(person))


def asks(form: Form) -> str:
    """Everything a form says and asks, with every choice it offers."""
    lines = [words(form.blocks)]
    for one in form.inputs:
        options = (option.label for group in one.groups for option in group.options)
        lines.extend((one.label, one.hint, *(group.label for group in one.groups), *options))
    return "\n".join(lines)


def beginning(lines: Iterable[str], start: str) -> str:
    """The first line or label that begins so; a test fails where there is none."""
    found = [one for one in lines if one.startswith(start)]
    assert found, f"nothing begins with {start}"
    return found[0]


def london(text: str) -> datetime:
    """A winter's moment in London: "2026-11-09 17:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


CHILD: Final = SubjectType.CHILD
LOOKED_AFTER: Final = (ChildStatus.LOOKED_AFTER,)
PROTECTION_PLAN: Final = (ChildStatus.PROTECTION_PLAN,)
TODAY: Final = date(2026, 11, 2)
