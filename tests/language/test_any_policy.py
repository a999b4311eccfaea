"""Whatever the policy says, as long as the loader takes it: what holds of every case under it."""

import os
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from core.cases import commands as c
from core.policy.model import Policy
from core.vocabulary import CaseStatus
from policies.policy_files.loader import LoadedPolicy, digest, policy_from_json, policy_to_json
from tests.language.invented import loaded
from tests.language.walking import begun

any_policy = settings(
    max_examples=int(os.environ.get("CONCORD_WALKS", "60")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def invented(data: st.DataObject) -> Policy:
    """A policy from the generator that the loader takes."""
    found = loaded(data)
    if not isinstance(found, LoadedPolicy):
        assume(False)
        pytest.fail("not reached")
    return found.policy


@any_policy
@given(data=st.data())
def test_any_policy_is_itself_again_from_its_json(data: st.DataObject) -> None:
    """The canonical form of any edition gives that edition back, under the same identity."""
    policy = invented(data)
    again = policy_from_json(policy_to_json(policy))
    assert again == policy
    assert digest(again) == digest(policy)


@any_policy
@given(data=st.data())
def test_left_alone_a_case_reaches_the_top_of_any_ladder(data: st.DataObject) -> None:
    """Nobody does anything: stage after stage lapses until the last, and there it is never quiet."""
    walk = begun(invented(data), data)
    seen: list[str] = []
    for _ in range(20):
        seen.append(walk.case.stage)
        if walk.case.due is None:
            break
        walk.pass_time(max(walk.case.visit.due - walk.now, timedelta(0)))
    assert walk.case.due is None
    assert len(seen) == len(set(seen)) or walk.case.visit.lapsed_at
    assert walk.here.policy.next_stage(walk.case.stage) is None
    walk.pass_time(timedelta(days=10))
    walk.holds()


@any_policy
@given(data=st.data(), steps=st.lists(st.timedeltas(timedelta(0), timedelta(days=6)), max_size=15))
def test_whatever_people_do_a_case_under_any_policy_holds(
    data: st.DataObject, steps: list[timedelta]
) -> None:
    """It folds and replays, never goes quiet, no deadline moves later, every duty has somebody."""
    walk = begun(invented(data), data)
    walk.holds()
    for step in steps:
        walk.pass_time(step)
        walk.do(walk.deed())
    assert walk.replayed() == walk.case


@any_policy
@given(data=st.data(), steps=st.lists(st.timedeltas(timedelta(0), timedelta(days=6)), max_size=8))
def test_danger_is_never_gated_under_any_policy(
    data: st.DataObject, steps: list[timedelta]
) -> None:
    """At any moment anybody on an open case can say so, and it goes out in the same second."""
    policy = invented(data)
    walk = begun(policy, data)
    for step in steps:
        walk.pass_time(step)
        walk.do(walk.deed())
    if walk.case.status is CaseStatus.OPEN:
        before = walk.case.sequence
        assert walk.do(c.FlagImmediateRisk(by=walk.case.raiser, account="now"))
        assert walk.case.sequence > before
        assert walk.case.risk is not None
        assert walk.case.risk.flagged_at == walk.now
    haste = begun(policy, data, danger=True)
    assert haste.case.risk is not None
