"""Talking, agreeing and closing: both sides in writing, nobody at risk, nobody left untold."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.notices import notices
from core.cases.refusals import Reason
from core.vocabulary import CaseStatus, FailureReason, Platform, Purpose, Side
from tests.core.given import (
    CASSIA,
    HOUNSLOW,
    ISOLDE,
    MARLOW,
    MONDAY,
    ROBIN,
    SMALL,
    TOBIN,
    apply,
    done,
    given,
    kinds,
    local_time,
    only,
    opening,
    refused,
    small_opening,
)
from tests.core.office import Office, words

STAGE = "discussion"
ACCEPT = c.Accept(by=MARLOW, stage=STAGE)
PROPOSE = c.ProposeOutcome(
    by=ROBIN, stage=STAGE, outcome="visit weekly", outstanding="", still_at_risk=False
)
CONFIRM = c.ConfirmOutcome(by=MARLOW, stage=STAGE, still_at_risk=False)
TOLD = c.RecordTold(by="", person=ROBIN, purpose=Purpose.AGREED, platform=Platform.TEAMS)
COPIES = (
    c.TickCopied(by=ROBIN, side=Side.RAISING),
    c.TickCopied(by=MARLOW, side=Side.RECEIVING),
)
CLOSE = c.CloseCase(by=ROBIN, learning="ring sooner")
NOW = HOUNSLOW.at(MONDAY + timedelta(hours=1))


def agreed() -> Case:
    """Both sides have confirmed."""
    return given(opening(), ACCEPT, PROPOSE, CONFIRM)


# --- talking -----------------------------------------------------------------------------------


def talk(**changes: object) -> c.RecordDiscussion:
    """A telephone call of today."""
    usual = c.RecordDiscussion(
        by=MARLOW,
        stage=STAGE,
        between_agencies=True,
        method="telephone",
        held_on=date(2026, 11, 2),
        people="both of us",
        account="we talked",
        tasks=("talk",),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def test_a_discussion_is_written_down_with_the_tasks_it_settles() -> None:
    """Known tasks only, and shared with the raiser and both sides."""
    case = given(opening())
    events = done(case, talk(tasks=("talk", "moon")), NOW)
    assert kinds(events) == ["DiscussionRecorded", "TaskDone"]
    after = apply(case, events)
    assert [(one.task, one.stage, one.late) for one in after.tasks] == [("talk", STAGE, False)]
    assert "talk" not in {one.task for one in after.open_duties}
    owed = [n.person for event in events for n in notices(event, case, after, NOW)]
    assert owed == [ROBIN]


def test_a_discussion_recorded_on_a_later_day_says_so() -> None:
    """Not contemporaneous, and a reader must know."""
    events = done(given(opening()), talk(held_on=date(2026, 11, 1)), NOW)
    assert only(e.DiscussionRecorded, events).late
    assert only(e.TaskDone, events).late


@pytest.mark.parametrize(
    ("changes", "reason", "where"),
    [
        ({"held_on": date(2026, 11, 3)}, Reason.FUTURE, "held_on"),
        ({"people": " "}, Reason.EMPTY, "people"),
        ({"account": ""}, Reason.EMPTY, "account"),
    ],
)
def test_a_discussion_needs_its_day_its_people_and_what_was_said(
    changes: dict[str, object], reason: Reason, where: str
) -> None:
    """Each fault at its input; the same call without it is written down."""
    case = given(opening())
    assert done(case, talk(), NOW)
    refusal = refused(case, talk(**changes), NOW)
    assert (refusal.reason, refusal.input) == (reason, where)


def test_a_decision_needs_a_reason_and_to_be_one_of_this_stages() -> None:
    """Yes or no, with why; one of another stage is stale."""
    case = given(small_opening(), here=SMALL)
    answer = c.AnswerQuestion(by="small.ann", stage="s1", question="q1", answer=True, reason="yes")
    assert kinds(done(case, answer, SMALL.at())) == ["QuestionAnswered"]
    empty = refused(case, replace(answer, reason=" "), SMALL.at())
    assert (empty.reason, empty.input) == (Reason.EMPTY, "reason_q1")
    assert refused(case, replace(answer, question="moon"), SMALL.at()).reason is Reason.STALE


def test_the_decision_of_the_immediate_path_is_asked_once_risk_is_flagged() -> None:
    """Not before."""
    answer = c.AnswerQuestion(by="small.ann", stage="s1", question="q9", answer=True, reason="yes")
    case = given(small_opening(), here=SMALL)
    assert refused(case, answer, SMALL.at()).reason is Reason.STALE
    flagged = given(small_opening(), c.FlagImmediateRisk(by="small.ann"), here=SMALL)
    assert done(flagged, answer, SMALL.at())


@pytest.mark.parametrize(
    ("command", "reason", "where"),
    [
        (c.AddNote(by=MARLOW, text=" "), Reason.EMPTY, "text"),
        (c.CorrectEntry(by=MARLOW, corrects=0, text="x"), Reason.NO_SUCH_ENTRY, "entry"),
        (c.CorrectEntry(by=MARLOW, corrects=99, text="x"), Reason.NO_SUCH_ENTRY, "entry"),
        (c.CorrectEntry(by=MARLOW, corrects=1, text=""), Reason.EMPTY, "text"),
    ],
)
def test_a_note_or_correction_with_nothing_in_it_is_asked_for_again(
    command: c.AnyCommand, reason: Reason, where: str
) -> None:
    """At its input."""
    refusal = refused(given(opening()), command, NOW)
    assert (refusal.reason, refusal.input) == (reason, where)


def test_a_correction_is_a_new_entry_and_the_old_one_stays() -> None:
    """The case folds as before; the record has both."""
    case = given(opening(), c.AddNote(by=MARLOW, text="on Tuesday"))
    events = done(case, c.CorrectEntry(by=MARLOW, corrects=3, text="on Monday"), NOW)
    assert kinds(events) == ["EntryCorrected"]
    after = apply(case, events)
    assert replace(after, sequence=case.sequence) == case


# --- agreeing ----------------------------------------------------------------------------------


def test_both_sides_confirm_and_the_disagreement_is_settled() -> None:
    """The proposer's side by proposing, the other by its written yes (reading G10)."""
    case = given(opening(), ACCEPT, PROPOSE)
    assert case.proposal is not None
    events = done(case, CONFIRM, NOW)
    assert kinds(events) == ["OutcomeConfirmed", "DutiesUnmet", "CaseAgreed"]
    after = apply(case, events)
    assert (after.status, after.due, after.late) == (CaseStatus.AGREED, None, False)
    assert after.agreed is not None
    assert after.agreed.outcome == "visit weekly"
    assert {n.person for n in notices(events[2], case, after, NOW)} == {ROBIN}


def test_one_side_cannot_agree_with_itself() -> None:
    """The proposer's side is told that it is the other's turn."""
    case = given(opening(), ACCEPT, PROPOSE)
    for command in (replace(CONFIRM, by=ROBIN), c.RejectOutcome(by=ROBIN, stage=STAGE, reason="x")):
        assert refused(case, command, NOW).reason is Reason.OWN_PROPOSAL


def test_who_has_not_accepted_cannot_settle() -> None:
    """Exactly one named owner a side speaks for it."""
    case = given(opening(), PROPOSE)
    assert refused(case, CONFIRM, NOW).reason is Reason.NOT_ALLOWED
    assert refused(case, replace(PROPOSE, by=MARLOW), NOW).reason is Reason.NOT_ALLOWED


def test_an_outcome_has_to_be_written() -> None:
    """An empty one is asked for again."""
    refusal = refused(given(opening()), replace(PROPOSE, outcome=" "), NOW)
    assert (refusal.reason, refusal.input) == (Reason.EMPTY, "outcome")


def test_while_anybody_thinks_there_is_a_risk_nothing_is_settled() -> None:
    """Asked of each side; yes blocks, and the policy's referral route is shown."""
    case = given(opening(), ACCEPT)
    own = refused(case, replace(PROPOSE, still_at_risk=True), NOW)
    assert (own.reason, own.input) == (Reason.STILL_AT_RISK, "still_at_risk")
    case = given(opening(), ACCEPT, PROPOSE)
    other = refused(case, replace(CONFIRM, still_at_risk=True), NOW)
    assert (other.reason, other.input) == (Reason.STILL_AT_RISK, "still_at_risk")


def test_nobody_confirms_an_outcome_they_have_not_read() -> None:
    """The one on the screen was replaced meanwhile: the answer is refused, the new one is shown."""
    case = given(opening(), ACCEPT, PROPOSE)
    assert case.proposal is not None
    read = case.proposal.sequence
    other = apply(case, done(case, replace(PROPOSE, outcome="close it"), NOW))
    for command in (
        replace(CONFIRM, proposal=read),
        c.RejectOutcome(by=MARLOW, stage=STAGE, reason="x", proposal=read),
    ):
        assert refused(other, command, NOW).reason is Reason.OTHER_PROPOSAL
        assert done(case, command, NOW)


def test_a_no_needs_a_reason_and_the_disagreement_goes_on() -> None:
    """The proposer hears it; the clock has been running all the while."""
    case = given(opening(), ACCEPT, PROPOSE)
    no = c.RejectOutcome(by=MARLOW, stage=STAGE, reason="too little")
    assert refused(case, replace(no, reason=""), NOW).reason is Reason.EMPTY
    (event,) = done(case, no, NOW)
    after = apply(case, [event])
    assert (after.proposal, after.due) == (None, case.due)
    assert {(n.person, n.purpose) for n in notices(event, case, after, NOW)} == {
        (ROBIN, Purpose.REJECTED)
    }
    for command in (CONFIRM, no):
        assert refused(after, command, NOW).reason is Reason.NOTHING_PROPOSED


def test_a_lapse_ends_a_proposal() -> None:
    """At the next stage its own people settle."""
    case = given(
        opening(), ACCEPT, PROPOSE, local_time("2026-11-09 17:00"), c.Lapse(by="", stage=STAGE)
    )
    assert case.proposal is None


def test_agreed_after_a_lapse_is_resolved_late_and_the_lapse_stays() -> None:
    """A later agreement erases nothing (reading G5)."""
    stage = "line_managers"
    case = given(
        opening(),
        local_time("2026-11-09 17:00"),
        c.Lapse(by="", stage=STAGE),
        c.Accept(by=TOBIN, stage=stage),
        c.Accept(by=CASSIA, stage=stage),
        replace(PROPOSE, by=CASSIA, stage=stage),
        c.ConfirmOutcome(by=TOBIN, stage=stage, still_at_risk=False),
    )
    assert (case.status, case.late) == (CaseStatus.AGREED, True)
    assert case.visits[0].lapsed_at == local_time("2026-11-09 17:00")


def test_what_is_agreed_is_not_escalated_or_proposed_again() -> None:
    """The sentence says since when, and what to do if it does not hold."""
    for command in (
        c.EscalateNow(by=ROBIN, stage=STAGE, reason="x"),
        PROPOSE,
        c.BringForward(by=ROBIN, stage=STAGE, protective=MONDAY, reason=""),
        talk(by=ROBIN),
    ):
        refusal = refused(agreed(), command, NOW)
        assert (refusal.reason, refusal.at) == (Reason.AGREED, MONDAY)


# --- closing -----------------------------------------------------------------------------------


def test_closing_waits_for_agreement_copies_and_the_raiser() -> None:
    """Each missing part is named; with all of them it closes."""
    case = given(opening())
    assert refused(case, CLOSE, NOW).reason is Reason.NOT_AGREED
    case = agreed()
    missing = refused(case, CLOSE, NOW)
    assert (missing.reason, missing.about) == (Reason.COPIES_OPEN, Side.RAISING)
    case = apply(case, done(case, COPIES[0], NOW))
    assert refused(case, CLOSE, NOW).about == Side.RECEIVING
    case = apply(case, done(case, COPIES[1], NOW))
    assert refused(case, CLOSE, NOW).reason is Reason.RAISER_NOT_TOLD
    case = apply(case, done(case, TOLD, NOW))
    events = done(case, CLOSE, NOW)
    assert kinds(events) == ["CaseClosed"]
    closed = apply(case, events)
    assert closed.status is CaseStatus.CLOSED
    assert ISOLDE in only(e.CaseClosed, events).told
    again = refused(closed, CLOSE, NOW)
    assert (again.reason, again.at) == (Reason.CLOSED, NOW.now)


def test_a_raiser_who_cannot_be_told_does_not_hold_the_case_open() -> None:
    """A human knows by then."""
    missed = c.RecordMissed(
        by="", person=ROBIN, purpose=Purpose.AGREED, why=FailureReason.DEACTIVATED, stage=STAGE
    )
    case = given(opening(), ACCEPT, PROPOSE, CONFIRM, *COPIES, missed)
    assert done(case, CLOSE, NOW)


def test_standing_immediate_risk_blocks_closing() -> None:
    """It has to be withdrawn, with a reason, first."""
    case = given(opening(), ACCEPT, PROPOSE, CONFIRM, *COPIES, TOLD, c.FlagImmediateRisk(by=MARLOW))
    assert refused(case, CLOSE, NOW).reason is Reason.RISK_STANDS
    case = apply(case, done(case, c.WithdrawImmediateRisk(by=MARLOW, reason="safe"), NOW))
    assert done(case, CLOSE, NOW)


def test_a_copy_is_ticked_by_ones_own_side_once() -> None:
    """Nobody ticks for the others."""
    case = agreed()
    other = c.TickCopied(by=ROBIN, side=Side.RECEIVING)
    assert refused(case, other, NOW).reason is Reason.NOT_ALLOWED
    case = apply(case, done(case, COPIES[0], NOW))
    assert refused(case, COPIES[0], NOW).reason is Reason.ALREADY_DONE


# --- not satisfied -----------------------------------------------------------------------------


def test_a_raiser_who_is_not_satisfied_takes_it_to_the_next_stage() -> None:
    """From agreed, and from closed; the next contacts are asked and the earlier owners told."""
    unhappy = c.SayNotSatisfied(by=ROBIN, reason="nothing has changed")
    silent = refused(agreed(), replace(unhappy, reason=" "), NOW)
    assert (silent.reason, silent.input) == (Reason.EMPTY, "reason")
    assert refused(given(opening()), unhappy, NOW).reason is Reason.NOT_AGREED
    assert refused(agreed(), replace(unhappy, by=MARLOW), NOW).reason is Reason.AGREED
    closed = apply(
        agreed(), done(given(opening(), ACCEPT, PROPOSE, CONFIRM, *COPIES, TOLD), CLOSE, NOW)
    )
    for case in (agreed(), closed):
        events = done(case, unhappy, NOW)
        assert kinds(events) == ["CaseReopened", "StageEntered", "DutiesOwed"]
        after = apply(case, events)
        assert (after.status, after.stage, after.agreed) == (
            CaseStatus.OPEN,
            "line_managers",
            None,
        )
        assert after.raising.asked[0] == CASSIA
        owed = notices(events[1], apply(case, events[:1]), after, NOW)
        assert (MARLOW, Purpose.REOPENED) in {(n.person, n.purpose) for n in owed}


def test_a_case_reopened_long_after_is_not_overdue_before_it_begins() -> None:
    """Limits that ran out while it was agreed do not count: the stage has its five days."""
    later = HOUNSLOW.at(local_time("2027-02-01 10:00"))
    events = done(agreed(), c.SayNotSatisfied(by=ROBIN, reason="x"), later)
    assert only(e.StageEntered, events).due == local_time("2027-02-08 17:00")


def test_at_the_last_stage_it_is_taken_up_there_again() -> None:
    """The same people, with a fresh deadline."""
    stage = "s3"
    case = given(
        small_opening(entry_stage=stage, entry_reason="urgent"),
        c.Accept(by="small.vice", stage=stage),
        c.Accept(by="small.chair", stage=stage),
        replace(PROPOSE, by="small.chair", stage=stage),
        c.ConfirmOutcome(by="small.vice", stage=stage, still_at_risk=False),
        timedelta(days=1),
        c.SayNotSatisfied(by="small.ann", reason="x"),
        here=SMALL,
    )
    assert (case.stage, case.status) == (stage, CaseStatus.OPEN)
    assert case.raising.asked == ("small.chair",)
    assert case.receiving.asked == ("small.vice",)


async def test_an_alert_on_a_closed_case_is_at_home_until_it_is_withdrawn() -> None:
    """Home is the list that counts: what is closed comes back to it when danger does."""
    office = Office()
    case = await office.open(opening())
    case = await office.do(case, ACCEPT, PROPOSE, CONFIRM, *COPIES, TOLD, CLOSE)
    assert case.reference not in words((await office.home(MARLOW)).blocks)
    await office.do(case, c.FlagImmediateRisk(by=ROBIN))
    assert case.reference in words((await office.home(MARLOW)).blocks)
    await office.do(case, c.WithdrawImmediateRisk(by=ROBIN, reason="she is with her aunt"))
    assert case.reference not in words((await office.home(MARLOW)).blocks)
