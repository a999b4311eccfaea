"""What a policy file may say of decisions, and what is refused with a line and a remedy."""

import pytest

from core.policy.model import Disposition
from core.vocabulary import AgencyType, Modality, Unit
from policies.library import policy_text
from policies.policy_files.loader import load_policy
from policies.yaml_reading.fault import Fault
from tests.policies.slips import loaded

SENIORS = """        hand_up:
          to: implementation_unit"""
"""Where Hillingdon's third stage goes on after its tasks."""

WAYS_ON = """        dispositions:
          text: Decide how to go on.
          modality: must
          clock:
            unit: unspecified
            since: stage_entered
            nudge: {value: 5, unit: working_days, origin: default}
            clauses: [HIL-37]
          clauses: [HIL-37]
          options:
            - {id: direct, text: Settle it directly., clauses: [HIL-38]}
            - {id: chair, text: Refer it to the Chair., to: chair, tell: [board_chair], clauses: [HIL-40]}
            - {id: back, text: Send it back., to: first_line_managers, clauses: [HIL-38]}
"""
PANEL = """        meeting:
          id: panel
          name: Resolution Panel
          text: The panel goes over the record.
          quorum: [council, police, icb]
          parties: true
          chair: board_chair
          kinds: {panel: a panel, meeting: a meeting}
          product: Written response
          product_to: [implementation_unit]
          clauses: [HIL-41]
"""
CHAIR = """
  - id: chair
    name: The chair
    clauses: [HIL-40]
    stages:
      - id: chair
        name: Chair of the board
        level: partnership
        text: The chair decides.
        clauses: [HIL-40]
        raising: [{role: senior_manager, clauses: [HIL-40]}]
        receiving: [{role: board_chair, clauses: [HIL-40]}]
        clock: {value: 5, unit: working_days, since: stage_entered, clauses: [HIL-40]}
"""
NEXT = "\n# --- Ways round the ladder"


def _text(old: str = "", new: str = "", *, more: str = WAYS_ON + PANEL) -> str:
    text = policy_text("hillingdon")
    assert SENIORS in text
    assert NEXT in text
    text = text.replace(SENIORS, more + SENIORS, 1).replace(NEXT, CHAIR + NEXT, 1)
    assert old in text
    return text.replace(old, new, 1) if old else text


def _fault(old: str, new: str) -> Fault:
    """The one fault that a change makes."""
    faults = load_policy(_text(old, new), "hillingdon.yaml")
    assert isinstance(faults, tuple), "the changed file loads without a fault"
    assert len(faults) == 1, [str(one) for one in faults]
    return faults[0]


def test_a_stage_may_go_on_in_several_ways_and_hold_a_panel() -> None:
    """Another ladder and a lower stage are reached by a decision; nothing else leads there."""
    seniors = loaded(_text()).stage("senior_managers")
    assert seniors.dispositions is not None
    assert [(one.id, one.to) for one in seniors.dispositions.options] == [
        ("direct", ""),
        ("chair", "chair"),
        ("back", "first_line_managers"),
    ]
    assert isinstance(seniors.dispositions.options[1], Disposition)
    assert seniors.dispositions.modality is Modality.MUST
    assert seniors.meeting is not None
    assert seniors.meeting.quorum == (AgencyType.COUNCIL, AgencyType.POLICE, AgencyType.ICB)
    assert seniors.meeting.kinds == (("panel", "a panel"), ("meeting", "a meeting"))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "to: first_line_managers, clauses",
            "to: first_line_mangers, clauses",
            "There is no stage called first_line_mangers. Did you mean first_line_managers",
        ),
        ("to: first_line_managers, clauses", "to: senior_managers, clauses", "to itself"),
        ("tell: [board_chair]", "tell: [nobody]", "There is no role called nobody"),
        ("{id: back, text", "{id: direct, text", "is already defined"),
        ("chair: board_chair", "chair: somebody", "There is no role called somebody"),
        ("product_to: [implementation_unit]", "product_to: [them]", "There is no role called them"),
        ("          product: Written response\n", "", "Nothing is written here"),
        ("[council, police, icb]", "[council, police, probation]", "No role has a title"),
        ("[council, police, icb]", "[council, police, police]", "is named already"),
        (
            "clock: {value: 5, unit: working_days, since: stage_entered, clauses: [HIL-40]}",
            "clock: {unit: agreed_by_both, since: stage_entered, clauses: [HIL-40]}",
            "Both sides are to agree a date here",
        ),
        (
            "  bypass:    ",
            "  bypass:\n    quorum: [police]\n    #",
            "Nothing may be asked for here",
        ),
        (
            "    text: Where there is",
            "    targets: [moon]\n    text: Where there is",
            "no stage called moon",
        ),
        (
            "    text: Where there is",
            "    targets: [discussion]\n    text: Where there is",
            "nothing is passed over",
        ),
    ],
)
def test_a_decision_that_cannot_be_taken_is_refused(old: str, new: str, words: str) -> None:
    """Each with the line and what to do about it."""
    assert words in str(_fault(old, new))


def test_a_case_sent_aside_never_comes_back_by_being_sent_aside_again() -> None:
    """From the chair back to the senior managers, and round again: refused at either end."""
    back = WAYS_ON.replace("to: chair, tell: [board_chair], ", "to: senior_managers, ")
    back = back.replace(
        "            - {id: back, text: Send it back., to: first_line_managers, clauses: [HIL-38]}\n",
        "",
    )
    text = _text().replace(CHAIR, CHAIR.rstrip("\n") + "\n" + back, 1)
    faults = load_policy(text, "hillingdon.yaml")
    assert isinstance(faults, tuple)
    assert len(faults) == 2
    assert all("round in a circle" in str(one) for one in faults)


def test_a_stages_time_may_be_left_to_both_sides_with_a_default_of_ours() -> None:
    """Until they agree it is ours; the time of anything less than a stage may not be left to them."""
    clock = "clock: {value: 5, unit: working_days, since: stage_entered, clauses: [HIL-40]}"
    agreed = (
        "clock: {unit: agreed_by_both, since: stage_entered, clauses: [HIL-40], "
        "nudge: {value: 5, unit: working_days, origin: default}}"
    )
    stage = loaded(_text(clock, agreed)).stage("chair")
    assert stage.clock.span.unit is Unit.AGREED_BY_BOTH
    decision = "            unit: unspecified\n            since: stage_entered\n            nudge"
    fault = _fault(decision, decision.replace("unspecified", "agreed_by_both"))
    assert "Only the time of a whole stage" in str(fault)
