"""Who is told in whose place, and what the opening form must ask: found by imagined policies."""

from dataclasses import replace

import pytest

from core.cases import commands as c
from core.cases import events as e
from core.cases.rules.safety import flag
from core.desk.cases.raising import raising
from core.policy.model import Condition, Seat, Track
from core.routing.gaps import gaps
from core.vocabulary import ChildStatus
from tests.core.cases.contacts.asking import without
from tests.core.given import (
    HOUNSLOW,
    IMOGEN,
    MARLOW,
    ROBIN,
    World,
    apply,
    only,
    opened,
    opening,
    world,
)

INSTEAD = Seat(role="line_manager", fallback=("safeguarding_lead",))


def _alarmed_by(seat: Seat) -> World:
    """Hounslow without a manager at the trust, its alert going to this seat alone."""
    bare = without("west-london.manager")
    risk = replace(bare.policy.immediate_risk, tell=(seat,))
    return world(replace(bare.policy, immediate_risk=risk), bare.directory)


def test_an_alert_goes_to_whoever_is_named_in_the_place_of_an_empty_post() -> None:
    """A vacant post delays no alert: the role named in its place is told, and it is no gap."""
    here = _alarmed_by(INSTEAD)
    case = apply(None, opened(opening(), here.at()))
    flagged = only(e.ImmediateRiskFlagged, flag(case, c.FlagImmediateRisk(by=ROBIN), here.at()))
    assert IMOGEN in flagged.told
    assert flagged.gaps == ()


def test_a_post_with_somebody_in_its_place_is_no_gap_when_a_policy_is_put_into_force() -> None:
    """Alone it is one; with a role named in its place it is none."""
    here = _alarmed_by(INSTEAD)
    assert "immediate_risk" not in {gap.needed_for for gap in gaps(here.policy, here.directory)}
    alone = _alarmed_by(Seat(role="line_manager"))
    wanted = {(gap.roles, gap.needed_for) for gap in gaps(alone.policy, alone.directory)}
    assert (("line_manager",), "immediate_risk") in wanted


def test_those_kept_informed_are_told_through_whoever_is_named_in_their_place() -> None:
    """Nobody in the informed post: the role named in its place hears of the stage."""
    here = without("west-london.manager")
    told = Seat(role="line_manager", fallback=("safeguarding_lead",), informed=True)
    first, *rest = here.policy.ladder
    stages = (replace(first, raising=(*first.raising, told)), *rest)
    policy = replace(here.policy, tracks=(replace(here.policy.tracks[0], stages=stages),))
    entered = only(e.StageEntered, opened(opening(), world(policy, here.directory).at()))
    assert IMOGEN in entered.informed
    assert "line_manager" not in entered.gaps


@pytest.mark.parametrize("of", ["track", "seat"])
def test_a_status_on_which_any_rule_depends_is_asked_when_a_concern_is_raised(of: str) -> None:
    """Not only where somebody is told of it: a ladder or a seat may hang on it as well."""
    when = Condition(statuses=(ChildStatus.LOOKED_AFTER,))
    policy = replace(HOUNSLOW.policy, notifications=())
    (main,) = policy.tracks
    assert "statuses" not in {
        one.id for one in raising(world(policy, HOUNSLOW.directory).at(), MARLOW)
    }
    if of == "track":
        stage = replace(main.stages[-1], id="urgent", hand_up=None)
        tracks: tuple[Track, ...] = (
            main,
            Track(id="fast", name="Fast", when=when, stages=(stage,)),
        )
    else:
        first = main.stages[0]
        seats = (*first.receiving, Seat(role="line_manager", when=when))
        tracks = (replace(main, stages=(replace(first, receiving=seats), *main.stages[1:])),)
    here = world(replace(policy, tracks=tracks), HOUNSLOW.directory)
    (asked,) = [one for one in raising(here.at(), MARLOW) if one.id == "statuses"]
    assert [o.value for group in asked.groups for o in group.options] == ["looked_after"]
