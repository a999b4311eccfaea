"""What people decide of a case's way: past the ladder, by which day, by which exit, in a meeting."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.notices import notices
from core.cases.refusals import Reason
from core.cases.rules.due import coming_steps
from core.cases.rules.ladder.exits import open_exits, upwards
from core.policy.model import ClockRule, Span, Task
from core.vocabulary import ClockStart, Modality, Purpose, Side, SubjectType, Unit
from tests.core.cases.agreement.crossroads import CROSSROADS
from tests.core.given import MONDAY, apply, done, given, local_time, only, refused, small_opening

NOW = CROSSROADS.at()
ANN, BOB, MIA, DEE, MAX, CHAIR, CORA, VICE = (
    f"small.{one}" for one in ("ann", "bob", "mia", "dee", "max", "chair", "cora", "vice")
)
OPEN = small_opening(protective=None)
WHY = "the risk grows"


def _case(*steps: c.AnyCommand | timedelta | datetime) -> Case:
    return given(OPEN, *steps, here=CROSSROADS)


def _open_tasks(case: Case) -> set[str]:
    return {duty.task for duty in case.open_duties}


def _up(stage: str, by: str = ANN) -> c.EscalateNow:
    return c.EscalateNow(by=by, stage=stage, reason=WHY)


UNIT = (_up("s1"), _up("s2", MIA))
"""What brings a case to the unit, where it can be sent on and where the panel meets."""


# --- the bypass --------------------------------------------------------------------------------


def _straight(by: str, to: str = "s3", *, yes: bool = True, reason: str = WHY) -> c.DecideBypass:
    return c.DecideBypass(by=by, bypass=yes, to=to, reason=reason)


def test_a_bypass_enters_the_stage_at_once_and_asks_nobody() -> None:
    """Ann decides; both sides of that stage are asked, and her manager is informed, not asked."""
    case = _case()
    events = done(case, _straight(ANN), NOW)
    decided, entered = only(e.BypassDecided, events), only(e.StageEntered, events)
    assert (decided.bypass, decided.to) == (True, "s3")
    assert MIA in decided.told
    assert (entered.stage, entered.why, entered.hand_ups) == ("s3", "bypassed", ())
    after = apply(case, events)
    told = {n.person for n in notices(decided, case, apply(case, [decided]), NOW)}
    assert MIA in told
    assert ANN not in told
    moved = {(n.person, n.purpose) for n in notices(entered, case, after, NOW)}
    assert (BOB, Purpose.ESCALATED) in moved
    assert (ANN, Purpose.RECEIPT) not in moved


def test_only_the_raising_side_decides_it_and_gives_a_reason() -> None:
    """Not the side challenged; not without saying why; not to a stage the policy leaves out."""
    case = _case()
    assert refused(case, _straight(BOB), NOW).reason is Reason.NOT_ALLOWED
    assert refused(case, _straight(ANN, reason=" "), NOW).input == "reason"
    assert refused(case, _straight(ANN, to="s2"), NOW).input == "to"
    at_unit = _case(*UNIT)
    assert refused(at_unit, _straight(ANN, to="s3"), NOW).input == "to"
    last = _case(*UNIT, _up("s3", MIA))
    assert refused(last, _straight(ANN, to="s4"), NOW).reason is Reason.LAST_STAGE
    assert done(last, _straight(ANN, "", yes=False), NOW)


def test_flagging_risk_makes_the_decision_owed_until_it_is_taken() -> None:
    """Yes or no, each flag anew (TRI-26)."""
    case = _case(c.FlagImmediateRisk(by=ANN))
    assert "bypass" in _open_tasks(case)
    decided = apply(case, done(case, _straight(ANN, "", yes=False), NOW))
    assert "bypass" not in _open_tasks(decided)
    assert decided.stage == "s1"
    again = done(decided, c.FlagImmediateRisk(by=BOB, account="worse"), NOW)
    assert "bypass" in _open_tasks(apply(decided, again))


def test_a_bypass_is_asked_for_only_while_there_is_a_ladder_to_leave() -> None:
    """Agreed, nobody could answer it any more, so nobody is chased; open again, it is owed again."""
    case = _case(
        c.FlagImmediateRisk(by=ANN),
        c.Accept(by=BOB, stage="s1"),
        c.ProposeOutcome(by=ANN, stage="s1", outcome="done", outstanding="", still_at_risk=False),
        c.ConfirmOutcome(by=BOB, stage="s1", still_at_risk=False),
    )
    assert "bypass" not in _open_tasks(case)
    assert not [one.key for one in coming_steps(case, NOW) if one.key.startswith("danger:")]
    again = apply(case, done(case, c.SayNotSatisfied(by=ANN, reason=WHY), NOW))
    assert "bypass" in _open_tasks(again)


def test_nothing_that_is_open_holds_a_bypass_up() -> None:
    """Neither a date not agreed nor a decision not taken."""
    for case in (_case(), _case(*UNIT)):
        events = done(case, _straight(ANN, to="s4"), NOW)
        assert only(e.StageEntered, events).stage == "s4"


# --- a date both sides agree -------------------------------------------------------------------

FRIDAY = local_time("2026-11-06 12:00")


def _name(by: str, at: datetime = FRIDAY) -> c.NameDate:
    return c.NameDate(by=by, stage="s1", date=at)


def test_until_both_agree_our_labelled_default_is_the_limit() -> None:
    """It says that both sides are to agree, and that the five days are ours."""
    case = _case()
    assert case.due == local_time("2026-11-09 17:00")
    assert case.visit.labelled_default
    assert "both sides are to agree a date" in case.visit.explanation
    assert "agree_date" in _open_tasks(case)


def test_a_date_that_both_name_becomes_the_stages_own() -> None:
    """Ann names it, Bob says yes: no longer a default, and nobody is reminded to agree."""
    case = _case(_name(ANN))
    assert case.due == local_time("2026-11-09 17:00")
    after = apply(case, done(case, c.AgreeDate(by=BOB, stage="s1"), NOW))
    assert after.due == FRIDAY
    assert not after.visit.labelled_default
    assert "the date both sides agreed" in after.visit.explanation
    assert "agree_date" not in _open_tasks(after)
    same = apply(case, done(case, _name(BOB), NOW))
    assert same.due == FRIDAY


def test_another_date_is_a_new_proposal_and_takes_the_place_of_the_first() -> None:
    """Who read the first cannot agree to the second unread; nobody agrees with themselves."""
    case = _case(_name(ANN))
    read = case.visit.named_date
    assert read is not None
    other = apply(case, done(case, _name(BOB, FRIDAY - timedelta(days=1)), NOW))
    assert other.visit.named_date is not None
    assert other.visit.named_date.by == BOB
    stale = c.AgreeDate(by=ANN, stage="s1", proposal=read.sequence)
    assert refused(other, stale, NOW).reason is Reason.OTHER_DATE
    own = c.AgreeDate(by=BOB, stage="s1")
    assert refused(other, own, NOW).reason is Reason.OWN_DATE


def test_a_later_date_is_refused_and_so_is_one_that_has_passed() -> None:
    """Also where the limit came forward after the date was named: nothing is ever lengthened."""
    case = _case()
    later = refused(case, _name(ANN, local_time("2026-11-10 12:00")), NOW)
    assert (later.reason, later.at) == (Reason.BEYOND_LIMIT, case.due)
    assert refused(case, _name(ANN, MONDAY), NOW).reason is Reason.PAST
    sooner = local_time("2026-11-05 12:00")
    forward = c.BringForward(by=ANN, stage="s1", protective=sooner, reason=WHY)
    case = _case(_name(ANN), forward)
    agree = c.AgreeDate(by=BOB, stage="s1")
    assert refused(case, agree, NOW).reason is Reason.BEYOND_LIMIT


def test_where_the_policy_sets_the_time_there_is_no_date_to_agree() -> None:
    """The managers' stage has days of its own."""
    case = _case(_up("s1"))
    named = c.NameDate(by=MIA, stage="s2", date=FRIDAY)
    assert refused(case, named, NOW).reason is Reason.NO_DATE_TO_AGREE


# --- how a stage goes on -----------------------------------------------------------------------


def _dispose(way: str, by: str = CHAIR, reason: str = WHY) -> c.Dispose:
    return c.Dispose(by=by, stage="s3", disposition=way, reason=reason)


def test_a_decision_to_stay_is_recorded_and_the_stage_goes_on() -> None:
    """Told to the raiser and both sides; the duty to decide is done, the deadline as it was."""
    case = _case(*UNIT)
    assert "disposition" in _open_tasks(case)
    events = done(case, _dispose("direct"), NOW)
    after = apply(case, events)
    assert (after.stage, after.due) == ("s3", case.due)
    assert [(one.stage, one.disposition) for one in after.dispositions] == [("s3", "direct")]
    assert "disposition" not in _open_tasks(after)
    told = {n.person for n in notices(events[0], case, after, NOW)}
    assert {ANN, MIA} <= told


def test_a_clock_may_count_from_the_decision_how_a_stage_goes_on() -> None:
    """A report that is owed once it is decided has no time before, and a day from then on."""
    report = Task(
        id="report",
        text="Report what was decided.",
        side=Side.RECEIVING,
        modality=Modality.MUST,
        clock=ClockRule(
            span=Span(value=1, unit=Unit.WORKING_DAYS),
            since=ClockStart.TASK_DONE,
            after="disposition",
        ),
    )
    (main, *others) = CROSSROADS.policy.tracks
    stages = tuple(
        replace(one, tasks=(*one.tasks, report)) if one.id == "s3" else one for one in main.stages
    )
    policy = replace(CROSSROADS.policy, tracks=(replace(main, stages=stages), *others))
    here = replace(CROSSROADS, policy=policy)
    case = given(OPEN, *UNIT, here=here)
    assert [one.due for one in case.open_duties if one.task == "report"] == [None]
    after = apply(case, done(case, _dispose("direct"), here.at()))
    (owed,) = (one for one in after.open_duties if one.task == "report")
    assert owed.due == local_time("2026-11-03 17:00")


def test_a_case_sent_aside_goes_to_the_other_ladder_and_gains_no_time() -> None:
    """The chair's own twenty days shrink to what the unit had left."""
    case = _case(*UNIT)
    events = done(case, _dispose("chair"), NOW)
    entered = only(e.StageEntered, events)
    assert (entered.stage, entered.why, entered.due) == ("a1", "disposed", case.due)
    assert "no later than Stage 3: Unit" in entered.explanation
    taken = only(e.DispositionTaken, events)
    assert taken.told == (CHAIR,)
    left = only(e.DutiesUnmet, events)
    assert {duty.task for duty in left.duties} == {"meeting:panel"}
    assert apply(case, events).people


def test_a_case_sent_down_asks_the_same_people_again_and_gains_no_time() -> None:
    """The managers who had it have it once more, by when the unit was due."""
    case = _case(_up("s1"), c.Accept(by=MAX, stage="s2"), _up("s2", MIA), timedelta(days=3))
    later = CROSSROADS.at(MONDAY + timedelta(days=3))
    events = done(case, _dispose("back"), later)
    entered = only(e.StageEntered, events)
    assert (entered.stage, entered.due) == ("s2", case.due)
    assert (entered.asked_raising, entered.asked_receiving) == ((MIA,), (MAX,))


def test_the_unit_decides_and_nobody_in_its_place() -> None:
    """With a reason, and among the ways that are open in this case; before it accepts and after."""
    case = _case(*UNIT)
    assert refused(case, _dispose("direct", by=MIA), NOW).reason is Reason.NOT_ALLOWED
    assert done(case, _dispose("direct"), NOW)
    taken = _case(*UNIT, c.Accept(by=CHAIR, stage="s3"))
    assert refused(taken, _dispose("direct", by=MIA), NOW).reason is Reason.NOT_ALLOWED
    assert refused(taken, _dispose("direct", reason=""), NOW).input == "reason"
    assert refused(taken, _dispose("adults"), NOW).input == "disposition"
    adult = given(
        small_opening(protective=None, subject_type=SubjectType.ADULT), *UNIT, here=CROSSROADS
    )
    assert only(e.StageEntered, done(adult, _dispose("adults"), NOW)).stage == "a1"


def test_what_is_not_decided_in_time_goes_up_the_ordinary_way() -> None:
    """The lapse does not wait for the decision."""
    case = _case(*UNIT)
    due = case.due
    assert due is not None
    after = given(OPEN, *UNIT, due, c.Lapse(by="", stage="s3"), here=CROSSROADS)
    assert after.stage == "s4"


@pytest.mark.parametrize("way", ["chair", "back", "up", "direct"])
@pytest.mark.parametrize("days", range(5))
@pytest.mark.parametrize("protective", [None, "2026-11-04 12:00", "2026-11-30 12:00"])
def test_no_way_down_or_aside_lengthens_a_deadline(
    way: str, days: int, protective: str | None
) -> None:
    """Whenever it is sent on, and whatever date protects the person."""
    forward = [
        c.BringForward(by=MIA, stage="s3", protective=local_time(protective), reason=WHY)
        for protective in ([protective] if protective else [])
    ]
    at = MONDAY + timedelta(days=days)
    case = _case(*UNIT, *forward)
    assert case.due is not None
    if at >= case.due:
        return
    events = done(case, _dispose(way), CROSSROADS.at(at))
    for entered in (one for one in events if isinstance(one, e.StageEntered)):
        if not upwards("s3", entered.stage, CROSSROADS.policy):
            assert entered.due <= case.due
        assert entered.due >= at


def test_an_overdue_case_is_not_sent_down_or_aside() -> None:
    """It has no time left to take along: at the last stage only what stays is offered."""
    case = _case(*UNIT)
    assert {one.id for one in open_exits(case, NOW)} == {"direct", "chair", "back", "up"}
    over = replace(case.visit, lapsed_at=case.due)
    late = replace(case, visits=(*case.visits[:-1], over))
    assert {one.id for one in open_exits(late, NOW)} == {"direct", "up"}


# --- meetings ----------------------------------------------------------------------------------

ALL = ("council", "nhs", "police")


def _meet(by: str = CHAIR, agencies: tuple[str, ...] = ALL, **changes: str) -> c.RecordMeeting:
    typed = {
        "form": "panel",
        "chair_agency": "police",
        "chair": "Superintendent",
        "decision": "seen again within a week",
        "decided_by": "All three",
        "product": "Dear colleague",
        **changes,
    }
    return c.RecordMeeting(by=by, stage="s3", held_on=date(2026, 11, 2), agencies=agencies, **typed)


def test_a_meeting_is_recorded_with_who_was_there_and_settles_the_duty() -> None:
    """Told: the roles the policy names, the raiser and both sides."""
    case = _case(*UNIT)
    assert "meeting:panel" in _open_tasks(case)
    events = done(case, _meet(), NOW)
    held = only(e.MeetingHeld, events)
    assert (held.agencies, held.absent, held.told) == (ALL, (), (CHAIR,))
    after = apply(case, events)
    assert "meeting:panel" not in _open_tasks(after)
    assert [one.meeting for one in after.meetings] == ["panel"]
    told = {n.person for n in notices(held, case, after, NOW)}
    assert {ANN, MIA} <= told


def test_without_its_quorum_a_meeting_is_none() -> None:
    """The sentence names every kind that was missing."""
    case = _case(*UNIT)
    lacking = refused(case, _meet(agencies=("council",)), NOW)
    assert (lacking.reason, lacking.about) == (Reason.QUORUM, "police,health")
    assert refused(case, _meet(agencies=()), NOW).input == "agencies"
    assert refused(case, _meet(agencies=(*ALL, "moon")), NOW).input == "agencies"


def test_the_chairs_agency_has_no_part_in_the_case_now_or_before() -> None:
    """Neither side's agency chairs; the partnership's own body takes no side."""
    case = _case(*UNIT)
    for agency in ("nhs", "council"):
        involved = refused(case, _meet(chair_agency=agency), NOW)
        assert involved.reason is Reason.CHAIR_INVOLVED
    assert refused(case, _meet(chair_agency=""), NOW).input == "chair_agency"
    assert done(case, _meet(chair_agency="joint"), NOW)


def test_an_agency_concerned_that_was_not_there_is_named_and_hinders_nothing() -> None:
    """A school is challenged: the panel of the three counts without it (HIL-A4)."""
    school = small_opening(protective=None, receiving_agency="school", counterpart="small.stu")
    case = given(school, *UNIT, here=CROSSROADS)
    held = only(e.MeetingHeld, done(case, _meet(), NOW))
    assert held.absent == ("school",)


@pytest.mark.parametrize(
    ("field", "at"),
    [("form", "held_as"), *((x, x) for x in ("decision", "decided_by", "product"))],
)
def test_a_meetings_record_says_what_was_decided_and_by_whom(field: str, at: str) -> None:
    """The chair is never taken for the one who decided (WAN-A9)."""
    case = _case(*UNIT)
    assert refused(case, _meet(CHAIR, ALL, **{field: ""}), NOW).input == at
