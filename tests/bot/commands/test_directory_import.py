"""``directory import`` and ``directory export``: a dry run first, then whole or not at all."""

import re
import sqlite3
import threading
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.clock import SystemClock
from adapters.contact_lists.files.limits import BYTES
from core.imports import Plan, plan_import
from tests.adapters.contact_lists.files.files import workbook, zipped
from tests.bot.test_command_line import serving
from tests.bot.typed import ROOT, Typed, concord

SOURCES = ROOT / "tests" / "adapters" / "contact_lists" / "sources"
NOOR = "hounslow.noor-castellan"
COORDINATORS = {
    "hounslow": NOOR,
    "halton": "halton.ivor-canfield",
    "tri-borough": "tri-borough.lysander-moat",
    "wandsworth": "wandsworth.imara-deverell",
    "hillingdon": "hillingdon.saoirse-pennington",
}
HEAD = ("Agency", "Team", "Stage", "Role", "Name", "Email", "Phone")
COUNCIL = ("London Borough of Hounslow", "Family Help Team", "Stage 2", "Assistant Team Manager")
TEAM = (
    (*COUNCIL, "Tobin Zeller", "tobin.zeller@hounslow.example", "020 7946 0493"),
    (*COUNCIL, "Priya Ashdown", "priya.ashdown@hounslow.example", "020 7946 0814"),
    (*COUNCIL, "Ivo Larch", "ivo.larch@hounslow.example", "020 7946 0100"),
)
BROKEN = (*COUNCIL, "Mo Ash", "mo.ash@hounslow.example", "020 7946 010")

Env = Mapping[str, str]


def proposed(name: str, folder: Path) -> Env:
    """A database with a partnership's list, and its policy waiting for a second coordinator."""
    policies = ROOT / "policies"
    env = {
        **serving(folder),
        "CONCORD_POLICIES": str(policies / f"{name}.yaml"),
        "CONCORD_DIRECTORIES": str(policies / "directories" / f"{name}.yaml"),
    }
    policy = policies / f"{name}.yaml"
    assert concord("policy", "activate", policy, "--by", COORDINATORS[name], env=env).code == 0
    return env


@pytest.fixture
def env(tmp_path: Path) -> Env:
    """Hounslow."""
    return proposed("hounslow", tmp_path)


def taken(env: Env, *words: str | Path, by: str = NOOR, name: str = "hounslow") -> Typed:
    """Import as a coordinator, answered in JSON."""
    typed = ("directory", "import", *words, "--partnership", name, "--by", by, "--json")
    return concord(*typed, env=env)


def acts(env: Env) -> int:
    """How many acts the rolls have."""
    file = env["CONCORD_DATABASE_URL"].removeprefix("sqlite+aiosqlite:///")
    with sqlite3.connect(file) as base:
        (count,) = base.execute(
            "SELECT count(*) FROM documents WHERE collection = 'roll'"
        ).fetchone()
    return int(count)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """The Family Help Team with one new manager, as a workbook."""
    file = tmp_path / "team.xlsx"
    file.write_bytes(workbook(HEAD, *TEAM))
    return file


def test_a_dry_run_tells_everything_and_changes_nothing(env: Env, sheet: Path) -> None:
    """Who is new, changed and ended, for people and for programs."""
    before = acts(env)
    said = taken(env, sheet, "--keep-others")
    assert (said.code, said.err) == (0, "")
    assert "hounslow.ivo-larch" in [one["id"] for one in said.data["new"]]
    changed = {one["id"]: one["differences"] for one in said.data["changed"]}
    assert {"field": "phones", "before": "", "after": "020 7946 0493"} in changed[
        "hounslow.tobin-zeller"
    ]
    assert said.data["applied"] is None
    assert acts(env) == before
    words = ("directory", "import", sheet, "--partnership", "hounslow", "--by", NOOR)
    spoken = concord(*words, "--keep-others", env=env)
    assert "This was a dry run: nothing was changed." in spoken.out
    assert "Person: Ivo Larch" in spoken.out


def test_applied_it_is_one_act_and_applied_again_none(env: Env, sheet: Path) -> None:
    """With who did it and from what; the list says so at once."""
    before = acts(env)
    said = taken(env, sheet, "--keep-others", "--apply")
    assert said.data["applied"] == before + 1
    assert acts(env) == before + 1
    again = taken(env, sheet, "--keep-others", "--apply")
    assert (again.code, again.data["changes_nothing"], again.data["applied"]) == (0, True, None)
    assert acts(env) == before + 1
    history = concord("directory", "history", "--json", env=env)
    (told,) = history.data
    latest = max(told["acts"], key=lambda one: one["number"])
    assert (latest["by"], "team.xlsx" in latest["why"]) == (NOOR, True)
    shown = concord("directory", "show", "--json", env=env)
    post = next(x for x in shown.data["posts"] if x["id"] == "council.family-help.manager")
    assert post["holders"][-1] == "hounslow.ivo-larch"


def test_one_error_blocks_all_of_it_unless_its_row_is_left_out(env: Env, tmp_path: Path) -> None:
    """Nothing is written by half; which rows were left out stands in the report and on the roll."""
    file = tmp_path / "team.xlsx"
    file.write_bytes(workbook(HEAD, *TEAM, BROKEN))
    before = acts(env)
    refused = taken(env, file, "--keep-others", "--apply")
    assert (refused.code, refused.data["blocked"], acts(env)) == (1, True, before)
    (error,) = (one for one in refused.data["issues"] if one["weight"] == "error")
    assert error["where"] == "row 5"
    done = taken(env, file, "--keep-others", "--apply", "--leave-out")
    assert (done.code, done.data["left_out"], acts(env)) == (0, ["row 5"], before + 1)
    history = concord("directory", "history", "--json", env=env)
    latest = max(history.data[0]["acts"], key=lambda one: one["number"])
    assert "row 5" in latest["why"]
    shown = concord("directory", "show", "--json", env=env)
    assert "mo-ash" not in str(shown.data)


def test_a_list_changed_meanwhile_is_planned_anew(
    env: Env, sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was planned on an older list is not written over what somebody did since."""

    def meanwhile(*given: Any, **options: Any) -> Plan:
        words = ("directory", "verify", "hounslow.tobin-zeller", "--by", NOOR)
        other = threading.Thread(target=lambda: results.append(concord(*words, env=env)))
        other.start()
        other.join()
        return plan_import(*given, **options)

    results: list[Typed] = []
    monkeypatch.setattr("bot.commands.directory.import_list.plan_import", meanwhile)
    said = taken(env, sheet, "--keep-others", "--apply")
    assert [one.code for one in results] == [0]
    assert said.code == 1
    assert "changed by somebody else meanwhile" in said.err


def test_only_a_coordinator_imports(env: Env, sheet: Path) -> None:
    """Anybody else is refused, and nothing is read into the list."""
    before = acts(env)
    said = taken(env, sheet, "--apply", by="hounslow.tobin-zeller")
    assert said.code == 2
    assert said.errors[0]["name"] == "--by"
    assert acts(env) == before


def test_a_coordinator_who_has_left_imports_nothing(
    env: Env, sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the day on that was said before, though the list still names them."""
    today = SystemClock().now()
    tomorrow = (today + timedelta(days=1)).date().isoformat()
    left = concord("directory", "leave", NOOR, "--on", tomorrow, "--by", NOOR, env=env)
    assert left.code == 0
    assert taken(env, sheet, "--keep-others").code == 0
    monkeypatch.setattr(SystemClock, "now", lambda _: today + timedelta(days=2))
    said = taken(env, sheet, "--keep-others", "--apply")
    assert (said.code, said.errors[0]["name"]) == (2, "--by")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("list.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "Save it as .xlsx"),
        ("list.pdf", b"%PDF-1.7", "This is a PDF"),
        ("bomb.xlsx", zipped({"x": b"0" * 2**26}), "many times its size"),
        ("big.csv", b"x" * (BYTES + 1), "bigger than any contact list"),
        ("none.csv", None, "no such file"),
        ("prose.txt", b"Dear all,\n\nthe meeting is on Monday.\n", "looks like a contact list"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(
    env: Env, tmp_path: Path, name: str, data: bytes | None, words: str
) -> None:
    """With what to do; nothing is changed."""
    file = tmp_path / name
    if data is not None:
        file.write_bytes(data)
    before = acts(env)
    said = taken(env, file, "--apply", "--leave-out")
    assert said.code in {1, 2}
    assert words in said.err
    assert acts(env) == before


def test_an_answer_settles_what_a_heading_is(env: Env, tmp_path: Path) -> None:
    """A kind, or an agency there is; a wrong answer is refused with what is wanted."""
    file = tmp_path / "list.csv"
    person = ("Lowri Ingram", "lowri.ingram@5bp.example", "01632 960872")
    rows = (HEAD, ("5 Boroughs", "", "Stage 2", "Matron", *person))
    file.write_text("\n".join(",".join(row) for row in rows))
    asked = taken(env, file, "--keep-others")
    assert [x["code"] for x in asked.data["issues"] if x["weight"] == "error"] == ["what_kind"]
    told = taken(env, file, "--keep-others", "--agency", "5 Boroughs=health")
    assert told.code == 0
    assert "hounslow.lowri-ingram" in [one["id"] for one in told.data["new"]]
    wrong = taken(env, file, "--agency", "5 Boroughs=king")
    assert (wrong.code, wrong.errors[0]["name"]) == (2, "--agency")


def test_the_report_is_a_page_on_which_a_list_is_only_text(env: Env, tmp_path: Path) -> None:
    """Whatever stands in a cell steers nothing there."""
    file, page = tmp_path / "team.xlsx", tmp_path / "report.html"
    evil = (*COUNCIL, "<script>alert(1)</script>", "x@hounslow.example", "")
    file.write_bytes(workbook(HEAD, *TEAM, evil))
    taken(env, file, "--keep-others", "--out", page)
    text = page.read_text()
    assert "Import of a contact list" in text
    assert "Ivo Larch" in text
    assert not re.search(r"<script|onerror|javascript:", text)
    assert taken(env, file, "--out", tmp_path / "report.pdf").code == 2


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_exported_list_imports_as_it_was(env: Env, tmp_path: Path, ending: str) -> None:
    """And a file there is, is not written over."""
    file = tmp_path / f"out.{ending}"
    words = ("directory", "export", "--partnership", "hounslow", "--to", file)
    assert concord(*words, env=env).code == 0
    said = taken(env, file)
    assert (said.code, said.data["changes_nothing"]) == (0, True)
    assert said.data["files"][0]["layout"] == "a table that Concord wrote"
    again = concord(*words, env=env)
    assert again.code == 2
    assert "There is such a file already" in again.err


def test_a_list_in_yaml_is_imported_by_the_same_command(env: Env, tmp_path: Path) -> None:
    """Its faults are told with their lines, as everywhere."""
    text = (ROOT / "policies" / "directories" / "hounslow.yaml").read_text()
    file = tmp_path / "list.yaml"
    file.write_text(text.replace("name: Tobin Zeller", "name: Tobin Zeller-Marsh"))
    said = taken(env, file, "--apply")
    assert said.code == 0, said.err
    assert next(one["id"] for one in said.data["changed"]) == "hounslow.tobin-zeller"
    file.write_text(text.replace("roles: [practitioner]", "roles: [king]", 1))
    wrong = taken(env, file)
    assert wrong.code == 1
    assert re.search(r"list\.yaml:\d+", wrong.errors[0]["name"])


@pytest.mark.parametrize("name", COORDINATORS)
def test_each_published_list_is_planned_refused_and_applied_without_its_errors(
    tmp_path: Path, name: str
) -> None:
    """On top of the example list: what is wrong is told at its line, errors block, and what the
    policy would lack afterwards is told before; no address of these old lists is messaged.
    """
    env = proposed(name, tmp_path)
    by = COORDINATORS[name]
    source = SOURCES / f"{name}.txt"
    before = acts(env)
    dry = taken(env, source, by=by, name=name)
    errors = [one for one in dry.data["issues"] if one["weight"] == "error"]
    assert all(re.fullmatch(r"line \d+", one["where"]) for one in dry.data["issues"])
    assert dry.code == (1 if errors else 0)
    if errors:
        assert taken(env, source, "--apply", by=by, name=name).data["applied"] is None
    assert acts(env) == before
    done = taken(env, source, "--apply", "--leave-out", by=by, name=name)
    assert done.code == 0
    assert done.data["left_out"] == list(dict.fromkeys(one["where"] for one in errors))
    assert done.data["missing"] == dry.data["missing"]
    again = taken(env, source, "--apply", "--leave-out", by=by, name=name)
    assert again.data["changes_nothing"]
    assert acts(env) <= before + 1
