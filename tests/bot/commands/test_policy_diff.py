"""``policy diff``: what a coordinator reads before a new edition is activated."""

from pathlib import Path

import pytest

from tests.bot.typed import ROOT, concord

OLD = ROOT / "policies" / "hounslow.yaml"


@pytest.fixture
def shorter(tmp_path: Path) -> Path:
    """Hounslow with three working days for the line managers, as the edition of 2026."""
    text = OLD.read_text().replace("edition: 2024-09", "edition: 2026-01")
    head, name, tail = text.partition("name: Line managers")
    file = tmp_path / "newer.yaml"
    file.write_text(head + name + tail.replace("{value: 5,", "{value: 3,", 1))
    return file


def test_two_editions_are_told_apart_in_words(shorter: Path) -> None:
    """Each rule that changed, and that open cases stay where they are."""
    typed = concord("policy", "diff", OLD, shorter)
    assert typed.code == 0
    said = "Stage 2, Line managers: clock: 5 working days becomes 3 working days"
    assert said in typed.out
    assert "Open cases: nothing changes for them." in typed.out


def test_programs_read_each_difference(shorter: Path) -> None:
    """What changed, where, from what to what, and the sentence."""
    data = concord("policy", "diff", OLD, shorter, "--json").data
    assert (data["old"]["edition"], data["new"]["edition"]) == ("2024-09", "2026-01")
    clock = data["differences"][-1]
    assert clock["change"] == "changed"
    assert (clock["old"], clock["new"]) == ("5 working days", "3 working days")
    assert data["open_cases"]


def test_the_same_edition_says_so() -> None:
    """No differences is an answer too."""
    typed = concord("policy", "diff", OLD, OLD)
    assert "The two editions say the same." in typed.out
    assert concord("policy", "diff", OLD, OLD, "--json").data["differences"] == []


def test_two_policies_are_not_two_editions() -> None:
    """They are compared, and it is said beside the answer."""
    typed = concord("policy", "diff", OLD, ROOT / "policies" / "halton.yaml")
    assert typed.code == 0
    assert "two policies, hounslow and halton" in typed.err


def test_a_file_with_faults_is_not_compared(tmp_path: Path) -> None:
    """The fault is named; exit code 1."""
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(OLD.read_text().replace("jurisdiction: ENG", "jurisdiction: MARS"))
    typed = concord("policy", "diff", OLD, wrong)
    assert (typed.code, typed.out) == (1, "")
    assert "MARS" in typed.err
