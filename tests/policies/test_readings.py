"""Readings: where a document is open, a file says which reading it takes and who took it."""

from datetime import date

import pytest

from core.desk.editions.policy_view import policy_view
from core.desk.wording.screens import reading_taken
from core.policy.model import ReadingTaken
from core.vocabulary import ReadingSource
from policies.library import POLICIES, policy_of, policy_text
from policies.policy_files.checks.checks import cited
from policies.policy_files.model import PolicyFile
from policies.yaml_reading.shape import validate
from policies.yaml_reading.source import read
from tests.core.stories import worlds
from tests.policies.slips import faults_of, loaded, one_fault, slip

TAKEN = "  - id: HOU-A2\n    question: "
OWN = """  - id: HOU-A2
    origin: partnership
    decided_by: Executive of the partnership
    decided_on: 2026-09-30
    safest: Working days.
    question: """


@pytest.mark.parametrize("policy_id", POLICIES)
def test_every_reading_that_a_rule_takes_is_told(policy_id: str) -> None:
    """Each with its question and what is taken, as Concord's safest, and none beside them."""
    parsed = validate(read(policy_text(policy_id), policy_id), PolicyFile).model
    assert parsed is not None
    named = {rule.reading for _, rule in cited(parsed) if rule.reading}
    readings = policy_of(policy_id).policy.readings
    assert {one.id for one in readings} == named
    assert all(one.question.endswith("?") and one.taken.endswith(".") for one in readings)
    assert {one.origin for one in readings} == {ReadingSource.SAFEST}
    assert all(len(reading_taken(one)) < 600 for one in readings)


def test_a_rule_that_takes_an_undeclared_reading_is_a_fault() -> None:
    """Users could not see what was taken, so it is named on the rule's line."""
    fault = one_fault("    reading: HOU-A7\n", "    reading: HOU-A12\n")
    assert "The reading HOU-A12 is not declared" in fault.message


def test_a_declared_reading_that_no_rule_takes_is_a_fault() -> None:
    """It would tell users of something that changes nothing."""
    more = "  - {id: G2, question: Which is less?, taken: The sooner.}\n  - id: HOU-A2\n"
    fault = one_fault("  - id: HOU-A2\n", more)
    assert "No rule takes the reading G2" in fault.message


def test_a_reading_is_declared_once() -> None:
    """The second of two is the fault, and says where the first stands."""
    text = policy_text("hounslow")
    first = slip(text, TAKEN, "")[1]
    twice = "  - {id: HOU-A2, question: Again?, taken: Yes.}\n  - id: HOU-A3\n"
    text, line = slip(text, "  - id: HOU-A3\n", twice)
    (fault,) = faults_of(text)
    assert fault.line == line
    assert f"already declared on line {first}" in fault.message


def test_a_partnerships_own_reading_says_who_decided_and_what_is_safest() -> None:
    """All three are wanted, so that users see both readings and whom to ask."""
    assert loaded(slip(policy_text("hounslow"), TAKEN, OWN)[0]).readings
    text, line = slip(
        policy_text("hounslow"), TAKEN, OWN.replace("    safest: Working days.\n", "")
    )
    (fault,) = faults_of(text)
    assert (fault.line, "Add “safest”" in fault.message) == (line, True)
    bare = TAKEN.replace("question: ", "origin: partnership\n    question: ")
    faults = faults_of(slip(policy_text("hounslow"), TAKEN, bare)[0])
    assert [
        key in fault.message
        for fault, key in zip(faults, ("“decided_by”", "“decided_on”", "“safest”"), strict=True)
    ] == [True] * 3


@pytest.mark.parametrize("line", ["decided_by: Us", "decided_on: 2026-09-30", "safest: Days."])
def test_concords_own_reading_names_nobody(line: str) -> None:
    """What only a partnership's decision has is refused at one that is not marked as such."""
    changed = TAKEN.replace("question: ", f"{line}\n    question: ")
    text, at = slip(policy_text("hounslow"), TAKEN, changed)
    (fault,) = faults_of(text)
    assert fault.line == at + 1
    assert "origin: partnership" in fault.message


def test_another_reading_is_another_edition() -> None:
    """Who decided is part of an edition's identity and of what is kept of it."""
    own = loaded(slip(policy_text("hounslow"), TAKEN, OWN)[0])
    (reading,) = (one for one in own.readings if one.origin is ReadingSource.PARTNERSHIP)
    assert (reading.id, reading.decided_on) == ("HOU-A2", date(2026, 9, 30))
    assert own != policy_of("hounslow").policy


def test_users_see_which_reading_was_taken_and_whose_it_is() -> None:
    """One line each on the policy in chat."""
    here = worlds()["hounslow"]
    lines = [getattr(block, "text", "") for block in policy_view(here.at()).blocks]
    for reading in here.policy.readings:
        assert [line for line in lines if f"({reading.id})" in line] == [reading_taken(reading)]


def test_a_reading_says_in_one_line_whose_it_is() -> None:
    """The safest is Concord's; another is the partnership's, with its decision and the safest."""
    safest = ReadingTaken(id="G4", question="Day 0 or day 1?", taken="Day 0.")
    assert reading_taken(safest) == (
        "Day 0 or day 1? Day 0. The safest reading, taken by Concord (G4)."
    )
    own = ReadingTaken(
        id="G4",
        question="Day 0 or day 1?",
        taken="Day 1.",
        origin=ReadingSource.PARTNERSHIP,
        decided_by="the Executive",
        decided_on=date(2026, 9, 30),
        safest="Day 0.",
    )
    assert reading_taken(own) == (
        "Day 0 or day 1? Day 1. The partnership's own, decided by the Executive on Wednesday "
        "30 September 2026 (G4). The safest would be: Day 0."
    )
