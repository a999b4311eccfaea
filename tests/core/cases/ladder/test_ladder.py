"""Moving up: deadlines, lapses, escalation, protective dates, and the last stage."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.refusals import Reason
from core.desk.cases.views import case_view
from core.vocabulary import CaseStatus, Purpose, Side
from tests.core.given import (
    CASSIA,
    HOUNSLOW,
    IMOGEN,
    ISOLDE,
    MARLOW,
    MERRICK,
    MONDAY,
    NOOR,
    ORCHARD,
    PRIYA,
    ROBIN,
    SMALL,
    SOREN,
    TOBIN,
    WILF,
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

UP = c.EscalateNow(by=ROBIN, stage="discussion", reason="no answer")
DECISION = c.AnswerQuestion(
    by=TOBIN,
    stage="line_managers",
    question="professionals_meeting",
    answer=False,
    reason="not yet",
)
LAPSES = ("2026-11-09 17:00", "2026-11-16 17:00", "2026-11-23 17:00", "2026-12-02 17:00")
"""Working days 5, 10, 15 and 22 of a disagreement that arose on Monday 2 November 2026."""


async def unattended() -> tuple[Office, Case]:
    """Hounslow, nobody ever presses anything, until the partnership's stage."""
    office = Office()
    case = await office.open(opening())
    await office.settle()
    await office.fast_forward(to=local_time("2026-12-02 17:00"))
    return office, await office.read(case)


async def test_hounslow_unattended_lapses_on_working_days_5_10_15_and_22() -> None:
    """Nobody has to press anything, and no lapse is late."""
    office, case = await unattended()
    entries = await office.ledger.read(case.id)
    lapses = [entry.event for entry in entries if isinstance(entry.event, e.StageLapsed)]
    assert [lapse.due for lapse in lapses] == [local_time(text) for text in LAPSES]
    assert [lapse.at for lapse in lapses] == [local_time(text) for text in LAPSES]
    assert not any(lapse.marked_late for lapse in lapses)
    assert case.stage == "partnership"
    assert case.due == local_time("2026-12-30 17:00")


async def test_at_every_lapse_both_next_contacts_the_earlier_owners_and_the_raiser_are_owed() -> (
    None
):
    """Each of them a message of its own, and none for the one who is asked anyway."""
    office, case = await unattended()
    asked = {
        "line_managers": {TOBIN, PRIYA, CASSIA},
        "safeguarding_leads": {WILF, IMOGEN},
        "heads_of_service": {ORCHARD, SOREN},
        "partnership": {SOREN, ISOLDE},
    }
    for stage, people in asked.items():
        owed = {
            one.message.person
            for one in office.owed(purpose=Purpose.ASKED)
            if one.message.stage == stage
        }
        assert people <= owed, stage
    earlier = {
        "discussion": {ROBIN, MARLOW},
        "line_managers": {ROBIN, TOBIN, PRIYA, CASSIA},
        "safeguarding_leads": {ROBIN, WILF, IMOGEN},
        "heads_of_service": {ROBIN, ORCHARD},
    }
    for stage, people in earlier.items():
        owed = {
            one.message.person
            for one in office.owed(purpose=Purpose.LAPSED)
            if one.message.about == stage
        }
        assert people <= owed, stage
    assert await office.ledger.verify(case.id) is None


async def test_the_last_stage_lapsed_is_chased_daily_and_the_coordinators_know() -> None:
    """There is no higher stage: everybody hears of it at once, and every working day again."""
    office, case = await unattended()
    await office.fast_forward(to=local_time("2027-01-08 18:00"))
    case = await office.read(case)
    assert case.visit.lapsed_at == local_time("2026-12-30 17:00")
    for person in (NOOR, MERRICK, ROBIN, ISOLDE, SOREN):
        lapsed = [
            x for x in office.owed(person, Purpose.LAPSED) if x.message.about == "partnership"
        ]
        assert len(lapsed) == 1, person
        chased = [
            x.message.about
            for x in office.owed(person, Purpose.REMINDER)
            if x.message.about.startswith("overdue:")
        ]
        # 31 December, then 4 to 8 January: New Year's Day is no working day.
        assert len(chased) == len(set(chased)) == 6, person
    due = await office.ledger.next_due()
    assert due == local_time("2027-01-11 09:00")


def test_a_deadline_says_what_was_counted() -> None:
    """Written down with the event, in words."""
    case = given(opening())
    assert case.visit.explanation == (
        "Due Monday 9 November 2026, 5 pm: 5 working days from Monday 2 November 2026."
    )


# --- escalating --------------------------------------------------------------------------------


def test_escalating_opens_the_next_stage_at_once() -> None:
    """Recorded as unresolved, both next contacts asked; that was the hand-up of the one side."""
    case = given(opening())
    events = done(case, UP, HOUNSLOW.at(MONDAY + timedelta(days=1)))
    assert kinds(events) == ["EscalatedNow", "DutiesUnmet", "StageEntered", "DutiesOwed"]
    case = apply(case, events)
    assert (case.stage, case.visit.why) == ("line_managers", "escalated")
    assert [(one.side, one.by) for one in case.hand_ups_open] == [(Side.RECEIVING, MARLOW)]
    assert case.visits[0].escalated
    assert case.due == local_time("2026-11-10 17:00")


def test_an_open_question_gates_escalating_but_neither_lapse_nor_risk() -> None:
    """Fields gate ordinary hand-ups only (reading G9)."""
    case = given(opening(), UP)
    up = c.EscalateNow(by=TOBIN, stage="line_managers", reason="no")
    refusal = refused(case, up, HOUNSLOW.at())
    assert (refusal.reason, refusal.about) == (Reason.QUESTION_OPEN, "professionals_meeting")
    answered = apply(case, done(case, DECISION, HOUNSLOW.at()))
    assert done(answered, up, HOUNSLOW.at())
    assert case.due is not None
    assert done(case, c.Lapse(by="", stage="line_managers"), HOUNSLOW.at(case.due))
    assert done(case, c.FlagImmediateRisk(by=ROBIN), HOUNSLOW.at())


def test_a_question_that_should_be_asked_gates_nothing() -> None:
    """Only a must is chased before the stage is left."""
    case = given(
        small_opening(),
        c.AnswerQuestion(by="small.ann", stage="s1", question="q1", answer=True, reason="x"),
        here=SMALL,
    )
    assert done(case, c.EscalateNow(by="small.ann", stage="s1", reason="x"), SMALL.at())


def test_escalating_takes_a_reason_that_says_something() -> None:
    """The next stage's contacts read why; blanks are sent back to the form, at their input."""
    found = refused(given(opening()), replace(UP, reason=" \n"), HOUNSLOW.at())
    assert (found.reason, found.input) == (Reason.EMPTY, "reason")


def test_the_last_stage_cannot_be_escalated() -> None:
    """There is no higher one; the sentence says whom to ring."""
    case = given(small_opening(entry_stage="s3", entry_reason="urgent"), here=SMALL)
    up = c.EscalateNow(by="small.chair", stage="s3", reason="x")
    assert refused(case, up, SMALL.at()).reason is Reason.LAST_STAGE


def test_a_press_on_a_stage_that_has_ended_is_stale() -> None:
    """Whatever the button was: nothing changes, and it says since when."""
    case = given(opening(), UP)
    for command in (
        UP,
        c.BringForward(by=ROBIN, stage="discussion", protective=MONDAY, reason=""),
        c.ProposeOutcome(
            by=ROBIN, stage="discussion", outcome="x", outstanding="", still_at_risk=False
        ),
        c.Accept(by=TOBIN, stage="discussion"),
        replace(DECISION, stage="discussion"),
    ):
        refusal = refused(case, command, HOUNSLOW.at())
        assert (refusal.reason, refusal.at) == (Reason.STALE, case.visit.entered_at)


# --- lapsing -----------------------------------------------------------------------------------


def test_a_lapse_that_is_not_true_has_no_effect() -> None:
    """Too early, of another stage, twice, or of what is agreed: nothing happens."""
    case = given(opening())
    lapse = c.Lapse(by="", stage="discussion")
    due = case.visit.due
    assert done(case, lapse, HOUNSLOW.at(due - timedelta(microseconds=1))) == ()
    assert done(case, c.Lapse(by="", stage="line_managers"), HOUNSLOW.at(due)) == ()
    events = done(case, lapse, HOUNSLOW.at(due))
    assert kinds(events) == ["StageLapsed", "DutiesUnmet", "StageEntered", "DutiesOwed"]
    assert done(apply(case, events), lapse, HOUNSLOW.at(due)) == ()
    agreed = replace(case, status=CaseStatus.AGREED)
    assert done(agreed, lapse, HOUNSLOW.at(due)) == ()


@pytest.mark.parametrize(("after", "late"), [(60, False), (61, True)])
def test_a_lapse_recorded_more_than_a_minute_late_says_so(after: int, late: bool) -> None:
    """After an outage the record says that it was ours."""
    case = given(opening())
    now = HOUNSLOW.at(case.visit.due + timedelta(seconds=after))
    lapsed = only(e.StageLapsed, done(case, c.Lapse(by="", stage="discussion"), now))
    assert lapsed.marked_late is late


def test_an_outage_of_ours_lengthens_nothing() -> None:
    """Three days late, the next stage still counts from when the one below ran out."""
    case = given(opening())
    now = HOUNSLOW.at(case.visit.due + timedelta(days=3))
    entered = only(e.StageEntered, done(case, c.Lapse(by="", stage="discussion"), now))
    assert entered.since == case.visit.due
    assert entered.due == local_time("2026-11-16 17:00")


def test_the_hand_up_in_person_has_its_own_time() -> None:
    """24 hours or the next working day: Monday 5 pm gives Tuesday 5 pm."""
    case = given(opening(), local_time("2026-11-09 17:00"), c.Lapse(by="", stage="discussion"))
    by_then = local_time("2026-11-10 17:00")
    assert [(one.by, one.due) for one in case.hand_ups_open] == [
        (ROBIN, by_then),
        (MARLOW, by_then),
    ]
    for by, side in ((ROBIN, "raising"), (MARLOW, "receiving"), (TOBIN, "receiving")):
        events = done(case, c.ConfirmHandUp(by=by, stage="line_managers"), HOUNSLOW.at())
        assert only(e.HandUpDone, events).side == side
    after = apply(case, done(case, c.ConfirmHandUp(by=ROBIN, stage="line_managers"), HOUNSLOW.at()))
    again = refused(after, c.ConfirmHandUp(by=ROBIN, stage="line_managers"), HOUNSLOW.at())
    assert again.reason is Reason.ALREADY_DONE
    nobody = refused(given(opening()), c.ConfirmHandUp(by=ROBIN, stage="discussion"), HOUNSLOW.at())
    assert nobody.reason is Reason.ALREADY_DONE


# --- the protective date -----------------------------------------------------------------------


def forward(text: str, stage: str = "discussion", by: str = ROBIN) -> c.BringForward:
    """Somebody sets a date that protects the child."""
    return c.BringForward(by=by, stage=stage, protective=local_time(text), reason="surgery")


def test_a_deadline_is_brought_forward_and_says_why() -> None:
    """By anybody on the case, also by one who is only asked."""
    case = given(opening(), forward("2026-11-05 12:00", by=MARLOW))
    assert case.due == local_time("2026-11-05 12:00")
    assert case.visit.explanation == (
        "Due Thursday 5 November 2026, noon: the date set to protect the child, sooner than the "
        "policy's limit of Monday 9 November 2026, 5 pm."
    )


def test_a_date_in_the_past_means_due_now() -> None:
    """It lapses with the next look."""
    now = MONDAY + timedelta(hours=5)
    case = given(opening(), now, forward("2026-11-01 12:00"))
    assert case.due == now
    assert done(case, c.Lapse(by="", stage="discussion"), HOUNSLOW.at(now))


def test_a_date_beyond_the_limit_is_written_down_and_the_limit_stands() -> None:
    """Never later, and the record says so."""
    case = given(opening())
    event = only(e.DeadlineBroughtForward, done(case, forward("2026-12-24 17:00"), HOUNSLOW.at()))
    assert event.beyond_limit
    assert (event.due, event.explanation) == (case.visit.due, case.visit.explanation)


def test_a_second_date_can_only_be_sooner() -> None:
    """A deadline is never pushed back, by whatever order of dates."""
    case = given(opening(), forward("2026-11-05 12:00"), forward("2026-11-06 12:00"))
    assert case.due == local_time("2026-11-05 12:00")
    assert case.visit.protective == local_time("2026-11-05 12:00")


def test_the_protective_date_goes_with_the_case_from_stage_to_stage() -> None:
    """Set beyond the first limits, it still shortens the stage in which it falls."""
    case = given(
        opening(protective=local_time("2026-11-18 12:00")),
        local_time("2026-11-09 17:00"),
        c.Lapse(by="", stage="discussion"),
        local_time("2026-11-16 17:00"),
        c.Lapse(by="", stage="line_managers"),
    )
    assert (case.stage, case.due) == ("safeguarding_leads", local_time("2026-11-18 12:00"))


def test_whoever_sets_a_date_beyond_the_limit_reads_at_once_that_the_limit_stands() -> None:
    """Not only on the record: the case that comes in the form's place says it."""
    later = local_time("2026-11-20 17:00")
    for protective, says in ((later, True), (local_time("2026-11-04 17:00"), False)):
        up = c.BringForward(by=ROBIN, stage="discussion", protective=protective, reason="x")
        case = given(opening(), up)
        shown = words(case_view(case, (), ROBIN, HOUNSLOW.at()).blocks)
        assert ("the limit stands" in shown) is says


def test_escalating_early_does_not_lose_the_protective_date() -> None:
    """The child's date is the child's, whoever holds the case."""
    case = given(opening(protective=local_time("2026-11-05 12:00")), UP)
    assert case.due == local_time("2026-11-05 12:00")


def test_a_protective_date_that_has_run_out_does_not_end_the_next_stage_too() -> None:
    """Used up by the stage that lapsed on it."""
    case = given(
        opening(protective=local_time("2026-11-05 12:00")),
        local_time("2026-11-05 12:00"),
        c.Lapse(by="", stage="discussion"),
    )
    assert case.due == local_time("2026-11-12 17:00")


def test_without_a_timescale_a_date_is_needed_and_never_shown_as_the_policys() -> None:
    """Small's first stage has none: the protective date is the deadline."""
    case = given(small_opening(), here=SMALL)
    assert case.due == local_time("2026-11-06 17:00")
    assert not case.visit.labelled_default
