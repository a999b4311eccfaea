"""Where a case begins: its area, the kind of dispute it is, and the ladder that fits it."""

from dataclasses import replace

from core.cards import Press
from core.cases import commands as c
from core.cases import events as e
from core.cases.decide import decide_opening
from core.cases.posts import parties_of
from core.cases.refusals import Reason, Refusal
from core.cases.rules.ladder.entry_stages import path_of_case
from core.cases.rules.ladder.moving import next_stage_up
from core.desk.cases.forms import form
from core.desk.cases.views import case_view
from core.policy.model import Area, Bypass, Condition, DisputeKind, Exclusion, Track
from core.routing.stage_contacts import ask
from core.vocabulary import Action, Side, SubjectType
from tests.core.desk.replies import view
from tests.core.given import SMALL, World, done, given, kinds, only, refused, small_opening, world
from tests.core.office import Office, words

AREAS = (
    Area(id="north", name="Northshire"),
    Area(id="south", name="Southshire", redirect_to="the Southshire escalation policy"),
)
KINDS = (
    DisputeKind(id="case", text="About one child or adult"),
    DisputeKind(id="strategic", text="About how agencies work together", entry=("s3",)),
    DisputeKind(
        id="inside",
        text="Within one agency",
        advice="Your agency has its own procedure: use it as well.",
        within_agency=True,
        last="s2",
    ),
)
ANN, BOB, MIA = "small.ann", "small.bob", "small.mia"


def adults() -> Track:
    """A ladder of two stages for adults, which ends at the main ladder's board."""
    talk, managers, _ = SMALL.policy.ladder
    assert talk.hand_up is not None
    first = replace(
        talk, id="a1", name="Adults' talk", questions=(), hand_up=replace(talk.hand_up, to="a2")
    )
    second = replace(managers, id="a2", name="Adults' managers")
    return Track(
        id="adults",
        name="Adults",
        stages=(first, second),
        when=Condition(subjects=(SubjectType.ADULT,)),
    )


def here(*, bypass: bool = False) -> World:
    """The small policy with areas, kinds, something that belongs elsewhere, and an adults' ladder."""
    policy = replace(
        SMALL.policy,
        areas=AREAS,
        kinds=KINDS,
        exclusions=(Exclusion(id="pay", text="Disputes over pay", redirect="ask your union."),),
        tracks=(*SMALL.policy.tracks, adults()),
        immediate_risk=replace(
            SMALL.policy.immediate_risk, bypass=Bypass(text="Is it left?") if bypass else None
        ),
    )
    return world(policy, SMALL.directory)


def faults(command: c.OpenCase) -> set[tuple[Reason, str]]:
    """Why an opening is refused, and at which inputs."""
    decided = decide_opening(command, here().at(), "c1")
    return {(one.reason, one.input) for one in decided if isinstance(one, Refusal)}


def test_the_form_asks_kind_and_area_and_says_what_belongs_elsewhere() -> None:
    """Only where the policy has several; nothing of it is a gate."""
    press = Press(action=Action.RAISE, target="small")
    asked = form(press, None, here().at(), ANN, {})
    inputs = {one.id: one for one in asked.inputs}
    assert inputs["kind"].value == "case"
    assert not inputs["area"].required
    assert "Disputes over pay: ask your union." in words(asked.blocks)
    plain = form(press, None, SMALL.at(), ANN, {})
    assert {"kind", "area"}.isdisjoint(one.id for one in plain.inputs)


async def test_another_bodys_area_is_advice_and_the_case_is_opened_all_the_same() -> None:
    """The answer to the form says so, and so does the case later."""
    office = Office(here())
    typed = {
        "subject": "A.B.",
        "subject_type": "child",
        "with_whom": f"person:{BOB}",
        "trigger": "action",
        "category": "care",
        "protective_date": "2026-11-06",
        "area": "south",
        "kind": "case",
    }
    reply = await office.submit(ANN, await office.form(ANN), **typed)
    assert "Southshire has a policy of its own: the Southshire escalation policy." in view(reply)
    assert "Home area: Southshire" in view(reply)


def test_an_area_or_kind_that_is_not_the_policys_is_a_fault_at_its_input() -> None:
    """And "not known" is none."""
    wrong = small_opening(area="east", kind="odd")
    assert faults(wrong) == {(Reason.UNKNOWN_CHOICE, "area"), (Reason.UNKNOWN_CHOICE, "kind")}
    assert faults(small_opening(area="", kind="")) == set()


def test_a_strategic_dispute_may_begin_higher_up_with_a_reason() -> None:
    """Reading HOU-A10; a dispute about one child may not, where the policy allows no bypass."""
    high = small_opening(
        kind="strategic", entry_stage="s3", entry_reason="the chairs must settle it"
    )
    assert given(high, here=here()).stage == "s3"
    assert faults(replace(high, entry_reason="")) == {(Reason.EMPTY, "entry_reason")}
    assert faults(replace(high, kind="case")) == {(Reason.UNKNOWN_CHOICE, "entry_stage")}


def test_both_sides_may_be_one_agency_only_where_the_kind_says_so() -> None:
    """Reading HIL-A7: accepted, marked, and its two sides are still two people."""
    own = small_opening(receiving_agency="nhs", counterpart="small.dee")
    assert (Reason.OWN_AGENCY, "with_whom") in faults(own)
    case = given(replace(own, kind="inside"), here=here())
    assert case.raising.agency == case.receiving.agency == "nhs"
    assert case.receiving.asked == ("small.dee",)


def test_a_kind_with_a_last_stage_ends_there() -> None:
    """It goes up no further by escalating or by lapsing, and is overdue as at any last stage."""
    start = small_opening(kind="inside", receiving_agency="nhs", counterpart="small.dee")
    up = given(
        start,
        c.AnswerQuestion(by=ANN, stage="s1", question="q1", answer=True, reason="x"),
        c.EscalateNow(by=ANN, stage="s1", reason="no"),
        here=here(),
    )
    assert up.stage == "s2"
    assert next_stage_up(up, here().at()) is None
    assert (
        refused(up, c.EscalateNow(by="small.mia", stage="s2", reason="no"), here().at()).reason
        is Reason.LAST_STAGE
    )
    assert up.due is not None
    assert kinds(done(up, c.Lapse(by="", stage="s2"), here().at(up.due))) == ["StageLapsed"]
    assert [one.id for one in path_of_case(up, here().at())] == ["s1", "s2"]
    other = given(small_opening(entry_stage="s2", entry_reason="x"), here=here(bypass=True))
    assert next_stage_up(other, here().at()) is not None


def test_a_vacant_post_is_not_filled_from_above_the_last_stage() -> None:
    """The board is never drawn into a dispute within one agency."""
    posts = tuple(post for post in SMALL.directory.posts if post.id != "post.nurse-manager")
    lone = replace(here(), directory=replace(SMALL.directory, posts=posts))
    case = given(small_opening(kind="inside"), here=here())
    stage = lone.policy.stage("s2")
    assert ask(stage, Side.RAISING, parties_of(case), lone.policy, lone.directory).people == ()
    usual = replace(parties_of(case), kind="case")
    assert ask(stage, Side.RAISING, usual, lone.policy, lone.directory).people == ("small.chair",)


def test_the_advice_for_its_kind_stands_on_the_case() -> None:
    """With the agency's own procedure named once it is at its last stage."""
    case = given(
        small_opening(kind="inside", entry_stage="s2", entry_reason="x"), here=here(bypass=True)
    )
    shown = words(case_view(case, (), ANN, here().at()).blocks)
    assert "Your agency has its own procedure" in shown
    assert "This is the last stage for a dispute of this kind" in shown


def test_a_case_begins_on_the_first_ladder_that_fits_it() -> None:
    """An adult's on the adults' ladder, and it goes on to the board; a child's on the main one."""
    there = here()
    case = given(small_opening(subject_type=SubjectType.ADULT), here=there)
    assert case.stage == "a1"
    opened = only(e.StageEntered, [*_events(small_opening(subject_type=SubjectType.ADULT), there)])
    assert opened.why == "opened"
    assert [one.id for one in path_of_case(case, there.at())] == ["a1", "a2", "s3"]
    assert case.due is not None
    second = given(
        small_opening(subject_type=SubjectType.ADULT),
        case.due,
        c.Lapse(by="", stage="a1"),
        here=there,
    )
    assert second.due is not None
    third = given(
        small_opening(subject_type=SubjectType.ADULT),
        case.due,
        c.Lapse(by="", stage="a1"),
        second.due,
        c.Lapse(by="", stage="a2"),
        here=there,
    )
    assert third.stage == "s3"
    assert given(small_opening(), here=there).stage == "s1"


def _events(command: c.OpenCase, there: World) -> list[e.Event]:
    decided = decide_opening(command, there.at(), "c1")
    return [one for one in decided if not isinstance(one, Refusal)]
