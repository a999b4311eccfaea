"""``policy activate`` and ``policy editions``: two coordinators at a command line."""

from pathlib import Path

import pytest

from tests.bot.conftest import Kept
from tests.bot.test_command_line import serving
from tests.bot.typed import ROOT, concord

POLICY = ROOT / "policies" / "hounslow.yaml"
PEOPLE = ROOT / "policies" / "directories" / "hounslow.yaml"
NOOR, MERRICK = "hounslow.noor-castellan", "hounslow.merrick-dunmore"


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """A later edition of Hounslow's policy."""
    text = POLICY.read_text()
    file = tmp_path / "later.yaml"
    file.write_text(text.replace("title: Line manager", "title: Team lead", 1))
    assert file.read_text() != text
    return file


def test_the_first_approval_says_who_still_has_to(tmp_path: Path) -> None:
    """On a database that did not exist before; the same person again changes nothing."""
    env = serving(tmp_path)
    for _ in range(2):
        typed = concord("policy", "activate", POLICY, "--by", NOOR, "--json", env=env)
        assert (typed.code, typed.err) == (0, "")
        assert not typed.data["in_force"]
        assert [one["person"] for one in typed.data["approvals"]] == [NOOR]
        assert typed.data["left"] == [MERRICK]
    spoken = concord("policy", "activate", POLICY, "--by", NOOR, env=env)
    assert "One more coordinator has to approve it: Merrick Dunmore" in spoken.out


def test_the_second_approval_puts_it_into_force(tmp_path: Path) -> None:
    """And the list says since when and by whom; each approval is on the record."""
    env = serving(tmp_path)
    concord("policy", "activate", POLICY, "--by", NOOR, env=env)
    typed = concord("policy", "activate", POLICY, "--by", MERRICK, "--json", env=env)
    assert typed.data["in_force"]
    assert set(typed.data["by"]) == {NOOR, MERRICK}
    (row,) = concord("policy", "editions", "--json", env=env).data
    assert row["partnership"] == "hounslow"
    assert row["in_force"]["digest"] == typed.data["digest"]
    assert set(row["in_force"]["by"]) == {NOOR, MERRICK}
    assert row["in_force"]["open_cases"] == 0
    assert (row["waiting"], row["earlier"]) == (None, [])
    assert [one["person"] for one in row["approvals"]] == [NOOR, MERRICK]


def test_the_editions_of_a_partnership_are_listed_with_the_cases_each_pins(
    kept: Kept, later: Path
) -> None:
    """In force, waiting and earlier; an open case stays with the edition it began under."""
    concord("policy", "activate", later, "--by", NOOR, env=kept.env)
    (row,) = concord("policy", "editions", "--json", env=kept.env).data
    assert (row["in_force"]["open_cases"], row["earlier"]) == (1, [])
    assert [one["person"] for one in row["waiting"]["approvals"]] == [NOOR]
    concord("policy", "activate", later, "--by", MERRICK, env=kept.env)
    (row,) = concord("policy", "editions", "--json", env=kept.env).data
    assert (row["in_force"]["open_cases"], row["waiting"]) == (0, None)
    assert [one["open_cases"] for one in row["earlier"]] == [1]
    spoken = concord("policy", "editions", env=kept.env)
    assert "1 open case under it" in spoken.out
    assert "Noor Castellan" in spoken.out


def test_only_a_coordinator_on_the_contact_list_can_approve(tmp_path: Path, later: Path) -> None:
    """Anybody else is refused, told who could, and proposes nothing."""
    env = serving(tmp_path)
    typed = concord("policy", "activate", later, "--by", "hounslow.robin-haverstock", env=env)
    assert typed.code == 2
    assert "--by: Only a coordinator" in typed.err
    assert NOOR in typed.err
    assert concord("policy", "editions", "--json", env=env).data == []


def test_a_policy_whose_roles_reach_nobody_is_refused_with_what_to_supply(tmp_path: Path) -> None:
    """Exit code 1, each post named; a declared gap is excepted."""
    text = PEOPLE.read_text()
    bare = tmp_path / "people.yaml"
    bare.write_text(text.replace("roles: [director]", "roles: [line_manager]"))
    env = {**serving(tmp_path), "CONCORD_DIRECTORIES": str(bare)}
    typed = concord("policy", "activate", POLICY, "--by", NOOR, "--json", env=env)
    assert typed.code == 1, typed
    assert typed.data["refused"] == "not_ready"
    assert {role for one in typed.data["missing"] for role in one["roles"]} == {"director"}
    spoken = concord("policy", "activate", POLICY, "--by", NOOR, env=env)
    assert "cannot be put into force yet" in spoken.out
    assert "declare the gap" in spoken.out
    checked = concord("policy", "check", POLICY, bare)
    assert checked.code == 1
    for one in typed.data["missing"]:
        assert one["text"] in checked.out
    bare.write_text(f"{bare.read_text()}\ngaps: [{{role: director, reason: Vacant}}]\n")
    typed = concord("policy", "activate", POLICY, "--by", NOOR, "--json", env=env)
    assert typed.code == 0, typed


def test_an_open_case_is_moved_to_the_edition_in_force(kept: Kept, later: Path) -> None:
    """By a coordinator with a reason; the record stays whole and the case is counted anew."""
    moving = ("case", "migrate", kept.reference, "--by", NOOR, "--reason", "The new names are used")
    none = concord(*moving, env=kept.env)
    assert none.code == 1
    assert "on the edition in force already" in none.err
    for person in (NOOR, MERRICK):
        concord("policy", "activate", later, "--by", person, env=kept.env)
    typed = concord(*moving, "--json", env=kept.env)
    assert (typed.code, typed.err) == (0, "")
    (row,) = concord("policy", "editions", "--json", env=kept.env).data
    assert typed.data["to"] == row["in_force"]["digest"]
    assert row["in_force"]["open_cases"] == 1
    assert concord("case", "verify", env=kept.env).code == 0
    shown = concord("case", "show", kept.reference, "--json", env=kept.env)
    assert shown.data["chronology"][-1]["kind"] == "edition_changed"
    assert "The new names" not in shown.out


def test_a_case_is_moved_by_a_coordinator_with_a_reason_only(kept: Kept, later: Path) -> None:
    """Anybody else, or no reason: exit code 1, and nothing is changed."""
    for person in (NOOR, MERRICK):
        concord("policy", "activate", later, "--by", person, env=kept.env)
    moving = ("case", "migrate", kept.reference)
    robin = (*moving, "--by", "hounslow.robin-haverstock", "--reason", "Because")
    for words, said in ((robin, "--by:"), ((*moving, "--by", NOOR, "--reason", " "), "--reason:")):
        typed = concord(*words, env=kept.env)
        assert typed.code == 1
        assert said in typed.err
    (row,) = concord("policy", "editions", "--json", env=kept.env).data
    assert row["in_force"]["open_cases"] == 0


def test_a_faulty_policy_is_not_proposed(tmp_path: Path) -> None:
    """Its faults are named with their lines, and nothing waits."""
    file = tmp_path / "faulty.yaml"
    file.write_text(POLICY.read_text().replace("jurisdiction: ENG", "jurisdiction: MARS"))
    typed = concord("policy", "activate", file, "--by", NOOR, env=serving(tmp_path))
    assert typed.code == 1
    assert f"{file}:" in typed.err
    assert "MARS" in typed.err
