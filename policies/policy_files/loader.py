"""Loads a policy file: the edition it describes, or every fault in it with its line."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import cache

from pydantic import TypeAdapter

from core.policy.model import Policy
from policies.policy_files.checks.checks import NEVER, check
from policies.policy_files.checks.decisions import check_decisions
from policies.policy_files.checks.duties import check_duties
from policies.policy_files.checks.ladder import check_ladders
from policies.policy_files.checks.opening import check_opening
from policies.policy_files.checks.readings import check_readings, unnamed_readings
from policies.policy_files.clause_list import ClauseList
from policies.policy_files.model import PolicyFile
from policies.policy_files.translation import policy_of
from policies.yaml_reading.fault import Fault, in_order
from policies.yaml_reading.overlay import Bases, Layers, layered, no_bases
from policies.yaml_reading.shape import validate
from policies.yaml_reading.source import FileLine


@dataclass(frozen=True, slots=True)
class LoadedPolicy:
    """A loaded edition: the policy, its identity, and where the file gives the next review."""

    policy: Policy
    digest: str
    """SHA-256 of the canonical JSON: the edition's identity."""
    name: str
    review: FileLine
    """Where the file gives the next review."""

    def warnings(self, today: date) -> tuple[Fault, ...]:
        """Return warnings that never stop a policy: its review is overdue or not planned."""
        due = self.policy.next_review
        if due is None:
            message = (
                "The document gives no date for its next review. It runs, with this warning: ask "
                "the partnership when it will be reviewed."
            )
        elif due < today:
            message = (
                f"The review of this policy was due on {due.isoformat()} and is overdue. It runs, "
                "with this warning: ask the partnership for the new edition."
            )
        else:
            return ()
        return (Fault(*self.review, "about > next_review", message),)


def load_policy(
    text: str, name: str, clauses: ClauseList | None = None, bases: Bases = no_bases
) -> LoadedPolicy | tuple[Fault, ...]:
    """Load a policy file; return every fault at once, in the file's order. Never raises.

    ``name`` is the file's name in faults. With the document's ``clauses``, each of them must be
    cited by a rule or listed as display only. ``bases`` gives the text of a file that this one
    extends.
    """
    return load_layers(layered(text, name, bases), name, clauses)


def load_layers(
    layers: Layers, name: str, clauses: ClauseList | None = None
) -> LoadedPolicy | tuple[Fault, ...]:
    """The same for a file that has been read already."""
    source = layers.source
    shaped = validate(source, PolicyFile, NEVER)
    faults = [*source.faults, *shaped.faults]
    if shaped.model:
        faults += source.sure(check(shaped.model, source, clauses))
        faults += source.sure(check_ladders(shaped.model, source))
        faults += source.sure(check_opening(shaped.model, source))
        faults += source.sure(check_decisions(shaped.model, source))
        faults += source.sure(check_duties(shaped.model, source))
        faults += source.sure(check_readings(shaped.model, source))
        # A rule with another mistake may be the one that names a reading.
        faults = faults or [*unnamed_readings(shaped.model, source)]
    if faults or not shaped.model:
        return in_order(faults)
    policy = policy_of(shaped.model, layers.extends)
    review = source.spot(("about", "next_review"))
    return LoadedPolicy(policy, digest(policy), name, review)


def policy_to_json(policy: Policy) -> str:
    """Return the canonical JSON of an edition: sorted keys, no spaces, no defaults.

    Without defaults, the identity of an old edition stays the same when the model gets a new field.
    """
    plain = _adapter().dump_python(policy, mode="json", exclude_defaults=True)
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def policy_from_json(text: str) -> Policy:
    """Return the edition from its canonical JSON. Raises ValueError if it is not one."""
    return _adapter().validate_json(text, strict=True)


def digest(policy: Policy) -> str:
    """Return the identity of an edition: SHA-256 of its canonical JSON, in hexadecimal."""
    return hashlib.sha256(policy_to_json(policy).encode()).hexdigest()


@cache
def _adapter() -> TypeAdapter[Policy]:
    return TypeAdapter(Policy)
