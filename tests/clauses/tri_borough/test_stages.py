"""The three boroughs, stage by stage, from a first talk to the Director and the board."""

from core.cases import commands as c
from core.cases import events as e
from core.vocabulary import Purpose, Side
from tests.clauses.town import Town, london


async def test_tri_12_the_first_talk_has_five_working_days(tri_borough: Town) -> None:
    """Counted from the day it arose; both practitioners read that they talk or meet."""
    case = await tri_borough.raised()
    assert case.stage == "discussion"
    assert case.due == london("2026-11-09 17:00")
    for side in Side:
        assert "Talk or meet" in await tri_borough.asked_of(case, side)
    (talk,) = (one for one in case.open_duties if one.task == "talk")
    assert talk.due == london("2026-11-09 17:00")


async def test_tri_11_the_concern_and_what_it_is_based_on_goes_to_the_other_agency(
    tri_borough: Town,
) -> None:
    """The raiser reads that it is sent in writing; the form asks what it is based on, and a talk
    is never held up because that is still missing.
    """
    assert "What is it based on?" in await tri_borough.raising_asks()
    case = await tri_borough.raised()
    asked = await tri_borough.asked_of(case, Side.RAISING)
    assert "Send your concern and what it is based on" in asked
    (write,) = (one for one in case.open_duties if one.task == "write")
    assert write.due == london("2026-11-02 17:00"), "on the first day"
    case = await tri_borough.recorded(case, "talk", tri_borough.counterpart)
    assert "write" in {one.task for one in case.open_duties}, "an early talk waits for nothing"


async def test_tri_13_the_line_managers_are_reached_within_24_hours(tri_borough: Town) -> None:
    """Those of both sides are asked at the lapse; the hand-up in person is due the next day."""
    case = await tri_borough.at_stage("line_managers")
    for side in Side:
        managers = tri_borough.holding("line_manager", case, side)
        assert managers
        assert set(managers) <= tri_borough.told(Purpose.ASKED, "line_managers")
    view = await tri_borough.view(tri_borough.raiser, case)
    assert "hand it up in person by Tuesday 10 November 2026, 5 pm" in view


async def test_tri_14_line_managers_have_five_working_days(tri_borough: Town) -> None:
    """From the Monday of the lapse to the Monday after."""
    case = await tri_borough.at_stage("line_managers")
    assert case.due == london("2026-11-16 17:00")


async def test_tri_42_managers_raise_it_with_the_equivalent_manager(tri_borough: Town) -> None:
    """Both read that they discuss it with each other, and it is chased until it is recorded."""
    case = await tri_borough.at_stage("line_managers")
    for side in Side:
        assert "Discuss it with the equivalent manager" in await tri_borough.asked_of(case, side)
    await tri_borough.until(london("2026-11-12 12:00"))
    for side in Side:
        (manager, *_) = case.side(side).current
        assert "Discuss it with the equivalent manager" in tri_borough.texts(manager)
    await tri_borough.recorded(case, "managers_talk", case.receiving.current[0])
    case = await tri_borough.read(case)
    assert "managers_talk" not in {one.task for one in case.open_duties}


async def test_tri_15_the_safeguarding_leads_are_reached_within_24_hours(
    tri_borough: Town,
) -> None:
    """Those of both sides are asked, and the managers hand it up by the next day."""
    case = await tri_borough.at_stage("safeguarding_leads")
    for side in Side:
        leads = tri_borough.holding("safeguarding_lead", case, side)
        assert leads
        assert set(leads) <= tri_borough.told(Purpose.ASKED, "safeguarding_leads")
    view = await tri_borough.view(tri_borough.raiser, case)
    assert "hand it up in person by Tuesday 17 November 2026, 5 pm" in view


async def test_tri_21_the_lead_takes_it_up_with_the_opposite_number(tri_borough: Town) -> None:
    """Both leads read that they share all there is."""
    case = await tri_borough.at_stage("safeguarding_leads")
    for side in Side:
        assert (
            "Take it up with your opposite number, and share all there is"
            in await tri_borough.asked_of(case, side)
        )


async def test_tri_09_tri_22_the_leads_mediate_and_consider_how_to_settle_it(
    tri_borough: Town,
) -> None:
    """They read that they consider it together, and record it."""
    case = await tri_borough.at_stage("safeguarding_leads")
    assert "Consider together how to settle it" in await tri_borough.asked_of(case)


async def test_tri_23_the_leads_tell_the_agency_that_raised_it(tri_borough: Town) -> None:
    """They read that they say what came of it."""
    case = await tri_borough.at_stage("safeguarding_leads")
    assert "Tell the agency that raised it" in await tri_borough.asked_of(case)


async def test_tri_24_within_five_working_days_it_is_with_the_heads_of_service(
    tri_borough: Town,
) -> None:
    """The leads' time is up on Monday; both heads are asked then, and handed it at once."""
    case = await tri_borough.at_stage("safeguarding_leads")
    assert case.due == london("2026-11-23 17:00")
    case = await tri_borough.lapsed(case)
    for side in Side:
        heads = tri_borough.holding("head_of_service", case, side)
        assert heads
        assert set(heads) <= tri_borough.told(Purpose.ASKED, "heads_of_service")
    view = await tri_borough.view(tri_borough.raiser, case)
    assert "hand it up in person by Monday 23 November 2026, 5 pm" in view


async def test_tri_25_a_matter_of_policy_is_asked_after_at_the_heads_of_service(
    tri_borough: Town,
) -> None:
    """They are asked whether the Director and the board should look at it now."""
    case = await tri_borough.at_stage("heads_of_service")
    assert "a matter of policy" in await tri_borough.asked_of(case)


async def test_tri_25_where_the_document_gives_no_time_a_date_has_to_be_set(
    tri_borough: Town,
) -> None:
    """With the Heads of Service and with the board: five working days are Concord's, and both sides
    owe a date that protects the child (reading TRI-A4).
    """
    for stage, due in (("heads_of_service", "2026-11-30"), ("director_and_board", "2026-12-07")):
        case = await tri_borough.at_stage("safeguarding_leads")
        case = await tri_borough.left_until(case, stage)
        assert "this is Concord's default" in await tri_borough.view(tri_borough.raiser, case)
        assert "set_date" in {one.task for one in case.open_duties}
        assert case.due is not None
        assert case.due.date().isoformat() >= due
        assert "Set the date by which" in await tri_borough.asked_of(case)


async def test_tri_25_tri_29_the_home_boroughs_director_is_told_and_all_three_where_it_is_not_known(
    tri_borough: Town,
) -> None:
    """Reading TRI-A7: one for a child of a known borough, three otherwise."""
    for area, number in (("rbkc", 1), ("", 3)):
        case = await tri_borough.at_stage("director_and_board", area=area)
        *_, entered = await tri_borough.events(case, e.StageEntered)
        directors = set(tri_borough.holding("director", case))
        assert len(directors) == number
        assert directors <= set(entered.informed)
        assert set(tri_borough.holding("board_office", case)) <= set(entered.informed)


async def test_tri_30_a_child_protection_adviser_stands_in_for_a_lead_who_cannot_be_had(
    tri_borough: Town,
) -> None:
    """Those of all three councils, before anybody higher up is asked; on either side."""
    case = await tri_borough.at_stage("safeguarding_leads")
    for side in Side:
        advisers = tri_borough.holding("child_protection_adviser", case, side)
        heads = tri_borough.holding("head_of_service", case, side)
        (person,) = case.side(side).current
        assert person in tri_borough.holding("safeguarding_lead", case, side)
        asked: list[str] = []
        while not set(advisers) & set(asked):
            case = await tri_borough.do(case, c.Decline(by=person, stage=case.stage, reason="away"))
            (person,) = case.side(side).current
            asked.append(person)
        assert not set(heads) & set(asked)


async def test_tri_25_what_stays_open_reaches_the_director_and_the_board(
    tri_borough: Town,
) -> None:
    """The Chair is asked at once; the Directors and the other side's head hear of it."""
    case = await tri_borough.at_stage("director_and_board")
    chair = tri_borough.holding("board_chair", case, Side.RECEIVING)
    assert set(chair) <= tri_borough.told(Purpose.ASKED, "director_and_board")
    informed = tri_borough.told(Purpose.INFORMED, "director_and_board")
    for role in ("director", "head_of_service"):
        people = tri_borough.holding(role, case, Side.RECEIVING)
        assert people
        assert set(people) <= informed
    view = await tri_borough.view(tri_borough.raiser, case)
    assert "hand it up in person by Monday 30 November 2026, 5 pm" in view


async def test_tri_32_decisions_are_written_down_at_every_stage(tri_borough: Town) -> None:
    """The board owes its decision with who made it; the policy page asks it of everybody."""
    case = await tri_borough.at_stage("director_and_board")
    assert "who made it and when" in await tri_borough.asked_of(case, Side.RECEIVING)
    assert "Write down what was done and decided" in await tri_borough.page()
