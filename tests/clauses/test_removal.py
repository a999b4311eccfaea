"""No rule of the five policies is there for show: taken out of its file, it is missed."""

import pytest

from policies import library
from policies.policy_files.loader import LoadedPolicy
from tests.clauses.removal import Rule, candidates_for, every_rule, misses, named_after, without


@pytest.mark.parametrize("rule", every_rule(), ids=lambda rule: rule.name)
async def test_a_rule_taken_out_is_missed(rule: Rule) -> None:
    """Either the file no longer loads, naming what is missing, or a test named after a clause that
    the rule keeps fails.
    """
    loaded = without(rule)
    if isinstance(loaded, LoadedPolicy):
        candidates = candidates_for(rule)
        for _, test in candidates:
            if await misses(rule, test, loaded):
                return
        pytest.fail(f"none of {[name for name, _ in candidates]} misses it")


@pytest.mark.parametrize("policy_id", library.POLICIES)
def test_every_clause_that_a_rule_keeps_has_a_test_of_its_name(policy_id: str) -> None:
    """A normative clause that is not only shown is kept by a rule, and a test says so."""
    shown = {one.clause for one in library.policy_of(policy_id).policy.display_only}
    kept = {clause for rule in every_rule() if not rule.shown for clause in rule.clauses}
    normative = {one.id for one in library.clauses_of(policy_id).clauses if one.kind == "normative"}
    untested = sorted(one for one in (normative & kept) - shown if not named_after(one))
    assert not untested
