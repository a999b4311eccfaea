"""Wandsworth's last stage: who chairs the meeting, who is there, who decides, and the report."""

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.vocabulary import Action, Purpose, Side
from tests.clauses.town import Town, london

MINUTES = {
    "held_on": "2026-11-30",
    "agencies": "council,st-marks,icb",
    "chair": "A Board member of the ICB",
    "decision": "The plan stands, with a review in a month.",
    "decided_by": "The Director of Nursing",
}


async def last_stage(town: Town, case: Case | None = None) -> Case:
    """A case with the partnership, taken on by the Chair and the raising side's executive."""
    case = await town.left_until(case or await town.raised(), "partnership")
    return await town.take_on(case)


async def test_wan_33_the_chair_finds_somebody_to_chair_the_meeting(wandsworth: Town) -> None:
    """It is the Chair's to do, and they record who it is and of which agency."""
    case = await last_stage(wandsworth)
    chair = case.receiving.owner
    label = next(x for x in await wandsworth.offered(chair, case) if x.startswith("Find a Board"))
    form = await wandsworth.form_asks(chair, case, label)
    assert "Who chairs the meeting, and from which agency?" in form
    asked = await wandsworth.asked_of(case, Side.RECEIVING)
    assert "to chair the meeting (Chair of the partnership): Leonie Hargrave-Stone." in asked


async def test_wan_33_a_chair_whose_agency_has_any_part_in_the_case_is_refused(
    wandsworth: Town,
) -> None:
    """Neither side's own agency can be chosen, nor does it pass; another one does (WAN-A8)."""
    case = await last_stage(wandsworth)
    chair = case.receiving.owner
    for involved in ("council", "st-marks"):
        said = await wandsworth.refused(
            chair, case, Action.MEETING, **MINUTES, chair_agency=involved
        )
        assert said
        assert not (await wandsworth.read(case)).meetings
    case = await wandsworth.act(chair, case, Action.MEETING, **MINUTES, chair_agency="icb")
    assert [one.chair_agency for one in case.meetings] == ["icb"]


async def test_wan_34_the_most_senior_managers_responsible_are_there(wandsworth: Town) -> None:
    """The meeting is theirs, the executive of the other side hears of the stage, and an agency of
    the two that was not there is named.
    """
    case = await last_stage(wandsworth)
    asked = await wandsworth.asked_of(case, Side.RECEIVING)
    assert "meeting of the most senior managers responsible" in asked
    people = wandsworth.holding("executive", case, Side.RECEIVING)
    assert people
    assert set(people) <= wandsworth.told(Purpose.INFORMED, "partnership")
    minutes = {**MINUTES, "agencies": "council,icb", "chair_agency": "icb"}
    case = await wandsworth.act(case.receiving.owner, case, Action.MEETING, **minutes)
    view = await wandsworth.view(case.receiving.owner, case)
    (line,) = (one for one in view.splitlines() if "St Mark" in one and "there" in one)
    assert "not" in line.casefold()


async def test_wan_35_the_final_decision_is_recorded_with_whoever_made_it(
    wandsworth: Town,
) -> None:
    """Anybody can be named, and somebody must be: the document does not say who (WAN-A9)."""
    case = await last_stage(wandsworth)
    chair = case.receiving.owner
    for missing in ("decision", "decided_by"):
        minutes = {**MINUTES, "chair_agency": "icb", missing: ""}
        said = await wandsworth.refused(chair, case, Action.MEETING, **minutes)
        assert "fill this in" in said
    case = await wandsworth.act(chair, case, Action.MEETING, **MINUTES, chair_agency="icb")
    (held,) = await wandsworth.events(case, e.MeetingHeld)
    assert held.decided_by == "The Director of Nursing"


async def test_wan_36_whoever_chaired_reports_to_the_learning_sub_committee(
    wandsworth: Town,
) -> None:
    """Ten working days after the meeting (ours), the Chair sees to it, even when all is closed;
    the sub-committee is told once it is recorded.
    """
    case = await last_stage(wandsworth)
    chair = case.receiving.owner
    case = await wandsworth.act(chair, case, Action.MEETING, **MINUTES, chair_agency="icb")
    case = await wandsworth.closed(case)
    view = await wandsworth.view(chair, case)
    line = next(one for one in view.splitlines() if one.startswith("See that whoever chaired"))
    assert "Leonie Hargrave-Stone. Due Monday 14 December 2026, 5 pm" in line
    assert "Concord's default" in line
    label = next(x for x in await wandsworth.offered(chair, case) if x.startswith("See that who"))
    await wandsworth.act(chair, case, label, issues_arising="Thresholds are read differently.")
    committee = set(wandsworth.holding("learning_committee", case))
    assert committee
    rows = (
        one.message for person in committee for one in wandsworth.owed(person, Purpose.INFORMED)
    )
    assert "task:chairs_report" in {one.about for one in rows}


async def test_wan_28_wan_30_wan_32_left_alone_it_goes_up_by_dates_of_our_own(
    wandsworth: Town,
) -> None:
    """The three stages without a time have a date at which they move, and say whose it is; a date
    that protects the child goes before it (reading WAN-A3).
    """
    case = await wandsworth.raised()
    for stage in ("senior_managers", "executives", "partnership"):
        case = await wandsworth.left_until(case, stage)
        view = await wandsworth.view(case.raiser, case)
        assert "this is Concord's default, not a policy timescale" in view
    case = await wandsworth.do(
        case,
        c.BringForward(
            by=case.raiser,
            stage=case.stage,
            protective=london("2026-12-01 12:00"),
            reason="The visit is then.",
        ),
    )
    assert case.due == london("2026-12-01 12:00")
