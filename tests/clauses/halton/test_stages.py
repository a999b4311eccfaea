"""Halton, stage by stage, from worker to worker up to the Chair."""

from core.cases import commands as c
from core.vocabulary import Purpose, Side
from tests.clauses.town import Town, beginning, london


async def test_hal_07_a_concern_is_raised_as_soon_as_possible(halton: Town) -> None:
    """The other worker is asked at once; the form asks for the day that protects the child."""
    assert "by which day" in (await halton.raising_asks()).casefold()
    case = await halton.raised(protective=london("2026-11-04 17:00"))
    assert case.stage == "discussion"
    assert case.due == london("2026-11-04 17:00")
    assert halton.told(Purpose.ASKED) == {halton.counterpart}
    view = await halton.view(halton.raiser, await halton.lapsed(case))
    assert "this is Concord's default, not a policy timescale" in view


async def test_hal_08_hal_14_hal_33_the_workers_themselves_talk_and_write_it_down(
    halton: Town,
) -> None:
    """Both read that they talk, and record how, when and with whom."""
    case = await halton.raised()
    for side in Side:
        assert "Talk to each other, and record how" in await halton.asked_of(case, side)


async def test_hal_15_both_say_exactly_where_they_differ(halton: Town) -> None:
    """The form asks for the problem, the difference and both aims; both sides write it down."""
    form = await halton.raising_asks()
    for asked in (
        "What is the problem?",
        "What exactly do you disagree about?",
        "What do you want for the child?",
        "What does the other side want, as far as you know?",
    ):
        assert asked in form
    case = await halton.raised()
    for side in Side:
        assert "where you differ and what your side wants" in await halton.asked_of(case, side)
    case = await halton.take_on(case)
    label = beginning(await halton.offered(halton.raiser, case), "Write down")
    form = await halton.form_asks(halton.raiser, case, label)
    values = {"exact_problem": "The level.", "exact_difference": "Need.", "aim": "A plan."}
    for asked in ("exactly is the problem?", "exactly do you differ?", "your side want to achieve"):
        assert asked in form
    for one in values:
        said = await halton.refused(halton.raiser, case, label, **{**values, one: ""})
        assert "fill this in" in said
    case = await halton.act(halton.raiser, case, label, **values)
    assert label not in await halton.offered(halton.raiser, case)
    assert label in await halton.offered(halton.counterpart, case)


async def test_hal_34_when_the_workers_fail_the_next_stage_begins_at_once(halton: Town) -> None:
    """Left alone, the case is with the managers, and the hand-up is due at that moment."""
    case = await halton.at_stage("managers")
    view = await halton.view(halton.raiser, case)
    assert "hand it up in person by Monday 9 November 2026, 10 am" in view


async def test_hal_09_hal_17_each_worker_takes_it_to_their_own_line_manager(halton: Town) -> None:
    """The line managers of both sides are asked."""
    case = await halton.at_stage("managers")
    for side in Side:
        managers = halton.holding("line_manager", case, side)
        assert managers
        assert set(managers) <= halton.told(Purpose.ASKED, "managers")


async def test_hal_35_each_professional_goes_to_their_own_designated_professional(
    halton: Town,
) -> None:
    """Those of both sides are asked beside the line managers."""
    case = await halton.at_stage("managers")
    for side in Side:
        people = halton.holding("designated_professional", case, side)
        assert people
        assert set(people) <= halton.told(Purpose.ASKED, "managers")


async def test_hal_18_in_a_school_the_line_manager_is_the_designated_person(halton: Town) -> None:
    """A tutor's concern goes up to the school's own designated person."""
    tutor = "halton.tansy-birkett"
    case = await halton.at_stage("managers", by=tutor)
    assert "Designated Person" in await halton.view(tutor, case)
    assert "halton.lorcan-applethwaite" in halton.told(Purpose.ASKED, "managers")


async def test_hal_19_hal_36_managers_talk_to_their_opposite_numbers(halton: Town) -> None:
    """Both read that they discuss it, and record it with both names."""
    case = await halton.at_stage("managers")
    for side in Side:
        assert "Discuss it with your opposite number" in await halton.asked_of(case, side)


async def test_hal_25_hal_37_what_managers_cannot_settle_goes_to_the_representatives(
    halton: Town,
) -> None:
    """Both agencies' representatives are asked at once, and owe a way to settle it."""
    case = await halton.at_stage("representatives")
    for side in Side:
        people = halton.holding("board_representative", case, side)
        assert people
        assert set(people) <= halton.told(Purpose.ASKED, "representatives")
        assert "Work out between you how to settle it" in await halton.asked_of(case, side)
    view = await halton.view(halton.raiser, case)
    assert "hand it up in person by Monday 16 November 2026, 5 pm" in view


async def test_hal_26_a_matter_of_policy_is_asked_after_at_the_representatives(
    halton: Town,
) -> None:
    """They are asked whether the children's unit should look at it now."""
    case = await halton.at_stage("representatives")
    assert "a matter of policy" in await halton.asked_of(case)


async def test_hal_26_what_stays_open_goes_to_the_childrens_unit(halton: Town) -> None:
    """Its manager is asked at once; the other side's representative hears of it."""
    case = await halton.at_stage("childrens_unit")
    manager = halton.holding("unit_manager", case, Side.RECEIVING)
    assert set(manager) <= halton.told(Purpose.ASKED, "childrens_unit")
    people = halton.holding("board_representative", case, Side.RECEIVING)
    assert people
    assert set(people) <= halton.told(Purpose.INFORMED, "childrens_unit")
    view = await halton.view(halton.raiser, case)
    assert "hand it up in person by Monday 23 November 2026, 5 pm" in view


async def test_hal_29_what_the_unit_cannot_end_the_chair_does(halton: Town) -> None:
    """The Chair is asked at once; the unit's manager and the other side's representative hear."""
    case = await halton.at_stage("chair")
    chair = halton.holding("chair", case, Side.RECEIVING)
    assert set(chair) <= halton.told(Purpose.ASKED, "chair")
    for role in ("unit_manager", "board_representative"):
        people = halton.holding(role, case, Side.RECEIVING)
        assert people
        assert set(people) <= halton.told(Purpose.INFORMED, "chair")
    view = await halton.view(halton.raiser, case)
    assert "hand it up in person by Monday 30 November 2026, 5 pm" in view


async def test_hal_17_hal_09_one_workers_hand_up_opens_the_stage_and_the_other_is_chased(
    halton: Town,
) -> None:
    """The worker who escalates has gone to their own manager by that; the managers of both sides
    are asked at once, and the other worker is asked to go to theirs (reading HAL-A6).
    """
    case = await halton.take_on(await halton.raised())
    case = await halton.do(
        case, c.EscalateNow(by=halton.raiser, stage=case.stage, reason="We are stuck.")
    )
    await halton.settle()
    assert case.stage == "managers"
    for side in Side:
        assert set(halton.holding("line_manager", case, side)) <= halton.told(Purpose.ASKED)
    assert [one.side for one in case.hand_ups_open] == [Side.RECEIVING]
    await halton.until(london("2026-11-03 12:00"))
    assert halton.owed(halton.counterpart, Purpose.REMINDER)
    case = await halton.do(case, c.ConfirmHandUp(by=halton.counterpart, stage=case.stage))
    assert not case.hand_ups_open


async def test_hal_17_hal_40_the_next_level_of_management_stands_in_and_is_no_rung(
    halton: Town,
) -> None:
    """Where both managers say no, the next level is asked at the same stage (reading HAL-A3)."""
    case = await halton.at_stage("managers")
    for manager in halton.holding("line_manager", case, Side.RECEIVING)[:2]:
        case = await halton.do(case, c.Decline(by=manager, stage=case.stage, reason="Away."))
    named = halton.holding("designated_professional", case, Side.RECEIVING)
    case = await halton.do(case, c.Decline(by=named[0], stage=case.stage, reason="Away."))
    assert case.stage == "managers"
    assert "halton.gwen-hartnell" in case.receiving.asked
