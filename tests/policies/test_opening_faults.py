"""Faults in what a policy file says about opening: kinds, areas, tracks, ways beside the ladder."""

from io import StringIO
from typing import Any

import pytest
from ruamel.yaml import YAML

from core.policy.model import Policy
from core.vocabulary import SubjectType
from policies.contact_list_files.loader import load_directory
from policies.library import directory_text, policy_of, policy_text
from policies.yaml_reading.source import read
from tests.policies.slips import faults_of, loaded, slip

SIDE = """
  - id: conference
    name: Conference request
    clauses: [HOU-58]
    stages:
      - id: asked
        name: Request
        level: head
        text: A conference is asked for.
        clauses: [HOU-58]
        raising: [{role: head_of_service, clauses: [HOU-58]}]
        receiving: [{role: head_of_service, clauses: [HOU-58]}]
        clock: {value: 2, unit: working_days, since: stage_entered, clauses: [HOU-58]}
        hand_up: {to: UP, side: both, clauses: [HOU-58]}
"""
ROUTE = """
routes:
  - {id: conference, text: Ask for a conference, advice: Say who supports it., to: asked, fields: [supporter], clauses: [HOU-58]}
"""
KINDS = """
kinds:
  - {id: case, text: About one child, clauses: [HOU-10]}
  - {id: strategic, text: About how agencies work, entry: [heads_of_service], clauses: [HOU-09]}
"""
FIELD = """
  - {id: supporter, label: Who supports it?, kind: line, at: route, clauses: [HOU-58]}
"""


def bare() -> str:
    """Hounslow's policy with nothing beside its ladder and no kinds, to lay others beside it."""
    data: Any = read(policy_text("hounslow"), "hounslow.yaml").data
    for section in ("routes", "kinds"):
        data.pop(section, None)
    data["readings"] = [one for one in data["readings"] if one["id"] != "HOU-A10"]
    data["about"]["clauses"].append("HOU-09")  # which the kinds keep
    data["fields"] = [one for one in data["fields"] if one["at"] != "route"]
    writer = YAML()
    writer.indent(mapping=2, sequence=4, offset=2)
    written = StringIO()
    writer.dump(data, written)
    return written.getvalue()


def with_side(*, up: str = "partnership", route: str = ROUTE, more: str = "") -> str:
    """Hounslow's policy with a side track, a way into it, and more."""
    text = bare()
    tracks = text.index("\nimmediate_risk:")
    text = text[:tracks] + SIDE.replace("UP", up) + text[tracks:]
    fields = text.index("\nfields:") + len("\nfields:")
    text = text[:fields] + (FIELD if "supporter" in route else "") + text[fields:]
    return text + route + more


def last_stage() -> str:
    """Id of Hounslow's last stage."""
    return policy_of("hounslow").policy.ladder[-1].id


def test_a_side_track_a_way_into_it_and_kinds_are_read() -> None:
    """Everything written about opening stands in the edition."""
    policy: Policy = loaded(with_side(up=last_stage(), more=KINDS))
    assert policy.track_of("asked").name == "Conference request"
    (route,) = policy.routes
    assert (route.to, route.fields) == ("asked", ("supporter",))
    strategic = policy.kind("strategic")
    assert strategic is not None
    assert strategic.entry == ("heads_of_service",)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("to: asked", "to: aksed", "Did you mean asked?"),
        ("to: asked", "to: engagement", "where every case begins"),
        (", fields: [supporter]", "", "no route asks for it"),
        ("[supporter]", "[supporter, concern]", "not at a route"),
        ("entry: [heads_of_service]", "entry: [heads]", "no stage called heads"),
        ("id: strategic, text: About how", "id: case, text: About how", "already defined"),
        ("  - {id: case, text: About one child, clauses: [HOU-10]}\n", "", "One kind alone"),
        ("text: About one child,", "text: About one child, last: engagement,", "usual one"),
        ("text: Ask for a conference", f"text: {'x' * 61}", "longer than 60 characters"),
    ],
)
def test_a_slip_about_opening_is_named_with_its_remedy(old: str, new: str, words: str) -> None:
    """One slip, and it is said what to do."""
    first = policy_of("hounslow").policy.ladder[0].id
    text = with_side(up=last_stage(), more=KINDS)
    faults = faults_of(slip(text, old, new.replace("engagement", first))[0])
    assert any(words in fault.message for fault in faults), faults


def test_a_track_nothing_leads_to_is_a_fault() -> None:
    """By its condition, a way beside the ladder or a stage: somehow a case must get there."""
    (fault,) = faults_of(with_side(up=last_stage(), route=""))
    assert "Nothing leads to the track conference" in fault.message
    text = with_side(up=last_stage(), route="")
    chosen = slip(
        text,
        "    name: Conference request\n",
        "    name: Conference request\n    when: {subjects: [adult]}\n",
    )[0]
    assert loaded(chosen).tracks[1].when.subjects == (SubjectType.ADULT,)


def test_no_case_goes_round_in_a_circle_through_two_tracks() -> None:
    """A side track that hands up into another which hands up into it."""
    other = SIDE.replace("id: conference", "id: second").replace("id: asked", "id: again")
    text = with_side(up="again")
    end = text.index("\nimmediate_risk:")
    faults = faults_of(text[:end] + other.replace("UP", "asked") + text[end:])
    assert any("go round in a circle" in fault.message for fault in faults), faults


def test_areas_are_names_or_mappings_and_posts_name_them_by_id() -> None:
    """A name alone makes its own id; an area another body covers says which."""
    text = policy_text("hounslow")
    (name,) = policy_of("hounslow").policy.areas
    more = f"areas:\n    - {name.name}\n    - {{id: west, name: West, redirect_to: its own policy, clauses: [HOU-08]}}"
    start = text.index("  areas:")
    end = text.index("\n", start)
    block = text[start:end]
    policy = loaded(text.replace(block, f"  {more}", 1) if "[" in block else text)
    assert [area.id for area in policy.areas][:1] == [name.id]
    contacts = directory_text("hounslow")
    wrong = contacts.replace(
        "        roles: [practitioner]\n",
        "        roles: [practitioner]\n        areas: [easst]\n",
        1,
    )
    faults = load_directory(wrong, "contacts.yaml", policy)
    assert isinstance(faults, tuple)
    assert "There is no area called easst" in faults[0].message
