"""Whole lives of cases under any policy, for tests that look at everything a person may see."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.decide import decide, decide_opening
from core.cases.folding.evolve import evolve
from core.cases.notices import Notice, notices
from core.cases.record.seals import Entry
from core.cases.refusals import Refusal
from core.cases.rules.fields import opening_fields
from core.cases.rules.ladder.moving import details_owed, open_questions
from core.vocabulary import (
    CaseStatus,
    ChildStatus,
    FailureReason,
    Level,
    Platform,
    Purpose,
    Side,
    Unit,
)
from policies import library
from tests.core.given import MONDAY, SMALL, World, world

PLANTED = "Zebedee Quillfeather"
"""Planted in every private text."""


def canary(where: str) -> str:
    """The canary, with where it was planted."""
    return f"{PLANTED} in {where.replace('_', ' ')}"


@cache
def worlds() -> dict[str, World]:
    """Every partnership kept with the policies, and the small one."""
    kept = {
        key: world(library.policy_of(key).policy, library.directory_of(key))
        for key in library.POLICIES
    }
    return {**kept, "small": SMALL}


@dataclass(slots=True)
class Life:
    """A case as it lives: its entries, and every notice it has owed."""

    here: World
    now: datetime
    case: Case
    entries: list[Entry]
    owed: list[Notice]

    def does(self, command: c.AnyCommand) -> bool:
        """Carry a command out; whether it was not refused."""
        setting = self.here.at(self.now)
        decided = decide(self.case, command, setting)
        if isinstance(decided, Refusal):
            return False
        for event in decided:
            before, sequence = self.case, self.case.sequence + 1
            self.case = evolve(before, event, before.id, sequence)
            self.entries.append(entry(event, sequence))
            self.owed.extend(notices(event, before, self.case, setting))
        return True

    def copy(self) -> "Life":
        """Another life from here on."""
        return replace(self, entries=list(self.entries), owed=list(self.owed))


def entry(event: e.Event, sequence: int) -> Entry:
    """An event as a reader of the record gets it."""
    return Entry(
        case="c1",
        sequence=sequence,
        recorded_at=event.at,
        event=event,
        body=b"",
        previous=bytes(32),
        seal=bytes(32),
    )


def pair(here: World) -> tuple[str, str]:
    """A practitioner who can raise a concern, and one of another agency."""
    roles = {role.id for role in here.policy.roles if role.level is Level.PRACTITIONER}
    found: dict[str, str] = {}
    for post in here.directory.posts:
        if set(post.roles) & roles and post.holders:
            found.setdefault(post.agency, post.holders[0])
    first, second, *_ = found.values()
    return first, second


def begin(here: World, **changes: object) -> Life:
    """A concern with a canary in every private text, all statuses true."""
    policy = here.policy
    raiser, other = pair(here)
    first = policy.ladder[0].clock
    command = c.OpenCase(
        by=raiser,
        reference="ESC-7KQ4-M2X1",
        subject_type=policy.subjects[0],
        statuses=tuple(ChildStatus),
        trigger=policy.triggers[0].id,
        category=policy.categories[0].id,
        receiving_agency=here.directory.people[other].agency,
        receiving_team=here.directory.team_of(other),
        counterpart=other,
        arose_on=MONDAY.date(),
        protective=MONDAY + timedelta(days=4) if first.span.unit is Unit.UNSPECIFIED else None,
        protective_reason=canary("protective"),
        subject=canary("subject"),
        answers={
            one.id: one.options[0] if one.options else canary(one.id)
            for one in opening_fields(policy)
        },
    )
    command = replace(command, **changes)  # type: ignore[arg-type]
    setting = here.at()
    decided = decide_opening(command, setting, "c1")
    case: Case | None = None
    life_entries: list[Entry] = []
    owed: list[Notice] = []
    for number, event in enumerate(decided, start=1):
        assert not isinstance(event, Refusal), event
        before, case = case, evolve(case, event, "c1", number)
        life_entries.append(entry(event, number))
        owed.extend(notices(event, before, case, setting))
    assert case is not None
    return Life(here, MONDAY, case, life_entries, owed)


def busy(life: Life) -> Life:
    """Everything that can be written down at a stage, written down, with canaries."""
    life = life.copy()
    case, policy = life.case, life.here.policy
    raiser, other = case.raiser, case.receiving.named
    stage = case.stage
    if other:
        life.does(c.Accept(by=other, stage=stage))
    life.does(
        c.RecordDiscussion(
            by=raiser,
            stage=stage,
            between_agencies=True,
            method="telephone",
            held_on=life.now.date(),
            people=canary("people"),
            account=canary("account"),
            tasks=tuple(task.id for task in policy.stage(stage).tasks),
        )
    )
    life.does(c.AddNote(by=raiser, text=canary("note")))
    life.does(c.AskForSupport(by=raiser, text=canary("support")))
    life.does(c.CorrectEntry(by=raiser, corrects=1, text=canary("correction")))
    owed = details_owed(life.case, life.here.at(life.now), leaving=True)
    life.does(c.SupplyDetails(by=raiser, answers={one.id: canary(one.id) for one in owed}))
    for question in open_questions(life.case, policy.stage(stage), life.here.at(life.now)):
        life.does(
            c.AnswerQuestion(
                by=raiser,
                stage=stage,
                question=question,
                answer=True,
                reason=canary("answer"),
            )
        )
    life.does(c.FlagImmediateRisk(by=raiser, account=canary("risk")))
    if policy.override:
        event = policy.override.events[0].id
        life.does(c.InvokeOverride(by=raiser, event=event, account=canary("override")))
    miss = c.RecordMissed(
        by="", person=other or raiser, purpose=Purpose.ASKED, why=FailureReason.BLOCKED, stage=stage
    )
    life.does(miss)
    told = c.RecordTold(
        by="", person=raiser, purpose=Purpose.SHARED, platform=Platform.MAIL, repeat=True
    )
    life.does(told)
    return life


def proposed(life: Life) -> Life:
    """An outcome is proposed by the raising side and waits for the other."""
    life = life.copy()
    life.does(
        c.ProposeOutcome(
            by=life.case.raiser,
            stage=life.case.stage,
            outcome=canary("outcome"),
            outstanding=canary("outstanding"),
            still_at_risk=False,
        )
    )
    return life


def agreed(life: Life) -> Life:
    """The other side has confirmed."""
    life = proposed(life)
    stage = life.case.stage
    life.does(c.Accept(by=life.case.receiving.named, stage=stage))
    life.does(c.ConfirmOutcome(by=life.case.receiving.named, stage=stage, still_at_risk=False))
    return life


def closed(life: Life) -> Life:
    """Nothing is open any more."""
    life = agreed(life)
    if life.case.status is not CaseStatus.AGREED:
        return life
    life.does(c.WithdrawImmediateRisk(by=life.case.raiser, reason=canary("withdrawn")))
    life.does(c.TickCopied(by=life.case.raiser, side=Side.RAISING))
    life.does(c.TickCopied(by=life.case.receiving.owner, side=Side.RECEIVING))
    told = c.RecordTold(
        by="", person=life.case.raiser, purpose=Purpose.AGREED, platform=Platform.SLACK
    )
    life.does(told)
    life.does(c.CloseCase(by=life.case.raiser, learning=canary("learning")))
    return life


def lives(here: World) -> Iterator[Life]:
    """Every stage of the ladder in every state, the last one overdue as well."""
    life = begin(here)
    yield begin(here, immediate=True, receiving_agency="", receiving_team="", counterpart="")
    while True:
        yield life
        loud = busy(life)
        yield loud
        yield proposed(life)
        yield proposed(loud)
        yield agreed(life)
        yield closed(loud)
        again = closed(life)
        again.does(c.SayNotSatisfied(by=again.case.raiser, reason=canary("unhappy")))
        yield again
        if life.case.due is None:
            return
        life = life.copy()
        life.now = life.case.due or life.now
        assert life.does(c.Lapse(by="", stage=life.case.stage))
