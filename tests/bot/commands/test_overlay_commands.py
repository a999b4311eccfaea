"""``policy check``, ``show`` and ``timeline`` of a file that extends another."""

from pathlib import Path

import pytest

from tests.bot.typed import concord


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A file that extends a policy of Concord's, and one that extends it in turn."""
    (tmp_path / "ours.yaml").write_text("extends: hounslow.yaml\nabout: {edition: 2026-ours}\n")
    top = tmp_path / "top.yaml"
    top.write_text(
        "extends: ours.yaml\ntracks: [{id: main, stages: [{id: partnership, clock: {value: 21}}]}]\n"
    )
    return top


def test_a_file_that_extends_another_is_checked_and_shown_as_one(ours: Path) -> None:
    """Its base is found beside it, else among Concord's own, and named where the policy is shown."""
    assert concord("policy", "check", ours, "--json").data["files"][0]["ok"]
    shown = concord("policy", "show", ours, "--json").data
    assert (shown["edition"], shown["extends"]) == ("2026-ours", "hounslow 2026-ours")
    assert shown["stages"][-1]["clock"]["value"] == 21
    assert shown["readings"][0]["origin"] == "safest"
    assert "hounslow 2026-ours" in concord("policy", "show", ours).out
    ahead = concord("policy", "timeline", ours, "--from", "2026-11-02")
    assert ahead.code == 0


def test_a_fault_below_a_file_is_told_where_it_stands(ours: Path) -> None:
    """The clauses of the document at the bottom count too."""
    ours.write_text("extends: ours.yaml\noverride: {remove: true}\n")
    typed = concord("policy", "check", ours)
    assert typed.code == 1
    assert "No rule keeps clause HOU-68" in typed.out
    below = ours.with_name("ours.yaml")
    below.write_text(below.read_text() + "closng: {debrief: Talk.}\n")
    assert "ours.yaml:3: " in concord("policy", "check", ours).out
    below.unlink()
    assert (
        "top.yaml:1: extends: There is no readable ours.yaml"
        in concord("policy", "check", ours).out
    )
