"""The three boroughs: what can be raised, danger now, who else is told, records and closing."""

from core.cases import events as e
from core.vocabulary import Action, Purpose, Side
from tests.clauses.town import Town, london

OUTCOME = "Visits every week from now on."


async def test_tri_04_what_can_be_raised_and_what_it_may_be_about(tri_borough: Town) -> None:
    """All three kinds of occasion and the four subjects are offered, and none is refused."""
    assert await tri_borough.offers("trigger") == (
        "Something another agency did",
        "Something another agency did not do",
        "A decision another agency made",
    )
    assert {
        "Thresholds of need or risk",
        "What was or was not done about a referral, assessment or enquiry",
        "Who is responsible for what",
        "Communication within or between agencies",
    } <= set(await tri_borough.offers("category"))
    case = await tri_borough.raised(category="other")
    assert "Mainly about: Something else" in await tri_borough.view(tri_borough.raiser, case)


async def test_tri_05_case_management_can_be_raised_too(tri_borough: Town) -> None:
    """How often visits happen, and who comes to meetings."""
    offered = await tri_borough.offers("category")
    assert "How often visits happen" in offered
    assert "Who comes to core groups and conferences" in offered


async def test_tri_02_every_agency_can_take_up_a_difference_and_sees_the_whole_way(
    tri_borough: Town,
) -> None:
    """A charity's worker can raise one with a council, and reads every stage of the ladder."""
    worker = "tri-borough.juno-pettifer"
    case = await tri_borough.raised(by=worker)
    view = await tri_borough.view(worker, case)
    for number in range(1, 6):
        assert f"Stage {number}: " in view


async def test_tri_01_the_childs_home_area_can_be_named(tri_borough: Town) -> None:
    """One of the three boroughs, or that it is not known."""
    offered = await tri_borough.offers("area")
    for borough in (
        "London Borough of Hammersmith and Fulham",
        "Royal Borough of Kensington and Chelsea",
        "City of Westminster",
    ):
        assert borough in offered


async def test_tri_16_tri_17_tri_18_tri_19_tri_20_four_pieces_of_information_are_given(
    tri_borough: Town,
) -> None:
    """The child, the practitioner and agency, the concern and what was done, the outcome."""
    form = await tri_borough.raising_asks()
    for asked in (
        "Name of the practitioner, if you could not choose it above",
        "What is your concern?",
        "What has been done so far to settle it?",
        "What outcome do you want for the child?",
    ):
        assert asked in form


async def test_tri_10_the_manager_and_the_safeguarding_lead_hear_of_danger_at_once(
    tri_borough: Town,
) -> None:
    """Both of the raiser's own side, with the emergency routes in front of everything."""
    case = await tri_borough.flagged(await tri_borough.raised())
    told = tri_borough.told(Purpose.IMMEDIATE_RISK)
    for role in ("line_manager", "safeguarding_lead"):
        people = tri_borough.holding(role, case)
        assert people
        assert set(people) <= told
    assert "999" in await tri_borough.raising_asks()


async def test_tri_26_whether_to_go_straight_to_a_senior_officer_must_be_decided(
    tri_borough: Town,
) -> None:
    """Once danger is flagged, the question is put; the answer needs a reason."""
    case = await tri_borough.raised()
    assert "straight to a senior officer" not in await tri_borough.asked_of(case)
    case = await tri_borough.flagged(case)
    assert "straight to a senior officer" in await tri_borough.asked_of(case)
    form = await tri_borough.form_asks(tri_borough.raiser, case, Action.BYPASS)
    assert "Safeguarding leads" in form
    assert "Line managers" not in form
    to = {"bypass": "yes", "to": "heads_of_service"}
    assert await tri_borough.refused(tri_borough.raiser, case, Action.BYPASS, **to, reason="")
    case = await tri_borough.act(tri_borough.raiser, case, Action.BYPASS, **to, reason="Tonight.")
    assert case.stage == "heads_of_service"
    (decided,) = await tri_borough.events(case, e.BypassDecided)
    assert set(tri_borough.holding("line_manager", case)) <= set(decided.told), "told, not asked"


async def test_tri_39_where_harm_may_be_immediate_one_chooses_the_stage_to_begin_at(
    tri_borough: Town,
) -> None:
    """Every stage is offered, and a case may begin with the heads of service, with a reason."""
    assert len(await tri_borough.offers("entry_stage")) == len(tri_borough.policy.ladder)
    case = await tri_borough.raised(entry_stage="line_managers", entry_reason="Today.")
    assert case.stage == "line_managers"
    case = await tri_borough.raised(entry_stage="heads_of_service", entry_reason="Tonight.")
    assert case.stage == "heads_of_service"


async def test_tri_31_tri_36_tri_40_the_partnership_office_follows_every_case_from_the_managers_on(
    tri_borough: Town,
) -> None:
    """It is told at the line managers' stage, and not before."""
    case = await tri_borough.raised()
    office = set(tri_borough.holding("board_office", case))
    assert office
    assert not office & tri_borough.told(Purpose.INFORMED, "discussion")
    await tri_borough.lapsed(case)
    assert office <= tri_borough.told(Purpose.INFORMED, "line_managers")


async def test_tri_06_tri_38_differences_are_settled_quickly_and_openly(
    tri_borough: Town,
) -> None:
    """The policy page asks for it; what two practitioners settle goes no further."""
    assert "Settle it quickly and openly" in await tri_borough.page()
    await tri_borough.closed(await tri_borough.raised())
    await tri_borough.until(london("2026-12-20 12:00"))
    assert tri_borough.told(Purpose.ASKED) == {tri_borough.counterpart}


async def test_tri_27_discussions_are_recorded_as_they_happen(tri_borough: Town) -> None:
    """The policy page asks for it, and the record keeps what was said and with whom."""
    assert "as it happens" in await tri_borough.page()
    case = await tri_borough.raised()
    case = await tri_borough.act(
        tri_borough.raiser,
        case,
        Action.DISCUSS,
        method="phone",
        people="Roisin Featherstone",
        account="She will look again.",
        held_on="2026-10-30",
    )
    record = await tri_borough.record(tri_borough.raiser, case)
    assert "She will look again." in record
    assert "Roisin Featherstone" in record
    (said,) = await tri_borough.events(case, e.DiscussionRecorded)
    assert said.late, "written down on a later day, and marked so"


async def test_tri_33_decisions_are_shared_with_the_worker_who_raised_it(
    tri_borough: Town,
) -> None:
    """An outcome that two managers settled is told to the practitioner who raised it."""
    case = await tri_borough.settle_on(await tri_borough.at_stage("line_managers"))
    assert case.raising.owner != tri_borough.raiser
    assert tri_borough.raiser in tri_borough.told(Purpose.AGREED)


async def test_tri_34_tri_49_what_is_agreed_and_what_stays_open_is_in_writing(
    tri_borough: Town,
) -> None:
    """The case says what was agreed, and how the open points will be followed up."""
    case = await tri_borough.settle_on(await tri_borough.raised(), OUTCOME, "A call on Friday.")
    view = await tri_borough.view(tri_borough.counterpart, case)
    assert OUTCOME in view
    assert "A call on Friday." in view


async def test_tri_28_the_record_goes_on_the_childs_file(tri_borough: Town) -> None:
    """Closing is refused until both sides have said in these words that it is on their own file."""
    case = await tri_borough.settle_on(await tri_borough.raised())
    assert "This is on our agency's file" in await tri_borough.view(tri_borough.raiser, case)
    assert await tri_borough.refused(tri_borough.raiser, case, Action.CLOSE)
    assert (await tri_borough.read(case)).closed_at is None
    assert (await tri_borough.closed(case)).closed_at is not None


async def test_tri_52_closing_asks_how_well_the_protocol_worked(tri_borough: Town) -> None:
    """Whoever closes is asked, and the partnership office hears of the closing."""
    case = await tri_borough.settle_on(await tri_borough.raised())
    form = await tri_borough.form_asks(tri_borough.raiser, case, Action.CLOSE)
    assert "How well did the protocol work here?" in form
    await tri_borough.closed(case)
    office = tri_borough.holding("board_office", case, Side.RAISING)
    assert office
    assert set(office) <= tri_borough.told(Purpose.CLOSED)
