"""Slips of the pen for tests: change one place of a file and know the line it was on."""

from core.policy.model import Policy
from policies.library import clauses_of, policy_text
from policies.policy_files.loader import LoadedPolicy, load_policy
from policies.yaml_reading.fault import Fault


def slip(text: str, old: str, new: str, *, nth: int = 1) -> tuple[str, int]:
    """The text with the nth ``old`` replaced, and the line (from 1) where that happened."""
    at = -1
    for _ in range(nth):
        at = text.index(old, at + 1)
    return text[:at] + new + text[at + len(old) :], text.count("\n", 0, at) + 1


def faults_of(text: str, policy: str = "hounslow") -> tuple[Fault, ...]:
    """The faults of a changed policy file; fails the test where it loads without one."""
    loaded = load_policy(text, f"{policy}.yaml", clauses_of(policy))
    assert isinstance(loaded, tuple), "the changed file loads without a fault"
    return loaded


def one_fault(old: str, new: str, *, nth: int = 1, policy: str = "hounslow") -> Fault:
    """The single fault that a slip makes, which must be on the line of the slip."""
    text, line = slip(policy_text(policy), old, new, nth=nth)
    faults = faults_of(text, policy)
    assert [fault.line for fault in faults] == [line], [str(fault) for fault in faults]
    return faults[0]


def loaded(text: str) -> Policy:
    """The policy of a file that must load."""
    result = load_policy(text, "file.yaml")
    assert isinstance(result, LoadedPolicy), [str(fault) for fault in result]
    return result.policy
