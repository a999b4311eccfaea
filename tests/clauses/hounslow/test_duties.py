"""Hounslow: what each stage asks to be recorded, whom that tells, and what is owed after closing."""

from datetime import timedelta

from core.cases import events as e
from core.cases.case import Case
from core.vocabulary import Action, Purpose, Side
from tests.clauses.town import Town, london

LOOK_AGAIN = "Look again at what is challenged with an open mind"


async def button(town: Town, person: str, case: Case, begins: str) -> str:
    """The whole label of the button that begins so."""
    found = [one for one in await town.offered(person, case) if one.startswith(begins)]
    assert len(found) == 1, (begins, await town.offered(person, case))
    return found[0]


async def recorded(town: Town, person: str, case: Case, begins: str, **values: str) -> Case:
    """The case once this person has recorded the duty that begins so."""
    label = await button(town, person, case, begins)
    return await town.act(person, case, label, done="yes", **values)


async def left_out(town: Town, person: str, case: Case, begins: str, **values: str) -> str:
    """How recording it so is refused."""
    label = await button(town, person, case, begins)
    return await town.refused(person, case, label, done="yes", **values)


async def reviewed(town: Town, stage: str) -> None:
    """The receiving side's person at this stage looks again, and says what stands and why."""
    case = await town.take_on(await town.at_stage(stage))
    owner = case.receiving.owner
    why = {"review_reason": "We had not read the school's letter."}
    assert "fill this in" in await left_out(town, owner, case, LOOK_AGAIN, **why)
    decision = {"reviewed_decision": "A joint visit this week."}
    await recorded(town, owner, case, LOOK_AGAIN, **decision, **why)
    record = await town.record(town.raiser, case)
    assert "A joint visit this week." in record
    assert "We had not read the school's letter." in record


async def test_hou_19_the_practitioner_looks_again_and_says_what_stands_and_why(
    hounslow: Town,
) -> None:
    """The raiser reads the decision as it is now, with its reason."""
    await reviewed(hounslow, "discussion")


async def test_hou_19_the_manager_looks_again_and_says_what_stands_and_why(
    hounslow: Town,
) -> None:
    """The raiser reads the decision as it is now, with its reason."""
    await reviewed(hounslow, "line_managers")


async def test_hou_41_each_manager_writes_down_problem_challenge_and_aim(hounslow: Town) -> None:
    """One side's account does not stand for the other's, and none of the three may be left out."""
    case = await hounslow.take_on(await hounslow.at_stage("line_managers"))
    ours, theirs = case.raising.owner, case.receiving.owner
    said = {"problem": "No visit yet.", "challenge": "The threshold.", "aim": "A visit."}
    for missing in said:
        rest = said | {missing: ""}
        assert "fill this in" in await left_out(hounslow, ours, case, "Write down what", **rest)
    case = await recorded(hounslow, ours, case, "Write down what", **said)
    assert "The threshold." in await hounslow.record(hounslow.raiser, case)
    assert not [one for one in await hounslow.offered(ours, case) if one.startswith("Write down")]
    assert await button(hounslow, theirs, case, "Write down what")


async def test_hou_43_hou_44_what_came_of_it_and_what_stays_open_are_written_down(
    hounslow: Town,
) -> None:
    """The form asks for both; what was settled may not be left out."""
    case = await hounslow.take_on(await hounslow.at_stage("line_managers"))
    owner = case.raising.owner
    label = await button(hounslow, owner, case, "Record what was discussed")
    form = await hounslow.form_asks(owner, case, label)
    assert "What was discussed, settled or agreed?" in form
    assert "What is still open?" in form
    assert "fill this in" in await left_out(hounslow, owner, case, label, still_open="The visit.")
    case = await recorded(hounslow, owner, case, label, came_of_it="Two calls.", still_open="Much.")
    record = await hounslow.record(hounslow.raiser, case)
    assert "Two calls." in record
    assert "Much." in record


async def test_hou_49_the_strategy_is_written_down(hounslow: Town) -> None:
    """Whoever records it says what it is."""
    case = await hounslow.take_on(await hounslow.at_stage("safeguarding_leads"))
    lead = case.receiving.owner
    assert "fill this in" in await left_out(hounslow, lead, case, "Work out a strategy")
    said = {"strategy_agreed": "Visit together on Friday."}
    case = await recorded(hounslow, lead, case, "Work out a strategy", **said)
    assert "Visit together on Friday." in await hounslow.record(hounslow.raiser, case)


async def test_hou_50_once_it_is_recorded_both_managers_and_the_raiser_hear_of_the_outcome(
    hounslow: Town,
) -> None:
    """A day after the strategy at the latest by our default; recorded, it is told."""
    case = await hounslow.take_on(await hounslow.at_stage("safeguarding_leads"))
    lead = case.raising.owner
    said = {"strategy_agreed": "Visit together on Friday."}
    case = await recorded(hounslow, lead, case, "Work out a strategy", **said)
    assert "Due Tuesday 17 November 2026, 5 pm" in await hounslow.view(lead, case)
    done = {"duty": next(d.key for d in case.open_duties if d.task == "tell_outcome")}
    await hounslow.act(lead, case, Action.TASK, done="yes", **done)
    (told,) = [x for x in await hounslow.events(case, e.TaskDone) if x.task == "tell_outcome"]
    for side in Side:
        assert set(hounslow.holding("line_manager", case, side)) <= set(told.told)
    assert set(told.told) <= hounslow.told(Purpose.INFORMED)
    assert hounslow.raiser in hounslow.told(Purpose.SHARED, "safeguarding_leads")


async def test_hou_54_what_happened_at_the_first_three_stages_stands_first(hounslow: Town) -> None:
    """A head of service reads who held each of them before anything else."""
    case = await hounslow.at_stage("heads_of_service")
    (head, *_) = hounslow.holding("head_of_service", case, Side.RECEIVING)
    view = await hounslow.view(head, case)
    for number in (1, 2, 3):
        assert view.index(f"Stage {number}: ") < view.index("about concern")
    assert "Go over the discussions and actions" in view


async def test_hou_55_hou_56_advice_and_who_does_what_are_written_down_and_made_known(
    hounslow: Town,
) -> None:
    """Both may not be left out; managers and leads of both sides are told that it is settled who
    does what, and the raiser reads it.
    """
    case = await hounslow.take_on(await hounslow.at_stage("heads_of_service"))
    head = case.raising.owner
    assert "fill this in" in await left_out(hounslow, head, case, "Give clear leadership")
    case = await recorded(hounslow, head, case, "Give clear leadership", guidance="Visit first.")
    assert "fill this in" in await left_out(hounslow, head, case, "See that the solution")
    plan = {"who_does_what": "The team visits by Friday."}
    case = await recorded(hounslow, head, case, "See that the solution", **plan)
    (told,) = [x for x in await hounslow.events(case, e.TaskDone) if x.task == "make_known"]
    for role in ("line_manager", "safeguarding_lead"):
        for side in Side:
            assert set(hounslow.holding(role, case, side)) <= set(told.told)
    record = await hounslow.record(hounslow.raiser, case)
    assert "Visit first." in record
    assert "The team visits by Friday." in record


async def test_hou_65_talks_within_an_agency_and_between_the_two_are_told_apart(
    hounslow: Town,
) -> None:
    """Both kinds stand in the record with who took part; closing asks for the copy on the file."""
    case = await hounslow.take_on(await hounslow.raised())
    talk = {"method": "telephone", "people": "R. and M.", "account": "We talked."}
    case = await hounslow.act(hounslow.raiser, case, Action.DISCUSS, between="within", **talk)
    case = await hounslow.act(hounslow.raiser, case, Action.DISCUSS, between="between", **talk)
    kinds = [x.between_agencies for x in await hounslow.events(case, e.DiscussionRecorded)]
    assert kinds == [False, True]
    case = await hounslow.settle_on(case)
    assert "Copy is on our file" in await hounslow.offered(hounslow.raiser, case)


async def test_hou_73_the_sub_group_is_asked_to_consider_what_is_learnt(hounslow: Town) -> None:
    """Once it is closed that is the sub-group's to record, by a day of our default."""
    case = await hounslow.closed(await hounslow.raised())
    (group, *_) = hounslow.holding("learning_subgroup", case)
    assert "Concord's default" in await hounslow.view(group, case)
    case = await recorded(hounslow, group, case, "Consider what is to be learnt", lessons="Ring.")
    assert "Ring." in await hounslow.record(group, case)


async def test_hou_75_to_talk_it_over_is_offered_and_nobody_is_chased_for_it(
    hounslow: Town,
) -> None:
    """The closed case offers it to both sides; left alone, no reminder speaks of it."""
    case = await hounslow.closed(await hounslow.raised())
    assert "Talk it over together, where that would help" in await hounslow.view(
        hounslow.counterpart, case
    )
    await hounslow.until(hounslow.clock.now() + timedelta(days=60))
    assert "Talk it over together" not in hounslow.texts(hounslow.counterpart)


async def test_hou_62_the_chair_owes_a_report_where_the_partnership_met_and_nowhere_else(
    hounslow: Town,
) -> None:
    """After closing the advisor says to whom it was reported and what it showed; sub-group and
    office hear of it. A case that was settled below asks for no such report.
    """
    below = await hounslow.closed(await hounslow.raised())
    assert "chairs_report" not in {one.task for one in below.duties}
    case = await hounslow.take_on(await hounslow.at_stage("partnership"))
    (advisor, *_) = hounslow.holding("independent_advisor", case)
    case = await hounslow.act(
        advisor,
        case,
        Action.MEETING,
        held_as="panel",
        held_on="2026-12-02",
        agencies="council,west-london",
        decision="A joint plan.",
        decided_by="The panel",
    )
    case = await hounslow.closed(case)
    label = await button(hounslow, advisor, case, "Report what it showed")
    form = await hounslow.form_asks(advisor, case, label)
    for body in ("The right sub-group", "The partnership board", "The executive meeting"):
        assert body in form
    assert "fill this in" in await left_out(
        hounslow, advisor, case, label, reported_to="The right sub-group"
    )
    half = {"reported_to": "", "issues_arising": "Late visits."}
    assert await left_out(hounslow, advisor, case, label, **half)
    said = {"reported_to": "The right sub-group", "issues_arising": "Late visits."}
    case = await recorded(hounslow, advisor, case, label, **said)
    assert "Late visits." in await hounslow.record(advisor, case)
    (told,) = [x for x in await hounslow.events(case, e.TaskDone) if x.task == "chairs_report"]
    for role in ("learning_subgroup", "partnership_office"):
        assert set(hounslow.holding(role, case)) <= set(told.told)
    assert case.closed_at is not None
    assert case.closed_at < london("2026-12-31 12:00")
