"""Hillingdon: what can be raised and for whom, danger now, records, and closing."""

from datetime import date

from core.vocabulary import Action, Purpose, Side, SubjectType
from tests.clauses.town import Town


async def test_hil_05_decisions_actions_and_inaction_can_be_raised(hillingdon: Town) -> None:
    """On a referral, an assessment or an enquiry."""
    assert await hillingdon.offers("trigger") == (
        "A decision on a referral, an assessment or an enquiry",
        "Something done about a referral, an assessment or an enquiry",
        "Something not done about a referral, an assessment or an enquiry",
    )


async def test_hil_09_the_likely_subjects_are_offered_and_none_is_refused(
    hillingdon: Town,
) -> None:
    """Five subjects are offered by name, and anything else can be raised as well."""
    assert {
        "Levels of need",
        "Who is responsible for what",
        "Action taken or not taken",
        "Planning of care",
        "Communication or sharing information",
    } <= set(await hillingdon.offers("category"))
    case = await hillingdon.raised(category="other")
    assert "Mainly about: Something else" in await hillingdon.view(hillingdon.raiser, case)


async def test_hil_02_it_is_for_every_agency_and_for_children_and_adults_alike(
    hillingdon: Town,
) -> None:
    """The form asks whom it protects, and a school or a landlord can be chosen as the other."""
    form = await hillingdon.raising_asks()
    assert "Whom does this protect?" in form
    assert len(await hillingdon.offers("subject_type")) >= len((SubjectType.CHILD, "adult"))
    for agency in ("Ruislip Meadows School", "Crane Park Homes", "Metropolitan Police"):
        assert agency in form


async def test_hil_27_one_is_specific_and_keeps_to_evidence_and_best_interest(
    hillingdon: Town,
) -> None:
    """The form asks what the view is based on, and why it is in the person's interest."""
    form = await hillingdon.raising_asks()
    assert "What exactly is the difference, and what is your view based on?" in form
    assert "why is it in their interest?" in form


async def test_hil_11_what_is_unresolved_is_weighed_against_the_risk(hillingdon: Town) -> None:
    """The form asks for the risk while it stays open, and the managers read the answer."""
    assert "risk to the person while this stays open" in await hillingdon.raising_asks()
    case = await hillingdon.at_stage("first_line_managers")
    assert "about risk" in await hillingdon.asked_of(case, Side.RECEIVING)


async def test_hil_18_where_harm_may_be_immediate_one_chooses_the_stage_to_begin_at(
    hillingdon: Town,
) -> None:
    """Every stage is offered, and a case may begin with the senior managers, with a reason."""
    assert len(await hillingdon.offers("entry_stage")) == len(hillingdon.policy.ladder)
    case = await hillingdon.raised(entry_stage="senior_managers", entry_reason="Tonight.")
    assert case.stage == "senior_managers"


async def test_hil_18_the_manager_and_the_childrens_lead_hear_of_danger_at_once(
    hillingdon: Town,
) -> None:
    """Both of the raiser's own side; the adults' lead is not troubled for a child."""
    case = await hillingdon.flagged(await hillingdon.raised())
    told = hillingdon.told(Purpose.IMMEDIATE_RISK)
    for role in ("first_line_manager", "children_safeguarding_lead"):
        people = hillingdon.holding(role, case)
        assert people
        assert set(people) <= told
    assert not set(hillingdon.holding("adult_safeguarding_lead", case)) & told


async def test_hil_18_for_an_adult_the_adult_lead_hears_of_danger_at_once(
    hillingdon: Town,
) -> None:
    """The adult safeguarding lead of the raiser's own side, and not the children's."""
    case = await hillingdon.raised(subject_type=SubjectType.ADULT)
    case = await hillingdon.flagged(case)
    told = hillingdon.told(Purpose.IMMEDIATE_RISK)
    leads = hillingdon.holding("adult_safeguarding_lead", case)
    assert leads
    assert set(leads) <= told
    assert not set(hillingdon.holding("children_safeguarding_lead", case)) & told


async def test_hil_23_each_discussion_is_recorded_as_it_happens(hillingdon: Town) -> None:
    """The page asks for it, and one that is written down days later is marked as late."""
    assert "Record each discussion as it happens." in await hillingdon.page()
    case = await hillingdon.raised()
    case = await hillingdon.act(
        hillingdon.raiser,
        case,
        Action.DISCUSS,
        method="phone",
        people="Merryn Oakeshott",
        account="She will look again.",
        held_on=date(2026, 10, 30).isoformat(),
    )
    record = await hillingdon.record(hillingdon.raiser, case)
    assert "She will look again." in record
    assert "30 October 2026" in record


async def test_hil_25_a_copy_goes_on_the_record_that_each_agency_keeps(hillingdon: Town) -> None:
    """Closing is refused until both sides have said that the copy is on their own file."""
    case = await hillingdon.settle_on(await hillingdon.raised())
    assert await hillingdon.refused(hillingdon.raiser, case, Action.CLOSE)
    assert (await hillingdon.read(case)).closed_at is None
    assert (await hillingdon.closed(case)).closed_at is not None


async def test_hil_24_each_side_approves_and_dates_its_record(hillingdon: Town) -> None:
    """Each says so in these words with its copy, and the record keeps them with name and day."""
    case = await hillingdon.settle_on(await hillingdon.raised())
    words = "We have approved and dated our record of this."
    assert words in await hillingdon.view(hillingdon.raiser, case)
    case = await hillingdon.act(hillingdon.raiser, case, "We confirm this")
    assert words in await hillingdon.record(hillingdon.raiser, case)


async def test_hil_15_unclear_protocols_are_asked_for_and_reach_the_unit(hillingdon: Town) -> None:
    """Whoever closes is asked which procedure should be clearer; the unit hears of it."""
    case = await hillingdon.settle_on(await hillingdon.raised())
    form = await hillingdon.form_asks(hillingdon.raiser, case, Action.CLOSE)
    assert "protocol or procedure that should be clearer" in form
    await hillingdon.closed(case)
    unit = hillingdon.holding("implementation_unit", case)
    assert unit
    assert set(unit) <= hillingdon.told(Purpose.CLOSED)
