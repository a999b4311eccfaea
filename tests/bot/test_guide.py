"""``docs/writing-a-policy.md``: every block of it loads, every command of it does what it says."""

import asyncio
import os
import re
import shlex
import signal
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from typer.testing import CliRunner

from adapters.clock import SystemClock
from adapters.randomness import SystemRandomness
from bot.app.start_up import load_partnerships
from bot.app.wiring import open_ledger
from bot.cli import app
from bot.commands.new_policy.questions import table
from bot.settings.settings import Settings, load_settings
from core.cases import commands as c
from core.cases.casework import Casework, Done
from core.cases.rules.fields import opening_fields
from core.local_time import local
from core.vocabulary import SubjectType
from policies.policy_files.clause_list import ClauseList, load_clauses
from policies.policy_files.loader import LoadedPolicy, load_policy
from policies.yaml_reading.source import read
from tests.bot import guide
from tests.bot.typed import ROOT, clean_environment, concord

REF = "ESC-7KQ4-M2XP"
NEW = "python -m bot policy new ours/first.yaml"
RUN = 'make run ARGS="--policy ours/brackenvale.yaml --contacts ours/directories/brackenvale.yaml"'


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clean folder with the guide's files, and us in it."""
    monkeypatch.chdir(tmp_path)
    return guide.write_out(tmp_path)


def test_no_block_is_without_its_test() -> None:
    """Each block of YAML is a part of a file, goes on top of one, or only shows what YAML is."""
    notes = {one.note for one in guide.blocks() if one.kind == "yaml"}
    assert notes == {
        "yaml only",
        "over brackenvale.yaml",
        "upper-bracken.yaml",
        "brackenvale.yaml",
        "clauses/brackenvale.yaml",
        "directories/brackenvale.yaml",
    }
    assert {one.kind for one in guide.blocks()} == {"yaml", "toml", "sh"}


def test_yaml_in_ten_lines_is_yaml() -> None:
    """What it shows is read as it says."""
    (block,) = [one for one in guide.blocks() if one.note == "yaml only"]
    source = read(block.text, "guide")
    assert not source.faults
    assert isinstance(source.data, dict)
    assert source.data["stages"] == [
        {"id": "talk", "name": "Talk to each other"},
        {"id": "managers", "name": "Line managers"},
    ]


def test_every_sentence_of_the_example_is_accounted_for(ours: Path) -> None:
    """The paper's numbers are those of the clause list, and a rule keeps each or says why not."""
    clauses = load_clauses((ours / "clauses/brackenvale.yaml").read_text(), "clauses")
    assert isinstance(clauses, ClauseList)
    paper = "".join(
        line for line in guide.GUIDE.read_text().splitlines(keepends=True) if line.startswith("> ")
    )
    assert [f"({int(one.partition('-')[2])})" in paper for one in clauses.ids] == [True] * 21
    assert "(22)" not in paper
    text = (ours / "brackenvale.yaml").read_text()
    assert isinstance(load_policy(text, "brackenvale.yaml", clauses), LoadedPolicy)


@pytest.mark.parametrize(
    "text", [one.text for one in guide.blocks() if one.note.startswith("over ")]
)
def test_what_can_be_added_fits_the_example(text: str, ours: Path) -> None:
    """Each further fragment is a policy on top of the example."""
    (ours / "more.yaml").write_text(f"extends: brackenvale.yaml\n{text}")
    typed = concord("policy", "check", ours / "more.yaml")
    assert typed.code == 0, typed.out


def test_every_command_does_what_the_guide_says(
    ours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Typed one after the other, in a clean folder, each ends well; a case that was opened before
    the next edition is moved to it.
    """
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    said: list[str] = []
    opened = ""
    for line in guide.commands():
        if line in {NEW, RUN}:
            continue
        words = shlex.split(line)
        if words[:3] == ["python", "-m", "bot"]:
            typed = concord(*(opened if word == REF else word for word in words[3:]))
            assert typed.code == 0, (line, typed)
            said.append(typed.out)
        else:
            assert words[0] in {"mkdir", "cp", "sed", "python"}, line
            subprocess.run(["bash", "-c", line], check=True)
        if "editions" in words:
            opened = asyncio.run(open_case(ours / "concord.toml"))
    assert (ours / "board.html").is_file()
    assert (ours / "ladder.svg").is_file()
    text = " ".join("\n".join(said).split())
    for sentence in (
        "21 of 21 clauses accounted for",
        "One more coordinator has to approve it: Ben Marlow",
        "clock: 5 working days becomes 3 working days",
        f"{opened} ",
    ):
        assert sentence in text, sentence


async def open_case(file: Path) -> str:
    """Open a case under whatever is in force; its reference."""
    settings = load_settings(file, {})
    assert isinstance(settings, Settings)
    opened = await open_ledger(settings.database_url, settings.key_ring())
    try:
        clock = SystemClock()
        shelves = await load_partnerships(opened.documents, clock, [], {})
        setting = shelves.register.setting("brackenvale")
        casework = Casework(opened.ledger, shelves.register.setting, clock, SystemRandomness())
        done = await casework.open(
            "brackenvale",
            c.OpenCase(
                by="brackenvale.ira-fenwick",
                reference=SystemRandomness().reference(),
                subject_type=SubjectType.CHILD,
                statuses=(),
                trigger="decision",
                category="delay",
                receiving_agency="police",
                receiving_team="",
                counterpart="",
                arose_on=local(clock.now()).date(),
                protective=None,
                protective_reason="",
                subject="T. B.",
                answers={one.id: "A few words." for one in opening_fields(setting.policy)},
            ),
            "opening",
        )
        assert isinstance(done, Done), done
        return done.case.reference
    finally:
        await opened.close()


def test_common_faults_are_said_as_the_guide_says() -> None:
    """What the table quotes stands in a check."""
    rows = re.findall(r"^\| “(.+?)” \|", guide.GUIDE.read_text(), re.MULTILINE)
    files = [*sorted((ROOT / "policies").rglob("*.py")), ROOT / "core/partnership/wording.py"]
    code = "".join(re.sub(r'"\n\s+f?"', "", file.read_text()) for file in files)
    assert len(rows) == 9
    for row in rows:
        for part in re.split(r" \.\.\. |BVP-07|working_days\?", row):
            assert part in code, row


def test_the_guide_begins_with_the_first_question(ours: Path) -> None:
    """``policy new`` asks; with nobody to answer it keeps what it has."""
    assert NEW in guide.commands()
    done = CliRunner().invoke(app, shlex.split(NEW)[3:], input="")
    assert table()["partnership"].asks in done.stdout
    assert not (ours / "first.yaml").exists()


def test_the_example_runs_in_the_workbench(ours: Path) -> None:
    """Its address is told, its people are there, and it ends when it is told to."""
    options = shlex.split(shlex.split(RUN)[2].removeprefix("ARGS="))
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "workbench", "--port", "0", *options],
        cwd=ours.parent,
        env={**clean_environment(), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip().rpartition(" ")[2]
        assert address.startswith("http://127.0.0.1:"), process.communicate(timeout=60)
        asking = HTTPConnection(urlsplit(address).netloc, timeout=60)
        asking.request("GET", "/workbench/view")
        assert "Brackenvale Safeguarding Partnership" in asking.getresponse().read().decode()
        asking.close()
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
    finally:
        process.kill()
        process.communicate()
    assert (process.returncode, err) == (0, "")


def test_the_workbench_takes_no_policy_that_could_not_be_in_force(ours: Path) -> None:
    """A post without anybody, or a coordinator alone, is told instead of a start."""
    contacts = ours / "directories" / "brackenvale.yaml"
    text = contacts.read_text()
    contacts.write_text(text.replace(", holders: [brackenvale.cyril-dane]", ""))
    typed = concord("workbench", "--policy", ours / "brackenvale.yaml")
    assert typed.code == 1
    assert "Head of service. This reaches nobody" in typed.err
    contacts.write_text(text.replace("ada-lovelock, brackenvale.ben-marlow]", "ben-marlow]"))
    typed = concord("workbench", "--policy", ours / "brackenvale.yaml")
    assert typed.code == 1
    assert "Two coordinators" in typed.err
    assert concord("workbench", "--contacts", contacts).code == 2
