"""What a stage asks ends with the stage, and nothing is owed that can never begin."""

from dataclasses import replace

from core.cards import ShowForm, ShowView
from core.cases import commands as c
from core.cases.rules.ladder.moving import details_owed
from core.desk.cases.views import case_view
from core.policy.model import ClockRule, Span, Task
from core.vocabulary import ClockStart, Unit
from tests.core.cases.duties.dutiful import DUTIFUL, MUST, days, dutiful, owed
from tests.core.cases.duties.test_duties import OPENING, closed
from tests.core.given import HOUNSLOW, ROBIN, given, local_time, opening
from tests.core.office import Office, buttons, words

UP = c.EscalateNow(by=ROBIN, stage="discussion", reason="no answer")
NOON = local_time("2026-11-04 12:00")


def test_a_clock_longer_than_its_stage_ends_with_it_and_says_so() -> None:
    """Reading HOU-A4; a shorter one stands, and where the stage has only our default both do."""
    long = Task(
        id="long", text="Do it.", side=None, modality=MUST, clock=days(9, ClockStart.STAGE_ENTERED)
    )
    short = replace(long, id="short", clock=days(2, ClockStart.STAGE_ENTERED))
    case = given(OPENING, here=dutiful(long, short))
    assert owed(case, "long").due == case.due == local_time("2026-11-09 17:00")
    assert owed(case, "long").explanation == (
        "Due Monday 9 November 2026, 5 pm: with the stage itself, sooner than its own limit of "
        "Friday 13 November 2026, 5 pm."
    )
    assert owed(case, "short").due == local_time("2026-11-04 17:00")
    nudged = ClockRule(
        span=Span(value=0, unit=Unit.AGREED_BY_BOTH),
        since=ClockStart.STAGE_ENTERED,
        nudge=Span(value=5, unit=Unit.WORKING_DAYS),
    )
    case = given(OPENING, here=dutiful(long, clock=nudged))
    assert owed(case, "long").due == local_time("2026-11-13 17:00")


def test_nothing_is_owed_after_closing_that_counts_from_what_never_was() -> None:
    """A report on a meeting that was not held; what follows the report goes with what starts it."""
    report = Task(
        id="report",
        text="Report.",
        side=None,
        modality=MUST,
        clock=days(3, ClockStart.MEETING_HELD, "panel"),
    )
    send = replace(report, id="send", clock=days(1, ClockStart.CASE_CLOSED))
    check = replace(report, id="check", clock=days(1, ClockStart.TASK_DONE, "send"))
    closing = replace(DUTIFUL.policy.closing, after=(report, send, check))
    here = replace(DUTIFUL, policy=replace(DUTIFUL.policy, closing=closing))
    assert [x.task for x in closed(here).duties if x.scope == "after"] == ["send", "check"]


async def test_escalating_by_hand_a_date_can_be_set_that_only_ever_shortens() -> None:
    """Reading G2: asked for at every change of stage, and with what the case brought along the
    earlier counts.
    """
    office = Office()
    case = await office.open(opening())
    shown = await office.says(ROBIN, f"show {case.reference}")
    assert isinstance(shown, ShowView)
    asked = await office.press(ROBIN, buttons(shown.view.blocks)["Escalate"])
    assert isinstance(asked, ShowForm)
    values = {"reason": "no answer", "protective_date": "2026-11-04", "protective_time": "12:00"}
    await office.submit(ROBIN, asked.form, **values)
    case = await office.read(case)
    assert (case.stage, case.due) == ("line_managers", NOON)
    later = replace(UP, protective=local_time("2027-01-04 12:00"))
    assert given(opening(), later).due == given(opening(), UP).due
    sooner = local_time("2026-11-03 12:00")
    assert given(opening(protective=sooner), replace(UP, protective=NOON)).due == sooner


def test_the_practitioner_is_asked_for_only_where_nobody_was_chosen() -> None:
    """Reading HOU-A11: before a case is handed up; whoever was chosen stands in the view."""
    setting = HOUNSLOW.at()
    chosen, team = given(opening()), given(opening(counterpart=""))
    assert "other_practitioner" not in {
        one.id for one in details_owed(chosen, setting, leaving=True)
    }
    assert "other_practitioner" in {one.id for one in details_owed(team, setting, leaving=True)}
    assert "Raised with: Marlow Winstead" in words(case_view(chosen, (), ROBIN, setting).blocks)
    assert "Raised with" not in words(case_view(team, (), ROBIN, setting).blocks)
