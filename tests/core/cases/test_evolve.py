"""The fold: every event makes of a case what it says, and refuses nothing."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any, get_args

import pytest

from adapters.ledger.sealing.event_codec import decode, encode
from core.cases import events as e
from core.cases.case import Case, Informing
from core.cases.duty import Duty
from core.cases.folding.changing import changed
from core.cases.folding.evolve import evolve, fold
from core.vocabulary import (
    AskedReason,
    AskingStep,
    CaseStatus,
    FailureReason,
    Platform,
    Purpose,
    Side,
)
from tests.core.given import (
    CASSIA,
    HOUNSLOW,
    IMOGEN,
    LEILA,
    MARLOW,
    MONDAY,
    ROBIN,
    THEA,
    TOBIN,
    apply,
    given,
    opened,
    opening,
)

LATER = MONDAY + timedelta(hours=1)
BY: dict[str, Any] = {"at": LATER, "by": MARLOW}
STAGE: dict[str, Any] = {"stage": "discussion"}
RECEIVING: dict[str, Any] = {"side": Side.RECEIVING}

SOON = Duty(
    scope="stage:1",
    task="talk",
    side=None,
    due=LATER,
    explanation="why",
    labelled_default=False,
    escalates=False,
)

STEPS: list[tuple[e.Event, Callable[[Case], object], object]] = [
    (e.Accepted(**BY, **STAGE, **RECEIVING), lambda c: c.receiving.owner, MARLOW),
    (e.Declined(**BY, **STAGE, **RECEIVING, reason="x"), lambda c: c.receiving.current, ()),
    (
        e.HandedToDeputy(**BY, **STAGE, **RECEIVING, deputy=LEILA),
        lambda c: c.receiving.current,
        (LEILA,),
    ),
    (
        e.ContactAsked(**BY, **STAGE, **RECEIVING, person=TOBIN, why=AskedReason.DECLINED),
        lambda c: c.receiving.asked,
        (MARLOW, TOBIN),
    ),
    (
        e.OtherSideNamed(
            **BY, receiving_agency="police", receiving_team="", counterpart="", asked=(TOBIN,)
        ),
        lambda c: (c.receiving.agency, c.receiving.asked),
        ("police", (MARLOW, TOBIN)),
    ),
    (
        e.DiscussionRecorded(
            **BY,
            **STAGE,
            between_agencies=True,
            method="video",
            held_on=date(2026, 11, 2),
            late=False,
            people="us",
            account="x",
        ),
        lambda c: c.tasks,
        (),
    ),
    (
        e.TaskDone(
            **BY,
            **STAGE,
            scope="stage:1",
            task="talk",
            side=None,
            held_on=date(2026, 11, 2),
            late=False,
            told=(CASSIA,),
        ),
        lambda c: (
            [one.task for one in c.tasks],
            "talk" in {d.task for d in c.open_duties},
            c.informed,
        ),
        (["talk"], False, (CASSIA,)),
    ),
    (
        e.TaskSkipped(**BY, **STAGE, scope="stage:1", task="talk", side=None, reason="x"),
        lambda c: [(one.task, one.skipped) for one in c.tasks],
        [("talk", True)],
    ),
    (
        e.DutiesOwed(**BY, **STAGE, duties=(SOON,)),
        lambda c: [one for one in c.duties if one.task == "talk"],
        [SOON],
    ),
    (e.DutiesUnmet(**BY, **STAGE, duties=(SOON,)), lambda c: c.tasks, ()),
    (
        e.OutcomeProposed(**BY, **STAGE, **RECEIVING, outcome="o", outstanding=""),
        lambda c: (c.proposal and c.proposal.outcome, c.confirmed_by),
        ("o", (MARLOW,)),
    ),
    (e.OutcomeConfirmed(**BY, **STAGE, **RECEIVING), lambda c: c.confirmed_by, (MARLOW,)),
    (e.OutcomeRejected(**BY, **STAGE, **RECEIVING, reason="x"), lambda c: c.proposal, None),
    (
        e.CaseAgreed(**BY, **STAGE, late=True),
        lambda c: (c.status, c.late, c.agreed_at, c.due),
        (CaseStatus.AGREED, True, LATER, None),
    ),
    (
        e.StageLapsed(at=LATER, by="", **STAGE, due=LATER, marked_late=False),
        lambda c: (c.visit.lapsed_at, c.due, c.lapsed),
        (LATER, None, True),
    ),
    (e.EscalatedNow(**BY, **STAGE, reason="x"), lambda c: c.visit.escalated, True),
    (e.HandUpDone(**BY, **STAGE, **RECEIVING), lambda c: c.hand_ups, ()),
    (
        e.DeadlineBroughtForward(
            **BY,
            **STAGE,
            protective=LATER,
            due=LATER,
            explanation="why",
            beyond_limit=False,
            reason="x",
        ),
        lambda c: (c.due, c.visit.explanation, c.visit.protective),
        (LATER, "why", LATER),
    ),
    (
        e.BypassDecided(
            **BY, **STAGE, bypass=True, to="line_managers", told=(CASSIA,), gaps=(), reason="x"
        ),
        lambda c: c.informed,
        (CASSIA,),
    ),
    (
        e.DateProposed(**BY, **STAGE, **RECEIVING, date=LATER, reason="x"),
        lambda c: (c.visit.named_date and c.visit.named_date.date, c.due == LATER),
        (LATER, False),
    ),
    (
        e.DateAgreed(**BY, **STAGE, **RECEIVING, due=LATER, explanation="why"),
        lambda c: (c.due, c.visit.explanation, c.visit.labelled_default),
        (LATER, "why", False),
    ),
    (
        e.DispositionTaken(
            **BY, **STAGE, disposition="d", to="", told=(CASSIA,), gaps=(), reason="x"
        ),
        lambda c: ([x.disposition for x in c.dispositions], c.informed),
        (["d"], (CASSIA,)),
    ),
    (
        e.MeetingHeld(
            **BY,
            **STAGE,
            meeting="m",
            form="",
            held_on=date(2026, 11, 2),
            late=False,
            chair_agency="",
            agencies=("a",),
            absent=("b",),
            told=(CASSIA,),
            gaps=(),
            chair="x",
            decision="x",
            decided_by="x",
            product="x",
        ),
        lambda c: ([(x.meeting, x.agencies, x.absent) for x in c.meetings], c.informed),
        ([("m", ("a",), ("b",))], (CASSIA,)),
    ),
    (
        e.ImmediateRiskFlagged(**BY, **STAGE, told=(CASSIA,), gaps=(), due=LATER, account="x"),
        lambda c: (c.risk and c.risk.by, c.informed),
        (MARLOW, (CASSIA,)),
    ),
    (
        e.AlertPassedOn(**BY, rung=AskingStep.DEPUTY, people=(LEILA,)),
        lambda c: (c.risk, c.informed),
        (None, (LEILA,)),
    ),
    (
        e.ContactLeft(**BY, **STAGE, **RECEIVING, person=MARLOW, owner=False),
        lambda c: (c.receiving.current, c.receiving.asked),
        ((), (MARLOW,)),
    ),
    (e.RiskAcknowledged(**BY), lambda c: c.risk, None),
    (e.ImmediateRiskWithdrawn(**BY, reason="x"), lambda c: c.risk, None),
    (
        e.OverrideInvoked(**BY, event="media", told=(THEA,), gaps=(), due=LATER, account="x"),
        lambda c: (c.override, c.override_due, c.informed),
        ("media", LATER, (THEA,)),
    ),
    (
        e.PeopleInformed(**BY, notification="n", people=(THEA,), gaps=()),
        lambda c: (c.notified, c.informed, c.by_rule_only),
        ({"n": Informing(at=LATER, people=(THEA,), gaps=())}, (THEA,), {THEA}),
    ),
    (
        e.QuestionAnswered(**BY, **STAGE, question="q", answer=True, reason="x"),
        lambda c: [(x.stage, x.question, x.answer) for x in c.answered],
        [("discussion", "q", True)],
    ),
    (e.NoteAdded(**BY, text="x"), lambda c: c.sequence, 4),
    (e.DetailsSupplied(**BY, answers={"f": "x"}), lambda c: c.answers["f"], "x"),
    (e.SupportAsked(**BY, told=(TOBIN,), text="x"), lambda c: c.informed, (TOBIN,)),
    (
        e.GapReported(**BY, told=(THEA,), gaps=(), text="x"),
        lambda c: (c.gaps, c.informed),
        (1, (THEA,)),
    ),
    (e.EntryCorrected(**BY, corrects=1, text="x"), lambda c: c.sequence, 4),
    (e.EnteredOnBehalf(**BY, person=MARLOW, reason="x"), lambda c: c.sequence, 4),
    (e.CopiedToFile(**BY, **RECEIVING), lambda c: c.copied, frozenset({Side.RECEIVING})),
    (
        e.CaseClosed(**BY, **STAGE, late=False, told=(THEA,), learning=""),
        lambda c: (c.status, c.closed_at, c.informed),
        (CaseStatus.CLOSED, LATER, (THEA,)),
    ),
    (e.CaseReopened(**BY, reason="x"), lambda c: (c.status, c.agreed), (CaseStatus.OPEN, None)),
    (
        e.RouteTaken(**BY, **STAGE, route="r", matter="m", reference="ESC", reason="x"),
        lambda c: ([(x.route, x.matter, x.reference) for x in c.links], c.linked),
        ([("r", "m", "ESC")], ("m",)),
    ),
    (
        e.EditionChanged(
            **BY,
            **STAGE,
            earlier="e1",
            edition="e2",
            named="Two",
            due=LATER,
            explanation="why",
            labelled_default=False,
            dropped=(),
            reason="x",
        ),
        lambda c: (c.edition, c.due, c.visit.explanation),
        ("e2", LATER, "why"),
    ),
    (e.Reminded(at=LATER, by="", key="on:1", people=()), lambda c: c.reminded, {"on:1"}),
    (
        e.ContactTold(
            at=LATER, by="", person=ROBIN, purpose=Purpose.AGREED, platform=Platform.TEAMS
        ),
        lambda c: c.raiser_told,
        True,
    ),
    (
        e.ContactMissed(
            at=LATER,
            by="",
            person=MARLOW,
            purpose=Purpose.ASKED,
            why=FailureReason.BLOCKED,
            **STAGE,
        ),
        lambda c: (c.receiving.current, [x.person for x in c.unreached]),
        ((), [MARLOW]),
    ),
]


def test_every_kind_of_event_is_in_the_table() -> None:
    """All but the two that begin a case, which every test here begins with."""
    kinds = {type(event) for event, _, _ in STEPS}
    assert kinds | {e.CaseOpened, e.StageEntered} == set(get_args(e.Event))


@pytest.mark.parametrize(
    ("event", "look", "expected"), STEPS, ids=[type(event).__name__ for event, _, _ in STEPS]
)
def test_every_event_folds_to_what_it_says(
    event: e.Event, look: Callable[[Case], object], expected: object
) -> None:
    """On a fresh case; the sequence moves by one, and storing it changes nothing."""
    case = given(opening())
    after = apply(case, [event])
    assert look(after) == expected
    assert after.sequence == case.sequence + 1
    encoded = encode("c1", after.sequence, event, bytes(32))
    assert apply(case, [decode(encoded.body, encoded.private)]) == after


def test_entering_a_stage_remembers_those_of_the_stage_before() -> None:
    """Earlier people keep their access, and the passage has an end."""
    case = given(opening())
    entered = e.StageEntered(
        at=LATER,
        by="",
        stage="line_managers",
        why="lapsed",
        since=LATER,
        due=LATER,
        explanation="x",
        labelled_default=True,
        asked_raising=(CASSIA,),
        asked_receiving=(TOBIN,),
        informed=(IMOGEN,),
        gaps=(),
        hand_ups=(e.HandUpOwed(side=Side.RAISING, by=ROBIN, due=LATER, explanation="y"),),
        protective=LATER,
    )
    after = apply(case, [entered])
    assert (after.stage, after.visit.number, after.visit.protective) == (
        "line_managers",
        2,
        LATER,
    )
    assert after.visits[0].ended_at == LATER
    assert (after.raising.former, after.raising.acted_before) == ((ROBIN,), (ROBIN,))
    assert (after.receiving.former, after.receiving.acted_before) == ((MARLOW,), ())
    assert after.people == (ROBIN, CASSIA, TOBIN, MARLOW, IMOGEN)
    (owed,) = after.hand_ups_open
    assert (owed.by, owed.stage) == (ROBIN, "line_managers")


def test_a_case_begins_with_its_opening_or_not_at_all() -> None:
    """Nothing folds to None; anything else without an opening is a broken record."""
    assert fold(()) is None
    with pytest.raises(ValueError, match="does not begin"):
        evolve(None, e.NoteAdded(**BY, text="x"), "c1", 1)


def test_a_miss_of_an_older_stage_leaves_the_current_contacts_alone() -> None:
    """It is remembered, and nobody is out of reach for it."""
    missed = e.ContactMissed(
        at=LATER, by="", person=MARLOW, purpose=Purpose.ASKED, why=FailureReason.BLOCKED, stage="x"
    )
    after = apply(given(opening()), [missed])
    assert after.receiving.current == (MARLOW,)
    other = apply(given(opening()), [replace(missed, purpose=Purpose.SHARED, stage="discussion")])
    assert other.receiving.current == (MARLOW,)


def test_acknowledging_and_handing_up_mark_what_stands() -> None:
    """Seen by each once."""
    flagged = e.ImmediateRiskFlagged(**BY, **STAGE, told=(), gaps=(), due=LATER, account="")
    seen = e.RiskAcknowledged(at=LATER, by=ROBIN)
    case = apply(given(opening()), [flagged, seen, seen])
    assert case.risk is not None
    assert case.risk.acknowledged == (ROBIN,)


def test_the_raiser_owns_the_first_stage_from_the_start() -> None:
    """Nobody has to accept their own concern."""
    case = apply(None, opened(opening(), HOUNSLOW.at()))
    assert (case.raising.owner, case.raising.accepted_at) == (ROBIN, MONDAY)


def test_whoever_is_gone_did_not_say_no() -> None:
    """What is told of them is that they left."""
    case = given(opening())
    gone = e.ContactLeft(**BY, **STAGE, **RECEIVING, person=MARLOW, owner=False)
    (contact,) = evolve(case, gone, case.id, case.sequence + 1).receiving.contacts
    assert (contact.gone, contact.declined) == (True, False)


def test_a_changed_copy_is_the_one_that_dataclasses_would_make() -> None:
    """Whichever field is changed; what it was made of stays, and a field that is none is refused."""
    case = given(opening())
    parts: tuple[Any, ...] = (case, case.visit, case.raising, case.receiving.contacts[0])
    for part in parts:
        for one in fields(part):
            assert changed(part, **{one.name: "x"}) == replace(part, **{one.name: "x"})
            assert replace(part) == part
        copy = changed(part)
        assert copy == part
        assert copy is not part
        with pytest.raises(AttributeError):
            changed(part, moon="x")
