"""A policy laid over another: what a partnership changes, and where a fault in either is told."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import jsonschema
import pytest

from core.desk.editions.policy_view import policy_view
from core.desk.wording.screens import reading_taken
from core.policy.model import Policy
from core.vocabulary import ReadingSource, Unit
from policies.library import base_text, clauses_of, policy_of, policy_text
from policies.policy_files.loader import LoadedPolicy, load_policy, policy_from_json, policy_to_json
from policies.policy_files.model import PolicyFile
from policies.schemas import schema_text
from policies.yaml_reading.fault import Fault
from policies.yaml_reading.source import read
from tests.core.stories import worlds
from tests.policies.slips import slip

HOUNSLOW = policy_of("hounslow").policy

SHORTER_MEETING = """\
extends: hounslow.yaml
about:
  edition: 2026-local
tracks:
  - id: main
    stages:
      - id: partnership
        clock: {value: 21}
readings:
  - id: HOU-A3
    taken: The partnership settles it within 21 calendar days of the referral.
    origin: partnership
    decided_by: Executive of the partnership
    decided_on: 2026-09-30
    safest: Twenty-eight calendar days from the referral, or fewer.
"""
"""The worked example: a clock of the base is changed, and the reading is the partnership's own."""


def result(text: str, files: Mapping[str, str] | None = None) -> LoadedPolicy | tuple[Fault, ...]:
    """What becomes of an overlay among other files."""
    others = files or {}
    return load_policy(
        text, "local.yaml", clauses_of("hounslow"), lambda name: others.get(name) or base_text(name)
    )


def laid(changes: str, files: Mapping[str, str] | None = None) -> Policy:
    """The policy that changes to Hounslow make, which must load."""
    found = result(f"extends: hounslow.yaml\n{changes}", files)
    assert isinstance(found, LoadedPolicy), [str(fault) for fault in found]
    return found.policy


def faults(text: str, files: Mapping[str, str] | None = None) -> list[tuple[str, int, str]]:
    """File, line and words of each fault of an overlay, which must have one."""
    found = result(text, files)
    assert isinstance(found, tuple), "it loads without a fault"
    return [(fault.file, fault.line, fault.message) for fault in found]


def line_of(text: str, words: str) -> int:
    """The line on which words first stand."""
    return slip(text, words, words)[1]


def test_a_partnership_changes_a_clock_and_says_that_the_reading_is_its_own() -> None:
    """The clock is theirs, all else is the base's, and users see both readings and who decided."""
    loaded = result(SHORTER_MEETING)
    assert isinstance(loaded, LoadedPolicy), loaded
    policy = loaded.policy
    clock = policy.stage("partnership").clock
    assert (clock.span.value, clock.span.unit) == (21, Unit.CALENDAR_DAYS)
    assert clock.basis == HOUNSLOW.stage("partnership").clock.basis
    assert policy.ladder[:4] == HOUNSLOW.ladder[:4]
    (reading,) = (one for one in policy.readings if one.origin is ReadingSource.PARTNERSHIP)
    assert reading.question == next(x.question for x in HOUNSLOW.readings if x.id == "HOU-A3")
    assert reading.decided_on == date(2026, 9, 30)
    assert (policy.edition, policy.extends) == ("2026-local", "hounslow 2024-09")
    assert loaded.digest != policy_of("hounslow").digest
    assert policy_from_json(policy_to_json(policy)) == policy


def test_users_see_what_a_policy_was_built_on_and_whose_the_reading_is() -> None:
    """On the policy in chat, and nothing of it where a policy stands alone."""
    loaded = result(SHORTER_MEETING)
    assert isinstance(loaded, LoadedPolicy)
    here = worlds()["hounslow"]
    setting = here.at()
    said = repr(policy_view(replace(setting, policy=loaded.policy)))
    assert "Edition 2026-local. Built on hounslow 2024-09." in said
    (own,) = (one for one in loaded.policy.readings if one.id == "HOU-A3")
    assert repr(reading_taken(own))[1:-1] in said
    assert "decided by Executive of the partnership on Wednesday 30 September 2026" in said
    assert "Built on" not in repr(policy_view(setting))


def test_nothing_changed_is_the_base_in_all_but_what_it_was_built_on() -> None:
    """A file that only extends has the base's rules, and an identity of its own."""
    loaded = result("extends: hounslow.yaml\n")
    assert isinstance(loaded, LoadedPolicy)
    assert loaded.digest != policy_of("hounslow").digest
    assert loaded.policy.tracks == HOUNSLOW.tracks


def test_an_entry_is_changed_by_its_id_and_a_seat_by_its_role() -> None:
    """Only what is written changes, however deep it stands."""
    policy = laid("""
roles:
  - {id: line_manager, title: First line manager, titles: {council: Deputy Manager}}
tracks:
  - id: main
    stages:
      - id: heads_of_service
        raising:
          - {role: designated_professional, when: {agency_types: [icb]}}
""")
    role = policy.role("line_manager")
    assert role.title == "First line manager"
    assert role.titles[0][1] == "Deputy Manager"
    assert role.titles[1:] == HOUNSLOW.role("line_manager").titles[1:]
    head, designated = policy.stage("heads_of_service").raising
    before = HOUNSLOW.stage("heads_of_service").raising
    assert head == before[0]
    assert designated.when.agency_types != before[1].when.agency_types
    assert designated.basis == before[1].basis


def test_a_new_entry_stands_at_the_end_or_where_it_says() -> None:
    """Appended, or before the entry that it names."""
    policy = laid("""
categories:
  - {id: housing, text: Housing, origin: default, before: assessment}
  - {id: transport, text: Transport, origin: default}
""")
    ids = [one.id for one in policy.categories]
    assert ids[-1] == "transport"
    assert ids.index("housing") == ids.index("assessment") - 1
    assert len(ids) == len(HOUNSLOW.categories) + 2


def test_new_entries_may_stand_before_new_ones() -> None:
    """Far more than Python would nest, each before the last: nothing is too deep."""
    many = "".join(
        f"  - {{id: n{number}, text: N, origin: default, before: {before}}}\n"
        for number, before in enumerate(["other", *(f"n{number}" for number in range(1500))])
    )
    ids = [one.id for one in laid(f"categories:\n{many}").categories]
    assert ids[-2:] == ["n0", "other"]
    assert ids.index("n1500") == len(HOUNSLOW.categories) - 1


def test_an_entry_or_a_key_is_taken_away() -> None:
    """``remove: true`` beside an id takes the entry, in the place of a value it takes the key."""
    policy = laid("""
notifications:
  - {id: looked_after, remove: true}
about: {next_review: {remove: true}}
tracks:
  - id: main
    stages:
      - {id: safeguarding_leads, questions: [{id: expert_advice, remove: true}]}
      - {id: partnership, questions: [{id: expert_advice, remove: true}]}
display_only:
  HOU-74: {text: Ask for expert advice., shown: The policy page, because: Our leads always ask for advice.}
""")
    assert [one.id for one in policy.notifications] == ["protection_plan"]
    assert policy.next_review is None
    assert policy.stage("safeguarding_leads").questions == ()
    assert "HOU-74" in {one.clause for one in policy.display_only}
    assert len(policy.display_only) == len(HOUNSLOW.display_only) + 1


def test_every_other_list_and_value_is_replaced() -> None:
    """A list of words, a list without ids, an empty list, a sentence."""
    policy = laid("""
about: {areas: [Hounslow, Heston]}
immediate_risk:
  routes: [{label: Emergency services, number: "999"}]
closing: {learning_to: [learning_subgroup]}
tracks: [{id: main, stages: [{id: discussion, caps: [], tasks: [{id: talk, clauses: [HOU-27]}]}]}]
""")
    assert [one.name for one in policy.areas] == ["Hounslow", "Heston"]
    assert len(policy.immediate_risk.routes) == 1
    assert policy.closing.learning_to == ("learning_subgroup",)
    assert policy.closing.debrief == HOUNSLOW.closing.debrief
    assert policy.stage("discussion").caps == ()
    assert policy.stage("discussion").tasks[0].basis.clauses == ("HOU-27",)


def test_an_entry_that_stands_twice_is_taken_away_and_written_anew() -> None:
    """Two seats of one role cannot be told apart: to change one is a fault, to replace both is not."""
    text = policy_text("hounslow")
    seat = "          - {role: line_manager, clauses: [HOU-40], reading: HOU-A5}\n"
    twice = seat.replace("clauses", "when: {subjects: [child]}, clauses")
    files = {"ours.yaml": text.replace(seat, seat + twice)}
    stage = "tracks: [{id: main, stages: [{id: line_managers, receiving: ["
    head = f"extends: ours.yaml\n{stage}"
    (fault,) = faults(head + "{role: line_manager, informed: true}]}]}]\n", files)
    assert fault[:2] == ("local.yaml", 2)
    assert "more than once" in fault[2]
    anew = "{role: line_manager, remove: true}, {role: line_manager, clauses: [HOU-40]}]}]}]\n"
    loaded = result(head + anew, files)
    assert isinstance(loaded, LoadedPolicy), loaded
    assert len(loaded.policy.stage("line_managers").receiving) == 1


@pytest.mark.parametrize(
    ("changes", "line", "words"),
    [
        ("roles: [{id: line_manger, remove: true}]", 2, "Did you mean line_manager?"),
        ("roles: [{id: director, remove: true, title: D}]", 2, "write only its id"),
        ("roles: [{id: director, remove: yes}]", 2, "write only its id"),
        ("roles:\n  - {id: director, title: D}\n  - {id: director, level: head}", 4, "on line 3"),
        ("roles:\n  - title: Somebody\n    level: head", 3, "Give its “id”"),
        ("roles: [director]", 2, "Give its “id”"),
        ("roles:\n  - id: director\n    before: line_manager", 4, "has its place already"),
        ("override: {remove: true}\nclosing: {aftercare: {remove: true}}", 3, "to take away"),
        ("triggers:\n  - {id: x, text: X, origin: default, before: y}", 3, "no such entry"),
        ("tracks: [{id: main, stages: [{id: partnership, clock: {value: 0}}]}]", 2, "How many"),
        ("about: {jurisdiction: EGN}", 2, "Did you mean ENG?"),
        ("about: {edition: 2024}", 2, "Put it in quotation marks"),
        ("abuot: {edition: new}", 2, "“abuot” is not a key that belongs here"),
        ("roles: 5", 2, "must be a list"),
        ("about:\n  title: &t New\n  agreed: *t", 3, "anchor &t"),
        ("notifications: [{id: looked_after, from_stage: managers}]", 2, "stage of the main track"),
        ("readings: [{id: HOU-A3, origin: partnership}]", 2, "decided_by"),
        ("readings: [{id: HOU-A3, decided_by: Us}]", 2, "origin: partnership"),
    ],
)
def test_a_fault_of_the_overlay_is_told_on_its_line(changes: str, line: int, words: str) -> None:
    """Whether it cannot be merged or makes no sense once it is, the line to mend is named."""
    found = faults(f"extends: hounslow.yaml\n{changes}\n")
    assert [one for one in found if one[:2] == ("local.yaml", line) and words in one[2]], found


def test_a_fault_of_the_base_is_told_in_the_base() -> None:
    """The file that the line stands in, whichever was asked for."""
    text, line = slip(policy_text("hounslow"), "level: manager", "level: boss")
    (fault,) = faults("extends: ours.yaml\nabout: {edition: new}\n", {"ours.yaml": text})
    assert fault[:2] == ("ours.yaml", line)
    broken, line = slip(policy_text("hounslow"), "\nabout:\n", "\nabout: [\n")
    (fault,) = faults("extends: ours.yaml\n", {"ours.yaml": broken})
    assert fault[0] == "ours.yaml"
    (fault,) = faults("extends: ours.yaml\n", {"ours.yaml": "- a list\n"})
    assert fault[:2] == ("ours.yaml", 1)


def test_a_place_in_the_other_file_is_named_with_the_file() -> None:
    """A clause that the overlay keeps and the base only shows: both lines can be found."""
    text = policy_text("hounslow")
    (fault,) = faults(
        "extends: hounslow.yaml\nprinciples:\n  - {id: ours, text: Ours., clauses: [HOU-83]}\n"
    )
    assert fault[:2] == ("hounslow.yaml", line_of(text, "\n  HOU-83:") + 1)
    assert "line 3 of local.yaml" in fault[2]


def test_what_a_removal_loses_is_told() -> None:
    """The clause that nothing keeps any more, the reading that nothing takes, the key left out."""
    without = "extends: hounslow.yaml\nnotifications: []\n"
    assert ["HOU-A6" in words for *_, words in faults(without)] == [True]
    without = "extends: hounslow.yaml\noverride: {remove: true}\n"
    assert [
        f"HOU-{number}" in words
        for number, (*_, words) in zip(range(68, 73), faults(without), strict=True)
    ] == [True] * 5
    (fault,) = faults("extends: hounslow.yaml\nclosing: {remove: true}\n")
    assert fault[:2] == ("local.yaml", 2)


@pytest.mark.parametrize(
    "named",
    ["../hounslow.yaml", "/etc/passwd", "sub/ours.yaml", "..", "hounslow", "C:\\ours.yaml", "", "5",
     "ours.yaml\\0", "[hounslow.yaml]", "{a: b}", "~"],
)  # fmt: skip
def test_a_base_is_a_plain_name(named: str) -> None:
    """Nothing outside the folder is ever asked for."""
    asked: list[str] = []

    def bases(name: str) -> None:
        asked.append(name)

    found = load_policy(f"about: {{edition: x}}\nextends: {named}\n", "local.yaml", bases=bases)
    assert isinstance(found, tuple)
    assert [(fault.file, fault.line) for fault in found] == [("local.yaml", 2)]
    assert "plain name" in found[0].message
    assert asked == []


def test_a_base_that_is_not_there_is_one_fault() -> None:
    """What is missing in the overlay because of it is not told as well."""
    (fault,) = faults("about: {edition: x}\nextends: nowhere.yaml\n")
    assert fault[:2] == ("local.yaml", 2)
    assert "nowhere.yaml" in fault[2]


def test_a_file_does_not_extend_itself() -> None:
    """Neither at once nor by way of another; the line that closes the circle is named."""
    (fault,) = faults("extends: local.yaml\n", {"local.yaml": "extends: local.yaml\n"})
    assert fault[:2] == ("local.yaml", 1)
    (fault,) = faults("extends: b.yaml\n", {"b.yaml": "\nextends: local.yaml\n"})
    assert fault[:2] == ("b.yaml", 2)
    assert "extend itself" in fault[2]


def test_a_chain_has_at_most_four_files() -> None:
    """Three below the first are read in order, the nearest last; a fourth is a fault."""
    files = {
        "a.yaml": "extends: b.yaml\nabout: {edition: a, agreed: A}\n",
        "b.yaml": "extends: hounslow.yaml\nabout: {edition: b, agreed: B, title: From b}\n",
        "c.yaml": "extends: a.yaml\n",
    }
    loaded = result("extends: a.yaml\nabout: {edition: first}\n", files)
    assert isinstance(loaded, LoadedPolicy), loaded
    policy = loaded.policy
    assert (policy.edition, policy.agreed, policy.title) == ("first", "A", "From b")
    assert policy.extends == "hounslow a"
    (fault,) = faults("extends: c.yaml\n", files)
    assert fault[:2] == ("b.yaml", 1)
    assert "more than 4 files" in fault[2]


def test_the_words_of_an_overlay_are_no_words_of_a_policy() -> None:
    """A key called remove or before in the model would be taken for the overlay's own."""
    seen: set[str] = set()

    def keys(schema: object) -> None:
        if isinstance(schema, dict):
            for name, held in schema.items():
                if name == "properties":
                    seen.update(held)
                keys(held)
        elif isinstance(schema, list):
            for held in schema:
                keys(held)

    keys(PolicyFile.model_json_schema())
    assert "notifications" in seen
    assert not seen & {"remove", "before", "extends"}


@pytest.mark.parametrize(
    ("changes", "sound"),
    [
        ("", True),
        ("roles: [{id: director, remove: true}]", True),
        ("categories: [{id: x, text: X, origin: default, before: other}]", True),
        ("override: {remove: true}\ndisplay_only: {HOU-83: {remove: true}}", True),
        ("about: {edition: 5}", False),
        ("override: {remove: false}", False),
        ("closng: {debrief: Talk.}", False),
    ],
)
def test_an_editor_knows_what_may_be_laid_over_a_policy(changes: str, sound: bool) -> None:
    """The schema of overlays asks for nothing but the base, and marks what cannot stand there."""
    validator = jsonschema.Draft202012Validator(json.loads(schema_text("overlay.schema.json")))
    worked = read(SHORTER_MEETING, "").data
    assert validator.is_valid(worked)
    data = read(f"extends: hounslow.yaml\n{changes}\n", "").data
    assert validator.is_valid(data) is sound
    assert not validator.is_valid({"about": {"edition": "x"}})
