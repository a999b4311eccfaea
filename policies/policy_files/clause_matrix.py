"""The matrix of a document's clauses and a policy: which rules keep each, or where it is shown.

One walk over the policy finds every rule that cites a clause. The parts in ``_SHOWN`` only show a
text; each of them has a reason why no rule keeps the clause.
"""

from dataclasses import dataclass
from typing import Final

from core.policy.model import DisplayOnly, Policy, Principle
from core.policy.rule_list import PolicyRule, policy_rules
from core.policy.wording import clauses as say
from policies.policy_files.clause_list import Clause, ClauseList

_SHOWN: Final = frozenset({"display_only", *say.SHOWN_IN})
"""Parts of a policy that only show a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseRow:
    """A clause, and the rules or texts that account for it."""

    clause: Clause
    kept_by: tuple[str, ...]
    """The rules that keep it, in words."""
    displayed_in: str
    """Where people are shown it; "" if nowhere."""
    reason: str
    """Why no rule keeps it; "" if one does."""

    @property
    def accounted(self) -> bool:
        """Whether a rule keeps it, or it is shown and there is a reason why none does."""
        return bool(self.kept_by or (self.displayed_in and self.reason))


def matrix(policy: Policy, clauses: ClauseList) -> tuple[ClauseRow, ...]:
    """Return a row for each clause, in the document's order."""
    cited = _by_clause(policy)
    return tuple(_row(clause, cited.get(clause.id, ())) for clause in clauses.clauses)


def unknown_citations(policy: Policy, clauses: ClauseList) -> tuple[str, ...]:
    """Return a sentence for each cited clause that the document does not have."""
    known = set(clauses.ids)
    return tuple(
        say.unknown(clause, _name(part), clauses.name)
        for part in policy_rules(policy)
        for clause in part.basis.clauses
        if clause not in known
    )


def _by_clause(policy: Policy) -> dict[str, tuple[PolicyRule, ...]]:
    found: dict[str, list[PolicyRule]] = {}
    for part in policy_rules(policy):
        for clause in part.basis.clauses:
            found.setdefault(clause, []).append(part)
    return {clause: tuple(cited) for clause, cited in found.items()}


def _row(clause: Clause, cited: tuple[PolicyRule, ...]) -> ClauseRow:
    acting = [part for part in cited if not _is_shown(part)]
    shown = [part for part in cited if _is_shown(part)]
    reasons = dict.fromkeys(_reason(part) for part in shown)
    return ClauseRow(
        clause=clause,
        kept_by=tuple(dict.fromkeys(_name(part) for part in acting)),
        displayed_in="; ".join(dict.fromkeys(_where(part) for part in shown)),
        reason="" if acting else " ".join(reasons),
    )


def _is_shown(part: PolicyRule) -> bool:
    return bool(part.path) and part.path[0] in _SHOWN


def _name(part: PolicyRule) -> str:
    return part.name or say.ABOUT


def _where(part: PolicyRule) -> str:
    if isinstance(part.value, DisplayOnly):
        return say.shown_in(part.value.shown, part.value.text)
    text = getattr(part.value, "text", "")
    where = say.SHOWN_IN[part.path[0]]
    if isinstance(part.value, Principle) and part.value.at:
        where = say.also_at(where, part.value.at)
    return say.shown_in(where, text if isinstance(text, str) else "")


def _reason(part: PolicyRule) -> str:
    own = getattr(part.value, "because", "")
    return own if isinstance(own, str) and own else say.REASON.get(part.path[0], "")


def summary(rows: tuple[ClauseRow, ...]) -> str:
    """Return a sentence with the numbers of clauses, those that rules keep, and those that are
    shown.
    """
    kept = sum(bool(row.kept_by) for row in rows)
    return say.counted(len(rows), kept, sum(row.accounted for row in rows) - kept)
