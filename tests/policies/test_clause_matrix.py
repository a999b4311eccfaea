"""The matrix of clauses: complete, from the policy alone, and honest about what is only shown."""

from dataclasses import replace

import pytest

from core.policy.model import Basis, DisplayOnly, Policy, Reference, Route, StandOff
from policies.library import POLICIES, clauses_of, policy_of
from policies.policy_files.clause_list import Clause, ClauseList
from policies.policy_files.clause_matrix import ClauseRow, matrix, summary, unknown_citations

HOUNSLOW = policy_of("hounslow").policy


def rows_of(policy: Policy, *extra: str) -> dict[str, ClauseRow]:
    """The matrix of Hounslow's clauses and some more against a policy, by clause."""
    listed = clauses_of("hounslow")
    more = tuple(Clause(one, "normative", "Another") for one in extra)
    return {
        row.clause.id: row
        for row in matrix(policy, ClauseList(listed.name, (*listed.clauses, *more)))
    }


@pytest.mark.parametrize("policy_id", POLICIES)
def test_nothing_normative_is_shown_only_without_a_reason(policy_id: str) -> None:
    """Each clause has a rule, or a place and a reason; none has a reason beside a rule."""
    rows = matrix(policy_of(policy_id).policy, clauses_of(policy_id))
    assert all(row.accounted for row in rows)
    assert all(not (row.kept_by and row.reason) for row in rows)
    assert f"{len(rows)} of {len(rows)} clauses" in summary(rows)


def test_a_rule_that_goes_takes_its_clauses_along() -> None:
    """A clause that only one rule keeps is lost with that rule, and no other is."""
    no_override = rows_of(replace(HOUNSLOW, override=None))
    lost = [one for one, row in no_override.items() if not row.accounted]
    assert set(lost) == {"HOU-68", "HOU-69", "HOU-70", "HOU-71", "HOU-72"}


def test_kinds_of_rules_that_the_language_learns_appear_by_themselves() -> None:
    """A way beside the ladder and what must stay as it is act; a reference is only shown."""
    basis = {one: Basis(clauses=(one,)) for one in ("HOU-91", "HOU-92", "HOU-93")}
    policy = replace(
        HOUNSLOW,
        routes=(Route(id="r", text="Ask", advice="Ask.", to="partnership", basis=basis["HOU-91"]),),
        stand_off=StandOff(text="Nothing changes meanwhile.", basis=basis["HOU-92"]),
        references=(Reference(id="law", text="The Act", basis=basis["HOU-93"]),),
    )
    rows = rows_of(policy, *basis)
    assert rows["HOU-91"].kept_by == ("Route: Ask",)
    assert rows["HOU-92"].kept_by == ("What stays as it is",)
    assert rows["HOU-93"].kept_by == ()
    assert "“The Act”" in rows["HOU-93"].displayed_in
    assert rows["HOU-93"].reason


def test_a_place_without_a_reason_does_not_account_for_a_clause() -> None:
    """Where it is shown is not enough; why no program can keep it must be said."""
    bare = DisplayOnly(
        clause="HOU-91", shown="The policy page", because="", basis=Basis(clauses=("HOU-91",))
    )
    assert not rows_of(replace(HOUNSLOW, display_only=(bare,)), "HOU-91")["HOU-91"].accounted


def test_a_principle_may_give_its_own_reason() -> None:
    """It takes the place of the one that fits most."""
    first = replace(HOUNSLOW.principles[2], because="It is said in every training.")
    rows = rows_of(replace(HOUNSLOW, principles=(first,)))
    assert rows["HOU-15"].reason == "It is said in every training."


def test_a_citation_of_no_clause_is_told_with_its_rule() -> None:
    """The rule in words, and the number that the document has not."""
    wrong = replace(HOUNSLOW.triggers[0], basis=Basis(clauses=("HOU-99",)))
    policy = replace(HOUNSLOW, triggers=(wrong, *HOUNSLOW.triggers[1:]))
    (said,) = unknown_citations(policy, clauses_of("hounslow"))
    assert "What can be raised: Something another agency did cites HOU-99" in said
