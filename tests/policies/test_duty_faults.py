"""Faults in what a policy asks to be done: each on its line, with what to do about it."""

import pytest

from core.vocabulary import ClockStart, Modality, Side
from policies.library import policy_text
from tests.policies.slips import faults_of, loaded, one_fault, slip

TALK = "          - id: copy_to_record\n"
CLOSING = "  after:\n"
TASK = """          - id: reply
            text: Reply in writing.
            side: receiving
            modality: must
            origin: default
            {more}
"""
AFTER = """  after:
    - id: report
      text: Report to the board.
      side: both
      modality: must
      origin: default
      {more}
"""


def at_stage(more: str) -> tuple[str, str]:
    """A further task at the first stage, with this last line."""
    return TALK, TASK.format(more=more) + TALK


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("each: true", "Remove “each”, or make it “side: both”"),
        ("role: line_manger", "Did you mean line_manager?"),
        ("tell: [line_manger]", "Did you mean line_manager?"),
        ("on_silence: true", "but has no time. Add a “clock” with a timescale"),
        ("marks: stage_entered", "Recording a task is not what stage_entered means"),
        ("records: [moon]", "no field called moon"),
        ("records: [concern]", "asked at opening, not when something is recorded"),
        (
            "clock: {value: 1, unit: working_days, since: task_done, origin: default}",
            "Say what has to be done first",
        ),
        (
            "clock: {value: 1, unit: working_days, since: referral_sent, origin: default}",
            "Add “marks: referral_sent”",
        ),
        (
            "clock: {value: 1, unit: working_days, since: case_closed, origin: default}",
            "Move this task to “closing: after”",
        ),
        (
            "clock: {value: 1, unit: working_days, since: task_done, after: tlak, origin: default}",
            "Did you mean talk?",
        ),
        (
            "clock: {value: 1, unit: working_days, since: case_opened, after: talk, origin: default}",
            "one moment and not the recording of something",
        ),
    ],
)
def test_a_task_that_cannot_be_done_is_named_with_its_remedy(more: str, words: str) -> None:
    """On the line of the key at fault."""
    text, line = slip(policy_text("hounslow"), *at_stage(more))
    (fault,) = faults_of(text)
    assert words in fault.message
    assert fault.line == line + 5


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("on_silence: true", "Only what a stage asks can move a case up"),
        (
            "clock: {value: 1, unit: working_days, since: stage_entered, origin: default}",
            "No stage is entered once a case is closed",
        ),
    ],
)
def test_what_is_owed_after_closing_is_checked_too(more: str, words: str) -> None:
    """No stage is left to move up or to count from."""
    text, line = slip(policy_text("hounslow"), CLOSING, AFTER.format(more=more))
    (fault,) = faults_of(text)
    assert words in fault.message
    assert fault.line == line + 6


@pytest.mark.parametrize("name", ["stand_off", "disposition", "agree_date", "bypass"])
def test_concords_own_ids_are_not_a_policys(name: str) -> None:
    """What has a form of its own could not be recorded as a task of that id, and be chased on."""
    fault = one_fault("- id: copy_to_record", f"- id: {name}")
    assert "Give this task another id" in fault.message


def test_a_time_after_a_decision_that_nobody_records_is_a_fault() -> None:
    """Its clock would never start, and nobody would ever be asked."""
    waits = "clock: {value: 1, unit: working_days, since: decision_received, origin: default}"
    text, _ = slip(policy_text("hounslow"), *at_stage(waits))
    (fault,) = faults_of(text)
    assert "Nothing in this policy is the moment of decision_received" in fault.message


def test_a_field_nobody_records_is_named() -> None:
    """It would never be asked."""
    text, _ = slip(
        policy_text("hounslow"), "kind: text\n    at: closing", "kind: text\n    at: task"
    )
    assert any("but no task records it" in fault.message for fault in faults_of(text))


def test_a_task_is_carried_over_whole() -> None:
    """Every key of the file, and the stand-off and the time after closing beside it."""
    more = (
        "role: line_manager\n            on_silence: true\n            tell: [safeguarding_lead]\n"
        "            marks: decision_received\n            when: {child_status: [looked_after]}\n"
        "            clock: {value: 1, unit: working_days, since: stage_entered, origin: default}"
    )
    text, _ = slip(policy_text("hounslow"), *at_stage(more))
    stays = "stand_off: {text: It stays., modality: must, origin: default}\n\nclosing:"
    text, _ = slip(text, "\nclosing:", "\n" + stays)
    text, _ = slip(text, CLOSING, AFTER.format(more="each: true"))
    policy = loaded(text)
    task = next(one for one in policy.ladder[0].tasks if one.id == "reply")
    assert (task.side, task.role, task.on_silence) == (Side.RECEIVING, "line_manager", True)
    assert (task.tell, task.marks) == (("safeguarding_lead",), ClockStart.DECISION_RECEIVED)
    assert task.when.statuses
    assert policy.stand_off is not None
    assert policy.stand_off.modality is Modality.MUST
    assert next((one.id, one.each) for one in policy.closing.after) == ("report", True)
