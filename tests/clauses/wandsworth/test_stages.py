"""Wandsworth, stage by stage, from one's own manager to the partnership."""

from datetime import date

from core.cases import events as e
from core.vocabulary import Action, Purpose, Side
from tests.clauses.town import Town, london

JUDE = "wandsworth.jude-penhallow"


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
    began = await wandsworth.events(case, e.StageEntered)
    assert set(managers) <= set(began[0].informed)
    consult = "Consult your line manager, and record when and whom"
    assert f"{consult} (raising side): Alma Fothergill." in await wandsworth.asked_of(
        case, Side.RAISING
    )
    form = await wandsworth.form_asks(wandsworth.raiser, case, consult)
    assert "Which manager did you consult?" in form


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
    """It is the line managers' to do, and they record who gave the advice and what it was."""
    case = await wandsworth.raised()
    asked = await wandsworth.asked_of(case, Side.RAISING)
    assert "professional for advice (raising side): Jude Penhallow and Marguerite Sallow." in asked
    (label,) = (one for one in await wandsworth.offered(JUDE, case) if one.startswith("The line"))
    form = await wandsworth.form_asks(JUDE, case, label)
    assert "Who gave the advice?" in form
    assert "What was the advice?" in form
    assert "fill this in" in await wandsworth.refused(JUDE, case, label, adviser="The named nurse")
    values = {"adviser": "The named nurse", "advice": "Ask for a joint visit."}
    case = await wandsworth.act(JUDE, case, label, **values)
    assert "Jude Penhallow" in await wandsworth.asked_of(case, Side.RAISING)
    assert label not in await wandsworth.offered(JUDE, case)


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


async def test_wan_07_wan_21_both_are_asked_to_talk_from_the_first_day(wandsworth: Town) -> None:
    """Consulting one's own manager does not use up the week for talking: both practitioners read
    on the first day that they talk: at once, and by the end of that same week (reading WAN-A1).
    """
    case = await wandsworth.raised()
    assert case.receiving.current == (wandsworth.counterpart,)
    for side in Side:
        asked = await wandsworth.asked_of(case, side)
        (line,) = (one for one in asked.splitlines() if one.startswith("Talk to the other"))
        assert "Alma Fothergill and Willa Ashcombe. Due Tuesday 3 November 2026" in line
        assert "its own limit of Monday 9 November 2026, 5 pm" in line


async def test_wan_16_wan_21_whoever_raised_it_simply_carries_on_to_the_talk(
    wandsworth: Town,
) -> None:
    """No hand-up is asked for where the contact stays the same."""
    case = await wandsworth.at_stage("discussion")
    assert case.raising.owner == wandsworth.raiser
    assert not case.hand_ups_open


async def test_wan_20_wan_21_wan_22_the_two_talk_soon_by_telephone_or_face_to_face(
    wandsworth: Town,
) -> None:
    """Both read that they talk, and are reminded every working day until one of them writes the
    account, which says how, when and with whom.
    """
    case = await wandsworth.at_stage("discussion")
    for side in Side:
        assert "by telephone or face to face" in await wandsworth.asked_of(case, side)
    assert wandsworth.clock.now() == london("2026-11-03 17:00")
    reminded: list[int] = []
    for day in ("2026-11-04 12:00", "2026-11-05 12:00"):
        await wandsworth.until(london(day))
        reminded.append(len(wandsworth.owed(wandsworth.counterpart, Purpose.REMINDER)))
    assert 0 < reminded[0] < reminded[1]
    form = await wandsworth.form_asks(wandsworth.raiser, case, Action.DISCUSS)
    assert {"Telephone", "Face to face"} <= set(form.splitlines())
    values = {"method": "telephone", "people": "Willa and Alma", "account": "A visit was agreed."}
    case = await wandsworth.act(wandsworth.raiser, case, Action.DISCUSS, **values, tasks="talk")
    assert "Done on Thursday 5 November 2026" in await wandsworth.view(wandsworth.raiser, case)


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


async def test_wan_30_wan_42_any_of_the_four_posts_will_do_and_both_sides_record_theirs(
    wandsworth: Town,
) -> None:
    """Each of the two executives says which post they hold; one does not answer for the other
    (reading WAN-A10).
    """
    case = await wandsworth.take_on(await wandsworth.at_stage("executives"))
    label = "Record which of the posts you hold"
    ours, theirs = case.raising.owner, case.receiving.owner
    form = await wandsworth.form_asks(ours, case, label)
    for post in (
        "Head of Service",
        "Assistant Director",
        "Director",
        "Member of the partnership's Executive",
    ):
        assert post in form.splitlines()
    case = await wandsworth.act(ours, case, label, executive_post="Assistant Director")
    assert label not in await wandsworth.offered(ours, case)
    assert label in await wandsworth.offered(theirs, case)


async def test_wan_28_a_senior_who_acted_before_is_passed_over(wandsworth: Town) -> None:
    """A school's designated lead who was its line manager is not asked as the senior, nor is a
    head who raised it: somebody else of that standing is, or the next stage (reading WAN-A4).
    """
    head = "wandsworth.beatrix-holloway-finch"
    case = await wandsworth.at_stage("senior_managers", by=head)
    asked = wandsworth.told(Purpose.ASKED, "senior_managers")
    assert head not in asked
    assert head not in case.raising.asked
    assert case.raising.current


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
