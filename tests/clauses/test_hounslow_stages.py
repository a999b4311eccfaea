"""Hounslow, stage by stage: each test is named after the clauses it keeps."""

from core.vocabulary import Action, Purpose, Side
from tests.clauses.town import Town, london


async def test_hou_24_hou_27_stage_1_has_five_working_days(hounslow: Town) -> None:
    """Raised on a Monday, the first talk has until the Monday after, at the end of the day."""
    case = await hounslow.raised()
    assert case.stage == "discussion"
    assert case.due == london("2026-11-09 17:00")


async def test_hou_42_a_professionals_meeting_is_considered_before_stage_2_is_left(
    hounslow: Town,
) -> None:
    """Nobody escalates from the line managers without saying yes or no to it, with a reason."""
    case = await hounslow.at_stage("line_managers")
    case = await hounslow.take_on(case)
    said = await hounslow.refused(case.raising.owner, case, Action.ESCALATE, reason="Stuck.")
    assert case.stage == (await hounslow.read(case)).stage
    assert said


async def test_hou_38_the_line_manager_is_asked_at_once_when_stage_1_fails(hounslow: Town) -> None:
    """At the lapse itself the raiser's own line manager is asked."""
    case = await hounslow.at_stage("line_managers")
    managers = hounslow.holding("line_manager", case, Side.RAISING)
    assert managers
    assert set(managers) <= hounslow.told(Purpose.ASKED)
