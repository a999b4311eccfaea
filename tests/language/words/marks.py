"""A policy whose every text is a mark of its own, and a case taken to any stage of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from core.cards import Block, Card, Form, Heading, Press, Text, View
from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.decide import decide, decide_opening
from core.cases.folding.evolve import evolve
from core.cases.notices import Notice
from core.cases.refusals import Refusal
from core.cases.rules.fields import opening_fields
from core.cases.rules.ladder.entry_stages import needs_date
from core.cases.rules.ladder.moving import enter
from core.desk.cases.forms import form
from core.desk.cases.views import case_view
from core.notifications.message_cards import message_card
from core.partnership.setting import Setting
from core.policy.model import Condition, DisplayOnly, Policy, Principle, Stage, Task
from core.vocabulary import Action, Platform, Purpose, ShownAt, Side
from policies.library import POLICIES, policy_of
from policies.policy_files.loader import LoadedPolicy, load_policy
from tests.core.given import MONDAY, World, opening, world
from tests.language.imagined_files import FILES, beside, clauses, text
from tests.language.walking import people_of

RAISER: Final = "health.practitioner"
STORY: Final = "A story that nobody reads here."


def real(name: str) -> Policy:
    """A kept policy, or one of the language's."""
    if name in POLICIES:
        return policy_of(name).policy
    loaded = load_policy(text(FILES[name]), FILES[name], clauses(name), beside)
    assert isinstance(loaded, LoadedPolicy), loaded
    return loaded.policy


EVERY: Final = (*POLICIES, *FILES)
"""The names of all of them."""


def marked(policy: Policy) -> Policy:
    """The policy with a mark in place of each text; conditions always hold, so that all is asked."""
    risk = policy.immediate_risk
    always = Condition()
    return replace(
        policy,
        tracks=tuple(
            replace(track, stages=tuple(_stage(one) for one in track.stages))
            for track in policy.tracks
        ),
        immediate_risk=replace(
            risk,
            text=mark("danger"),
            tasks=tuple(_task(one, "danger") for one in risk.tasks),
            questions=tuple(
                replace(one, text=mark("danger asks", one.id), when=always)
                for one in risk.questions
            ),
            bypass=replace(risk.bypass, text=mark("bypass")) if risk.bypass else None,
        ),
        override=replace(
            policy.override,
            text=mark("override"),
            events=tuple(
                replace(one, text=mark("event", one.id)) for one in policy.override.events
            ),
        )
        if policy.override
        else None,
        stand_off=replace(policy.stand_off, text=mark("stand-off")) if policy.stand_off else None,
        notifications=tuple(
            replace(one, text=mark("notification", one.id)) for one in policy.notifications
        ),
        closing=replace(
            policy.closing,
            residual_risk_question=mark("still at risk"),
            referral_text=mark("referral"),
            debrief=policy.closing.debrief and mark("debrief"),
            copy_text=policy.closing.copy_text and mark("copy"),
            after=tuple(_task(one, "after") for one in policy.closing.after),
        ),
        principles=tuple(replace(x, text=mark("principle", x.id)) for x in policy.principles),
        display_only=tuple(replace(x, text=mark("clause", x.clause)) for x in policy.display_only),
        exclusions=tuple(replace(x, text=mark("exclusion", x.id)) for x in policy.exclusions),
        routes=tuple(replace(x, advice=mark("advice", x.id)) for x in policy.routes),
        statements=tuple(replace(x, text=mark("statement", x.id)) for x in policy.statements),
    )


def mark(*what: str) -> str:
    """A text that stands nowhere else."""
    return f"«{' '.join(what)}»"


def _stage(one: Stage) -> Stage:
    return replace(
        one,
        text=mark("stage", one.id),
        tasks=tuple(_task(task, one.id) for task in one.tasks),
        questions=tuple(
            replace(asked, text=mark("asks", one.id, asked.id), when=Condition())
            for asked in one.questions
        ),
        dispositions=replace(
            one.dispositions,
            text=mark("exit", one.id),
            options=tuple(replace(x, when=Condition()) for x in one.dispositions.options),
        )
        if one.dispositions
        else None,
        meeting=replace(one.meeting, text=mark("meeting", one.id)) if one.meeting else None,
    )


def _task(task: Task, where: str) -> Task:
    text = mark("task", where, task.id)
    return replace(task, id=f"{where}_{task.id}", text=text, when=Condition(), clock=None)


@dataclass(slots=True)
class Marked:
    """A case under a policy, and every screen that its people may come to."""

    here: World
    case: Case

    @property
    def policy(self) -> Policy:
        """The policy it runs under."""
        return self.here.policy

    @property
    def setting(self) -> Setting:
        """What screens are drawn from."""
        return self.here.at(MONDAY)

    # --- what happens -------------------------------------------------------------------------

    def at(self, stage: str) -> "Marked":
        """The same case at this stage."""
        to = self.policy.stage(stage)
        return Marked(self.here, _folded(self.case, enter(self.case, to, "disposed", self.setting)))

    def after(self, *asked: c.AnyCommand) -> "Marked":
        """The case once these were carried out."""
        case = self.case
        for one in asked:
            decided = decide(case, one, self.setting)
            assert not isinstance(decided, Refusal), (one, decided)
            case = _folded(case, decided)
        return Marked(self.here, case)

    def closed(self) -> "Marked":
        """The case accepted by both sides where it is, agreed, copied and closed."""
        now = self.agreed()
        owners = (now.case.raising.owner, now.case.receiving.owner)
        told = e.ContactTold(
            at=MONDAY,
            by="",
            person=now.case.raiser,
            purpose=Purpose.AGREED,
            platform=Platform.SLACK,
        )
        now = Marked(now.here, _folded(now.case, (told,)))
        return now.after(
            *(c.TickCopied(by=by, side=side) for by, side in zip(owners, SIDES, strict=True)),
            c.CloseCase(by=owners[0], learning="x"),
        )

    def agreed(self) -> "Marked":
        """The case accepted by both sides where it is, and agreed."""
        now = self
        for side in SIDES:
            state = now.case.side(side)
            if not state.owner:
                now = now.after(c.Accept(by=state.current[0], stage=now.case.stage))
        raising, receiving = now.case.raising.owner, now.case.receiving.owner
        stage = now.case.stage
        return now.after(
            c.ProposeOutcome(
                by=raising, stage=stage, outcome=STORY, outstanding="", still_at_risk=False
            ),
            c.ConfirmOutcome(by=receiving, stage=stage, still_at_risk=False),
        )

    # --- what is seen -------------------------------------------------------------------------

    def view(self, person: str = "") -> View:
        """The case, opened."""
        return case_view(self.case, (), person or self.case.raiser, self.setting)

    def form(self, action: Action, target: str = "", *, case: bool = True, by: str = "") -> Form:
        """The form behind a button, as the raiser or whoever is named opens it."""
        shown = self.case if case else None
        press = Press(action=action, case=self.case.id, stage=self.case.stage, target=target)
        return form(press, shown, self.setting, by or self.case.raiser, {})

    def card(self, person: str, purpose: Purpose, about: str = "") -> Card:
        """A message about the case, as it reaches a person now."""
        notice = Notice(person=person, purpose=purpose, stage=self.case.stage, about=about)
        return message_card(notice, self.case, self.setting)

    def reminder(self, person: str, kind: str) -> Card:
        """A reminder of this stage: before it is due, or that nobody has accepted."""
        visit, side = self.case.visit.number, self.case.side_of(person)
        key = f"chase:{visit}:{side}:1" if kind == "chase" else f"{kind}:{visit}"
        return self.card(person, Purpose.REMINDER, key)

    def waits(self) -> tuple[str, ...]:
        """Whoever is asked on a side that nobody has accepted for."""
        sides = (self.case.side(side) for side in SIDES)
        return tuple(person for one in sides if not one.owner for person in one.current)

    def asked(self) -> tuple[str, ...]:
        """Whoever is asked at this stage, on either side."""
        return tuple(dict.fromkeys((*self.case.raising.current, *self.case.receiving.current)))


SIDES: Final = tuple(Side)


def _folded(case: Case, events: Iterable[e.Event]) -> Case:
    for event in events:
        case = evolve(case, event, case.id, case.sequence + 1)
    return case


def begun(policy: Policy, **changes: Any) -> Marked:
    """A case just raised; every role is held."""
    here = world(policy, people_of(policy, frozenset()))
    command = replace(
        opening(),
        by=RAISER,
        subject_type=policy.subjects[0],
        trigger=policy.triggers[0].id,
        category=policy.categories[0].id,
        receiving_agency="council",
        receiving_team="",
        counterpart="council.practitioner",
        protective=MONDAY + timedelta(days=7) if needs_date(policy.ladder[0]) else None,
        answers={one.id: STORY for one in opening_fields(policy)},
    )
    decided = decide_opening(replace(command, **changes), here.at(MONDAY), "c1")
    case: Case | None = None
    for sequence, event in enumerate(decided, start=1):
        assert not isinstance(event, Refusal), event
        case = evolve(case, event, "c1", sequence)
    assert case is not None
    return Marked(here, case)


def first_text(blocks: Iterable[Block]) -> str:
    """What somebody reads first."""
    return next(one.text for one in blocks if isinstance(one, Text | Heading))


def every_stage(policy: Policy) -> tuple[Stage, ...]:
    """The stages of all tracks."""
    return tuple(stage for track in policy.tracks for stage in track.stages)


def texts_at(policy: Policy, moment: ShownAt) -> list[str]:
    """The marks that a policy gives this moment."""
    held: tuple[Principle | DisplayOnly, ...] = (*policy.principles, *policy.display_only)
    return [one.text for one in held if one.at is moment]
