"""Hounslow: what can be raised, by whom, what has to be written, and the first talk."""

from dataclasses import replace
from datetime import date

from core.cases.casework import Refused
from core.vocabulary import Action, Purpose, Side
from tests.clauses.town import Town, london


async def test_hou_03_what_another_agency_did_or_did_not_do_or_decided_can_be_raised(
    hounslow: Town,
) -> None:
    """Whoever raises a concern is offered all three kinds of occasion."""
    assert await hounslow.offers("trigger") == (
        "Something another agency did",
        "Something another agency did not do",
        "A decision another agency made",
    )


async def test_hou_12_the_usual_subjects_are_offered_and_none_is_refused(hounslow: Town) -> None:
    """Eight subjects are offered by name, and anything else can be raised as well."""
    assert {
        "Levels of need, thresholds or referrals",
        "What a professional did or did not do",
        "An assessment or how it was read",
        "How a decision was made, such as at a conference",
        "A service that was or was not given",
        "Who is responsible for what",
        "A plan that is not moving",
        "Communication or sharing information",
    } <= set(await hounslow.offers("category"))
    case = await hounslow.raised(category="other")
    assert "Mainly about: Something else" in await hounslow.view(hounslow.raiser, case)


async def test_hou_04_hou_09_strategic_matters_are_for_every_member_agency(
    hounslow: Town,
) -> None:
    """How agencies work together can be raised beside an everyday matter, with any agency; the case
    shows that a child's own never waits for it.
    """
    assert await hounslow.offers("kind") == (
        "About one child or family",
        "About how agencies of the partnership work together",
    )
    case = await hounslow.raised(kind="strategic")
    assert case.stage == "discussion"
    assert "it never waits for this one" in await hounslow.view(hounslow.raiser, case)
    form = await hounslow.raising_asks()
    for agency in ("London Borough of Hounslow", "Metropolitan Police", "Cranmere Lane Primary"):
        assert agency in form


async def test_hou_09_hou_10_a_strategic_matter_may_begin_with_the_heads_or_the_partnership(
    hounslow: Town,
) -> None:
    """A reason is needed; a matter about a child begins with the first talk, whatever is asked."""
    higher = {"entry_stage": "partnership", "entry_reason": "Every team meets it."}
    case = await hounslow.raised(kind="strategic", **higher)
    assert case.stage == "partnership"
    stages = await hounslow.offers("entry_stage")
    assert len(stages) == 3
    command = hounslow.opening(kind="operational", **higher)
    refused = await hounslow.casework.open("hounslow", command, "c" * 32)
    assert isinstance(refused, Refused)


async def test_hou_10_it_is_written_down_where_a_disagreement_came_to_light(
    hounslow: Town,
) -> None:
    """Casework, an audit or the review of a serious incident; it may be left open."""
    assert {
        "Everyday casework",
        "An audit or other quality check",
        "The review of a serious incident",
    } <= set(await hounslow.offers("source"))
    case = await hounslow.raised()
    assert "about source" in await hounslow.view(hounslow.raiser, case)


async def test_hou_07_complaints_and_differences_within_one_agency_are_pointed_elsewhere(
    hounslow: Town,
) -> None:
    """The form says where both belong, as advice: whatever is raised is taken."""
    form = await hounslow.raising_asks()
    assert "A complaint about a service or a person" in form
    assert "Use the complaints procedure of the agency concerned." in form
    assert "A difference with colleagues of your own agency" in form
    assert "Use your own agency's way of escalating." in form
    assert (await hounslow.raised()).stage == "discussion"


async def test_hou_06_the_same_limits_hold_however_an_agency_is_organised(hounslow: Town) -> None:
    """A school's first stage and a council's run out at the same moment."""
    council = await hounslow.raised()
    school = await hounslow.raised(
        by="hounslow.fern-attwater", counterpart="hounslow.ellis-brackenbury"
    )
    assert council.due == school.due == london("2026-11-09 17:00")


async def test_hou_16_the_practitioners_themselves_answer_for_it_first(hounslow: Town) -> None:
    """Whoever raised it stands for one side, and the practitioner it is with for the other."""
    case = await hounslow.raised()
    assert case.raising.current == (hounslow.raiser,)
    assert case.receiving.current == (hounslow.counterpart,)


async def test_hou_28_hou_31_hou_32_hou_33_hou_34_four_things_are_written_down(
    hounslow: Town,
) -> None:
    """The form asks for the child, the practitioner and agency, the concern and what was done, and
    the outcome that is wanted; whoever was chosen is named in the case.
    """
    form = await hounslow.raising_asks()
    for asked in (
        "Who is this about?",
        "What is your concern?",
        "What has been done so far to settle it?",
        "What outcome do you want for the child?",
    ):
        assert asked in form
    assert await hounslow.offers("with_whom")
    case = await hounslow.raised()
    assert "Raised with: Marlow Winstead" in await hounslow.view(hounslow.raiser, case)


async def test_hou_28_hou_32_the_practitioner_is_named_before_it_is_handed_up(
    hounslow: Town,
) -> None:
    """Where only a team was chosen, nobody hands it up without the name; where the person was, the
    name is not asked for again.
    """
    question = "Which practitioner is your concern with?"
    chosen = await hounslow.raised()
    assert question not in await hounslow.form_asks(hounslow.raiser, chosen, Action.ESCALATE)
    command = replace(hounslow.opening(), counterpart="", receiving_team="family-help")
    case = await hounslow.open(command)
    assert question in await hounslow.form_asks(hounslow.raiser, case, Action.ESCALATE)
    said = await hounslow.refused(hounslow.raiser, case, Action.ESCALATE, reason="Nobody answers.")
    assert "fill this in" in said
    named = {"reason": "Nobody answers.", "other_practitioner": "Ottoline Fairweather"}
    case = await hounslow.act(hounslow.raiser, case, Action.ESCALATE, **named)
    assert case.stage == "line_managers"
    assert "Ottoline Fairweather" in await hounslow.view(hounslow.raiser, case)


async def test_hou_30_what_was_written_goes_up_with_the_concern(hounslow: Town) -> None:
    """A head of service who is asked weeks later reads what was written at the opening."""
    case = await hounslow.at_stage("heads_of_service")
    (head, *_) = hounslow.holding("head_of_service", case, Side.RECEIVING)
    story = await hounslow.view(head, case)
    assert "about concern" in story
    assert "about outcome_sought" in story


async def test_hou_29_a_copy_of_the_written_concern_is_owed_to_the_childs_record(
    hounslow: Town,
) -> None:
    """The raiser reads that a copy goes on the child's record."""
    case = await hounslow.raised()
    asked = await hounslow.asked_of(case, Side.RAISING)
    assert "copy of your written concern on the child's record" in asked


async def test_hou_24_hou_27_the_first_talk_is_by_telephone_or_face_to_face(
    hounslow: Town,
) -> None:
    """Both practitioners read that they should talk, and record how, when and with whom."""
    case = await hounslow.raised()
    for side in Side:
        assert "Talk by telephone or face to face" in await hounslow.asked_of(case, side)


async def test_hou_25_hou_76_the_first_window_counts_from_the_day_the_difference_arose(
    hounslow: Town,
) -> None:
    """Raised two working days late, the first stage has two working days less."""
    case = await hounslow.raised(arose_on=date(2026, 10, 29))
    assert case.due == london("2026-11-05 17:00")


async def test_hou_17_a_difference_that_is_settled_by_talking_goes_no_further(
    hounslow: Town,
) -> None:
    """Settled between the two practitioners, nobody above them is ever asked."""
    case = await hounslow.closed(await hounslow.raised())
    await hounslow.until(london("2026-12-20 12:00"))
    assert (await hounslow.read(case)).stage == "discussion"
    assert hounslow.told(Purpose.ASKED) == {hounslow.counterpart}


async def test_hou_13_a_difference_that_is_left_alone_still_comes_to_an_end(
    hounslow: Town,
) -> None:
    """With nobody doing anything it goes up stage by stage, and the last stage's running out is
    told to the coordinators, again and again.
    """
    case = await hounslow.at_stage("partnership")
    await hounslow.lapsed(case)
    assert set(hounslow.directory.coordinators) <= hounslow.told(Purpose.LAPSED, "partnership")


async def test_hou_82_in_a_school_the_designated_safeguarding_lead_is_asked(
    hounslow: Town,
) -> None:
    """A teacher's concern goes up to the school's own designated safeguarding lead."""
    teacher = "hounslow.fern-attwater"
    case = await hounslow.at_stage("line_managers", by=teacher)
    assert "Designated Safeguarding Lead" in await hounslow.view(teacher, case)
    assert "hounslow.maud-pellingham" in hounslow.told(Purpose.ASKED, "line_managers")


async def test_hou_63_hou_78_what_was_done_is_written_down_at_every_stage(hounslow: Town) -> None:
    """The record says that it was raised, and that a stage ran out, with the reason of a person
    who moved it up.
    """
    case = await hounslow.at_stage("line_managers")
    managers = hounslow.holding("line_manager", case)
    await hounslow.act(
        managers[0],
        case,
        Action.ESCALATE,
        reason="We cannot agree.",
        answer_professionals_meeting="no",
        reason_professionals_meeting="We met already.",
    )
    record = await hounslow.record(hounslow.raiser, case)
    assert "We cannot agree." in record
    assert "We met already." in record
    assert "lapsed" in record.casefold() or "ran out" in record.casefold()
