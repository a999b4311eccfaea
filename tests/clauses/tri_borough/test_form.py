"""The three boroughs' monitoring form: a version at each step, its copy to the office, its two ends."""

from typing import Final

from core.cards import ShowView
from core.cases import events as e
from core.cases.case import Case
from core.vocabulary import Side
from tests.clauses.town import Town, london

STEPS: Final = {
    "line_managers": "managers",
    "safeguarding_leads": "leads",
    "heads_of_service": "heads",
    "director_and_board": "board",
}
"""Each stage that has a version of the form, and how its tasks are called."""
LABEL: Final = "Fill in this step of the monitoring form; the partnership o"
LOST: Final = "… concerned, with oversight by the relevant Director of Family Services"
FILLED: Final = {
    "first_attempt": "Yes",
    "managers_raised_it": "Yes",
    "seniors_tried": "No",
    "every_view": "We fear for the child; they do not.",
    "agreed_or_next": "It goes to the leads.",
}


async def form_at(town: Town, case: Case) -> str:
    """What the form asks of whoever stands for the raising side now."""
    person = case.raising.current[0]
    (label,) = {one for one in await town.offered(person, case) if one.startswith(LABEL)}
    return await town.form_asks(person, case, label)


async def test_tri_36_tri_40_tri_46_tri_50_a_version_of_the_form_is_owed_at_each_step(
    tri_borough: Town,
) -> None:
    """From the line managers on, one at each stage; recorded under its author's name it is signed,
    and the partnership office gets its copy.
    """
    case = await tri_borough.raised()
    assert not any(one.task.startswith("form_") for one in case.open_duties)
    for stage, name in STEPS.items():
        case = await tri_borough.left_until(case, stage)
        assert f"form_{name}" in {one.task for one in case.open_duties}, stage
        author = case.raising.current[0]
        case = await tri_borough.recorded(case, f"form_{name}", author, **FILLED)
        *_, done = await tri_borough.events(case, e.TaskDone)
        assert done.by == author
        assert set(tri_borough.holding("board_office", case)) <= set(done.told)


async def test_tri_51_the_receiving_side_says_that_each_version_reached_it(
    tri_borough: Town,
) -> None:
    """Under their own name, once there is one to receive; the time for it is ours."""
    case = await tri_borough.raised()
    for stage, name in STEPS.items():
        case = await tri_borough.left_until(case, stage)
        (waits,) = (one for one in case.open_duties if one.task == f"received_{name}")
        assert (waits.side, waits.due) == (Side.RECEIVING, None)
        case = await tri_borough.recorded(case, f"form_{name}", case.raising.current[0], **FILLED)
        (runs,) = (one for one in case.open_duties if one.task == f"received_{name}")
        assert runs.labelled_default
        assert runs.due is not None
        receiver = case.receiving.current[0]
        case = await tri_borough.recorded(case, f"received_{name}", receiver)
        *_, done = await tri_borough.events(case, e.TaskDone)
        assert done.by == receiver


async def test_tri_37_tri_41_tri_42_tri_48_tri_49_the_managers_form_asks_what_was_tried(
    tri_borough: Town,
) -> None:
    """First attempts, the equivalent manager, the view of every agency, what was agreed or comes
    next; not yet what only seniors can know. The policy page says why attempts come first.
    """
    case = await tri_borough.at_stage("line_managers")
    form = await form_at(tri_borough, case)
    for asked in (
        "Were clear first attempts made at the lowest level?",
        "Did the manager raise it with the equivalent manager?",
        "Why do you differ, and what does every agency say?",
        "What was agreed, or that it goes to the next stage",
    ):
        assert asked in form
    assert "named or designated people" not in form
    assert LOST not in form
    assert "at the lowest stage that can" in await tri_borough.page()


async def test_tri_43_from_the_leads_on_the_form_asks_whether_seniors_tried(
    tri_borough: Town,
) -> None:
    """Operations managers, or named or designated people."""
    case = await tri_borough.at_stage("safeguarding_leads")
    assert "Did operations managers or named or designated people try to" in await form_at(
        tri_borough, case
    )


async def test_tri_44_the_damaged_question_stands_as_it_survives(tri_borough: Town) -> None:
    """From the Heads of Service on, with the words that are left; nobody has to answer it."""
    for stage in ("heads_of_service", "director_and_board"):
        case = await tri_borough.at_stage(stage)
        form = await form_at(tri_borough, case)
        assert LOST in form
        assert "Its beginning is lost" in form


async def test_tri_45_the_damaged_note_stands_as_it_survives(tri_borough: Town) -> None:
    """The policy page shows it, and says that it is damaged."""
    page = await tri_borough.page()
    assert "eporting to the manager at the next stage." in page
    assert "The form's note survives in part" in page


async def test_tri_17_tri_47_the_childrens_names_stand_on_it_already(tri_borough: Town) -> None:
    """As they were given when the concern was raised: one child or several."""
    case = await tri_borough.raised(subject="A.B. and C.D.")
    view = await tri_borough.view(tri_borough.raiser, case)
    assert "Name of the child or children: A.B. and C.D." in view


async def test_tri_52_tri_53_the_stage_and_the_time_it_took_are_worked_out(
    tri_borough: Town,
) -> None:
    """Nobody types where it was settled, or how long that took."""
    case = await tri_borough.raised()
    await tri_borough.until(london("2026-11-04 12:00"))
    case = await tri_borough.closed(case)
    reply = await tri_borough.says(tri_borough.raiser, f"show {case.reference}")
    assert isinstance(reply, ShowView)
    view = await tri_borough.view(tri_borough.raiser, case)
    assert "Stage at which it was settled: Stage 1" in view
    assert "Time it took: 2 working days" in view


async def test_tri_46_the_finished_form_goes_to_the_partnership_office(tri_borough: Town) -> None:
    """Once the case is closed it is owed, and the office is told when it is sent."""
    case = await tri_borough.closed(await tri_borough.at_stage("line_managers"))
    (left,) = (one for one in case.open_duties if one.scope == "after")
    assert (left.task, left.side) == ("send_form", Side.RAISING)
    case = await tri_borough.recorded(case, "send_form", case.raising.owner)
    *_, done = await tri_borough.events(case, e.TaskDone)
    assert set(tri_borough.holding("board_office", case)) <= set(done.told)
