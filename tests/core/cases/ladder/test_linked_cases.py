"""Ways beside the ladder: a matter of its own, linked to the case it grew from."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from core.cards import FormFaults, ShowForm, ShowView
from core.cases import commands as c
from core.cases import events as e
from core.cases.access import may
from core.cases.case import Case
from core.cases.casework import Casework, Done, Outcome, Refused
from core.cases.refusals import Reason
from core.cases.rules.ladder.entry_stages import path_of_case
from core.cases.rules.ladder.linked_cases import open_routes
from core.desk.cases.views import case_view
from core.policy.model import ClockRule, Condition, Field, HandUp, Route, Seat, Span, Stage, Track
from core.ports import LedgerUnavailable
from core.vocabulary import Action, ClockStart, Level, Purpose, Sensitivity, Side, SubjectType, Unit
from tests.core.desk.replies import view
from tests.core.given import MONDAY, REFERENCE, SMALL, World, given, only, small_opening, world
from tests.core.office import Office, buttons, words

ANN, BOB, MAX, MIA, CHAIR, CORA = (
    f"small.{one}" for one in ("ann", "bob", "max", "mia", "chair", "cora")
)
KEY = "a-token"


def hours(value: int) -> ClockRule:
    """So many elapsed hours from the entry into a stage."""
    return ClockRule(
        span=Span(value=value, unit=Unit.ELAPSED_HOURS), since=ClockStart.STAGE_ENTERED
    )


PRIORITY = Track(
    id="priority",
    name="Priority",
    stages=(
        Stage(
            id="p1",
            name="Managers at once",
            level=Level.MANAGER,
            raising=(Seat(role="boss"),),
            receiving=(Seat(role="boss"),),
            clock=hours(24),
            hand_up=HandUp(to="s3", side=None),
        ),
    ),
)
ROUTES = (
    Route(
        id="priority",
        text="Ask for the priority track",
        advice="Use this where it cannot wait five days.",
        to="p1",
        at_opening=True,
        fields=("why_now",),
        tell=("board",),
    ),
    Route(
        id="policy_issue",
        text="Refer a policy issue",
        advice="The case goes on as it is.",
        to="s3",
        from_stage="s2",
    ),
    Route(
        id="adults_only",
        text="Ask the adults' board",
        advice="For adults.",
        to="s3",
        when=Condition(subjects=(SubjectType.ADULT,)),
    ),
)


def here() -> World:
    """The small policy with a 24-hour priority track beside it, and a policy-issue jump."""
    field = Field(id="why_now", label="Why can it not wait?", kind="text", at="route")
    policy = replace(
        SMALL.policy,
        fields=(field,),
        tracks=(*SMALL.policy.tracks, PRIORITY),
        routes=ROUTES,
    )
    return world(policy, SMALL.directory)


def take(route: str = "priority", by: str = ANN, **changes: str) -> c.TakeRoute:
    """Ann takes a way beside the ladder."""
    answers = {"why_now": "the hearing is tomorrow"} if route == "priority" else {}
    usual = c.TakeRoute(
        by=by, route=route, reason="it is not a matter of casework", reference="", answers=answers
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


async def beside(office: Office, case: Case, command: c.TakeRoute, key: str = KEY) -> Case:
    """The matter that begins."""
    said = replace(command, reference=office.randomness.reference())
    outcome = await office.casework.beside(case.id, said, key)
    assert isinstance(outcome, Done), outcome
    return outcome.case


def ids(routes: Iterable[Route]) -> list[str]:
    """Their ids."""
    return [route.id for route in routes]


def test_a_way_is_offered_where_it_applies_and_leads_on() -> None:
    """From its first stage on, for whom it is meant, and not to where the case is already."""
    there = here()
    low = given(small_opening(), here=there)
    assert ids(open_routes(low, ANN, there.at())) == ["priority"]
    high = given(small_opening(entry_stage="s2", entry_reason="x"), here=there)
    assert ids(open_routes(high, MIA, there.at())) == ["priority", "policy_issue"]
    top = given(small_opening(entry_stage="s3", entry_reason="x"), here=there)
    assert ids(open_routes(top, ANN, there.at())) == ["priority"]
    adult = given(small_opening(subject_type=SubjectType.ADULT), here=there)
    assert "adults_only" in ids(open_routes(adult, ANN, there.at()))


async def test_the_matter_has_a_clock_and_contacts_of_its_own_and_the_case_goes_on() -> None:
    """It takes over whom it is about and both sides; nothing of the case's ladder moves."""
    office = Office(here())
    case = await office.open(small_opening())
    before = await office.read(case)
    matter = await beside(office, case, take())
    after = await office.read(case)
    assert matter.stage == "p1"
    assert (matter.raising.asked, matter.receiving.asked) == ((MIA,), (MAX,))
    assert matter.visit.due.date().isoformat() == "2026-11-03"
    assert matter.subject == case.subject
    assert matter.reference != case.reference
    assert matter.answers["why_now"] == "the hearing is tomorrow"
    assert after.visits == before.visits
    assert (after.raising, after.receiving) == (before.raising, before.receiving)
    assert [(one.matter, one.reference) for one in after.links] == [(matter.id, matter.reference)]
    assert (matter.parent, matter.parent_reference) == (case.id, case.reference)
    entered = only(e.StageEntered, [x.event for x in await office.ledger.read(matter.id)])
    assert entered.why == "beside"


async def test_a_date_already_past_makes_the_matter_due_at_once() -> None:
    """As on every stage: a protective date that is over is no reason to take the usual time."""
    office = Office(here())
    case = await office.open(small_opening())
    command = replace(take(), protective=MONDAY - timedelta(hours=1))
    matter = await beside(office, case, command)
    assert matter.visits[0].due == MONDAY


async def test_what_is_special_category_stays_with_the_case() -> None:
    """Whoever takes a way acts on the matter: by that nobody comes to read what they may not."""
    there = here()
    health = Field(
        id="health",
        label="What is known of their health?",
        kind="text",
        at="opening",
        required=False,
        sensitivity=Sensitivity.SPECIAL_CATEGORY,
    )
    plain = replace(health, id="concern", sensitivity=Sensitivity.STORE_ONLY)
    fields = (*there.policy.fields, health, plain)
    office = Office(world(replace(there.policy, fields=fields), SMALL.directory))
    told = {"health": "has a heart condition", "concern": "nobody visits"}
    case = await office.open(small_opening(answers=told))
    matter = await beside(office, case, take())
    assert case.answers["health"] == "has a heart condition"
    assert "health" not in matter.answers
    assert matter.answers["concern"] == "nobody visits"


async def test_left_alone_the_matter_goes_up_its_own_way_into_another_ladder() -> None:
    """From the priority track to the board, while the case is still at its first stage."""
    office = Office(here())
    case = await office.open(small_opening())
    matter = await beside(office, case, take())
    await office.fast_forward(hours=26)
    now = await office.read(matter)
    assert now.stage == "s3"
    assert [one.id for one in path_of_case(now, here().at())] == ["p1", "s3"]
    assert (await office.read(case)).stage == "s1"


async def test_everybody_concerned_is_told_and_the_policys_posts_too() -> None:
    """The case's two sides hear of it; who is named for the route is kept informed of the matter."""
    office = Office(here())
    case = await office.open(small_opening())
    matter = await beside(office, case, take())
    await office.settle()
    assert [one.message.about for one in office.owed(BOB, Purpose.BESIDE)] == [matter.reference]
    assert CHAIR in matter.informed
    assert office.owed(MAX, Purpose.ASKED)
    assert office.owed(ANN, Purpose.RECEIPT)
    told = words(office.cards(BOB)[-1].blocks)
    assert matter.reference in told
    assert "hearing" not in told


async def test_who_was_told_that_it_began_hears_that_it_is_over() -> None:
    """The posts the policy names for the route, to the end."""
    office = Office(here())
    case = await office.open(small_opening())
    matter = await beside(office, case, take())
    settled = c.ProposeOutcome(by=MIA, stage="p1", outcome="x", outstanding="", still_at_risk=False)
    yes = c.ConfirmOutcome(by=MAX, stage="p1", still_at_risk=False)
    accepted = (c.Accept(by=MAX, stage="p1"), c.Accept(by=MIA, stage="p1"))
    await office.do(matter, *accepted, settled, yes)
    await office.settle()
    copies = [c.TickCopied(by=ANN, side=Side.RAISING), c.TickCopied(by=MAX, side=Side.RECEIVING)]
    await office.do(matter, *copies, c.CloseCase(by=MIA))
    assert office.owed(CHAIR, Purpose.CLOSED)


async def test_a_matter_raised_by_the_other_side_keeps_the_first_raiser_informed() -> None:
    """Each side may take the way, as its own; the professional who raised it hears (HOU-64)."""
    office = Office(here())
    case = await office.open(small_opening())
    matter = await beside(office, case, take(by=BOB))
    assert (matter.raising.agency, matter.receiving.agency) == ("council", "nhs")
    assert matter.counterpart == ANN
    assert ANN in matter.informed


async def test_the_protective_date_goes_with_it() -> None:
    """A date set to protect the child protects the child in every matter."""
    office = Office(here())
    soon = MONDAY.replace(hour=16)
    case = await office.open(small_opening(protective=soon))
    matter = await beside(office, case, take())
    assert matter.visit.due == soon


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        (take(reason=" "), (Reason.EMPTY, "reason")),
        (take(answers={}), (Reason.EMPTY, "why_now")),  # type: ignore[arg-type]
        (take("policy_issue"), (Reason.STALE, "")),
        (take(by=CORA), (Reason.NOT_ALLOWED, "")),
        (take(by="small.stu"), (Reason.NOT_YOURS, "")),
    ],
)
async def test_what_is_missing_is_said_and_nothing_begins(
    command: c.TakeRoute, fault: tuple[Reason, str]
) -> None:
    """A reason, the route's own fields, a way that is offered, and somebody on a side."""
    office = Office(here())
    case = await office.open(small_opening())
    outcome = await office.casework.beside(case.id, replace(command, reference=REFERENCE), KEY)
    assert isinstance(outcome, Refused)
    assert [(one.reason, one.input) for one in outcome.refusals] == [fault]
    assert len(await office.ledger.cases_in("small")) == 1


class Interrupted(Casework):
    """A casework that is killed after the matter was begun and before the case says so."""

    async def carry_out(self, case_id: str, commands: object, **more: object) -> Outcome:
        """Killed."""
        raise LedgerUnavailable("killed")


async def test_killed_in_between_the_same_press_finishes_it_and_doubles_nothing() -> None:
    """The matter runs; pressing again says so on the case, once."""
    office = Office(here())
    case = await office.open(small_opening())
    killed = Interrupted(office.ledger, office.register.setting, office.clock, office.randomness)
    with pytest.raises(LedgerUnavailable):
        await killed.beside(case.id, replace(take(), reference=office.randomness.reference()), KEY)
    assert (await office.read(case)).links == ()
    matter = await beside(office, case, take())
    again = await beside(office, case, take())
    assert again.id == matter.id
    assert len((await office.read(case)).links) == 1
    assert len(await office.ledger.cases_in("small")) == 2
    assert (await beside(office, case, take(), key="another")).id != matter.id


async def test_a_press_finishes_it_although_the_case_has_been_settled_meanwhile() -> None:
    """What runs already is never left unsaid."""
    office = Office(here())
    case = await office.open(small_opening())
    killed = Interrupted(office.ledger, office.register.setting, office.clock, office.randomness)
    with pytest.raises(LedgerUnavailable):
        await killed.beside(case.id, replace(take(), reference=office.randomness.reference()), KEY)
    settled = c.ProposeOutcome(by=ANN, stage="s1", outcome="x", outstanding="", still_at_risk=False)
    yes = c.ConfirmOutcome(by=BOB, stage="s1", still_at_risk=False)
    case = await office.do(case, c.Accept(by=BOB, stage="s1"), settled, yes)
    await beside(office, case, take())
    assert len((await office.read(case)).links) == 1


async def test_through_the_desk_a_button_a_form_and_two_views_that_show_each_other() -> None:
    """Both sides and the coordinator see the one from the other; a stranger sees no button."""
    office = Office(here())
    case = await office.open(small_opening())
    shown = await office.says(ANN, f"show {case.reference}")
    assert isinstance(shown, ShowView)
    reply = await office.press(ANN, buttons(shown.view.blocks)["Ask for the priority track"])
    assert isinstance(reply, ShowForm)
    assert "Use this where it cannot wait five days." in words(reply.form.blocks)
    empty = await office.submit(ANN, reply.form, reason="", why_now="")
    assert isinstance(empty, FormFaults)
    assert set(empty.fields) == {"reason", "why_now"}
    opened = await office.submit(ANN, reply.form, reason="it is urgent", why_now="tomorrow")
    assert isinstance(opened, ShowView)
    assert f"beside {case.reference}" in view(opened)
    twice = await office.submit(ANN, reply.form, reason="it is urgent", why_now="tomorrow")
    assert isinstance(twice, ShowView)
    assert len(await office.ledger.cases_in("small")) == 2
    assert f"Open {case.reference}" in buttons(opened.view.blocks)
    (link,) = (await office.read(case)).links
    for person, both in ((ANN, True), (CORA, True), (BOB, False)):
        own = await office.says(person, f"show {case.reference}")
        assert isinstance(own, ShowView)
        assert (f"Open {link.reference}" in buttons(own.view.blocks)) is both
    back = await office.press(ANN, buttons(opened.view.blocks)[f"Open {case.reference}"])
    assert f"{link.reference} runs beside this case" in view(back)


async def test_where_the_policy_says_so_the_way_is_asked_for_without_a_case() -> None:
    """A choice on the form that raises a concern, the ladder first; its fields are then asked."""
    office = Office(here())
    form = await office.form(ANN)
    asked = {one.id: one for one in form.inputs}
    assert [o.value for g in asked["route"].groups for o in g.options] == ["ladder", "priority"]
    assert not asked["why_now"].required
    typed = {
        "subject": "A.B.",
        "subject_type": "child",
        "with_whom": f"person:{BOB}",
        "trigger": "action",
        "category": "care",
        "route": "priority",
    }
    missing = await office.submit(ANN, form, **typed)
    assert isinstance(missing, FormFaults)
    assert set(missing.fields) == {"why_now"}
    opened = await office.submit(ANN, form, **typed, why_now="tomorrow")
    assert "Priority, stage 1: Managers at once" in view(opened)
    (case_id,) = await office.ledger.cases_in("small")
    case = await office.casework.read(case_id)
    assert case is not None
    assert (case.route, case.stage, case.parent) == ("priority", "p1", "")
    assert CHAIR in case.informed


def test_only_who_acts_for_a_side_may_take_a_way() -> None:
    """Nobody who is merely informed, and nobody once it is settled."""
    case = given(small_opening(), here=here())
    assert may(Action.ROUTE, case, ANN, here().at())
    assert not may(Action.ROUTE, case, CORA, here().at())
    shown = words(case_view(case, (), CORA, here().at()).blocks)
    assert "Ask for the priority track" not in shown
