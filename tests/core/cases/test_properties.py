"""Whatever people do, in whatever order, over whatever time: what must hold of every case."""

import os
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.ledger.sealing.event_codec import decode, encode
from core.cases import commands as c
from core.cases import events as e
from core.cases.access import may, relations
from core.cases.case import Case
from core.cases.decide import decide, decide_opening
from core.cases.folding.evolve import evolve
from core.cases.notices import notices
from core.cases.refusals import Refusal
from core.cases.rules.due import coming_steps, due_commands, schedule
from core.cases.rules.ladder.exits import upwards
from core.vocabulary import Action, CaseStatus, ChildStatus, FailureReason, Platform, Purpose, Side
from tests.core.cases.agreement.crossroads import CROSSROADS
from tests.core.given import (
    CASSIA,
    FERN,
    HOUNSLOW,
    IMOGEN,
    LEILA,
    MARLOW,
    MONDAY,
    NOOR,
    PRIYA,
    ROBIN,
    SMALL,
    TOBIN,
    World,
    opened,
    opening,
    small_opening,
)

WALKS = int(os.environ.get("CONCORD_WALKS", "60"))
"""How many lives of cases are lived; more of them in a long run."""
STRANGER = FERN
OPENINGS = {
    "hounslow": (HOUNSLOW, opening(), (ROBIN, MARLOW, CASSIA, TOBIN, PRIYA, LEILA, IMOGEN, NOOR)),
    "haste": (
        HOUNSLOW,
        opening(
            receiving_agency="",
            receiving_team="",
            counterpart="",
            immediate=True,
            statuses=tuple(ChildStatus),
        ),
        (ROBIN, CASSIA, IMOGEN, NOOR, MARLOW),
    ),
    "crossroads": (
        CROSSROADS,
        small_opening(protective=None),
        ("small.ann", "small.bob", "small.mia", "small.max", "small.chair", "small.vice"),
    ),
    "small": (
        SMALL,
        small_opening(),
        ("small.ann", "small.bob", "small.mia", "small.max", "small.chair", "small.vice"),
    ),
}

Step = tuple[timedelta, int, int, int, bool]
"""How long until, who, what, which variant, and whether at the current stage."""

steps = st.lists(
    st.tuples(
        st.one_of(
            st.just(timedelta(0)),
            st.just(timedelta(0)),
            st.timedeltas(timedelta(0), timedelta(hours=30)),
            st.timedeltas(timedelta(0), timedelta(days=12)),
        ),
        st.integers(0, 40),
        st.integers(0, 28),
        st.integers(0, 5),
        st.sampled_from([True, True, True, True, False]),
    ),
    max_size=40,
)


def command(
    case: Case, here: World, people: tuple[str, ...], step: Step, now: datetime
) -> c.AnyCommand:
    """Something somebody might ask for: mostly sensible, often not."""
    _, who, what, which, current = step
    everybody = (*dict.fromkeys((*case.people, *people)), STRANGER)
    fitting = _fitting(case, what % 29) if current else ()
    by = fitting[who % len(fitting)] if fitting else everybody[who % len(everybody)]
    stage = case.stage if current else here.policy.ladder[which % len(here.policy.ladder)].id
    yes, text = which % 2 == 0, ("", "because")[which > 0]
    questions = here.policy.stage(case.stage).questions or here.policy.immediate_risk.questions
    events = here.policy.override.events if here.policy.override else ()
    made: list[Any] = [
        c.Accept(by=by, stage=stage),
        c.Decline(by=by, stage=stage, reason=text),
        c.HandToDeputy(by=by, stage=stage, deputy=everybody[which % len(everybody)]),
        c.RecordDiscussion(
            by=by,
            stage=stage,
            between_agencies=yes,
            method="video",
            held_on=now.date(),
            people="us",
            account=text,
        ),
        c.ProposeOutcome(by=by, stage=stage, outcome="o", outstanding="", still_at_risk=False),
        c.ConfirmOutcome(by=by, stage=stage, still_at_risk=which == 5),
        c.Accept(by=next(iter(case.receiving.current), by), stage=case.stage),
        c.RejectOutcome(by=by, stage=stage, reason=text),
        c.EscalateNow(by=by, stage=stage, reason=text),
        c.ConfirmHandUp(by=by, stage=stage),
        c.BringForward(
            by=by, stage=stage, protective=now + timedelta(days=4 * which - 6), reason=text
        ),
        c.FlagImmediateRisk(by=by, account=text),
        c.AcknowledgeRisk(by=by),
        c.WithdrawImmediateRisk(by=by, reason=text),
        c.InvokeOverride(by=by, event=events[0].id if events else "moon"),
        c.AnswerQuestion(
            by=by,
            stage=stage,
            question=questions[0].id if questions else "moon",
            answer=yes,
            reason="because",
        ),
        c.AddNote(by=by, text=text),
        c.AskForSupport(by=by, text=text),
        c.TickCopied(by=by, side=Side.RAISING if yes else Side.RECEIVING),
        c.CloseCase(by=by),
        c.SayNotSatisfied(by=case.raiser if yes else by, reason=text),
        c.RecordMissed(
            by="",
            person=by,
            purpose=Purpose.ASKED,
            why=list(FailureReason)[which],
            stage=case.stage,
        ),
        c.RecordTold(
            by="",
            person=by,
            purpose=Purpose.AGREED if yes else Purpose.ASKED,
            platform=Platform.SLACK,
        ),
        c.NameOtherSide(by=by, receiving_agency="police", receiving_team="", counterpart=""),
        *_decisions(by, stage, which, now),
    ]
    found: c.AnyCommand = made[what % len(made)]
    return found


def _decisions(by: str, stage: str, which: int, now: datetime) -> tuple[c.AnyCommand, ...]:
    """Decisions on a case's way; where the policy has no such thing they are refused."""
    return (
        c.DecideBypass(by=by, bypass=which > 1, to=("", "s2", "s3", "s4")[which % 4], reason="x"),
        c.NameDate(by=by, stage=stage, date=now + timedelta(days=which % 3)),
        c.AgreeDate(by=by, stage=stage),
        c.Dispose(
            by=by,
            stage=stage,
            disposition=("direct", "chair", "back", "up", "back", "back")[which],
            reason="x",
        ),
        c.RecordMeeting(
            by=by,
            stage=stage,
            form="panel",
            held_on=now.date(),
            agencies=("nhs", "council", "police")[: 2 + which % 2],
            chair_agency=("police", "nhs")[which % 2 if which > 3 else 0],
            chair="",
            decision="d",
            decided_by="all",
            product="p",
        ),
    )


def _fitting(case: Case, what: int) -> tuple[str, ...]:
    """Who would sensibly ask for the command of this number; empty for anybody."""
    contacts = tuple(p for side in Side for p in case.side(side).current)
    owners = tuple(case.side(side).owner for side in Side if case.side(side).owner)
    answering = case.side(case.proposal.side.counterpart).owner if case.proposal else ""
    return {
        0: tuple(p for p in contacts if p not in owners),
        1: contacts,
        2: contacts,
        4: owners,
        5: (answering or case.raiser,),
        7: (answering or case.raiser,),
        8: (case.raiser,),
        18: (case.raiser, *owners, *case.receiving.former),
        19: owners,
        20: (case.raiser,),
        24: (case.raiser,),
        25: contacts,
        26: contacts,
        27: case.receiving.current,
        28: contacts,
    }.get(what, ())


class Walk:
    """A case on its random way, with the record it leaves."""

    def __init__(self, name: str) -> None:
        self.here, command, self.people = OPENINGS[name]
        self.now = MONDAY
        self.record: list[tuple[bytes, bytes | None]] = []
        self.case: Case | None = None
        self.write(opened(command, self.here.at(self.now)))

    def write(self, events: tuple[Any, ...]) -> None:
        """Fold the events, store them, and check what each of them must keep."""
        setting = self.here.at(self.now)
        for event in events:
            before = self.case
            sequence = (before.sequence if before else 0) + 1
            after = evolve(before, event, "c1", sequence)
            encoded = encode("c1", sequence, event, bytes(32))
            self.record.append((encoded.body, encoded.private))
            self.case = after
            allowed = {*after.people, *setting.directory.coordinators}
            for notice in notices(event, before, after, setting):
                assert notice.person in allowed, f"{notice.purpose} to a stranger"
                assert notice.person != STRANGER
            if isinstance(event, e.StageEntered) and event.why == "disposed" and before:
                up = upwards(before.stage, event.stage, self.here.policy)
                assert up or event.due <= before.visit.due, "sent on, it gained time"
            if before and before.visits and before.visit.number == after.visit.number:
                assert after.visit.due <= before.visit.due

    def do(self, asked: c.AnyCommand) -> None:
        """Decide, and check the refusals that must and must not be."""
        case, setting = self.case, self.here.at(self.now)
        assert case is not None
        decided = decide(case, asked, setting)
        assert decided == decide(case, asked, setting)
        known = bool(relations(case, asked.by, setting.directory)) if asked.by else True
        assert known or isinstance(decided, Refusal)
        if isinstance(asked, c.FlagImmediateRisk) and known:
            assert not isinstance(decided, Refusal)
        if not isinstance(decided, Refusal):
            self.write(decided)

    def pass_time(self, span: timedelta) -> None:
        """Let time pass; whatever falls due on the way is done, in order, when it falls due."""
        aim = self.now + span
        for _ in range(1500):
            assert self.case is not None
            following = schedule(self.case, self.here.at(self.now))
            if not following or following[0].at > aim:
                break
            self.now = max(self.now, following[0].at)
            due = due_commands(self.case, self.here.at(self.now))
            before = self.case.sequence
            assert due
            self.do(due[0])
            assert self.case.sequence > before, f"{due[0]} is due and has no effect"
        else:
            raise AssertionError("time does not pass")
        self.now = aim


@settings(max_examples=WALKS, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(sorted(OPENINGS)), walk=steps)
def test_whatever_happens_a_case_holds(name: str, walk: list[Step]) -> None:
    """It folds; the record replays to the same case; it never goes quiet; strangers change and
    hear nothing; deadlines never move later; danger is never refused.
    """
    life = Walk(name)
    for step in walk:
        life.pass_time(step[0])
        assert life.case is not None
        life.do(command(life.case, life.here, life.people, step, life.now))
        case, setting = life.case, life.here.at(life.now)
        following = coming_steps(case, setting)
        assert len({one.key for one in following}) == len(following)
        if case.status is not CaseStatus.CLOSED:
            assert following, "the case has gone quiet"
        if case.status is CaseStatus.AGREED:
            assert any(one.key.startswith(("copy", "close")) for one in following)
        assert not relations(case, STRANGER, setting.directory)
        assert not may(Action.OPEN, case, STRANGER, setting)
        assert not set(case.raising.asked) & set(case.receiving.asked)
        assert case.raiser in case.people
    replayed: Case | None = None
    for sequence, (body, private) in enumerate(life.record, start=1):
        replayed = evolve(replayed, decode(body, private), "c1", sequence)
    assert replayed == life.case


@settings(max_examples=60, deadline=None)
@given(
    held=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    protective=st.none() | st.timedeltas(timedelta(days=-300), timedelta(days=300)),
)
def test_an_opening_of_any_day_is_a_case_or_named_faults(
    held: date, protective: timedelta | None
) -> None:
    """No date that can be typed makes the rules fall over; immediate danger takes any."""
    at = None if protective is None else MONDAY + protective
    for immediate in (False, True):
        asked = opening(arose_on=held, protective=at, immediate=immediate)
        decided = decide_opening(asked, HOUNSLOW.at(), "c1")
        refused = [one for one in decided if isinstance(one, Refusal)]
        assert not (immediate and refused)
        assert {one.input for one in refused} <= {"arose_on"}
