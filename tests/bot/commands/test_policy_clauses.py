"""``policy clauses``: which rule keeps which clause, for coordinators, programs and boards."""

import csv
from html.parser import HTMLParser
from pathlib import Path

import pytest

from policies.library import POLICIES, clauses_of
from tests.bot.typed import ROOT, concord

FOLDER = ROOT / "policies"
HOUNSLOW = FOLDER / "hounslow.yaml"
CLAUSES = FOLDER / "clauses" / "hounslow.yaml"


@pytest.fixture
def losing(tmp_path: Path) -> Path:
    """Hounslow without the rule that asks about a professionals' meeting (HOU-42)."""
    text = HOUNSLOW.read_text()
    start = text.index("        questions:\n          - id: professionals_meeting")
    end = text.index("        hand_up:", start)
    file = tmp_path / "hounslow.yaml"
    file.write_text(text[:start] + text[end:])
    return file


def test_all_five_account_for_every_clause() -> None:
    """278 of 278: a rule keeps it, or it is shown and there is a reason why none does."""
    rows = []
    for policy in POLICIES:
        typed = concord("policy", "clauses", FOLDER / f"{policy}.yaml", "--json")
        assert (typed.code, typed.err) == (0, "")
        assert [row["id"] for row in typed.data] == list(clauses_of(policy).ids)
        rows += typed.data
    assert len(rows) == 278
    assert all(row["kept_by"] or (row["displayed_in"] and row["reason"]) for row in rows)


def test_programs_get_a_list_of_clauses() -> None:
    """Id, text, the rules in words, where it is displayed and why no rule keeps it."""
    rows = {row["id"]: row for row in concord("policy", "clauses", HOUNSLOW, "--json").data}
    keys = {"id", "kind", "text", "kept_by", "displayed_in", "reason"}
    assert all(set(row) == keys for row in rows.values())
    assert rows["HOU-39"]["kept_by"] == [
        "Stage 2, Line managers",
        "Stage 2, Line managers: clock",
    ]
    assert "Hand-up from stage 1, Talk to each other: clock" in rows["HOU-38"]["kept_by"]
    assert (rows["HOU-39"]["displayed_in"], rows["HOU-39"]["reason"]) == (None, None)
    assert rows["HOU-01"]["kept_by"] == []
    assert rows["HOU-01"]["displayed_in"].startswith("The policy page: “The partnership and its")
    assert rows["HOU-01"]["reason"]


def test_a_principle_is_shown_with_its_words_and_a_reason() -> None:
    """What asks for an attitude is no rule, and says so."""
    rows = {row["id"]: row for row in concord("policy", "clauses", HOUNSLOW, "--json").data}
    assert rows["HOU-15"]["kept_by"] == []
    assert "Challenge is part of good work." in rows["HOU-15"]["displayed_in"]
    assert "no program can keep it" in rows["HOU-15"]["reason"]


def test_a_lost_rule_turns_it_red(losing: Path) -> None:
    """The clause it kept is named; exit code 1, for people and for programs."""
    typed = concord("policy", "clauses", losing, "--clauses", CLAUSES)
    assert typed.code == 1
    assert "Not accounted for: HOU-42." in typed.out
    assert "82 of 83 clauses accounted for" in typed.out
    for_programs = concord("policy", "clauses", losing, "--clauses", CLAUSES, "--json")
    assert for_programs.code == 1
    (row,) = (one for one in for_programs.data if one["id"] == "HOU-42")
    assert (row["kept_by"], row["displayed_in"], row["reason"]) == ([], None, None)


def test_a_clause_that_the_document_has_not_is_named(tmp_path: Path) -> None:
    """With the rule that cites it; exit code 1."""
    file = tmp_path / "hounslow.yaml"
    file.write_text(HOUNSLOW.read_text().replace("clauses: [HOU-42]", "clauses: [HOU-42, HOU-99]"))
    typed = concord("policy", "clauses", file, "--clauses", CLAUSES)
    assert typed.code == 1
    assert "meeting needed? cites HOU-99" in typed.err


def test_a_policy_without_a_clause_list_asks_for_one(tmp_path: Path) -> None:
    """Exit code 2 and which file was looked for."""
    file = tmp_path / "hounslow.yaml"
    file.write_text(HOUNSLOW.read_text())
    typed = concord("policy", "clauses", file)
    assert (typed.code, typed.out) == (2, "")
    assert str(tmp_path / "clauses" / "hounslow.yaml") in typed.err


class Page(HTMLParser):
    """The tags and the words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def test_the_page_for_the_board_stands_alone(tmp_path: Path) -> None:
    """One file, nothing fetched; language, caption, headed rows and columns, the sum at its head."""
    out = tmp_path / "board.html"
    assert concord("policy", "clauses", HOUNSLOW, "--out", out).code == 0
    page = Page(out.read_text())
    tags = [tag for tag, _ in page.tags]
    assert not {"script", "link", "img"} & set(tags)
    assert ("html", {"lang": "en-GB"}) in page.tags
    assert "caption" in tags
    assert page.tags.count(("th", {"scope": "row"})) == 83
    assert page.tags.count(("th", {"scope": "col"})) == 4
    assert "83 of 83 clauses accounted for" in page.words
    assert "url(" not in out.read_text()


def test_a_lost_clause_stands_out_on_the_page_in_words(losing: Path, tmp_path: Path) -> None:
    """Not by colour alone."""
    out = tmp_path / "board.html"
    assert concord("policy", "clauses", losing, "--clauses", CLAUSES, "--out", out).code == 1
    page = Page(out.read_text())
    assert page.words.count("NOT ACCOUNTED FOR") == 1
    assert ("tr", {"class": "wrong"}) in page.tags


def test_the_table_opens_in_a_spreadsheet(tmp_path: Path) -> None:
    """A line for each clause, and nothing in it is taken for a formula."""
    out = tmp_path / "clauses.csv"
    assert concord("policy", "clauses", HOUNSLOW, "--out", out).code == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == list(clauses_of("hounslow").ids)
    assert {row["accounted"] for row in rows} == {"yes"}
    assert not any(cell[:1] in set("=+-@") for row in rows for cell in row.values() if cell)


@pytest.mark.parametrize("name", ["board.pdf", "none/board.html"])
def test_what_cannot_be_written_is_one_sentence(tmp_path: Path, name: str) -> None:
    """Exit code 2, and no traceback."""
    typed = concord("policy", "clauses", HOUNSLOW, "--out", tmp_path / name)
    assert (typed.code, typed.out) == (2, "")
    assert str(tmp_path / name) in typed.err
    assert len(typed.err.splitlines()) == 1


def test_what_concord_does_under_every_policy_keeps_clauses_too() -> None:
    """Writing it down, and standing beside people, are no mere attitudes: the program does them."""
    for policy, clause, words in (
        ("wandsworth", "WAN-11", "is written into the record"),
        ("halton", "HAL-16", "can ask for somebody to stand beside them"),
        ("tri-borough", "TRI-33", "are told of what is written"),
        ("hillingdon", "HIL-10", "nothing delays an alert"),
    ):
        typed = concord("policy", "clauses", FOLDER / f"{policy}.yaml", "--json")
        (row,) = (row for row in typed.data if row["id"] == clause)
        assert any(words in rule for rule in row["kept_by"]), row
        assert row["reason"] is None
