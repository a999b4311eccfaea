"""Whose act it is: nobody acts for a seat that is not theirs, at any stage of the five policies."""

from dataclasses import replace

import pytest

from core.cases import commands as c
from core.cases import events as e
from core.cases.decide import decide
from core.cases.refusals import Reason, Refusal
from core.cases.wording.labels import LABEL
from core.vocabulary import Action, ChildStatus, Purpose, Side
from tests.clauses.conftest import town as town_of
from tests.clauses.town import RAISED, Town

RAISERS_OWN = {
    "Add a note",
    "Ask for support",
    "Bring the deadline forward",
    "Complete the hand-up",
    "Correct an entry",
    "Go straight to a higher stage",
    "I am not satisfied",
    "Read the record",
    "Record a discussion",
    "Report a gap in policy or procedure",
    "Someone is in immediate danger",
    "Special circumstances",
}
"""What belongs to whoever raised it at every stage above their own (reading G16)."""


@pytest.mark.parametrize("policy", sorted(RAISED))
async def test_above_their_own_stage_the_raiser_keeps_what_is_theirs_and_no_more(
    policy: str,
) -> None:
    """Not a manager's task, a unit's decision, a chair's meeting, an answer or an outcome."""
    town = town_of(policy)
    case = await town.raised()
    for stage in [one.id for one in town.policy.ladder][1:]:
        case = await town.left_until(case, stage)
        if case.raising.owner == case.raiser:  # a second stage between the two practitioners
            continue
        case = await town.take_on(case)
        offered = set(await town.offered(case.raiser, case))
        beside = {one.text for one in town.policy.routes if not one.from_stage}
        assert offered - beside <= RAISERS_OWN, stage


@pytest.mark.parametrize("policy", sorted(RAISED))
async def test_after_its_time_the_raiser_may_ask_the_next_level(policy: str) -> None:
    """Never before it, and without the decisions that are the holders'."""
    town = town_of(policy)
    second = next(one for one in town.policy.ladder if one.level != "practitioner")
    case = await town.at_stage(second.id)
    up = c.EscalateNow(by=case.raiser, stage=case.stage, reason="nothing happened")
    early = decide(case, up, town.world.at(town.clock.now()))
    assert isinstance(early, Refusal)
    assert early.reason is Reason.NOT_ALLOWED
    late = decide(case, up, town.world.at(case.visit.due))
    assert not isinstance(late, Refusal)


async def test_hil_38_39_40_the_unit_decides_and_neither_the_raiser_nor_the_raising_senior(
    hillingdon: Town,
) -> None:
    """Before the unit accepts and after: nobody decides in its place."""
    case = await hillingdon.at_stage("implementation_unit")
    senior, unit = case.raising.named, case.receiving.named
    for _ in range(2):
        for person in (case.raiser, senior):
            assert LABEL[Action.DISPOSE] not in await hillingdon.offered(person, case)
            chosen = c.Dispose(by=person, stage=case.stage, disposition="directly", reason="x")
            assert isinstance(
                decide(case, chosen, hillingdon.world.at(hillingdon.clock.now())), Refusal
            )
        assert LABEL[Action.DISPOSE] in await hillingdon.offered(unit, case)
        case = await hillingdon.take_on(case)


async def test_hil_44_the_panels_answer_is_recorded_by_the_unit_alone(hillingdon: Town) -> None:
    """Neither the raiser nor the raising senior records what the panel decided."""
    case = await hillingdon.at_stage("implementation_unit")
    unit = case.receiving.named
    case = await hillingdon.act(
        unit, case, Action.DISPOSE, disposition="panel", reason="it is complex"
    )
    assert case.stage == "resolution_panel"
    for person in (case.raiser, case.raising.named):
        assert LABEL[Action.MEETING] not in await hillingdon.offered(person, case)
    assert LABEL[Action.MEETING] in await hillingdon.offered(case.receiving.named, case)


async def test_tri_50_the_referring_managers_form_is_the_referring_managers(
    tri_borough: Town,
) -> None:
    """The practitioner cannot sign it, nor can the manager of the other side."""
    case = await tri_borough.take_on(await tri_borough.at_stage("line_managers"))
    form = next(
        one for one in tri_borough.policy.stage(case.stage).tasks if one.id.startswith("form")
    )
    start = form.text[:20]
    assert any(x.startswith(start) for x in await tri_borough.offered(case.raising.owner, case))
    for person in (case.raiser, case.receiving.owner, case.counterpart):
        assert not any(x.startswith(start) for x in await tri_borough.offered(person, case))


async def test_tri_25_the_heads_of_service_answer_whether_it_is_a_matter_of_policy(
    tri_borough: Town,
) -> None:
    """Neither the raiser nor the practitioner who was challenged."""
    case = await tri_borough.at_stage("heads_of_service")
    case = await tri_borough.take_on(case)
    assert LABEL[Action.ANSWER] in await tri_borough.offered(case.raising.owner, case)
    for person in (case.raiser, case.counterpart):
        assert LABEL[Action.ANSWER] not in await tri_borough.offered(person, case)


async def test_hou_52_the_designated_professional_records_what_they_did(hounslow: Town) -> None:
    """They take part, and are not only told; so does the practitioner who was challenged."""
    case = await hounslow.at_stage("heads_of_service")
    for designated in hounslow.holding("designated_professional", case):
        assert LABEL[Action.DISCUSS] in await hounslow.offered(designated, case)
    assert LABEL[Action.DISCUSS] in await hounslow.offered(case.counterpart, case)


@pytest.mark.parametrize(
    ("policy", "side"),
    [(one, side) for one in ("hounslow", "wandsworth") for side in Side],
)
async def test_hou_23_wan_08_what_danger_asks_is_asked_of_the_side_that_saw_it(
    policy: str, side: Side
) -> None:
    """Flagged by the other side's worker, it is the other side's to take up (K5)."""
    town = town_of(policy)
    case = await town.raised()
    by = case.raiser if side is Side.RAISING else case.counterpart
    case = await town.flagged(case, by=by)
    owed = [one for one in case.open_duties if one.scope.startswith("risk:") and one.side]
    assert owed
    assert {one.side for one in owed} == {side}
    case = await town.recorded(case, owed[0].task, by, **_facts(town, owed[0].task))
    assert owed[0] not in case.open_duties


def _facts(town: Town, task: str) -> dict[str, str]:
    (found,) = (one for one in town.policy.immediate_risk.tasks if one.id == task)
    return dict.fromkeys(found.records, "the lead, at ten")


async def test_a_coordinator_enters_for_somebody_who_cannot(halton: Town) -> None:
    """The record says for whom, by whom and why, and the person is told; the act is theirs."""
    case = await halton.at_stage("childrens_unit")
    coordinator, unit = halton.directory.coordinators[0], case.receiving.named
    assert LABEL[Action.DISPOSE] not in await halton.offered(coordinator, case)
    case = await halton.enter_for(
        coordinator,
        unit,
        case,
        Action.DISPOSE,
        because="no signal at the hospital",
        disposition="determined",
        reason="by telephone",
    )
    (why,) = await halton.events(case, e.EnteredOnBehalf)
    (taken,) = await halton.events(case, e.DispositionTaken)
    assert (why.by, why.person, why.reason) == (coordinator, unit, "no signal at the hospital")
    assert (taken.by, taken.entered_by) == (unit, coordinator)
    assert unit in halton.told(Purpose.ENTERED_FOR_YOU)
    record = await halton.record(coordinator, case)
    assert "a coordinator, entered what follows for" in record
    assert "no signal at the hospital" in record


@pytest.mark.parametrize("why", ["", "  "])
async def test_without_a_reason_nothing_is_entered_for_anybody(halton: Town, why: str) -> None:
    """The form says so at its field, and nothing is lost."""
    case = await halton.at_stage("childrens_unit")
    setting = halton.world.at(halton.clock.now())
    enter = c.Dispose(
        by=case.receiving.named,
        stage=case.stage,
        disposition="determined",
        reason="x",
        entered_by=halton.directory.coordinators[0],
        entered_because=why,
    )
    refused = decide(case, enter, setting)
    assert isinstance(refused, Refusal)
    assert (refused.reason, refused.input) == (Reason.EMPTY, "because")


async def test_nobody_but_a_coordinator_enters_for_others_and_only_what_is_theirs(
    halton: Town,
) -> None:
    """Not the raiser for the unit; not a coordinator for somebody who may not do it either; not
    themselves; and no note, alert or bypass in another's name.
    """
    case = await halton.at_stage("childrens_unit")
    setting = halton.world.at(halton.clock.now())
    coordinator, unit = halton.directory.coordinators[0], case.receiving.named
    ours = c.Dispose(
        by=unit,
        stage=case.stage,
        disposition="determined",
        reason="x",
        entered_by=coordinator,
        entered_because="ill",
    )
    assert not isinstance(decide(case, ours, setting), Refusal)
    wrong = (
        replace(ours, entered_by=case.raiser),
        replace(ours, entered_by=case.raising.named),
        replace(ours, entered_by=unit),
        replace(ours, by=case.raiser),
        c.AddNote(by=unit, text="x", entered_by=coordinator, entered_because="ill"),
        c.FlagImmediateRisk(by=unit, account="", entered_by=coordinator, entered_because="ill"),
    )
    for command in wrong:
        refused = decide(case, command, setting)
        assert isinstance(refused, Refusal), command
        assert refused.reason is Reason.NOT_ALLOWED


async def test_where_nobody_holds_the_post_a_coordinator_records_it(halton: Town) -> None:
    """In their own name: there is nobody for whom."""
    case = await halton.at_stage("childrens_unit")
    coordinator = halton.directory.coordinators[0]
    empty = replace(case, receiving=replace(case.receiving, contacts=(), owner=""))
    setting = halton.world.at(halton.clock.now())
    chosen = c.Dispose(by=coordinator, stage=case.stage, disposition="determined", reason="x")
    assert isinstance(decide(case, chosen, setting), Refusal)
    assert not isinstance(decide(empty, chosen, setting), Refusal)


async def test_the_side_that_did_not_see_the_danger_cannot_call_it_off(wandsworth: Town) -> None:
    """Nor acknowledge it, unless the alert was sent to them."""
    case = await wandsworth.flagged(await wandsworth.raised(statuses=tuple(ChildStatus)))
    assert LABEL[Action.WITHDRAW_RISK] in await wandsworth.offered(case.raiser, case)
    assert LABEL[Action.WITHDRAW_RISK] not in await wandsworth.offered(case.counterpart, case)


async def test_tri_13_whoever_raised_it_hands_it_up_and_not_whoever_was_challenged(
    tri_borough: Town,
) -> None:
    """The challenged practitioner escalates nothing and owes nothing in person; both managers are
    asked all the same (reading TRI-A2).
    """
    case = await tri_borough.take_on(await tri_borough.raised())
    assert LABEL[Action.ESCALATE] in await tri_borough.offered(case.raiser, case)
    assert LABEL[Action.ESCALATE] not in await tri_borough.offered(case.counterpart, case)
    case = await tri_borough.lapsed(case)
    assert {(one.side, one.by) for one in case.hand_ups} == {(Side.RAISING, case.raiser)}
    assert case.raising.asked
    assert case.receiving.asked


async def test_only_whom_the_alert_was_sent_to_can_say_that_it_was_seen(wandsworth: Town) -> None:
    """An "I have seen this" of anybody else would end the chasing."""
    case = await wandsworth.flagged(await wandsworth.raised())
    told = case.risk.told if case.risk else ()
    late = replace(case, informed=(*case.informed, "wandsworth.somebody-later"))
    seen = c.AcknowledgeRisk(by="wandsworth.somebody-later")
    setting = wandsworth.world.at(wandsworth.clock.now())
    assert isinstance(decide(late, seen, setting), Refusal)
    assert not isinstance(decide(case, c.AcknowledgeRisk(by=told[0]), setting), Refusal)


async def test_hou_48_the_managers_hand_up_is_not_the_raisers_to_confirm(hounslow: Town) -> None:
    """Whoever held the stage below says that it has been handed up, or whoever holds this one."""
    case = await hounslow.at_stage("safeguarding_leads")
    owed = case.hand_up(Side.RAISING)
    assert owed is not None
    assert owed.by != case.raiser
    assert LABEL[Action.HAND_UP] not in await hounslow.offered(case.raiser, case)
    for person in (owed.by, case.raising.named):
        assert LABEL[Action.HAND_UP] in await hounslow.offered(person, case)


async def test_hil_45_the_unit_answers_whether_it_touches_the_system(hillingdon: Town) -> None:
    """Not the agency that raised it."""
    case = await hillingdon.at_stage("implementation_unit")
    asked = "Does this touch the safeguarding system itself"
    assert asked in await hillingdon.form_asks(case.receiving.named, case, Action.ANSWER)
    assert LABEL[Action.ANSWER] not in await hillingdon.offered(case.raising.named, case)
