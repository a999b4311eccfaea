"""Northbeck end to end: a day-and-night track beside a five-day ladder, and a panel above both."""

from datetime import timedelta

import pytest

from core.cases import events as e
from core.cases.case import Case
from core.local_time import local
from core.vocabulary import CaseStatus
from tests.journeys.kept import kept_secret
from tests.language.imagined_files import imagined
from tests.language.imagined_hands import does, records, settles, takes_on
from tests.office import CANARIES, Office

PAIRS = [
    ("council-practitioner-north", "hospital-practitioner"),
    ("hospital-practitioner", "council-practitioner-north"),
    ("school-practitioner", "hospital-practitioner"),
]
STORY = CANARIES["story"]


async def _cases(here: Office) -> list[Case]:
    """Every open case, oldest first."""
    ledger = here.rehearsal.concord.ledger
    found = [
        await here.rehearsal.concord.casework.read(one)
        for one in await ledger.cases_in(here.partnership)
    ]
    return sorted((one for one in found if one), key=lambda one: one.opened_at)


async def _raised(here: Office, raiser: str, other: str, **more: str) -> str:
    before = {one.reference for one in await _cases(here)}
    await here[raiser].raise_concern(f"person:northbeck.{other}", **more)
    await here.settle()
    (fresh,) = {one.reference for one in await _cases(here)} - before
    return fresh


def _when(case: Case) -> str:
    return f"{local(case.visit.due):%a %d %b %H:%M}"


@pytest.mark.parametrize(("raiser", "other"), PAIRS)
async def test_a_running_case_is_sent_down_and_up_to_a_panel_that_answers(
    raiser: str, other: str
) -> None:
    """Up to the heads, back to the managers, up again, to the panel; a quorum and a chair from an
    agency with no part in it; an answer in writing, the close, and a return after three months.
    """
    async with imagined("northbeck") as here:
        reference = await _raised(here, raiser, other)
        ours, theirs = await takes_on(here, reference)
        assert _when(await here.case_of(reference)) == "Mon 09 Nov 17:30"
        await does(here, ours, reference, "Escalate", reason=STORY)
        ours, theirs = await takes_on(here, reference)
        due = (await here.case_of(reference)).visit.due
        await does(
            here, theirs, reference, "Decide how it goes on", disposition="back_down", reason=STORY
        )
        case = await here.case_of(reference)
        assert case.stage == "managers"
        assert case.visit.due <= due
        here["board-board-office"].told(reference)
        ours, theirs = await takes_on(here, reference)
        await does(here, ours, reference, "Escalate", reason=STORY)
        ours, theirs = await takes_on(here, reference)
        await does(
            here, theirs, reference, "Decide how it goes on", disposition="to_panel", reason=STORY
        )
        ours, chair = await takes_on(here, reference)
        assert chair.person.id == "northbeck.board-panel-chair"
        met = {"held_on": "2026-11-02", "decision": STORY, "decided_by": "All", "product": STORY}
        await chair.press("Open", reference=reference)
        await chair.press("Record the meeting")
        own = (await here.case_of(reference)).raising.agency
        chairing = {value for value, _ in chair.dialog.field("chair_agency").options}
        assert not {own, (await here.case_of(reference)).receiving.agency} & chairing
        assert chairing
        by = min(chairing)
        await chair.fill(agencies=f"{own},{by}", chair_agency=by, **met)
        assert chair.dialog.errors
        await chair.fill(agencies=f"council,hospital,police,{by}", chair_agency=by, **met)
        assert chair.dialog_is_closed or not chair.dialog.errors, chair.dialog.errors
        await chair.close()
        await here.settle()
        assert await here.events(e.MeetingHeld)
        await records(here, chair, reference, "Send the response to both sides")
        case = await settles(here, reference, ours, chair)
        assert case.status is CaseStatus.CLOSED
        returns = [one for one in case.duties if one.task == "monitoring"]
        assert {f"{local(one.due):%d %b %Y}" for one in returns if one.due} == {"02 Feb 2027"}
        for side in (ours, chair):
            await does(
                here, side, reference, "Send the board a monitoring return on what changed",
                effect=STORY,
            )  # fmt: skip
        case = await here.case_of(reference)
        assert [one.task for one in case.open_duties] == ["meet_again"]
        kept_secret(here)


@pytest.mark.parametrize(("raiser", "other"), PAIRS[:2])
async def test_the_day_and_night_track_is_asked_for_when_the_concern_is_raised(
    raiser: str, other: str
) -> None:
    """24 hours by day and night for each of its stages, and then the panel."""
    async with imagined("northbeck") as here:
        reference = await _raised(here, raiser, other, route="faster", why_now=STORY)
        case = await here.case_of(reference)
        assert (case.stage, _when(case)) == ("night_managers", "Tue 03 Nov 10:00")
        here["board-board-office"].told(reference)
        for stage in ("night_heads", "panel"):
            await here.until((await here.case_of(reference)).visit.due + timedelta(minutes=1))
            assert (await here.case_of(reference)).stage == stage
        kept_secret(here)


@pytest.mark.parametrize(("raiser", "other"), PAIRS)
async def test_a_child_on_a_plan_begins_on_the_day_and_night_track(raiser: str, other: str) -> None:
    """The condition of the track chooses it; where nobody is on call, the manager is asked."""
    async with imagined("northbeck") as here:
        reference = await _raised(here, raiser, other, statuses="protection_plan")
        case = await here.case_of(reference)
        assert case.stage == "night_managers"
        ours, theirs = await takes_on(here, reference)
        where = "manager" if raiser.startswith("school") else "on-call"
        assert where in ours.person.id
        await does(
            here, theirs, reference, "See the child before anything is decided", seen="N. P."
        )
        case = await settles(here, reference, ours, theirs)
        assert case.status is CaseStatus.CLOSED
        kept_secret(here)


@pytest.mark.parametrize(("raiser", "other"), PAIRS[:2])
async def test_from_a_running_case_the_other_track_is_asked_for_beside_it(
    raiser: str, other: str
) -> None:
    """A case of its own, linked; the five days of the first run on."""
    async with imagined("northbeck") as here:
        reference = await _raised(here, raiser, other)
        ours = here[raiser]
        await does(
            here, ours, reference, "Ask for the day-and-night track", reason=STORY, why_now=STORY
        )
        first, second = await _cases(here)
        if first.reference != reference:
            first, second = second, first
        assert (first.stage, second.stage) == ("managers", "night_managers")
        assert (_when(first), _when(second)) == ("Mon 09 Nov 17:30", "Tue 03 Nov 10:00")
        assert second.parent_reference == reference
        kept_secret(here)


@pytest.mark.parametrize(("raiser", "other"), PAIRS[:2])
async def test_the_heads_send_a_looked_after_child_sideways(raiser: str, other: str) -> None:
    """To the heads on call of the other ladder, and no later than they would have decided."""
    async with imagined("northbeck") as here:
        reference = await _raised(here, raiser, other, statuses="looked_after")
        ours, theirs = await takes_on(here, reference)
        await does(here, ours, reference, "Escalate", reason=STORY)
        ours, theirs = await takes_on(here, reference)
        await does(
            here, theirs, reference, "Decide how it goes on", disposition="to_priority",
            reason=STORY,
        )  # fmt: skip
        case = await here.case_of(reference)
        assert (case.stage, _when(case)) == ("night_heads", "Tue 03 Nov 10:00")
        ours, theirs = await takes_on(here, reference)
        await settles(here, reference, ours, theirs)
        here["board-board-office"].told(f"You are kept informed of {reference}")
        kept_secret(here)


@pytest.mark.parametrize(("raiser", "other"), PAIRS)
async def test_danger_brings_on_call_managers_and_a_decision_to_go_straight_up(
    raiser: str, other: str
) -> None:
    """One press; then the decision is owed, and only the two stages named can be gone to."""
    async with imagined("northbeck") as here:
        reference = await _raised(here, raiser, other)
        ours = here[raiser]
        await ours.press("Open", reference=reference)
        await ours.press("Someone is in immediate danger")
        await ours.close()
        await here.settle()
        (flagged,) = await here.events(e.ImmediateRiskFlagged)
        assert flagged.gaps == ()
        instead = "manager" if raiser.startswith("school") else "on-call"
        assert any(instead in one for one in flagged.told)
        await ours.press("Open", reference=reference)
        await ours.press("Go straight to a higher stage")
        stages = [value for value, _ in ours.dialog.field("to").options]
        assert stages[0] == "heads"
        await ours.fill(bypass="yes", to="heads", reason=STORY)
        await ours.close()
        await here.settle()
        assert (await here.case_of(reference)).stage == "heads"
        await does(here, ours, reference, "Special circumstances", event="death", account=STORY)
        here["board-panel-chair"].told(reference)
        kept_secret(here)
