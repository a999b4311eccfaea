"""``policy new``: from a coordinator's answers to files that the check accepts."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError
from typer.testing import CliRunner

from bot.cli import app
from bot.commands.new_policy import ask
from bot.commands.new_policy import wording as say
from bot.commands.new_policy.questions import table, walk
from bot.commands.new_policy.yaml_text import templates
from core.policy.model import Policy
from core.vocabulary import ClockStart, Side, Unit
from policies.policy_files.loader import LoadedPolicy, load_policy
from tests.bot.typed import Typed, concord

NUMBERED: dict[str, Any] = {
    "partnership": "Brackenvale Safeguarding Partnership",
    "title": "Resolving professional disagreements: a guide",
    "edition": "2026-01",
    "agreed": "January 2026",
    "next_review": "2031-01-31",
    "jurisdiction": "England",
    "subjects": "children",
    "areas": ["Brackenvale", "Upper Bracken"],
    "numbered": 12,
    "prefix": "BVP",
    "categories": ["Thresholds", "Delay: too slow"],
    "scope_clauses": "1, 2",
    "records": ["What is the problem?", "What outcome do you want?"],
    "records_clauses": "3",
    "stages": 3,
    "stage_1_name": "Talk to each other",
    "stage_1_level": "practitioner",
    "stage_1_raising": "Practitioner",
    "stage_1_receiving": "Practitioner",
    "stage_1_time": "5 working days",
    "stage_1_tasks": "Talk to each other and record what was said",
    "stage_1_clauses": "4",
    "stage_2_name": "Line managers",
    "stage_2_level": "manager",
    "stage_2_raising": "Line manager",
    "stage_2_receiving": "Line manager; Safeguarding lead",
    "stage_2_time": "none",
    "stage_2_tasks": None,
    "stage_2_clauses": "5-6",
    "stage_3_name": "The partnership",
    "stage_3_level": "partnership",
    "stage_3_raising": "Head of service",
    "stage_3_partnership": "Independent chair; Partnership office",
    "stage_3_time": "1 month",
    "stage_3_tasks": "Hold a meeting",
    "stage_3_clauses": "7",
    "risk_text": "Ring 999 now.",
    "risk_routes": "Children's services: 020 7946 0321",
    "risk_tell": "Safeguarding lead",
    "risk_clauses": "8",
    "told_plan": "Conference chair",
    "told_looked_after": "none",
    "told_always": "Partnership office",
    "told_always_from": 2,
    "told_clauses": "9",
    "learning": "Learning group",
    "closing_clauses": "10, 11",
    "sentence_12": "The child's welfare comes first.",
    "agencies": "Brackenvale Council (council); Brackenvale Police (police)",
    "coordinators": "Ada Lovelock <ada@brackenvale.example>; Ben Marlow <ben@brackenvale.example>",
}
PLAIN = {key: text for key, text in NUMBERED.items() if "_clauses" not in key} | {
    "numbered": "none"
}
del PLAIN["sentence_12"]


def written(folder: Path, answers: dict[str, Any], *options: str) -> Typed:
    """``policy new`` with these answers, in JSON."""
    file = folder / "answers.json"
    file.write_text(json.dumps(answers))
    target = folder / "brackenvale.yaml"
    return concord("policy", "new", target, "--answers", file, "--json", *options)


def policy_in(folder: Path) -> Policy:
    """The policy written there."""
    loaded = load_policy((folder / "brackenvale.yaml").read_text(), "brackenvale.yaml")
    assert isinstance(loaded, LoadedPolicy), loaded
    return loaded.policy


@pytest.mark.parametrize("answers", [NUMBERED, PLAIN], ids=["numbered", "without numbers"])
def test_what_is_written_is_accepted_at_once(answers: dict[str, Any], tmp_path: Path) -> None:
    """The policy, its clauses and the contact list have no fault, and no clause is lost."""
    typed = written(tmp_path, answers)
    assert (typed.code, typed.data["faults"], typed.data["not_yet"]) == (0, [], [])
    for file in typed.data["written"]:
        assert Path(file).is_file()
    policy = tmp_path / "brackenvale.yaml"
    assert concord("policy", "check", policy).code == 0
    assert concord("policy", "check", tmp_path / "directories").code == 0
    assert concord("policy", "clauses", policy).code == 0
    assert "#" in policy.read_text().splitlines()[0]


def test_the_policy_says_what_was_answered(tmp_path: Path) -> None:
    """Stages, posts, times and who is told are those of the answers; our own is marked as ours."""
    assert written(tmp_path, NUMBERED).code == 0
    policy = policy_in(tmp_path)
    first, second, third = policy.ladder
    assert (first.clock.span.value, first.clock.span.unit) == (5, Unit.WORKING_DAYS)
    assert first.clock.since is ClockStart.DISAGREEMENT_AROSE
    assert [seat.role for seat in second.receiving] == ["line_manager", "safeguarding_lead"]
    assert second.clock.span.unit is Unit.UNSPECIFIED
    assert second.clock.nudge is not None
    assert second.basis.clauses == ("BVP-05", "BVP-06")
    assert [(seat.role, seat.informed) for seat in third.receiving] == [
        ("independent_chair", False),
        ("partnership_office", True),
    ]
    assert third.tasks[0].side is Side.RECEIVING
    assert policy.role("independent_chair").partnership
    assert [route.number for route in policy.immediate_risk.routes] == ["999", "020 7946 0321"]
    told = {one.id: one.from_stage for one in policy.notifications}
    assert told == {"plan": "talk_to_each_other", "always": "line_managers"}
    assert policy.closing.learning_to == ("learning_group",)


def test_a_document_without_numbers_is_given_some(tmp_path: Path) -> None:
    """Each part that the document speaks of gets the next number, under the prefix proposed."""
    assert written(tmp_path, {**PLAIN, "categories": None}).code == 0
    clauses = (tmp_path / "clauses" / "brackenvale.yaml").read_text()
    assert "write these beside its sentences" in clauses
    again = concord("policy", "new", tmp_path / "b.yaml", "--answers", tmp_path / "answers.json")
    assert "its parts got BVP-01 to BVP-06." in again.out
    assert policy_in(tmp_path).ladder[0].basis.clauses == ("BVP-01",)


@pytest.mark.parametrize(
    "key",
    ["stage_2_time", "risk_routes", "stage_1_clauses", "sentence_12", "coordinators"],
)
def test_what_is_not_known_yet_is_the_only_fault(key: str, tmp_path: Path) -> None:
    """“Not yet” is marked in the file, said again at the end, and found by the check; supplying it
    leaves no fault.
    """
    open_too = {"sentence_4": "not yet"} if key == "stage_1_clauses" else {}
    typed = written(tmp_path, {**NUMBERED, **open_too, key: "not yet"})
    assert typed.code == 1
    assert [one["key"] for one in typed.data["not_yet"]] == [key, *open_too]
    assert typed.data["faults"]
    marked = [Path(file).read_text() for file in typed.data["written"]]
    assert any("NOT YET" in "".join(text.splitlines()[12:]) for text in marked)
    assert written(tmp_path, NUMBERED, "--force").code == 0


@pytest.mark.parametrize(
    ("key", "answer", "said"),
    [
        ("stage_1_time", "5 days", say.DAYS),
        ("stage_1_time", "soon", say.TIME),
        ("next_review", "2027-02-30", say.DATE),
        ("prefix", "Bvp", say.PREFIX),
        ("risk_routes", "Police", say.ROUTE.format(name="Police")),
        ("stage_1_clauses", "13", say.NUMBERS.format(most=12)),
        ("coordinators", "Ada <ada@b.example>", say.COORDINATORS),
        ("stages", "0", say.NUMBER.format(least=1, most=9)),
        ("partnership", "not yet", say.NOT_NOW),
        ("learning", "Line manager", say.AGENCYS.format(name="Line manager")),
        ("stage_1_raising", "Practitioner; practitioner", say.TWICE.format(name="practitioner")),
        ("title", "", say.EMPTY),
        ("colour", "green", say.UNKNOWN),
    ],
)
def test_a_wrong_answer_is_explained_by_name(
    key: str, answer: str, said: str, tmp_path: Path
) -> None:
    """The question's name and what is wrong with the answer; nothing is written."""
    typed = written(tmp_path, {**NUMBERED, key: answer})
    assert typed.code == 2
    assert [(one["name"].rpartition(" ")[2], one["message"]) for one in typed.errors] == [
        (key, said)
    ]
    assert not (tmp_path / "brackenvale.yaml").exists()


@pytest.mark.parametrize(
    "key",
    [
        "stage_1_raising",
        "stage_1_receiving",
        "stage_3_partnership",
        "risk_tell",
        "records",
        "areas",
    ],
)
def test_none_is_refused_where_the_policy_needs_a_name(key: str, tmp_path: Path) -> None:
    """“None” for the post that is asked ended the command with an IndexError after the last
    question; it is a wrong answer, named like any other.
    """
    typed = written(tmp_path, {**NUMBERED, key: "none"})
    assert typed.code == 2
    assert [one["message"] for one in typed.errors] == [say.NEEDED]
    assert written(tmp_path, NUMBERED).code == 0


def test_a_draft_that_holds_such_a_none_is_gone_on_with(tmp_path: Path) -> None:
    """The question is asked again, with the reason, and the other answers are kept."""
    draft = tmp_path / "brackenvale.yaml.draft.json"
    draft.write_text(
        json.dumps(
            {key: ask._as_text(value) for key, value in NUMBERED.items()}
            | {"stage_2_receiving": "none"}
        )
    )
    typed = in_terminal(tmp_path, "None", "Line manager")
    assert typed.code == 0, typed.out
    assert typed.out.count(say.NEEDED) == 2
    assert policy_in(tmp_path).ladder[1].receiving[0].role == "line_manager"


def test_every_missing_answer_is_named(tmp_path: Path) -> None:
    """All of them at once, each with its question."""
    typed = written(
        tmp_path, {key: text for key, text in NUMBERED.items() if not key.startswith("stage_2")}
    )
    assert {one["name"].rpartition(" ")[2] for one in typed.errors} == {
        key for key in NUMBERED if key.startswith("stage_2")
    }


def test_programs_are_told_every_question(tmp_path: Path) -> None:
    """Without answers, JSON lists what would be asked, with an example of each; nothing is
    written, and the examples are answers.
    """
    typed = concord("policy", "new", tmp_path / "brackenvale.yaml", "--json")
    examples = {one["key"]: one["default"] or one["example"] for one in typed.data["questions"]}
    assert {"partnership", "stage_3_time", "coordinators"} <= set(examples)
    assert list(tmp_path.iterdir()) == []
    assert written(tmp_path, examples).code == 0


def test_nothing_is_written_over_unless_told_to(tmp_path: Path) -> None:
    """Any of the three files that is there already stops the command before it asks anything."""
    assert written(tmp_path, NUMBERED).code == 0
    (tmp_path / "brackenvale.yaml").unlink()
    typed = written(tmp_path, NUMBERED)
    assert typed.code == 2
    assert {one["message"] for one in typed.errors} == {say.EXISTS}
    assert not (tmp_path / "brackenvale.yaml").exists()


def in_terminal(folder: Path, *lines: str) -> Typed:
    """Type these lines to ``policy new``."""
    command = ["policy", "new", str(folder / "brackenvale.yaml")]
    done = CliRunner().invoke(app, command, input="".join(f"{line}\n" for line in lines))
    return Typed(done.exit_code, done.stdout, done.stderr)


def texts(answers: dict[str, Any]) -> list[str]:
    """Answers as they would be typed."""
    asked = walk({key: ask._as_text(value) for key, value in answers.items()}, to_end=True)
    return [asked.given[one.key] for one in asked.asked]


def test_a_coordinator_types_the_answers(tmp_path: Path) -> None:
    """Asked one after the other; a wrong answer is explained and asked again, ? shows an example,
    back returns to the question before, Enter takes what stands in brackets.
    """
    lines = texts(NUMBERED)
    lines[2:2] = ["?", "20 26", "back", lines[1]]
    at = lines.index("5 working days")
    lines.insert(at, "5 days")
    lines[lines.index("England")] = ""
    typed = in_terminal(tmp_path, *lines)
    assert typed.code == 0, typed.out
    for said in (say.EDITION, say.DAYS, say.EXAMPLE.format(example="2026-01"), "[England]"):
        assert said in typed.out
    assert typed.out.count("Who else is told\n") == typed.out.count("The stages\n") == 1
    assert policy_in(tmp_path).title == NUMBERED["title"]
    assert not (tmp_path / "brackenvale.yaml.draft.json").exists()


def test_a_number_kept_by_a_whole_stage_is_named_as_coarse(tmp_path: Path) -> None:
    """Whoever gave numbers for whole stages is told what the check cannot see, and where to read."""
    typed = in_terminal(tmp_path, *texts(NUMBERED))
    assert say.WHOLE.format(file=tmp_path / "brackenvale.yaml") in " ".join(typed.out.split())
    guide = Path(__file__).parents[3] / "docs" / "writing-a-policy.md"
    assert "### After the questions" in guide.read_text(encoding="utf-8")


def test_answers_are_kept_until_they_are_complete(tmp_path: Path) -> None:
    """Whoever leaves half way goes on from there with the same command."""
    lines = texts(NUMBERED)
    first = in_terminal(tmp_path, *lines[:7])
    assert first.code == 2
    assert "brackenvale.yaml.draft.json" in first.err
    second = in_terminal(tmp_path, *lines[7:])
    assert second.code == 0, second.out
    assert "which holds 7 answers" in second.out
    assert policy_in(tmp_path).edition == "2026-01"


class _Leaving(io.TextIOWrapper):
    """Somebody who answers once and then presses Ctrl-C."""

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]
        """The next line, while there is one."""
        if found := super().readline(size):
            return found
        raise KeyboardInterrupt


def test_leaving_with_ctrl_c_keeps_the_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said where they are kept, and nothing else is written."""
    monkeypatch.setattr(
        sys, "stdin", _Leaving(io.BytesIO(b"Brackenvale Safeguarding Partnership\n"))
    )
    answer = ask.new(tmp_path / "brackenvale.yaml", None, force=False, as_json=False)
    assert answer.code == 130
    (draft,) = tmp_path.iterdir()
    assert json.loads(draft.read_text()) == {"partnership": "Brackenvale Safeguarding Partnership"}


def test_a_new_folder_is_made_and_no_path(tmp_path: Path) -> None:
    """A folder of one's own need not be there yet; what it would stand in has to be."""
    assert written(tmp_path, NUMBERED).code == 0
    answers = ("--answers", tmp_path / "answers.json")
    assert concord("policy", "new", tmp_path / "ours" / "mine.yaml", *answers).code == 0
    assert concord("policy", "check", tmp_path / "ours" / "mine.yaml").code == 0
    typed = concord("policy", "new", tmp_path / "no" / "such" / "mine.yaml", *answers)
    assert (typed.code, say.NO_FOLDER in typed.err) == (2, True)
    typed = concord("policy", "new", tmp_path / "mine.txt", *answers)
    assert (typed.code, say.BAD_NAME in typed.err) == (2, True)


_FREE = ("partnership", "title", "agreed", "stage_1_name", "risk_text", "sentence_12")


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_whatever_is_typed_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Quotation marks, colons, hashes, dashes and words that YAML takes for something else."""
    hostile = st.text(st.sampled_from("aZé1 :#\"'-{}[],&*!|>%@`\\?~.\U0001f642"), max_size=150)
    words = st.sampled_from(["yes", "null", "- a", "a: b", "a #b", "'a", '"a', "{a}", "1e3 a"])
    typed = {key: data.draw(hostile | words, label=key) for key in _FREE}
    answers = {**NUMBERED, **{key: f"w {text}" for key, text in typed.items()}}
    folder = tmp_path_factory.mktemp("typed")
    done = written(folder, answers)
    assert done.code == 0, done
    policy = policy_in(folder)
    said = {key: " ".join(str(answers[key]).split()) for key in _FREE}
    assert policy.title == said["title"]
    assert policy.partnership_name == said["partnership"]
    assert policy.ladder[0].name == said["stage_1_name"]
    assert policy.immediate_risk.text == said["risk_text"]
    assert policy.principles[0].text == said["sentence_12"]


def test_ids_that_yaml_takes_for_something_else_stay_ids(tmp_path: Path) -> None:
    """A stage called “Null”, a category called “Yes” and a file called off.yaml."""
    answers = {**NUMBERED, "stage_2_name": "Null", "categories": "Yes; No"}
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(answers))
    typed = concord("policy", "new", tmp_path / "off.yaml", "--answers", file, "--json")
    assert (typed.code, typed.data["faults"]) == (0, [])


def test_what_is_typed_is_no_template_and_no_comment_ends(tmp_path: Path) -> None:
    """Braces are text; a character that no line of a file may hold leaves the comment readable."""
    title = "{{ 7 * 7 }} {% raw %} {# no #} \ufffe #"
    assert written(tmp_path, {**NUMBERED, "title": title}).code == 0
    assert policy_in(tmp_path).title == title


def test_every_value_of_a_template_is_quoted_and_none_is_left_out() -> None:
    """Also where the template does not ask for it; a name that is not there is an error."""
    line = templates().from_string("{a: {{ value }}, b: {{ [value] }}}")
    assert line.render(value="x}: #\n- y") == r'{a: "x}: #\n- y", b: ["x}: #\n- y"]}'
    with pytest.raises(UndefinedError):
        line.render()


def test_every_question_has_an_example_that_is_an_answer() -> None:
    """Also those that depend on others: read with a document of twelve numbers and three stages."""
    for one in table().values():
        one.read(one.example, {"numbered": 12, "stages": 3})
