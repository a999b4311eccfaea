"""Damaged policy files: whatever happens to one, it loads or says where it is wrong."""

import random

import pytest

from policies.contact_list_files.loader import load_directory
from policies.library import POLICIES, base_text, clauses_of, directory_text, policy_text
from policies.policy_files.loader import LoadedPolicy, load_policy
from policies.yaml_reading.fault import Fault
from tests.pace import paced
from tests.policies.edits import edited
from tests.policies.test_overlays import SHORTER_MEETING

SECONDS = 2.0
FILES = (*POLICIES, "overlay")


def check(faults: tuple[Fault, ...], texts: dict[str, str]) -> None:
    """Every fault names a file, a line that it has, and something to do."""
    assert faults
    for fault in faults:
        assert fault.file in texts
        assert 1 <= fault.line <= texts[fault.file].count("\n") + 2, fault
        assert len(fault.message) > 20
        assert fault.message.endswith((".", "?")), fault.message
        assert "\n" not in str(fault), fault
        assert len(str(fault)) < 2000, fault


def outcome(file: str, randomness: random.Random) -> bool:
    """Edit a file and load it, or edit what it extends; whether it was refused."""
    name = "local.yaml" if file == "overlay" else f"{file}.yaml"
    whole = SHORTER_MEETING if file == "overlay" else policy_text(file)
    below = policy_text("hounslow")
    text = edited(whole, randomness)
    if file == "overlay" and randomness.random() < 0.3:
        text, below = whole, edited(below, randomness)
    texts = {name: text, "hounslow.yaml": below} if file == "overlay" else {name: text}
    clauses = clauses_of("hounslow" if file == "overlay" else file)
    result = paced(
        lambda: load_policy(text, name, clauses, lambda one: texts.get(one) or base_text(one)),
        SECONDS,
    )
    if isinstance(result, LoadedPolicy):
        return False
    if base := {fault.file for fault in result} - texts.keys():
        texts |= {one: base_text(one) or "" for one in base}
    check(result, texts)
    return True


@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_policy_is_refused_with_places_or_loads(seed: int) -> None:
    """Fifty edits for each seed, a thousand in all, of the five policies and of an overlay: never
    a traceback, never more than two seconds.
    """
    randomness = random.Random(seed)
    refused = sum(outcome(randomness.choice(FILES), randomness) for _ in range(50))
    assert refused > 25


@pytest.mark.parametrize("seed", range(5))
def test_a_damaged_contact_list_is_refused_with_places_or_loads(seed: int) -> None:
    """The same accidents happen to contact lists, and are told in the same way."""
    randomness = random.Random(100 + seed)
    whole = directory_text("halton")
    for _ in range(20):
        text = edited(whole, randomness)
        result = load_directory(text, "list.yaml")
        if isinstance(result, tuple):
            check(result, {"list.yaml": text})
