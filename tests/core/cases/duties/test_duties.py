"""What is owed: by whom, by when and why; what recording it starts, and what leaving it does."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.duty import Duty
from core.cases.notices import notices
from core.cases.refusals import Reason
from core.cases.rules.duties.duties import open_duties, people_owing
from core.cases.wording.history import happened, written
from core.policy.model import ClockRule, Span, Task
from core.vocabulary import ClockStart, Modality, Purpose, Side, Unit
from tests.core.cases.duties.dutiful import DUTIFUL, MAY, MUST, SHOULD, days, dutiful, owed, tasks
from tests.core.given import (
    MONDAY,
    World,
    apply,
    done,
    given,
    kinds,
    local_time,
    only,
    refused,
    small_opening,
)

ANN, MIA, BOB, MAX, CORA, CHAIR, VICE = (
    f"small.{key}" for key in ("ann", "mia", "bob", "max", "cora", "chair", "vice")
)
OPENING = small_opening(protective=None)
ACCEPT = c.Accept(by=BOB, stage="s1")


def start(*steps: c.AnyCommand | timedelta, here: World = DUTIFUL) -> Case:
    """Ann's case with Bob, and what was done since."""
    return given(OPENING, ACCEPT, *steps, here=here)


def record(duty: Duty, by: str, **changes: object) -> c.RecordTask:
    """Done today."""
    usual = c.RecordTask(
        by=by, scope=duty.scope, task=duty.task, side=duty.side, held_on=date(2026, 11, 2)
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def skip(duty: Duty, by: str, reason: str = "nobody there") -> c.SkipTask:
    """Not done."""
    return c.SkipTask(by=by, scope=duty.scope, task=duty.task, side=duty.side, reason=reason)


REPLIED = {"replied": "We disagree."}


# --- what is owed ---------------------------------------------------------------------------------


def test_entering_a_stage_writes_down_what_it_asks_and_by_when() -> None:
    """Each side's own, either side's one record, what counts from later, and nothing that does not
    apply.
    """
    case = start()
    found = [(one.task, one.side, one.due) for one in case.duties if one.scope == "stage:1"]
    assert found == [
        ("talk", None, None),
        ("write", Side.RAISING, None),
        ("write", Side.RECEIVING, None),
        ("reply", Side.RECEIVING, local_time("2026-11-04 17:00")),
        ("answer_back", Side.RAISING, None),
        ("review", Side.RECEIVING, None),
        ("tea", None, None),
    ]
    assert owed(case, "reply").explanation.endswith("2 working days from Monday 2 November 2026.")
    assert owed(case, "answer_back").explanation == "Counted from when the decision was received."
    waits = "This comes after: Reply in writing."
    assert owed(case, "review").explanation == waits


def test_a_stage_entered_twice_owes_twice() -> None:
    """What was recorded in the first stay is not taken for the second."""
    here = dutiful(Task(id="talk", text="Talk.", side=None, modality=MUST))
    case = given(OPENING, ACCEPT, here=here)
    case = apply(case, done(case, record(owed(case, "talk"), ANN), here.at()))
    assert "talk" not in tasks(case)
    again = only(e.StageEntered, given_events(here))
    case = apply(
        case,
        [
            again,
            e.DutiesOwed(
                at=MONDAY, by="", stage="s1", duties=(replace(owed(case, "talk"), scope="stage:2"),)
            ),
        ],
    )
    assert "talk" in tasks(case)
    assert [one.scope for one in case.open_duties if one.task == "talk"] == ["stage:2"]


def given_events(here: World) -> tuple[e.Event, ...]:
    """The events of Ann's opening."""
    from core.cases.decide import decide_opening  # noqa: PLC0415
    from core.cases.refusals import Refusal  # noqa: PLC0415

    decided = decide_opening(OPENING, here.at(), "c1")
    return tuple(one for one in decided if not isinstance(one, Refusal))


@pytest.mark.parametrize(
    ("clock", "due"),
    [
        (days(1, ClockStart.CASE_OPENED), "2026-11-03 17:00"),
        (days(1, ClockStart.DISAGREEMENT_AROSE), "2026-10-30 17:00"),
        (days(1, ClockStart.UNRESOLVED_RECORDED), "2026-11-03 17:00"),
        (days(1, ClockStart.PARTNERSHIP_NOTIFIED), None),
        (days(1, ClockStart.DEADLINE_LAPSED), None),
        (days(1, ClockStart.RISK_FLAGGED), None),
        (days(1, ClockStart.REFERRAL_SENT), None),
        (days(1, ClockStart.MEETING_HELD), None),
        (days(1, ClockStart.CASE_CLOSED), None),
    ],
)
def test_a_duty_counts_from_what_its_clock_names(clock: ClockRule, due: str | None) -> None:
    """What has happened counts at once, from its own day; what has not is waited for."""
    here = dutiful(Task(id="one", text="Do it.", side=None, modality=MUST, clock=clock))
    case = given(replace(OPENING, arose_on=date(2026, 10, 29)), here=here)
    assert owed(case, "one").due == (local_time(due) if due else None)
    assert owed(case, "one").explanation


def test_a_clock_on_the_alert_starts_with_the_alert() -> None:
    """And its time goes into the record, with the reason."""
    clock = days(1, ClockStart.RISK_FLAGGED)
    here = dutiful(Task(id="one", text="Do it.", side=None, modality=MUST, clock=clock))
    case = given(OPENING, timedelta(days=1), c.FlagImmediateRisk(by=ANN), here=here)
    assert owed(case, "one").due == local_time("2026-11-04 17:00")


def test_our_own_default_is_never_shown_as_the_policys() -> None:
    """Where the policy gives a duty no time."""
    clock = ClockRule(
        span=Span(value=0, unit=Unit.UNSPECIFIED),
        since=ClockStart.STAGE_ENTERED,
        nudge=Span(value=1, unit=Unit.WORKING_DAYS),
    )
    here = dutiful(Task(id="one", text="Do it.", side=None, modality=MUST, clock=clock))
    duty = owed(given(OPENING, here=here), "one")
    assert (duty.labelled_default, duty.due) == (True, local_time("2026-11-03 17:00"))
    timeless = replace(clock, nudge=None)
    here = dutiful(Task(id="one", text="Do it.", side=None, modality=MUST, clock=timeless))
    duty = owed(given(OPENING, here=here), "one")
    assert (duty.due, duty.explanation) == (None, "The policy gives no time for it.")


def test_a_protective_date_makes_a_duty_due_sooner_and_none_later() -> None:
    """Only where its clock takes one; set at the opening, later, or before its clock starts."""
    own = Task(
        id="own",
        text="Do it.",
        side=None,
        modality=MUST,
        clock=days(2, ClockStart.STAGE_ENTERED, protective=False),
    )
    reply = next(one for one in DUTIFUL.policy.ladder[0].tasks if one.id == "reply")
    here = dutiful(own, reply)
    noon = local_time("2026-11-03 12:00")
    at_opening = given(small_opening(protective=noon), here=here)
    forward = c.BringForward(by=ANN, stage="s1", protective=noon, reason="court")
    later = given(OPENING, forward, here=here)
    for case in (at_opening, later):
        assert owed(case, "reply").due == noon
        assert "date set to protect the child" in owed(case, "reply").explanation
        assert owed(case, "own").due == local_time("2026-11-04 17:00")
    far = replace(forward, protective=local_time("2026-11-06 12:00"))
    assert owed(given(OPENING, far, here=here), "reply").due == local_time("2026-11-04 17:00")


def test_whoever_holds_the_named_post_owes_it_and_is_let_in() -> None:
    """Informed at once; where nobody holds the post the coordinators owe it and hear of the gap."""
    tell_boss = Task(id="one", text="Do it.", side=Side.RECEIVING, role="boss", modality=MUST)
    vacant = Task(id="two", text="Look.", side=None, role="lead", modality=MUST)
    here = dutiful(tell_boss, vacant)
    case = given(OPENING, here=here)
    assert people_owing(case, owed(case, "one"), here.at()) == (MAX,)
    assert MAX in case.informed
    assert people_owing(case, owed(case, "two"), here.at()) == (CORA,)
    informed = [x for x in given_events(here) if isinstance(x, e.PeopleInformed)]
    assert [(x.people, x.gaps) for x in informed] == [((MAX,), ()), ((), ("lead",))]
    gap = notices(informed[1], replace(case, notified={}), case, here.at())
    assert [(n.person, n.purpose) for n in gap] == [(CORA, Purpose.NOBODY)]


# --- recording ------------------------------------------------------------------------------------


def test_recording_a_duty_settles_it_tells_who_must_know_and_starts_what_counts_from_it() -> None:
    """The reply was had on Monday and recorded on Wednesday: what follows counts from Monday."""
    case = start(timedelta(days=2))
    now = DUTIFUL.at(MONDAY + timedelta(days=2))
    events = done(case, record(owed(case, "reply"), BOB, answers=REPLIED, note="by letter"), now)
    assert kinds(events) == ["TaskDone", "DutiesOwed", "DutiesOwed"]
    recorded = only(e.TaskDone, events)
    assert (recorded.late, recorded.answers, recorded.gaps) == (True, REPLIED, ("lead",))
    after = apply(case, events)
    assert "reply" not in tasks(after)
    assert owed(after, "answer_back").due == local_time("2026-11-03 17:00")
    assert owed(after, "review").due == local_time("2026-11-03 17:00")
    told = notices(recorded, case, after, now)
    assert [(n.person, n.purpose) for n in told] == [
        (ANN, Purpose.SHARED),
        (CORA, Purpose.NOBODY),
    ]


def test_what_was_written_with_a_duty_is_private_and_shown_under_its_label() -> None:
    """In the record; the sentence of the chronology holds no narrative."""
    case = start()
    event = done(case, record(owed(case, "reply"), BOB, answers=REPLIED, note="hm"), DUTIFUL.at())[
        0
    ]
    assert written(event, DUTIFUL.at()) == (("What was the reply?", "We disagree."), ("Note", "hm"))
    said = happened(event, DUTIFUL.at())
    assert said.startswith('Bob Small recorded as done for the receiving side: "Reply in writing"')
    assert "disagree" not in said


def test_what_the_policy_asks_to_be_written_down_is_required() -> None:
    """Each at its own input; a day to come is refused as well."""
    case = start()
    reply = owed(case, "reply")
    fault = refused(case, record(reply, BOB), DUTIFUL.at())
    assert (fault.reason, fault.input) == (Reason.EMPTY, "replied")
    long = record(reply, BOB, answers={**REPLIED, "sure": "x" * 151})
    assert done(case, long, DUTIFUL.at())  # not one of this task's
    long = record(reply, BOB, answers={"replied": "x" * 3001})
    assert refused(case, long, DUTIFUL.at()).reason is Reason.TOO_LONG
    future = record(reply, BOB, answers=REPLIED, held_on=date(2026, 11, 3))
    assert refused(case, future, DUTIFUL.at()).input == "held_on"


def test_each_side_records_its_own_and_either_side_what_one_record_does_for() -> None:
    """The other side's is not theirs to record, and nothing is recorded twice."""
    case = start()
    theirs = owed(case, "write", Side.RECEIVING)
    assert refused(case, record(theirs, ANN), DUTIFUL.at()).reason is Reason.NOT_ALLOWED
    case = apply(case, done(case, record(theirs, BOB), DUTIFUL.at()))
    assert owed(case, "write", Side.RAISING) in case.open_duties
    assert refused(case, record(theirs, BOB), DUTIFUL.at()).reason is Reason.ALREADY_DONE
    for person in (ANN, BOB):
        shared = apply(case, done(case, record(owed(case, "talk"), person), DUTIFUL.at()))
        assert "talk" not in tasks(shared)


def test_a_duty_is_left_undone_only_with_a_reason() -> None:
    """Except what is only offered (G13); clocks that count from it do not start."""
    case = start()
    fault = refused(case, skip(owed(case, "talk"), ANN, " "), DUTIFUL.at())
    assert (fault.reason, fault.input) == (Reason.EMPTY, "note")
    events = done(case, skip(owed(case, "reply"), BOB), DUTIFUL.at())
    assert kinds(events) == ["TaskSkipped"]
    after = apply(case, events)
    assert "reply" not in tasks(after)
    assert owed(after, "review").due is None
    assert done(case, skip(owed(case, "tea"), ANN, ""), DUTIFUL.at())
    assert written(events[0], DUTIFUL.at()) == (("Reason", "nobody there"),)


def test_nothing_is_recorded_of_a_stage_that_has_been_left() -> None:
    """Refused as stale, with a fresh view; nor by one who has no part in it."""
    case = start(c.AnswerQuestion(by=ANN, stage="s1", question="q1", answer=True, reason="x"))
    talk = owed(case, "talk")
    events = done(case, c.EscalateNow(by=ANN, stage="s1", reason="no"), DUTIFUL.at())
    unmet = only(e.DutiesUnmet, events)
    assert [one.task for one in unmet.duties] == ["talk", "reply", "review"]
    said = happened(unmet, DUTIFUL.at())
    assert said == (
        'Not recorded when Stage 1: Talk was left: "Talk", "Reply in writing" and "Look through '
        'the file".'
    )
    after = apply(case, events)
    assert not [one for one in after.open_duties if one.scope == "stage:1"]
    assert refused(after, record(talk, MIA), DUTIFUL.at()).reason is Reason.STALE
    unknown = replace(talk, task="moon")
    assert refused(after, record(unknown, ANN), DUTIFUL.at()).reason is Reason.NOT_ALLOWED
    assert refused(after, record(talk, "small.stu"), DUTIFUL.at()).reason is Reason.NOT_YOURS


def test_silence_ends_the_stage_where_the_policy_says_so() -> None:
    """Not recorded by its time, the stage lapses then, never later than its own time."""
    reply = Task(
        id="reply",
        text="Reply in writing.",
        side=Side.RECEIVING,
        modality=MUST,
        clock=days(2, ClockStart.STAGE_ENTERED),
        on_silence=True,
    )
    here = dutiful(reply)
    case = given(OPENING, ACCEPT, here=here)
    silent = local_time("2026-11-04 17:00")
    assert case.lapses_at == silent
    early = here.at(silent - timedelta(minutes=1))
    assert done(case, c.Lapse(by="", stage="s1"), early) == ()
    lapse = done(case, c.Lapse(by="", stage="s1"), here.at(silent))
    lapsed, entered = only(e.StageLapsed, lapse), only(e.StageEntered, lapse)
    assert (lapsed.silent, lapsed.due, entered.stage) == ("reply", silent, "s2")
    assert '"Reply in writing" was not recorded by' in happened(lapsed, here.at())
    kept = apply(case, done(case, record(owed(case, "reply"), BOB), here.at()))
    assert kept.lapses_at == kept.due == local_time("2026-11-09 17:00")
    slow = dutiful(replace(reply, clock=days(9, ClockStart.STAGE_ENTERED)))
    assert given(OPENING, here=slow).lapses_at == local_time("2026-11-09 17:00")


# --- beside the stages ----------------------------------------------------------------------------


def test_an_alert_asks_each_of_its_steps_on_its_own_and_nothing_waits_for_them() -> None:
    """Two ticks and a decision; the case goes on, and a withdrawn flag asks for nothing more."""
    case = start(c.FlagImmediateRisk(by=ANN))
    risky = [one.task for one in case.open_duties if one.scope == "risk:1"]
    assert risky == ["tell_lead", "ring", "question:q9"]
    case = apply(case, done(case, record(owed(case, "tell_lead"), ANN), DUTIFUL.at()))
    answer = c.AnswerQuestion(by=ANN, stage="s1", question="q9", answer=False, reason="safe now")
    case = apply(case, done(case, answer, DUTIFUL.at()))
    assert [one.task for one in case.open_duties if one.scope == "risk:1"] == ["ring"]
    assert done(
        case, c.BringForward(by=ANN, stage="s1", protective=MONDAY, reason="x"), DUTIFUL.at()
    )
    again = start(c.FlagImmediateRisk(by=ANN), c.FlagImmediateRisk(by=BOB, account="worse"))
    assert {one.scope for one in again.open_duties if "risk" in one.scope} == {"risk:2"}
    withdrawn = apply(case, done(case, c.WithdrawImmediateRisk(by=ANN, reason="no"), DUTIFUL.at()))
    assert not [one for one in withdrawn.open_duties if "risk" in one.scope]


def test_an_alerts_decision_is_recorded_on_no_other_form() -> None:
    """It is answered yes or no with a reason."""
    case = start(c.FlagImmediateRisk(by=ANN))
    named = owed(case, "question:q9")
    assert refused(case, record(named, ANN), DUTIFUL.at()).reason is Reason.NOT_ALLOWED


def test_each_side_confirms_that_things_stay_as_they_are() -> None:
    """Asked with the opening, once a case, and of each side (S-24)."""
    case = start()
    assert {one.side for one in case.open_duties if one.task == "stand_off"} == set(Side)
    ours = owed(case, "stand_off", Side.RAISING)
    case = apply(case, done(case, record(ours, ANN), DUTIFUL.at()))
    assert [one.side for one in case.open_duties if one.task == "stand_off"] == [Side.RECEIVING]


def closed(here: World = DUTIFUL) -> Case:
    """Agreed, copied and closed."""
    return given(
        OPENING,
        ACCEPT,
        c.ProposeOutcome(by=BOB, stage="s1", outcome="o", outstanding="", still_at_risk=False),
        c.ConfirmOutcome(by=ANN, stage="s1", still_at_risk=False),
        c.TickCopied(by=ANN, side=Side.RAISING),
        c.TickCopied(by=BOB, side=Side.RECEIVING),
        c.CloseCase(by=ANN, learning=""),
        here=here,
    )


def test_what_is_owed_after_closing_begins_with_the_closing() -> None:
    """By whoever holds the post, who is let in; what the stages asked is over."""
    case = closed()
    assert tasks(case) == ["report", "debrief"]
    assert owed(case, "report").due == local_time("2026-11-16 17:00")
    assert people_owing(case, owed(case, "report"), DUTIFUL.at()) == (CHAIR,)
    assert CHAIR in case.informed
    after = apply(case, done(case, record(owed(case, "report"), CHAIR), DUTIFUL.at()))
    assert tasks(after) == ["debrief"]
    again = apply(after, done(after, c.SayNotSatisfied(by=ANN, reason="x"), DUTIFUL.at()))
    assert not [one for one in again.duties if one.scope == "after"]


def test_duties_are_listed_soonest_first_and_what_has_no_time_last() -> None:
    """The order people read them in."""
    case = start()
    first, *others = open_duties(case, DUTIFUL.at())
    assert first.task == "reply"
    assert all(one.due is None for one in others)


@pytest.mark.parametrize("modality", [MUST, SHOULD, MAY])
def test_only_what_must_be_done_is_named_when_a_stage_is_left(modality: Modality) -> None:
    """The record says what was not recorded, of what the policy demands."""
    here = dutiful(Task(id="one", text="Do it.", side=None, modality=modality), questions=())
    case = given(OPENING, ACCEPT, here=here)
    events = done(case, c.EscalateNow(by=ANN, stage="s1", reason="no"), here.at())
    assert ("DutiesUnmet" in kinds(events)) is (modality is MUST)
