"""Greywater and the Vale end to end: adults, a date agreed by both, and an overlay for an area."""

import pytest

from core.cases import events as e
from core.local_time import local
from core.vocabulary import CaseStatus, SubjectType, Unit
from tests.journeys.kept import kept_secret
from tests.language.imagined_files import imagined
from tests.language.imagined_hands import does, records, settles, takes_on
from tests.office import CANARIES, Office

STORY = CANARIES["story"]
WAYS = [
    (partnership, raiser, other)
    for partnership in ("greywater", "vale")
    for raiser, other in (("council", "trust"), ("trust", "council"), ("homes", "trust"))
]


async def _raised(here: Office, raiser: str, other: str, **more: str) -> str:
    await here[f"{raiser}-practitioner"].raise_concern(
        f"person:{here.partnership}.{other}-practitioner", consent="Not yet", **more
    )
    await here.settle()
    return (await here.case()).reference


@pytest.mark.parametrize(("partnership", "raiser", "other"), WAYS)
async def test_both_sides_agree_a_date_and_the_adult_is_asked(
    partnership: str, raiser: str, other: str
) -> None:
    """Our labelled default until both have agreed; then their date. The adult is asked, an advocate
    is considered, and what was told of faith stays with those who act on the case.
    """
    async with imagined(partnership) as here:
        reference = await _raised(here, raiser, other, area=partnership, faith=STORY)
        case = await here.case_of(reference)
        days = {"greywater": "Mon 09 Nov 17:00", "vale": "Thu 05 Nov 17:00"}
        assert case.subject_type is SubjectType.ADULT
        assert case.visit.labelled_default
        assert f"{local(case.visit.due):%a %d %b %H:%M}" == days[partnership]
        ours, theirs = await takes_on(here, reference)
        assert theirs.person.id == f"{partnership}.{other}-adult-lead"
        assert "Not yet" in theirs.told(reference)
        here["board-advocate"].told(reference)

        for side in (ours, theirs):
            await records(here, side, reference, "Confirm that your side keeps things")
        await records(here, ours, reference, "Ask the adult what they want")
        await does(here, theirs, reference, "Name a date", date_by="2026-11-04", reason=STORY)
        await ours.press("Open", reference=reference)
        await ours.press("Agree to this date")
        await ours.close()
        await here.settle()
        case = await here.case_of(reference)
        assert f"{local(case.visit.due):%a %d %b}" == "Wed 04 Nov"
        assert not case.visit.labelled_default

        await does(
            here, ours, reference, "Answer a decision",
            answer_advocacy="yes", reason_advocacy=STORY,
        )  # fmt: skip
        await ours.press("Open", reference=reference)
        assert ours.person.name in ours.dialog
        assert "Who raised it" in ours.dialog
        assert "What happened when" in ours.dialog
        assert STORY in ours.dialog
        await does(here, ours, reference, "Escalate", reason=STORY)
        ours, theirs = await takes_on(here, reference)
        await does(here, ours, reference, "Report a gap in policy or procedure", text=STORY)
        here["board-board-manager"].told(reference)
        case = await settles(here, reference, ours, theirs, told_adult=STORY)
        assert case.status is CaseStatus.CLOSED
        kept_secret(here)


@pytest.mark.parametrize(
    ("partnership", "elsewhere"), [("greywater", "vale"), ("vale", "greywater")]
)
async def test_an_area_with_a_policy_of_its_own_is_advice_and_no_refusal(
    partnership: str, elsewhere: str
) -> None:
    """The case is open, the other body is named, and somebody is asked."""
    async with imagined(partnership) as here:
        reference = await _raised(here, "council", "trust", area=elsewhere)
        ours = here["council-practitioner"]
        await ours.press("Open", reference=reference)
        area = here.setting.policy.area(elsewhere)
        assert area is not None
        assert area.redirect_to.split("'")[0] in " ".join(ours.dialog.lines)
        case = await here.case_of(reference)
        assert case.receiving.asked
        kept_secret(here)


async def test_the_vale_says_whose_reading_it_took() -> None:
    """The overlay's own reading, by whom and when, and what is laid over what."""
    async with imagined("vale") as here:
        policy = here.setting.policy
        (reading,) = [one for one in policy.readings if one.id == "GWA-A1"]
        assert (reading.decided_by, reading.safest) == (
            "The Vale's board",
            "Five working days or fewer; ours is shorter.",
        )
        assert policy.extends == "greywater 2025-11"
        assert [stage.id for stage in policy.ladder] == [
            "first_talk",
            "heads",
            "mediation",
            "board",
        ]
        assert policy.ladder[0].clock.span.unit is Unit.AGREED_BY_BOTH
        await here["council-practitioner"].say("/escalate policy")
        assert "The Vale's board" in " ".join(here["council-practitioner"].dialog.lines)


async def test_mediation_counts_only_with_those_who_must_be_there() -> None:
    """The Vale's stage between heads and board: its meeting needs probation and a charity."""
    async with imagined("vale") as here:
        reference = await _raised(here, "council", "trust")
        ours, _ = await takes_on(here, reference)
        answered = {"answer_advocacy": "no", "reason_advocacy": STORY}
        await does(here, ours, reference, "Escalate", reason=STORY, **answered)
        ours, _ = await takes_on(here, reference)
        await does(
            here, ours, reference, "Answer a decision",
            answer_mental_capacity="no", reason_mental_capacity=STORY,
        )  # fmt: skip
        await does(here, ours, reference, "Escalate", reason=STORY)
        assert (await here.case_of(reference)).stage == "mediation"
        _, theirs = await takes_on(here, reference)
        held = {"held_on": "2026-11-02", "decision": STORY, "decided_by": "All"}
        await theirs.press("Open", reference=reference)
        await theirs.press("Record the meeting")
        await theirs.fill(agencies="council,trust", **held)
        assert theirs.dialog.errors
        await theirs.fill(agencies="council,trust,probation,kindly", **held)
        await theirs.close()
        await here.settle()
        (met,) = await here.events(e.MeetingHeld)
        assert set(met.agencies) == {"council", "trust", "probation", "kindly"}
        kept_secret(here)
