"""Wandsworth, stage by stage, from one's own manager to the partnership."""

from datetime import date

from core.vocabulary import Purpose, Side
from tests.clauses.town import Town, london


async def test_wan_16_a_worker_first_consults_their_own_line_manager(wandsworth: Town) -> None:
    """The managers hear of it at the opening, one working day is set aside for it (ours, so that
    the week for talking is not used up), and the worker reads that they consult.
    """
    case = await wandsworth.raised()
    assert case.stage == "consultation"
    assert case.due == london("2026-11-03 17:00")
    managers = wandsworth.holding("line_manager", case)
    assert managers
    assert set(managers) <= wandsworth.told(Purpose.INFORMED, "consultation")
    assert "Consult your line manager" in await wandsworth.asked_of(case, Side.RAISING)


async def test_wan_15_wan_17_the_consultation_makes_three_things_clear(wandsworth: Town) -> None:
    """The form asks for the problem, the disagreement and the outcome that is wanted."""
    form = await wandsworth.raising_asks()
    for asked in (
        "What is the problem?",
        "What exactly do you disagree about?",
        "What outcome do you want for the child?",
    ):
        assert asked in form


async def test_wan_19_the_manager_asks_the_safeguarding_professional_for_advice(
    wandsworth: Town,
) -> None:
    """The raising side reads that this is asked for."""
    case = await wandsworth.raised()
    asked = await wandsworth.asked_of(case, Side.RAISING)
    assert "designated safeguarding professional for advice" in asked


async def test_wan_18_ones_own_agencys_policy_may_help(wandsworth: Town) -> None:
    """The worker reads that it can be looked at."""
    case = await wandsworth.raised()
    assert "own agency's escalation policy" in await wandsworth.asked_of(case, Side.RAISING)


async def test_wan_07_consulting_and_talking_share_one_working_week(wandsworth: Town) -> None:
    """The two stages together end five working days after the disagreement arose."""
    case = await wandsworth.at_stage("discussion")
    assert case.due == london("2026-11-09 17:00")


async def test_wan_07_raised_on_the_last_day_of_the_week_there_is_only_that_day(
    wandsworth: Town,
) -> None:
    """The day for consulting does not add itself to the week."""
    case = await wandsworth.raised(arose_on=date(2026, 10, 26))
    assert case.due == london("2026-11-02 17:00")


async def test_wan_20_wan_21_wan_22_the_two_talk_soon_by_telephone_or_face_to_face(
    wandsworth: Town,
) -> None:
    """The other practitioner is asked from the first day, so that nothing waits for the managers'
    consultation, and both read that they talk.
    """
    case = await wandsworth.raised()
    assert case.receiving.current == (wandsworth.counterpart,)
    case = await wandsworth.lapsed(case)
    for side in Side:
        assert "Talk by telephone or face to face" in await wandsworth.asked_of(case, side)


async def test_wan_24_what_they_cannot_settle_goes_to_ones_own_manager(wandsworth: Town) -> None:
    """The line managers of both sides are asked, and the hand-up is due at once."""
    case = await wandsworth.at_stage("line_managers")
    for side in Side:
        managers = wandsworth.holding("line_manager", case, side)
        assert managers
        assert set(managers) <= wandsworth.told(Purpose.ASKED, "line_managers")
    view = await wandsworth.view(wandsworth.raiser, case)
    assert "hand it up in person by Monday 9 November 2026, 5 pm" in view


async def test_wan_25_the_manager_talks_to_the_equivalent_manager(wandsworth: Town) -> None:
    """Both read that they discuss it, and record it with both names."""
    case = await wandsworth.at_stage("line_managers")
    for side in Side:
        assert "with the equivalent manager" in await wandsworth.asked_of(case, side)


async def test_wan_27_line_managers_have_a_further_working_week(wandsworth: Town) -> None:
    """From the Monday of the lapse to the Monday after."""
    case = await wandsworth.at_stage("line_managers")
    assert case.due == london("2026-11-16 17:00")


async def test_wan_27_that_week_ends_ten_working_days_after_it_arose(wandsworth: Town) -> None:
    """A case that was settled by the workers and came back late gets no week of its own."""
    case = await wandsworth.at_stage("discussion")
    case = await wandsworth.reopened(case, london("2026-11-12 12:00"))
    assert case.stage == "line_managers"
    assert case.due == london("2026-11-16 17:00")


async def test_wan_28_it_goes_up_without_delay_to_the_equivalent_senior_managers(
    wandsworth: Town,
) -> None:
    """Those of both sides are asked at the lapse, and the hand-up is due at once."""
    case = await wandsworth.at_stage("senior_managers")
    for side in Side:
        seniors = wandsworth.holding("senior_manager", case, side)
        assert seniors
        assert set(seniors) <= wandsworth.told(Purpose.ASKED, "senior_managers")
    view = await wandsworth.view(wandsworth.raiser, case)
    assert "hand it up in person by Monday 16 November 2026, 5 pm" in view


async def test_wan_29_the_two_seniors_must_try_to_settle_it_by_talking(wandsworth: Town) -> None:
    """Both read that they try, and record what was said."""
    case = await wandsworth.at_stage("senior_managers")
    for side in Side:
        assert "Try to settle it by talking" in await wandsworth.asked_of(case, side)


async def test_wan_30_what_stays_open_is_reported_to_the_executives(wandsworth: Town) -> None:
    """One of each side is asked, and the hand-up is due at once."""
    case = await wandsworth.at_stage("executives")
    for side in Side:
        people = wandsworth.holding("executive", case, side)
        assert people
        assert set(people) <= wandsworth.told(Purpose.ASKED, "executives")
    view = await wandsworth.view(wandsworth.raiser, case)
    assert "hand it up in person by Monday 23 November 2026, 5 pm" in view


async def test_wan_31_the_executives_must_try_to_settle_it_by_talking(wandsworth: Town) -> None:
    """Both read that they try, and record what was said."""
    case = await wandsworth.at_stage("executives")
    for side in Side:
        assert "Try to settle it by talking" in await wandsworth.asked_of(case, side)


async def test_wan_32_what_is_still_open_goes_to_the_chair_of_the_partnership(
    wandsworth: Town,
) -> None:
    """The Chair is asked at once, and the partnership's office hears of it."""
    case = await wandsworth.at_stage("partnership")
    chair = wandsworth.holding("partnership_chair", case, Side.RECEIVING)
    assert set(chair) <= wandsworth.told(Purpose.ASKED, "partnership")
    office = wandsworth.holding("partnership_office", case)
    assert office
    assert set(office) <= wandsworth.told(Purpose.INFORMED, "partnership")
    view = await wandsworth.view(wandsworth.raiser, case)
    assert "hand it up in person by Monday 30 November 2026, 5 pm" in view


async def test_wan_33_somebody_whose_agency_has_no_part_chairs_the_meeting(
    wandsworth: Town,
) -> None:
    """The Chair reads that such a Board member is found."""
    case = await wandsworth.at_stage("partnership")
    asked = await wandsworth.asked_of(case, Side.RECEIVING)
    assert "Board member whose agency has no part in the case" in asked


async def test_wan_34_the_most_senior_managers_responsible_are_there(wandsworth: Town) -> None:
    """The meeting is owed with who came; the executive of the other side hears of it."""
    case = await wandsworth.at_stage("partnership")
    asked = await wandsworth.asked_of(case, Side.RECEIVING)
    assert "meeting with the most senior managers responsible" in asked
    people = wandsworth.holding("executive", case, Side.RECEIVING)
    assert people
    assert set(people) <= wandsworth.told(Purpose.INFORMED, "partnership")


async def test_wan_35_the_final_decision_is_recorded_with_who_made_it(wandsworth: Town) -> None:
    """It is owed with when and by whom, as the document does not say who decides."""
    case = await wandsworth.at_stage("partnership")
    assert "Record the final decision" in await wandsworth.asked_of(case, Side.RECEIVING)


async def test_wan_36_whoever_chaired_reports_to_the_learning_sub_committee(
    wandsworth: Town,
) -> None:
    """The report is owed at the last stage."""
    case = await wandsworth.at_stage("partnership")
    asked = await wandsworth.asked_of(case, Side.RECEIVING)
    assert "reports the issues to the learning sub-committee" in asked
