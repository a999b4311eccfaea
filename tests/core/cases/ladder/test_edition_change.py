"""Moving an open case to the edition in force: by a coordinator, with a reason, never later."""

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.notices import notices
from core.cases.refusals import Reason, Refusal
from core.cases.wording.history import happened, written
from core.cases.wording.refusals import sentence
from core.partnership.setting import Edition, Setting
from core.policy.model import Policy, Span, Stage
from core.vocabulary import CaseStatus, ClockStart, Purpose, Side, Unit
from policies.policy_files.loader import digest
from tests.core.given import (
    CASSIA,
    HOUNSLOW,
    MARLOW,
    MONDAY,
    NOOR,
    ROBIN,
    TOBIN,
    apply,
    done,
    given,
    local_time,
    only,
    opening,
    refused,
)

TUESDAY = MONDAY + timedelta(days=1)
FIRST = HOUNSLOW.policy.ladder[0]


def with_stages(*changed: Stage) -> Policy:
    """Hounslow's policy with some stages of its ladder put in the place of those of the same id."""
    new = {one.id: one for one in changed}
    tracks = tuple(
        replace(track, stages=tuple(new.get(one.id, one) for one in track.stages))
        for track in HOUNSLOW.policy.tracks
    )
    return replace(HOUNSLOW.policy, edition="The next one", tracks=tracks)


def lasting(stage: Stage, value: int, unit: Unit = Unit.ELAPSED_HOURS, **more: Any) -> Stage:
    """A stage with another clock."""
    span = replace(stage.clock.span, value=value, unit=unit)
    return replace(stage, clock=replace(stage.clock, span=span, **more), caps=())


def here(policy: Policy, at: Any = TUESDAY) -> Setting:
    """The setting of a case of the earlier edition, while this one is in force."""
    present = Edition(digest=digest(policy), policy=policy, calendar=HOUNSLOW.calendar)
    return replace(HOUNSLOW.at(at), present=present)


def move(setting: Setting, by: str = NOOR, reason: str = "It is kinder to both") -> c.ChangeEdition:
    """The command, to the edition in force."""
    assert setting.present is not None
    return c.ChangeEdition(by=by, edition=setting.present.digest, reason=reason)


def moved(case: Case, setting: Setting) -> tuple[e.EditionChanged, Case]:
    """The event, and the case after it."""
    events = done(case, move(setting), setting)
    return only(e.EditionChanged, events), apply(case, events)


def test_a_case_goes_on_under_the_edition_in_force_at_its_stage() -> None:
    """The event says from which to which, by whom and why; the case is decided under the new."""
    case, setting = given(opening()), here(with_stages(lasting(FIRST, 200)))
    event, after = moved(case, setting)
    assert setting.present is not None
    assert (event.earlier, event.edition) == (HOUNSLOW.edition, setting.present.digest)
    assert (event.by, event.named, event.stage) == (NOOR, "The next one", case.stage)
    assert (after.edition, after.stage) == (setting.present.digest, case.stage)
    assert (after.raising, after.receiving) == (case.raising, case.receiving)


def test_a_shorter_time_makes_the_deadline_sooner() -> None:
    """Counted from where the stage began, and explained."""
    quick = lasting(FIRST, 30, since=ClockStart.STAGE_ENTERED, or_end_of_next_working_day=False)
    case, setting = given(opening()), here(with_stages(quick))
    event, after = moved(case, setting)
    assert event.due == MONDAY + timedelta(hours=30)
    assert event.due < case.visit.due
    assert event.explanation.startswith("Due Tuesday 3 November 2026, 4 pm")
    assert (after.due, after.visit.explanation) == (event.due, event.explanation)


@pytest.mark.parametrize("hours", [60, 1000])
def test_a_longer_time_moves_no_deadline(hours: int) -> None:
    """What was promised to the child stands, with the explanation it had."""
    case = given(opening())
    event, after = moved(case, here(with_stages(lasting(FIRST, hours, Unit.WORKING_DAYS))))
    assert (event.due, event.explanation) == (case.visit.due, case.visit.explanation)
    assert after.due == case.due


def test_a_time_that_is_over_already_makes_it_due_now() -> None:
    """Not in the past: nobody is told that they missed what was not asked of them then."""
    quick = lasting(FIRST, 2, since=ClockStart.STAGE_ENTERED)
    case, setting = given(opening()), here(with_stages(quick))
    event, _ = moved(case, setting)
    assert event.due == TUESDAY
    assert event.explanation.startswith("Due now, Tuesday 3 November 2026, 10 am")


def test_a_default_of_ours_replaces_no_date_that_a_policy_gave() -> None:
    """An edition without a timescale leaves the one the case began with."""
    nudged = lasting(FIRST, 0, Unit.UNSPECIFIED, nudge=Span(value=1, unit=Unit.WORKING_DAYS))
    case = given(opening())
    event, _ = moved(case, here(with_stages(nudged)))
    assert (event.due, event.labelled_default) == (case.visit.due, False)


def test_a_protective_date_goes_along() -> None:
    """A date set to protect the child stays the sooner one."""
    friday = local_time("2026-11-03 15:00")
    case = given(
        opening(), c.BringForward(by=ROBIN, stage=FIRST.id, protective=friday, reason="Court")
    )
    event, after = moved(case, here(with_stages(lasting(FIRST, 48))))
    assert (event.due, after.visit.protective) == (friday, friday)


def test_a_clock_that_counts_from_day_zero_goes_on_counting_from_it() -> None:
    """Not from the move."""
    slow = lasting(FIRST, 1, Unit.WORKING_DAYS, since=ClockStart.DISAGREEMENT_AROSE)
    case, setting = given(opening()), here(with_stages(slow))
    event, _ = moved(case, setting)
    assert event.due <= local_time("2026-11-03 17:00")
    assert case.day_zero == MONDAY


def test_both_sides_and_the_raiser_are_told() -> None:
    """Everybody who holds it now; whoever moved it knows already."""
    case, setting = given(opening()), here(with_stages(lasting(FIRST, 30)))
    event, after = moved(case, setting)
    told = notices(event, case, after, setting)
    assert {one.purpose for one in told} == {Purpose.EDITION_CHANGED}
    assert {one.person for one in told} == {
        ROBIN,
        *after.side(Side.RAISING).current,
        *after.side(Side.RECEIVING).current,
    }
    assert MARLOW in {one.person for one in told}


def test_it_stands_on_the_record_with_its_reason_apart() -> None:
    """The sentence names who and which edition; why is only for those on the case."""
    case, setting = given(opening()), here(with_stages(lasting(FIRST, 30)))
    event, _ = moved(case, setting)
    said = happened(event, setting)
    assert said.startswith("Noor Castellan moved the case to edition The next one of the policy.")
    assert event.explanation in said
    assert "kinder" not in said
    assert written(event, setting) == (("Reason", "It is kinder to both"),)


def test_it_is_refused_without_a_reason() -> None:
    """At its input."""
    setting = here(with_stages(lasting(FIRST, 30)))
    why = refused(given(opening()), move(setting, reason=" "), setting)
    assert why == Refusal(reason=Reason.EMPTY, input="reason")


def test_it_is_refused_to_any_edition_but_the_one_in_force() -> None:
    """An earlier one, one that waits, one nobody knows; and where nothing else is in force."""
    case, setting = given(opening()), here(with_stages(lasting(FIRST, 30)))
    other = replace(move(setting), edition="f" * 64)
    assert refused(case, other, setting).reason is Reason.NOT_IN_FORCE
    alone = replace(setting, present=None)
    assert refused(case, move(setting), alone).reason is Reason.NOT_IN_FORCE
    _, after = moved(case, setting)
    assert setting.present is not None
    there = replace(setting, policy=setting.present.policy, edition=setting.present.digest)
    assert refused(after, move(setting), there).reason is Reason.ALREADY_DONE


@pytest.mark.parametrize("position", [0, 1])
def test_it_is_refused_where_the_edition_lacks_a_stage_of_the_case(position: int) -> None:
    """The one where it is, or one where it has been; the stage is named."""
    case = given(opening(), c.EscalateNow(by=ROBIN, stage=FIRST.id, reason="No agreement in sight"))
    gone = HOUNSLOW.policy.ladder[position]
    policy = with_stages()
    tracks = tuple(
        replace(track, stages=tuple(one for one in track.stages if one.id != gone.id))
        for track in policy.tracks
    )
    setting = here(replace(policy, tracks=tracks))
    why = refused(case, move(setting), setting)
    assert (why.reason, why.about) == (Reason.STAGE_GONE, gone.id)
    assert gone.name in sentence(why, setting)


@pytest.mark.parametrize("person", [ROBIN, MARLOW, CASSIA, TOBIN, "hounslow.fern-attwater"])
def test_only_a_coordinator_moves_a_case(person: str) -> None:
    """Neither side changes the rules of its own disagreement."""
    case, setting = given(opening()), here(with_stages(lasting(FIRST, 30)))
    why = refused(case, move(setting, by=person), setting)
    assert why.reason in {Reason.NOT_ALLOWED, Reason.NOT_YOURS}


def test_a_case_that_is_agreed_or_closed_is_not_moved() -> None:
    """There is nothing left to be decided under another edition."""
    setting = here(with_stages(lasting(FIRST, 30)))
    case = replace(given(opening()), status=CaseStatus.AGREED)
    assert refused(case, move(setting), setting).reason is Reason.AGREED
    case = replace(case, status=CaseStatus.CLOSED)
    assert refused(case, move(setting), setting).reason is Reason.CLOSED


def test_a_duty_the_edition_does_not_know_is_owed_no_more() -> None:
    """Nobody could record it; whatever the edition knows stays owed."""
    case = given(opening())
    assert case.open_duties
    kept = FIRST.tasks[1:]
    event, after = moved(case, here(with_stages(replace(FIRST, tasks=kept))))
    assert event.dropped
    assert {one.key for one in case.open_duties} - {one.key for one in after.open_duties} == {
        *event.dropped
    }
    known = {task.id for task in kept}
    assert {one.task for one in after.open_duties if one.scope.startswith("stage:")} <= known


@pytest.mark.parametrize("seed", range(60))
def test_no_edition_ever_lengthens_a_deadline(seed: int) -> None:
    """Whatever clock it gives the stage, and whenever the case is moved."""
    randomness = random.Random(seed)
    units = [one for one in Unit if one is not Unit.UNSPECIFIED]
    span = Span(value=randomness.randint(1, 40), unit=randomness.choice(units))
    clock = replace(
        FIRST.clock,
        span=span,
        since=randomness.choice(
            [ClockStart.STAGE_ENTERED, ClockStart.CASE_OPENED, ClockStart.DISAGREEMENT_AROSE]
        ),
        protective=randomness.random() < 0.5,
        or_end_of_next_working_day=False,
    )
    case = given(opening())
    now = MONDAY + timedelta(hours=randomness.randint(0, 200))
    setting = here(with_stages(replace(FIRST, clock=clock, caps=())), now)
    event, after = moved(case, setting)
    assert event.due <= case.visit.due
    assert event.due == case.visit.due or event.due >= now
    assert (event.explanation == case.visit.explanation) is (event.due == case.visit.due)
    assert after.stage == case.stage
