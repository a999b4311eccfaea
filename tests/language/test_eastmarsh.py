"""Eastmarsh end to end: several clocks on both sides of one stage, and what silence does."""

from datetime import timedelta

import pytest

from core.cases.case import Case
from core.cases.duty import Duty
from core.cases.events import ContactTold, StageLapsed
from core.local_time import local
from core.vocabulary import CaseStatus
from tests.journeys.kept import kept_secret
from tests.language.imagined_files import imagined
from tests.language.imagined_hands import does, records, settles, takes_on
from tests.office import CANARIES, Colleague, Office

PAIRS = [("council", "hospital"), ("hospital", "council"), ("homes", "hospital")]
STORY = CANARIES["story"]


def _due(case: Case, task: str) -> str:
    """By when a duty is owed now, local time; "" where its clock has not started."""
    found: list[Duty] = [one for one in case.duties if one.task == task]
    due = found[-1].due
    return f"{local(due):%a %d %b %H:%M}" if due else ""


async def _raised(here: Office, raising: str, receiving: str) -> str:
    await here[f"{raising}-practitioner"].raise_concern(
        f"person:eastmarsh.{receiving}-practitioner"
    )
    await here.settle()
    return (await here.case()).reference


async def _in_danger(here: Office, ours: Colleague, raising: str) -> None:
    """One press; then both obligations that follow are recorded, each for itself."""
    reference = (await here.case()).reference
    await ours.press("Open", reference=reference)
    await ours.press("Someone is in immediate danger")
    await ours.close()
    await here.settle()
    here[f"{raising}-manager"].told("danger")
    await records(here, ours, reference, "Ring the front door")
    await does(
        here, ours, reference, "Answer a decision",
        answer_strategy="yes", reason_strategy=STORY,
    )  # fmt: skip


@pytest.mark.parametrize(("raising", "receiving"), PAIRS)
async def test_every_clock_of_eastmarsh_runs_and_is_stopped_by_its_side(
    raising: str, receiving: str
) -> None:
    """From /escalate over a reply, a new referral, a meeting and its minutes to the chair's word,
    the close and the line that is owed a month later.
    """
    async with imagined("eastmarsh") as here:
        reference = await _raised(here, raising, receiving)
        ours, theirs = await takes_on(here, reference)
        assert theirs.person.id == f"eastmarsh.{receiving}-manager"
        for side in (ours, theirs):
            await records(here, side, reference, "Confirm that your side keeps things")
        case = await here.case_of(reference)
        assert (_due(case, "acknowledge"), _due(case, "reply")) == (
            "Tue 03 Nov 17:00",
            "Thu 05 Nov 17:00",
        )
        assert _due(case, "review_file") == _due(case, "say_content") == ""

        await records(here, theirs, reference, "Acknowledge in writing")
        reviewer = here[f"{receiving}-reviewer"]
        assert _due(await here.case_of(reference), "review_file") == "Tue 03 Nov 17:00"
        await does(
            here, reviewer, reference,
            "Read the whole file again with somebody who did not decide", pages="12",
        )  # fmt: skip
        await does(here, theirs, reference, "Reply in writing with the reasons", rationale=STORY)
        assert _due(await here.case_of(reference), "say_content") == "Tue 03 Nov 10:00"
        await does(
            here, ours, reference, "Send a new referral with what the first one lacked",
            went_to="Front door",
        )  # fmt: skip
        assert _due(await here.case_of(reference), "screen_again") == "Mon 02 Nov 17:00"
        await records(here, theirs, reference, "Screen the new referral")
        await records(here, ours, reference, "Say whether the reply settles it")
        for side in (ours, theirs):
            await records(here, side, reference, "own agency's record")
        assert not (await here.case_of(reference)).open_duties

        await _in_danger(here, ours, raising)

        await does(here, ours, reference, "Escalate", reason=STORY, open_points=STORY)
        case = await here.case_of(reference)
        assert case.stage == "network"
        ours, theirs = await takes_on(here, reference)
        await does(
            here, theirs, reference, "Record the meeting", held_as="online",
            agencies=f"{raising},{receiving}", decision=STORY, decided_by="All",
        )  # fmt: skip
        assert _due(await here.case_of(reference), "minutes") == "Wed 04 Nov 17:00"
        await records(here, theirs, reference, "Send the minutes")
        assert _due(await here.case_of(reference), "answer_minutes") == "Tue 03 Nov 17:00"
        await records(here, ours, reference, "Say what in the minutes")
        await does(
            here, ours, reference, "Escalate", reason=STORY,
            answer_meeting_again="no", reason_meeting_again=STORY,
        )  # fmt: skip

        ours, chair = await takes_on(here, reference)
        assert chair.person.id == "eastmarsh.board-chair"
        await does(
            here, chair, reference, "Send both sides the chair's written decision", rationale=STORY
        )
        await does(here, ours, reference, "Withdraw immediate risk", reason=STORY)
        case = await settles(here, reference, ours, chair, learnt=STORY)
        assert case.status is CaseStatus.CLOSED
        here["board-business-unit"].told(f"{reference} is closed")
        assert _due(case, "return") == "Wed 02 Dec 17:00"
        due, closed = case.duties[-1].due, here.now
        assert due is not None
        await here.until(due + timedelta(hours=1))
        chased = [e for e in await here.events(ContactTold) if e.at > closed]
        assert "eastmarsh.board-chair" in {e.person for e in chased}
        await records(here, chair, reference, "Send the partnership a line")
        assert not (await here.case_of(reference)).open_duties
        kept_secret(here)


async def test_silence_moves_it_up_before_the_stage_is_over() -> None:
    """Acknowledged but not replied to: on the third day the case goes up, two days early."""
    async with imagined("eastmarsh") as here:
        reference = await _raised(here, "hospital", "homes")
        _, theirs = await takes_on(here, reference)
        await records(here, theirs, reference, "Acknowledge in writing")
        await here.fast_forward(working_days=4)
        (lapse,) = await here.events(StageLapsed)
        assert (lapse.silent, f"{local(lapse.due):%a %d %b %H:%M}") == ("reply", "Thu 05 Nov 17:00")
        case = await here.case_of(reference)
        assert case.stage == "network"
        kept_secret(here)
