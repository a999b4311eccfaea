"""``policy check`` and ``policy show``: what a coordinator sees before a policy runs."""

import json
from pathlib import Path

import pytest

from bot.commands.policy.words import clock_words
from core.policy.rule_list import policy_rules
from policies.library import POLICIES, policy_of
from tests.bot.typed import ROOT, concord

POLICY = ROOT / "policies" / "hounslow.yaml"


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """Hounslow with three faults, on lines of their own."""
    text = POLICY.read_text()
    for right, wrong in (
        ("format: 1", "format: 7"),
        ("jurisdiction: ENG", "jurisdiction: MARS"),
        ("level: manager", "level: boss"),
    ):
        assert right in text
        text = text.replace(right, wrong, 1)
    file = tmp_path / "faulty.yaml"
    file.write_text(text)
    return file


def line_of(file: Path, words: str) -> int:
    """The line on which words stand."""
    return next(n for n, line in enumerate(file.read_text().splitlines(), 1) if words in line)


def test_every_fault_of_a_file_is_listed_with_its_line(faulty: Path) -> None:
    """All three at once, as file, line, path and message; exit code 1."""
    typed = concord("policy", "check", faulty)
    assert typed.code == 1
    for words in ("format: 7", "MARS", "boss"):
        assert f"{faulty}:{line_of(faulty, words)}: " in typed.out


def test_programs_get_the_same_faults(faulty: Path) -> None:
    """JSON and nothing else on stdout, with the same exit code."""
    typed = concord("policy", "check", faulty, "--json")
    assert (typed.code, typed.err) == (1, "")
    (file,) = typed.data["files"]
    lines = {line_of(faulty, words) for words in ("format: 7", "MARS", "boss")}
    assert lines <= {fault["line"] for fault in file["faults"]}
    assert all(fault["message"] and fault["file"] == str(faulty) for fault in file["faults"])
    assert not typed.data["ok"]


def test_a_sound_file_beside_a_faulty_one_is_still_fine(faulty: Path) -> None:
    """Each file has its own verdict; one fault anywhere makes the code 1."""
    typed = concord("policy", "check", POLICY, faulty, "--json")
    assert typed.code == 1
    assert [file["ok"] for file in typed.data["files"]] == [True, False]


@pytest.mark.parametrize("policy", POLICIES)
def test_the_policies_kept_here_have_no_fault(policy: str) -> None:
    """Each with the list of its clauses beside it; the digest is the edition's identity."""
    typed = concord("policy", "check", ROOT / "policies" / f"{policy}.yaml", "--json")
    assert typed.code == 0
    assert typed.data["files"][0]["digest"] == policy_of(policy).digest


def test_an_overdue_review_is_a_warning_and_no_fault() -> None:
    """Hounslow's review was due in September 2025: said, with the line, and it runs."""
    typed = concord("policy", "check", POLICY)
    assert typed.code == 0
    assert f"{POLICY}:{line_of(POLICY, 'next_review:')}: " in typed.out
    assert "warning: " in typed.out


def test_a_clause_that_no_rule_keeps_is_found(tmp_path: Path) -> None:
    """The clauses that lie beside a policy count: nothing of the document is left out unseen."""
    (tmp_path / "clauses").mkdir()
    clauses = (ROOT / "policies" / "clauses" / "hounslow.yaml").read_text()
    (tmp_path / "clauses" / "hounslow.yaml").write_text(clauses)
    text = POLICY.read_text()
    head, _, tail = text.partition("display_only:")
    kept = tail.splitlines()
    (tmp_path / "hounslow.yaml").write_text(f"{head}display_only:\n" + "\n".join(kept[5:]))
    typed = concord("policy", "check", tmp_path / "hounslow.yaml")
    assert typed.code == 1
    assert "HOU-" in typed.out


def test_a_folder_means_the_yaml_files_in_it() -> None:
    """All five policies, without the folders below."""
    typed = concord("policy", "check", ROOT / "policies", "--json")
    assert typed.code == 0
    assert len(typed.data["files"]) == len(POLICIES)


def test_a_contact_list_is_checked_against_the_policy_named_with_it(tmp_path: Path) -> None:
    """A role that the policy does not name is a fault only where the policy is known."""
    text = (ROOT / "policies" / "directories" / "hounslow.yaml").read_text()
    people = tmp_path / "people.yaml"
    people.write_text(text.replace("[head_of_service]", "[head_of_servce]", 1))
    assert concord("policy", "check", people).code == 0
    typed = concord("policy", "check", people, POLICY)
    assert typed.code == 1
    assert f"{people}:{line_of(people, 'head_of_servce')}: " in typed.out


@pytest.mark.parametrize("command", [("check",), ("show",), ("timeline", "--from", "2026-11-02")])
@pytest.mark.parametrize(
    "kind", ["missing", "folder", "binary", "link to itself", "huge", "below a file"]
)
def test_a_file_that_cannot_be_read_is_one_sentence(
    tmp_path: Path, command: tuple[str, ...], kind: str
) -> None:
    """Exit code 2, the file's name, and no traceback; for programs as JSON on stderr."""
    file = tmp_path / "policy.yaml"
    match kind:
        case "folder":
            file.mkdir()
        case "binary":
            file.write_bytes(bytes(range(256)))
        case "link to itself":
            file.symlink_to(file)
        case "huge":
            file.write_bytes(b"x" * (5 * 1024 * 1024))
        case "below a file":
            file.write_text("")
            file = file / "policy.yaml"
        case _:
            pass
    typed = concord("policy", *command, file)
    assert (typed.code, typed.out) == (2, "")
    assert str(file) in typed.err
    assert len(typed.err.splitlines()) == 1
    assert concord("policy", *command, file, "--json").errors[0]["name"] == str(file)


def test_what_is_sound_is_reported_beside_what_cannot_be_read(tmp_path: Path) -> None:
    """One missing file does not hide the others; the code is 2."""
    typed = concord("policy", "check", POLICY, tmp_path / "none.yaml", "--json")
    assert typed.code == 2
    assert [file["ok"] for file in typed.data["files"]] == [True]
    assert [error["name"] for error in typed.errors] == [str(tmp_path / "none.yaml")]


def test_show_says_where_each_rule_is_from() -> None:
    """Stages, both sides, clocks in words, clauses; readings and defaults are labelled."""
    typed = concord(
        "policy", "show", ROOT / "policies" / "tri-borough.yaml", env={"COLUMNS": "300"}
    )
    assert typed.code == 0
    assert "Stage 2: Line managers" in typed.out
    assert "5 working days from" in typed.out
    assert "clauses TRI-" in typed.out
    assert "; reading TRI-A2" in typed.out
    assert "The safest reading, taken by Concord (TRI-A2)." in typed.out
    assert "Concord's default is" in typed.out


def test_show_says_who_owes_a_task_and_by_when() -> None:
    """A duty of one side, or with a time of its own, is read out as such."""
    typed = concord("policy", "show", POLICY, env={"COLUMNS": "400"})
    ladder = policy_of("hounslow").policy.ladder
    tasks = [task for stage in ladder for task in stage.tasks]
    assert {task.side for task in tasks if task.clock}
    for task in tasks:
        whose = f"{task.side.value} side: " if task.side else ": "
        begun = f"{whose}{task.text.rstrip('.')}"
        ends = f"; {clock_words(task.clock)}." if task.clock else "."
        assert f"{begun}{ends} [" in typed.out


def test_show_for_programs_lists_every_stage() -> None:
    """With clock, roles and what each rests on."""
    typed = concord("policy", "show", POLICY, "--json")
    assert [stage["id"] for stage in typed.data["stages"]] == [
        one.id for one in policy_of("hounslow").policy.ladder
    ]
    first = typed.data["stages"][0]["clock"]
    assert (first["value"], first["unit"]) == (5, "working_days")
    assert first["basis"]["clauses"]


def test_show_refuses_a_policy_with_faults_and_names_them(faulty: Path) -> None:
    """What cannot run is not shown as if it could."""
    typed = concord("policy", "show", faulty)
    assert (typed.code, typed.out) == (1, "")
    assert f"{faulty}:{line_of(faulty, 'boss')}: " in typed.err


def test_what_a_file_is_called_cannot_steer_the_terminal(tmp_path: Path) -> None:
    """Control characters are shown as such, not obeyed; square brackets are no markup."""
    typed = concord("policy", "check", tmp_path / "[bold]\x1b[31mred.yaml")
    assert "\x1b" not in typed.err
    assert "[bold]" in typed.err


def test_show_leaves_no_rule_out() -> None:
    """Whatever a policy holds beside its stages has a line, and programs get every rule."""
    policy = policy_of("hounslow").policy
    typed = concord("policy", "show", POLICY, env={"COLUMNS": "400"})
    for words in ("Special circumstances", "Notification: The child is looked after", "Closing"):
        assert words in typed.out
    assert "told at once: Director of Children's Services and Partnership office" in typed.out
    rules = concord("policy", "show", POLICY, "--json").data["rules"]
    assert [rule["name"] for rule in rules] == [
        part.name for part in policy_rules(policy) if part.path
    ]
    clock = next(rule for rule in rules if rule["name"] == "Stage 2, Line managers: clock")
    assert "5 working days" in clock["says"]
    assert clock["basis"]["clauses"] == ["HOU-39"]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ((), "policy.schema.json"),
        (("--contacts",), "directory.schema.json"),
        (("--extending",), "overlay.schema.json"),
    ],
)
def test_an_editor_gets_the_schema(words: tuple[str, ...], name: str) -> None:
    """As it is kept beside the policies; the same for programs."""
    typed = concord("policy", "schema", *words)
    kept = (ROOT / "policies" / "schema" / name).read_text()
    assert (typed.code, typed.out) == (0, kept)
    assert concord("policy", "schema", *words, "--json").data == json.loads(kept)
